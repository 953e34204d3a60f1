"""What every kind of file owes its reader: each text in its place, the same bytes twice, and no text too strange."""

import io

import pytest
from docx import Document as open_book
from hypothesis import HealthCheck, given, settings
from openpyxl import load_workbook

from evaluation.reports.document import Chart, Document, Facts, Section
from evaluation.reports.html import as_html, as_page
from evaluation.reports.pdf import as_pdf
from evaluation.reports.word import as_docx
from evaluation.reports.workbook import as_xlsx
from evaluation.tests.reports.documents import (
    DRAWINGS,
    READABLE,
    assert_in_order,
    documents,
    docx_words,
    html_words,
    pdf_words,
    texts_of,
    whole_document,
)

FILES = {"html": as_page, "pdf": as_pdf, "docx": as_docx, "xlsx": lambda document: as_xlsx(document, EVIDENCE)}
EVIDENCE = {"as_at": "2026-11-22", "figures": [], "waves": []}
STRANGE = (
    " ",
    "\n",
    "\x00",
    "\u200b\u200d",
    "\ud800",
    "\ufeff\ufffe",
    "\x0b\x85\u2028",
    "🌱🧑🏽‍🌾 e\u0301\u0301\u0301",
    "مرحبا بكم في المجتمع",
    "ברוכים הבאים 18% (14 to 23)",
    "欢迎",
    "x" * 400,
    "https://example.org/" + "a-long-address/" * 20,
    '#import "x" *bold* $x^2$ `code` \\ @ref <label> // [link]',
    "<script>alert(1)</script> & \"quoted\" 'too'",
    "{% now %} {{ request }}",
    "=HYPERLINK(1) +1 -1 @x",
    "One line\r\nand another\tone",
)
READ = {
    "html": lambda document: html_words(as_page(document).decode()),
    "pdf": lambda document: pdf_words(as_pdf(document)),
    "docx": lambda document: docx_words(as_docx(document)),
}


@pytest.mark.parametrize("kind", READ)
def test_every_text_comes_out_in_its_order(kind):
    document = whole_document()
    assert_in_order(texts_of(document), READ[kind](document))


@pytest.mark.parametrize("kind", READ)
@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(document=documents(READABLE))
def test_any_text_comes_out_in_its_order(kind, document):
    assert_in_order(texts_of(document), READ[kind](document))


@pytest.mark.parametrize("kind", FILES)
def test_same_document_gives_the_same_bytes(kind):
    assert FILES[kind](whole_document()) == FILES[kind](whole_document())


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("text", STRANGE)
def test_no_text_is_too_strange(kind, text):
    assert FILES[kind](whole_document(text, drawings=()))


@pytest.mark.parametrize("kind", ["html", "pdf", "docx"])
@pytest.mark.parametrize("make", DRAWINGS)
def test_no_word_in_a_picture_is_too_strange(kind, make):
    charts = [Chart(text, text, make(text)) for text in STRANGE]
    assert FILES[kind](Document("Report", "", Facts(()), (Section("charts", "Charts", tuple(charts)),)))


@pytest.mark.parametrize("kind", FILES)
def test_document_with_nothing_in_it_is_a_file(kind):
    assert FILES[kind](Document("", "", Facts(()), ()))


def test_word_file_and_workbook_open_again_with_strange_texts():
    for text in STRANGE:
        document = whole_document(text, drawings=())
        assert open_book(io.BytesIO(as_docx(document))).paragraphs
        assert load_workbook(io.BytesIO(as_xlsx(document, EVIDENCE))).sheetnames[0] == "About"


def test_page_part_has_the_same_words_as_the_file():
    document = whole_document()
    assert_in_order(list(texts_of(document))[2:], html_words(as_html(document)))
