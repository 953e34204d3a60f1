"""A document as HTML: part of a page of the product, or one file that stands alone when it is handed on."""

from dataclasses import dataclass, replace
from functools import cache
from itertools import count
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from evaluation.drawings import WideAndNarrow
from evaluation.reports.document import Bullets, Chart, Facts, Paragraph, Table
from evaluation.reports.letters import readable
from evaluation.reports.pictures import as_svgs

STYLE = Path(__file__).with_name("page.css")
FOLDER = "evaluation/reports"
FIRST_LEVEL = 2  # of headings: the first level is the title's
MANY = 6  # sections from which on a document has a list of contents
TEMPLATES = {
    Paragraph: f"{FOLDER}/_block_paragraph.html",
    Bullets: f"{FOLDER}/_block_bullets.html",
    Facts: f"{FOLDER}/_block_facts.html",
    Table: f"{FOLDER}/_block_table.html",
    Chart: f"{FOLDER}/_block_chart.html",
}


@dataclass(frozen=True)
class PlacedBlock:
    """A block with the template that sets it, and a Chart's pictures."""

    template: str
    block: object
    svgs: WideAndNarrow | None = None


@dataclass(frozen=True)
class PlacedSection:
    """A section with the level of its heading and an id that no other has."""

    uid: str
    level: int
    title: str
    blocks: list
    sections: list


def as_html(document):
    """The facts and sections of a document as part of a page, for under the page's own h1."""
    return render_to_string(f"{FOLDER}/_document.html", _placed(readable(document)))


def as_page(document):
    """The bytes of an HTML file with everything in it, which asks for nothing when it is opened."""
    document = readable(document)
    content = _placed(document) | {"document": document, "style": _style()}
    return render_to_string(f"{FOLDER}/page.html", content | {"with_contents": has_contents(document)}).encode()


def has_contents(document):
    """Whether a document is long enough for a list of its sections."""
    return len(document.sections) >= MANY


def _placed(document):
    place = _Placing()
    return {"facts": document.facts, "sections": [place.section(each, FIRST_LEVEL) for each in document.sections]}


class _Placing:
    """Sections and pictures get ids that stay apart, in the order in which they come."""

    def __init__(self):
        self.taken, self.pictures = set(), count(1)

    def section(self, section, level):
        uid = self._uid(section.slug)
        blocks = [self._block(block) for block in section.blocks]
        within = [self.section(each, level + 1) for each in section.sections]
        return PlacedSection(uid, level, section.title, blocks, within)

    def _uid(self, slug):
        tries = (slug if number == 1 else f"{slug}-{number}" for number in count(1))
        uid = next(each for each in tries if each not in self.taken)
        self.taken.add(uid)
        return uid

    def _block(self, block):
        svgs = as_svgs(block, f"picture-{next(self.pictures)}") if isinstance(block, Chart) else None
        shown = _with_columns(block) if isinstance(block, Table) else block
        return PlacedBlock(TEMPLATES[type(block)], shown, svgs)


def _with_columns(table):
    """The table with each cell beside its column, which a phone reads out before it."""
    return replace(table, rows=tuple(tuple(zip(table.columns, row, strict=True)) for row in table.rows))


@cache
def _style():
    return mark_safe(STYLE.read_text(encoding="utf-8"))  # noqa: S308 - our own file
