"""Reports as Word files: Word's own headings, lists and captions, and nothing of who made them and when."""

import io
import re
from zipfile import ZipFile

import pytest
from docx import Document as open_book
from docx.oxml.ns import qn

from evaluation.reports.document import Document, Facts, Section
from evaluation.reports.word import as_docx
from evaluation.tests.reports.documents import table, whole_document


@pytest.fixture(scope="module")
def content():
    return as_docx(whole_document())


@pytest.fixture(scope="module")
def book(content):
    return open_book(io.BytesIO(content))


def test_headings_lists_and_captions_are_words_own(book):
    styles = {paragraph.text: paragraph.style.name for paragraph in book.paragraphs}
    assert styles["Stage 2 report"] == "Title"
    assert styles["What changed"] == "Heading 1"
    assert styles["Within"] == "Heading 2"
    assert styles["Deepest"] == "Heading 3"
    assert styles["Another thing"] == "List Bullet"
    assert styles["Figures of Cohort 1"] == styles["A finding 0"] == "Caption"


def test_head_of_a_table_is_repeated_and_rows_are_not_parted(book):
    head, *rows = book.tables[0].rows
    assert head._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows)
    assert [row._tr.trPr.find(qn("w:tblHeader")) for row in rows] == [None, None]
    assert book.tables[0]._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Figures of Cohort 1"


def test_table_is_as_wide_as_the_page_allows(book):
    widths = [int(column.get(qn("w:w"))) for column in book.tables[0]._tbl.iter(qn("w:gridCol"))]
    section = book.sections[0]
    across = (section.page_width - section.left_margin - section.right_margin) / 635
    assert sum(widths) == pytest.approx(across, abs=10)


def test_pictures_have_a_text_and_are_sharp(book):
    told = [part.get("descr") for part in book.element.body.iter(qn("wp:docPr"))]
    assert told == [f"18% of n 294, {number}" for number in range(5)]
    shape = book.inline_shapes[0]
    width, _ = picture_size(book.part.package.image_parts._image_parts[0].blob)
    assert width / shape.width.inches > 200
    assert shape.width.mm <= 170


def picture_size(png):
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])


def test_ids_of_pictures_and_bookmarks_are_each_used_once(book):
    for tag in ("wp:docPr", "w:bookmarkStart"):
        name = "id" if tag == "wp:docPr" else qn("w:id")
        ids = [part.get(name) for part in book.element.body.iter(qn(tag))]
        assert len(ids) == len(set(ids)) > 0


def test_file_says_its_title_and_language_and_nothing_of_its_making(content, book):
    about = book.core_properties
    assert (about.title, about.subject, about.language) == ("Stage 2 report", "Months 7 to 24", "en-GB")
    assert about.author == about.last_modified_by == about.comments == ""
    with ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in archive.namelist() if "thumbnail" in name]
        assert b"dcterms:created" not in archive.read("docProps/core.xml")
    assert {each.get(qn("w:val")) for each in book.styles.element.iter(qn("w:lang"))} == {"en-GB"}


def test_pages_are_numbered_and_carry_the_title(book):
    section = book.sections[0]
    codes = [code.text.strip() for code in section.footer._element.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]
    assert section.header.paragraphs[0].text == "Stage 2 report"
    assert section.first_page_header.paragraphs[0].text == ""


def test_contents_lead_to_their_sections():
    many = tuple(Section(f"s{number}", f"Section {number}") for number in range(6))
    body = open_book(io.BytesIO(as_docx(Document("Report", "", Facts(()), many)))).element.body
    links = [link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))]
    marks = [mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))]
    assert links == marks
    assert len(links) == 6
    fields = [mark.get(qn("w:fldCharType")) for mark in body.iter(qn("w:fldChar"))]
    assert fields == ["begin", "separate", "end"]


def test_text_from_the_right_is_set_from_the_right():
    body = open_book(io.BytesIO(as_docx(whole_document("مرحبا بكم", drawings=())))).element.body
    said = [part for part in body.iter(qn("w:p")) if "مرحبا" in "".join(part.itertext())]
    assert len(said) > 20
    assert all(part.find(qn("w:pPr")).find(qn("w:bidi")) is not None for part in said)


# The order of elements that Word's schema asks for; Word repairs, or refuses, a file that keeps another.
ORDERS = {
    "w:pPr": "pStyle keepNext keepLines pageBreakBefore numPr pBdr shd tabs bidi spacing ind contextualSpacing jc "
    "outlineLvl sectPr",
    "w:rPr": "rStyle rFonts b bCs i iCs color spacing kern sz szCs u rtl cs lang",
    "w:tblPr": "tblStyle tblW jc tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "w:tcPr": "tcW gridSpan vMerge tcBorders shd noWrap tcMar vAlign",
    "w:tbl": "tblPr tblGrid tr",
    "w:tblCellMar": "top left bottom right",
    "w:tblBorders": "top left bottom right insideH insideV",
}


@pytest.mark.parametrize("tag", ORDERS)
def test_elements_stand_in_the_order_of_the_schema(book, tag):
    order = ORDERS[tag].split()
    for part in (book.element.body, book.sections[0].footer._element, book.styles.element):
        for element in part.iter(qn(tag)):
            names = [child.tag.partition("}")[2] for child in element]
            if part is book.styles.element:  # those of the template stand as they are
                names = [name for name in names if name in order]
            assert names == sorted(names, key=order.index), names


def test_every_cell_and_the_body_end_in_a_paragraph():
    document = Document("Report", "", Facts(()), (Section("s", "Section", (table(),)),))
    without_note = document.sections[0].blocks[0].__class__("Last", table().columns, table().rows)
    bare = Document("Report", "", Facts(()), (Section("s", "Section", (without_note,)),))
    body = open_book(io.BytesIO(as_docx(bare))).element.body
    assert [child.tag.partition("}")[2] for child in body][-3:] == ["tbl", "p", "sectPr"]
    assert all(cell[-1].tag == qn("w:p") for cell in body.iter(qn("w:tc")))


def test_archive_holds_what_its_list_of_contents_names(content):
    with ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
        for rels in (name for name in names if name.endswith(".rels")):
            folder = rels.replace("_rels/", "").rpartition("/")[0]
            for target in re.findall(r'Target="([^"]+)"', archive.read(rels).decode()):
                whole = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}".lstrip("/")
                assert "../" in whole or whole in names, (rels, target)
