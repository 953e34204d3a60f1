"""A document as tagged PDF (PDF/UA-1): the words of the tree set by report.typ, its charts as pictures with a text."""

import re
from pathlib import Path

from evaluation.reports.document import Bullets, Chart, Facts, Paragraph, Table
from evaluation.reports.html import FIRST_LEVEL, has_contents
from evaluation.reports.letters import readable, reads_from_right
from evaluation.reports.pictures import SHARES, as_svg, shape_of, told
from evaluation.reports.table_widths import UNPARTED, letters_of
from surveys.printing import typesetting

LAYOUT = Path(__file__).with_name("report.typ")
ACROSS, TALLEST = 170, 215  # mm: between the margins, and the room for a picture with its title on one page
LONGEST_WORD = 60  # letters of a word of running text
LONG_CELL = 400  # letters from which on a row may be parted by the end of a page
DEEPEST = 4
SOFT, NO_BREAK = "\u200b", "\u00a0"
WORDS = {"page": "Page", "of": "of", "contents": "Contents"}


def as_pdf(document, **options):
    """The bytes of a PDF of the document; `options` are typst's own, such as `format="png"` to look at its pages."""
    return typesetting.as_pdf(LAYOUT, _content(readable(document)), **options)


def _content(document):
    language, _, region = document.language.partition("-")
    return {
        "title": document.title,
        "heading": _said(document.title),
        "running": document.title,
        "foot": document.subtitle,
        "lang": language,
        "region": region or None,
        "subtitle": _said(document.subtitle),
        "facts": _rows(document.facts),
        "contents": has_contents(document),
        "words": WORDS,
        "sections": [_section(each, FIRST_LEVEL) for each in document.sections],
    }


def _section(section, level):
    return {
        "level": level,
        "title": _said(section.title),
        "blocks": [{"block": type(block).__name__} | BLOCKS[type(block)](block) for block in section.blocks],
        "sections": [_section(each, min(level + 1, DEEPEST)) for each in section.sections],
    }


def _said(text, longest=LONGEST_WORD):
    """A text with what the layout has to know of it; words longer than a line may break anywhere."""
    broken = re.sub(rf"\S{{{int(longest) + 1},}}", lambda word: SOFT.join(word[0]), text)
    return {"text": broken, "rtl": reads_from_right(text)}


def _unparted(text):
    """A text whose intervals stay on one line."""
    return UNPARTED.sub(lambda found: found[0].replace(" ", NO_BREAK), text)


def _rows(facts):
    return [[_said(label, 30), _said(words)] for label, words in facts.rows]


def _table(table):
    letters = letters_of(table)
    return {
        "caption": _said(table.caption),
        "note": _said(table.note),
        "columns": [
            {"heading": _said(column.heading, room), "number": column.is_number, "share": room}
            for column, room in zip(table.columns, letters, strict=True)
        ],
        "rows": [[_cell(cell, room) for cell, room in zip(row, letters, strict=True)] for row in table.rows],
    }


def _cell(cell, room):
    return _said(_unparted(cell.text), room) | {
        "tone": cell.tone,
        "strong": cell.is_strong,
        "note": _said(cell.note, room),
        "long": len(cell.text) + len(cell.note) > LONG_CELL,
    }


def _chart(chart):
    width, height = shape_of(chart)
    across = 100 * min(SHARES.get(chart.drawing["kind"], 1), TALLEST / (ACROSS * height / width))
    return {"title": _said(chart.title), "alt": told(chart), "svg": as_svg(chart), "width": across}


BLOCKS = {
    Paragraph: lambda block: _said(block.text) | {"kind": block.kind},
    Bullets: lambda block: {"items": list(map(_said, block.items))},
    Facts: lambda block: {"rows": _rows(block)},
    Table: _table,
    Chart: _chart,
}
