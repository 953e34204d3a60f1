"""The document tree of a report: what it says, apart from how HTML, PDF and Word set it.

Every text in it is plain: no markup is ever read out of it. The tree goes to JSON and back without a change, so that
what was handed in can be set again and compared.
"""

from dataclasses import asdict, dataclass, field

FORMAT = 1  # of the tree, so that what is frozen today can still be told apart when it has changed


@dataclass(frozen=True)
class Paragraph:
    """Running text. `kind` is "" for plain text, "note" for small print, "lead" for the sentence that matters most."""

    text: str
    kind: str = ""


@dataclass(frozen=True)
class Bullets:
    """A list without an order."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """Labels and what stands beside them, such as who it is for and which months it covers."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Column:
    """A column of a table by its heading; numbers stand to the right."""

    heading: str
    is_number: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell of a table. `tone` is better, worse or neutral: a colour beside the words, never in place of them.

    `note` is small print below the text, such as why a figure is to be read with care.
    """

    text: str
    tone: str = "neutral"
    is_strong: bool = False
    note: str = ""


@dataclass(frozen=True)
class Table:
    """Rows of cells under columns; the first cell of a row is its heading. The caption says what the table shows."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class Chart:
    """A picture: its finding as the title, what it shows in words, and what is drawn (evaluation/reports/pictures.py).

    `drawing` holds texts, numbers, lists and None alone, dates as YYYY-MM-DD.
    """

    title: str
    alt: str
    drawing: dict


@dataclass(frozen=True)
class Section:
    """A heading with what stands under it: blocks, and sections one level further down.

    `slug` is its place in the page's address, and the name under which people add words and comments.
    """

    slug: str
    title: str
    blocks: tuple = ()
    sections: tuple["Section", ...] = ()


@dataclass(frozen=True)
class Document:
    """A whole report: title, a line under it, facts about it, and its sections."""

    title: str
    subtitle: str
    facts: Facts
    sections: tuple[Section, ...]
    language: str = "en-GB"
    format: int = field(default=FORMAT)


def words(text):
    """What somebody typed, as blocks: a blank line ends a paragraph, lines that begin with a dash are a list."""
    found, lines = [], []
    for line in [*text.splitlines(), ""]:
        line = line.strip()
        is_item = line.startswith(("- ", "– ", "* ", "• "))
        if lines and (not line or is_item != lines[0][0]):
            found.append(_block(lines))
            lines = []
        if line:
            lines.append((is_item, line[2:].strip() if is_item else line))
    return tuple(found)


def _block(lines):
    if lines[0][0]:
        return Bullets(tuple(text for _, text in lines))
    return Paragraph(" ".join(text for _, text in lines))


def to_json(document):
    """The document as dicts, lists, texts and numbers; each block names its kind."""
    return _plain(asdict(document) | {"sections": [_section(section) for section in document.sections]})


def _section(section):
    return {
        "slug": section.slug,
        "title": section.title,
        "blocks": [{"block": type(block).__name__, **asdict(block)} for block in section.blocks],
        "sections": [_section(each) for each in section.sections],
    }


def _plain(node):
    if isinstance(node, dict):
        return {key: _plain(value) for key, value in node.items()}
    return [_plain(each) for each in node] if isinstance(node, list | tuple) else node


def from_json(content):
    """The Document that `to_json` made `content` of. Raises ValueError for another format."""
    if content.get("format") != FORMAT:
        raise ValueError("This report was frozen in a form that this version of Foothold cannot read.")
    return Document(
        title=content["title"],
        subtitle=content["subtitle"],
        facts=_facts(content["facts"]),
        sections=tuple(map(_section_from, content["sections"])),
        language=content["language"],
    )


def _section_from(content):
    blocks = tuple(_block_from(dict(block)) for block in content["blocks"])
    return Section(content["slug"], content["title"], blocks, tuple(map(_section_from, content["sections"])))


def _block_from(content):
    return BLOCKS[content.pop("block")](content)


def _facts(content):
    return Facts(tuple(tuple(row) for row in content["rows"]))


def _table(content):
    columns = tuple(Column(**column) for column in content["columns"])
    rows = tuple(tuple(Cell(**cell) for cell in row) for row in content["rows"])
    return Table(content["caption"], columns, rows, content["note"])


BLOCKS = {
    "Paragraph": lambda content: Paragraph(**content),
    "Bullets": lambda content: Bullets(tuple(content["items"])),
    "Facts": _facts,
    "Table": _table,
    "Chart": lambda content: Chart(**content),
}
