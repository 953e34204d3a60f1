"""A document as a Word file: real headings, lists and captions, header rows that repeat, pictures with their text."""

import io
from itertools import count

from docx import Document as new_book
from docx.oxml.ns import qn
from docx.shared import Mm

from evaluation.reports.document import Bullets, Chart, Facts, Paragraph, Table
from evaluation.reports.html import has_contents
from evaluation.reports.letters import readable, reads_from_right
from evaluation.reports.packed import packed_alike
from evaluation.reports.pictures import SHARES, as_png, told
from evaluation.reports.word_parts import field, field_begin, field_end, node, paragraph, run, said
from evaluation.reports.word_styles import QUIET, styled
from evaluation.reports.word_tables import table_of

ACROSS, TALLEST = 170, 215  # mm: between the margins, and the room for a picture with its title on one page
DEEPEST = 4  # level of headings
STYLES = {"": "Normal", "lead": "Lead", "note": "Note"}
AFTER_TABLE = 160  # twentieths of a point between a table and the words that follow it


def as_docx(document):
    """The bytes of a Word file of the document; the same document gives the same bytes."""
    document = readable(document)
    book, out = new_book(), io.BytesIO()
    styled(book, document.language)
    _describe(book, document)
    _Writing(book).write(document)
    book.save(out)
    return packed_alike(out.getvalue())


def _describe(book, document):
    """What a reader's programme says of the file; nobody is named as its author."""
    about = book.core_properties
    about.title, about.subject, about.language = document.title[:255], document.subtitle[:255], document.language
    about.author = about.comments = about.keywords = about.last_modified_by = ""
    section = book.sections[0]
    _replace(section.header, run(document.title))
    for foot in (section.footer, section.first_page_footer):
        _replace(foot, run(f"{document.subtitle}\t"), run("Page "), *field("PAGE"), run(" of "), *field("NUMPAGES"))
        foot.paragraphs[0].paragraph_format.tab_stops.clear_all()
        foot.paragraphs[0].paragraph_format.tab_stops.add_tab_stop(Mm(ACROSS), alignment=2)


def _replace(part, *runs):
    part.is_linked_to_previous = False
    part.paragraphs[0]._p.extend(runs)


class _Writing:
    """The body of a Word file as it is written from top to bottom."""

    def __init__(self, book):
        self.book, self.body = book, book.element.body
        self.marks, self.after_table = count(1), False

    def write(self, document):
        self._add(said(document.title, style="Title"))
        if document.subtitle:
            self._add(said(document.subtitle, style="Subtitle"))
        self._facts(document.facts)
        marks = [f"_Toc{number:06}" for number in range(1, len(document.sections) + 1)]
        if has_contents(document):
            self._contents(document.sections, marks)
        for section, mark in zip(document.sections, marks, strict=True):
            self._section(section, 1, mark)
        if self.after_table:
            self._add(paragraph(style="Note"))  # Word wants a paragraph at the end

    def _add(self, element):
        last = self.body.find(qn("w:sectPr"))
        last.addprevious(element)
        self.after_table = element.tag == qn("w:tbl")

    def _contents(self, sections, marks):
        """A list of contents that Word can bring up to date; until then it holds the sections as they are."""
        self._add(said("Contents", style="TOCHeading"))
        begin, end = field_begin('TOC \\o "1-1" \\n \\h \\z \\u'), [field_end()]
        for place, (section, mark) in enumerate(zip(sections, marks, strict=True)):
            link = node("w:hyperlink", run(section.title), anchor=mark, history=1)
            first, last = place == 0, place == len(sections) - 1
            runs = [*(begin if first else []), link, *(end if last else [])]
            self._add(paragraph(*runs, style="toc1", rtl=reads_from_right(section.title)))

    def _section(self, section, level, mark=""):
        words = [run(section.title)]
        if mark:
            number = next(self.marks)
            words = [node("w:bookmarkStart", id=number, name=mark), *words, node("w:bookmarkEnd", id=number)]
        style = f"Heading{min(level, DEEPEST)}"
        self._add(paragraph(*words, style=style, rtl=reads_from_right(section.title)))
        for block in section.blocks:
            BLOCKS[type(block)](self, block)
        for within in section.sections:
            self._section(within, level + 1)

    def _say(self, text, style):
        before = {"before": AFTER_TABLE} if self.after_table else {}
        self._add(said(text, style=style, **before))

    def _paragraph(self, block):
        self._say(block.text, STYLES.get(block.kind, "Normal"))

    def _bullets(self, block):
        for item in block.items:
            self._say(item, "ListBullet")

    def _facts(self, block):
        for label, words in block.rows:
            runs = run(f"{label}\t", colour=QUIET), run(words, bold=True)
            self._add(paragraph(*runs, style="Fact", rtl=reads_from_right(words)))

    def _table(self, block):
        self._add(said(block.caption, style="Caption"))
        self._add(table_of(block))
        if block.note:
            self._paragraph(Paragraph(block.note, "note"))

    def _chart(self, block):
        self._add(said(block.title, style="Caption"))
        self._add(self._picture(block))

    def _picture(self, chart):
        place = self.book.add_paragraph(style="Picture")
        shape = place.add_run().add_picture(io.BytesIO(as_png(chart)))
        width, height = shape.width, shape.height
        across = min(SHARES.get(chart.drawing["kind"], 1) * Mm(ACROSS), Mm(TALLEST) * width / height)
        shape.width, shape.height = int(across), int(across * height / width)
        described = shape._inline.docPr
        described.set("descr", told(chart))
        described.set("title", chart.title)
        return place._p


BLOCKS = {
    Paragraph: _Writing._paragraph,
    Bullets: _Writing._bullets,
    Facts: _Writing._facts,
    Table: _Writing._table,
    Chart: _Writing._chart,
}
