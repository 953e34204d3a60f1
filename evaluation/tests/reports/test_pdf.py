"""Reports as PDF: tagged for PDF/UA-1, with outline and language, tables that fit and go on over pages."""

import re

import pytest

from evaluation.reports.document import Cell, Column, Document, Facts, Section, Table
from evaluation.reports.pdf import as_pdf
from evaluation.reports.table_widths import LETTERS, letters_of
from evaluation.tests.reports.documents import pdf_words, table, whole_document
from surveys.printing import typesetting
from tests.pdf_text import words_of


def tags(pdf):
    return re.findall(rb"/S\s*/([A-Za-z0-9]+)", pdf)


def report(*blocks, sections=1):
    return Document("Report", "Of a stage", Facts(()), (Section("s", "Section", blocks),) * sections)


def test_pdf_says_that_it_is_accessible_and_its_title_and_language():
    pdf = as_pdf(whole_document())
    for part in (b"pdfuaid:part", b"/Lang(en-GB)", b"/DisplayDocTitle true", b"/Marked true", b"Stage 2 report"):
        assert part in pdf


def test_headings_tables_lists_and_pictures_are_tagged():
    found = tags(as_pdf(whole_document()))
    assert found.count(b"H1") == 1
    assert found.count(b"H2") == 2
    assert found.count(b"H4") == 1
    assert found.count(b"TH") == 7
    assert found.count(b"Figure") == 5
    assert found.count(b"LI") == 2 + 1 + 1  # of a list, and of each list of facts


def test_pictures_have_their_words_and_headings_are_in_the_outline():
    pdf = as_pdf(whole_document())
    alts = [bytes.fromhex(alt.decode()).decode("utf-16") for alt in re.findall(rb"/Alt<([0-9A-F]+)>", pdf)]
    plain = [alt.decode() for alt in re.findall(rb"/Alt\(([^)]*)\)", pdf)]
    assert sorted(alts + plain) == [f"18% of n 294, {number}" for number in range(5)]
    assert b"/Title(Within)/Dest" in pdf


def test_page_numbers_and_running_title_are_on_every_page():
    pages = words_of(as_pdf(report(table(rows=120))))
    assert len(pages) > 3
    assert all(f"Page {number} of {len(pages)}" in page for number, page in enumerate(pages, start=1))
    assert all(page.startswith("Report") for page in pages)


def test_head_of_a_long_table_is_repeated_and_read_out_once():
    pdf = as_pdf(report(table(rows=60)))
    pages = words_of(pdf)
    assert len(pages) > 1
    assert all("Change since baseline" in page for page in pages)
    assert tags(pdf).count(b"TH") == 7
    assert tags(pdf).count(b"TR") == 61


def test_every_row_of_a_long_table_is_there_in_order():
    words = pdf_words(as_pdf(report(table(rows=30))))
    places = [words.index(f"Active in the community {number}") for number in range(30)]
    assert places == sorted(places)


@pytest.mark.parametrize("columns", [1, 2, 7, 12])
def test_columns_share_the_width_whatever_they_hold(columns):
    row = tuple(Cell("word " * (3 * place + 1)) for place in range(columns))
    shared = letters_of(Table("", tuple(Column("A heading") for _ in range(columns)), (row,)))
    assert sum(shared) == pytest.approx(LETTERS)
    assert min(shared) > 3


def test_column_is_as_wide_as_its_longest_word_where_there_is_room():
    columns = (Column("Indicator"), Column("Figure", is_number=True))
    shared = letters_of(Table("", columns, ((Cell("word " * 80), Cell("(−14.2 to 23.1)")),)))
    assert shared[1] >= len("(−14.2 to 23.1)")


def test_interval_is_not_parted_at_the_end_of_a_line(monkeypatch):
    given = []
    monkeypatch.setattr(typesetting, "as_pdf", lambda layout, content: given.append(content))
    as_pdf(report(Table("", (Column("Change"),), ((Cell("down 19 points (−34 to −4)"),),))))
    [[cell]] = given[0]["sections"][0]["blocks"][0]["rows"]
    assert cell["text"] == "down 19 points (−34\u00a0to\u00a0−4)"


def test_contents_come_with_many_sections():
    assert tags(as_pdf(report(sections=6))).count(b"TOCI") == 6
    assert not tags(as_pdf(report(sections=5))).count(b"TOCI")
