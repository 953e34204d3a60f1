"""The document tree: to JSON and back without a change, and what people type as blocks."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.reports.document import Bullets, Paragraph, from_json, to_json, words
from evaluation.reports.letters import WITHOUT_TITLE, readable, reads_from_right
from evaluation.tests.reports.documents import documents, whole_document


@given(documents(st.text(max_size=20)))
def test_document_is_the_same_after_json(document):
    assert from_json(json.loads(json.dumps(to_json(document)))) == document


def test_document_of_another_form_is_refused():
    with pytest.raises(ValueError, match="cannot read"):
        from_json(to_json(whole_document()) | {"format": 2})


def test_document_frozen_before_cells_had_notes_is_read():
    content = to_json(whole_document())
    for row in content["sections"][0]["blocks"][3]["rows"]:
        for cell in row:
            del cell["note"]
    assert from_json(content).sections[0].blocks[3].rows[0][0].note == ""


def test_typed_words_are_paragraphs_and_lists():
    typed = "First line\nof one paragraph\n\nThen a list:\n- one\n* two\nand on"
    assert words(typed) == (
        Paragraph("First line of one paragraph"),
        Paragraph("Then a list:"),
        Bullets(("one", "two")),
        Paragraph("and on"),
    )


@given(documents(st.text(max_size=20)))
def test_readable_document_is_readable_already(document):
    assert readable(readable(document)) == readable(document)


def test_readable_text_has_no_signs_that_are_no_letters_and_one_kind_of_line_end():
    assert readable("a\x00\x07b\r\nc\rd\u2028e\ufffef\tg") == "ab\nc\nd\nef\tg"


@pytest.mark.parametrize("title", ["  \n", "\u200b", "\x00"])
def test_heading_without_anything_to_see_gets_words(title):
    document = readable(whole_document(title))
    assert document.title == document.sections[0].title == WITHOUT_TITLE


@pytest.mark.parametrize(
    ("text", "from_right"), [("18% مرحبا", True), ("ברוכים", True), ("Hello مرحبا", False), ("18%", False), ("", False)]
)
def test_side_from_which_a_text_is_read_is_that_of_its_first_letter(text, from_right):
    assert reads_from_right(text) is from_right
