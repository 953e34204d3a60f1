"""Documents for tests: one with a block of every kind, any at random, and what can be read in their files."""

import io
import re
from html import unescape

from docx import Document as open_book
from docx.oxml.ns import qn
from hypothesis import strategies as st

from evaluation.reports.document import (
    Bullets,
    Cell,
    Chart,
    Column,
    Document,
    Facts,
    Paragraph,
    Section,
    Table,
)
from tests.pdf_text import words_of

ONE_POINT = [{"on": "2026-06-15", "value": 18.2, "low": 14.0, "high": 23.4}]
TWO_POINTS = [{"on": "2025-06-15", "value": 12.0, "low": 9.0, "high": 15.1}, *ONE_POINT]
BOX = "M10 10 60 10 60 60 10 60z"


def trend_drawing(label="Cohort 1"):
    """A line of two waves."""
    lines = [{"label": label, "main": True, "points": TWO_POINTS}]
    baseline = {"value": 12.0, "words": f"Baseline of {label}"}
    return {"kind": "trend", "unit": "%", "lines": lines, "baseline": baseline, "key": f"Dotted: baseline. {label}"}


def ranked_drawing(label="Millrace"):
    """A row with a figure and one without."""
    shown = {"name": label, "value": 18.2, "low": 14.0, "high": 23.4, "before": 12.0, "main": True, "why": ""}
    hidden = {"name": "Quay", "value": None, "low": None, "high": None, "before": None, "main": False, "why": label}
    return {"kind": "ranked", "unit": "%", "rows": [shown, hidden], "baseline": None, "key": label}


def groups_drawing(label="16 to 24"):
    """Two bars of a group, and a group without a figure."""
    bars = [{"value": 12.0, "low": None, "high": None, "words": "12%"}, {**ONE_POINT[0], "words": label}]
    few = [{"value": None, "low": None, "high": None, "words": label} for _ in range(2)]
    groups = [{"label": label, "bars": bars}, {"label": "65 and over", "bars": few}]
    return {"kind": "groups", "unit": "%", "series": ["Baseline", "Now"], "groups": groups}


def goals_drawing(label="Community activity"):
    """A goal with a figure and one without."""
    words = {"title": label, "value": "18%", "about": "(14 to 23) · n 294", "change": "up 6 points", "verdict": label}
    shown = {"number": 1, **words, "tone": "better", "is_shown": True, "baseline": 12.0, "points": TWO_POINTS}
    absent = {
        "number": 2,
        **words,
        "value": label,
        "tone": "neutral",
        "is_shown": False,
        "baseline": None,
        "points": [],
    }
    return {"kind": "goals", "unit": "", "goals": [shown, absent]}


def map_drawing(label="Millrace"):
    """A neighbourhood with a figure beside one without."""
    shape = {"path": BOX, "fill": "step-5", "supported": True, "icon": "rise", "icon_at": [30.0, 40.0]}
    named = shape | {"lines": [[label, 30.0]], "x": 35.0, "deep": True}
    few = {**named, "path": BOX.replace("10 ", "70 "), "fill": "few", "icon": "", "icon_at": None, "lines": []}
    key = [{"fill": "step-5", "words": label}, {"fill": "few", "words": "Too few answers"}]
    return {"kind": "map", "unit": "", "shapes": [named, few], "key": [*key, {"fill": "note", "words": label}]}


DRAWINGS = (trend_drawing, ranked_drawing, groups_drawing, goals_drawing, map_drawing)


def table(rows=2, text="", caption="Figures of Cohort 1"):
    """A table of seven columns, as wide as any."""
    headings = ("Indicator", "Figure", "n", "Baseline", "Change since baseline", "Verdict", "Measured")
    columns = tuple(Column(heading, is_number=place in (1, 2)) for place, heading in enumerate(headings))
    return Table(caption, columns, tuple(_row(number, text) for number in range(rows)), text or "Asked of everybody.")


def _row(number, text):
    words = (f"Active in the community {number}", "18% (14 to 23)", "1,294", "12%", "up 6 points (1 to 11)")
    first, *others = (Cell(text or each) for each in words)
    verdict = Cell(text or "Clear rise", tone="better")
    return (Cell(first.text, note=text or "6 of 8 neighbourhoods counted"), *others, verdict, Cell(text or "June 2026"))


def whole_document(text="", drawings=DRAWINGS):
    """A block of every kind in every place; `text` stands in each of them where it is given."""
    charts = [Chart(text or f"A finding {n}", text or f"18% of n 294, {n}", make()) for n, make in enumerate(drawings)]
    inner = Section("within", text or "Within", (Facts(((text or "Spent", text or "£1,234"),)), *charts))
    deepest = Section("deepest", text or "Deepest", (Paragraph(text or "At the end."),))
    blocks = (
        Paragraph(text or "What matters most.", "lead"),
        Paragraph(text or "Running text."),
        Bullets((text or "One thing", text or "Another thing")),
        table(text=text),
        Paragraph(text or "In small print.", "note"),
    )
    facts = Facts(((text or "Evidence as at", text or "22 November 2026"),))
    nested = Section("changed", text or "What changed", (), (inner, Section("deep", text or "Deep", (), (deepest,))))
    title, subtitle = text or "Stage 2 report", text or "Months 7 to 24"
    return Document(title, subtitle, facts, (Section("summary", text or "Summary", blocks), nested))


# Few enough letters, from left to right, for the small reader of PDF in tests/pdf_text.py; to typst some are markup.
LETTERS = 'abdeginorstuéßŵ£&<>"#$*_@[-7'
READABLE = st.lists(st.text(LETTERS, min_size=1, max_size=12), min_size=1, max_size=6).map(" ".join)


def documents(texts):
    """Any small document of these texts."""
    cells = st.builds(Cell, texts, st.sampled_from(("better", "worse", "neutral")), st.booleans(), texts)
    columns = st.builds(Column, texts, st.booleans())
    tables = st.integers(1, 4).flatmap(
        lambda wide: st.builds(
            Table,
            texts,
            st.tuples(*[columns] * wide),
            st.lists(st.tuples(*[cells] * wide), max_size=3).map(tuple),
            texts,
        )
    )
    facts = st.builds(Facts, st.lists(st.tuples(texts, texts), max_size=3).map(tuple))
    bullets = st.builds(Bullets, st.lists(texts, min_size=1, max_size=3).map(tuple))
    charts = st.builds(Chart, texts, texts, st.sampled_from(DRAWINGS).map(lambda make: make()))
    paragraphs = st.builds(Paragraph, texts, st.sampled_from(("", "note", "lead")))
    blocks = st.lists(st.one_of(paragraphs, bullets, facts, tables, charts), max_size=3).map(tuple)
    slugs = st.text("abcdefgh-", min_size=1, max_size=8)
    leaves = st.builds(Section, slugs, texts, blocks)
    branches = st.builds(Section, slugs, texts, blocks, st.lists(leaves, max_size=2).map(tuple))
    return st.builds(Document, texts, texts, facts, st.lists(branches, max_size=3).map(tuple))


def texts_of(document):
    """Every text of a document, in the order in which it is read; those of drawings left out."""
    yield from (document.title, document.subtitle)
    yield from (text for row in document.facts.rows for text in row)
    for section in document.sections:
        yield from _texts_of_section(section)


def _texts_of_section(section):
    yield section.title
    for block in section.blocks:
        yield from TEXTS[type(block)](block)
    for within in section.sections:
        yield from _texts_of_section(within)


def _texts_of_table(block):
    cells = [text for row in block.rows for cell in row for text in (cell.text, cell.note)]
    return [block.caption, *(column.heading for column in block.columns), *cells, block.note]


TEXTS = {
    Paragraph: lambda block: [block.text],
    Bullets: lambda block: block.items,
    Facts: lambda block: [text for row in block.rows for text in row],
    Table: _texts_of_table,
    Chart: lambda block: [block.title],
}


def assert_in_order(texts, words):
    """Each text is found in `words` behind the one before it, wherever spaces stand."""
    words, at = _close(words), 0
    for text in texts:
        found = words.find(_close(text), at)
        assert found >= 0, f"{text!r} is not behind {words[max(0, at - 40) : at]!r}"
        at = found + len(_close(text))


def _close(text):
    return re.sub(r"[\s\u200b]+", "", text)


def html_words(html):
    """The words of an HTML text in order, without its pictures."""
    html = re.sub(r"<(svg|style|nav)\b.*?</\1>|<title>.*?</title>", "", str(html), flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", " ", html))


def pdf_words(pdf):
    """The words of all pages of a PDF, as a reading programme meets them."""
    return " ".join(words_of(pdf))


def docx_words(docx):
    """The words of the body of a Word file in order."""
    body = open_book(io.BytesIO(docx)).element.body
    return " ".join(piece.text or "" for piece in body.iter(qn("w:t")))
