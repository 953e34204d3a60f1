"""Files as people really save them, and files that only look like tables."""

import io
import re
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from commissioning.reading import files, tables, workbooks
from commissioning.reading.cells import cell_text
from commissioning.reading.faults import UnreadableFile
from commissioning.reading.files import Layout, read_table
from commissioning.tests.table_files import csv_of, workbook_of


def rows_of(table):
    """The table as a list of rows of text."""
    return [[column.text_at(at) for column in table.columns.values()] for at in range(len(table.row_numbers))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_is_read_in_every_common_encoding(encoding):
    table = read_table(csv_of("id,remark", "1,Café’s", encoding=encoding))
    assert table.headers == ["id", "remark"]
    assert rows_of(table) == [["1", "Café’s"]]


def test_csv_in_a_named_encoding_that_does_not_fit_names_the_line():
    with pytest.raises(UnreadableFile, match="Line 2 is not text in UTF-8"):
        read_table(csv_of("id,remark", "1,Café", encoding="cp1252"), Layout(encoding="utf-8"))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_separator_is_found(delimiter):
    table = read_table(csv_of(delimiter.join(["id", '"ward, or area"', "R4"]), delimiter.join(["1", "W01", "2"])))
    assert rows_of(table) == [["1", "W01", "2"]]
    assert table.decimal_comma == (delimiter == ";")


def test_csv_row_numbers_are_those_of_a_spreadsheet_whatever_the_lines():
    content = csv_of("id,remark", '1,"two', 'lines"', "", "2,b", ",", "3,c").replace(b"\n", b"\r\n")
    table = read_table(content)
    assert table.row_numbers.tolist() == [2, 4, 6]
    assert table.misshapen == []
    assert table.columns["remark"].text_at(0) == "two\r\nlines"


def test_csv_rows_of_another_width_are_faults_and_the_others_stay():
    table = read_table(csv_of("id,ward,R4", "1,W01,1", "2,W01", "3,W01,1,,", "4,W01,1,extra"))
    assert [row[0] for row in rows_of(table)] == ["1", "3"]
    assert [(fault.row, fault.value) for fault in table.misshapen] == [(3, "2"), (5, "4")]
    assert "2 cells where the headings have 3" in table.misshapen[0].reason
    assert table.rows == 4


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty"),
        (b"\xef\xbb\xbf\r\n \n", "The file is empty"),
        (b"id,ward,R4\n", "no rows under"),
        (b"id,ward,R4\n,,\n", "no rows under"),
        (b"id,R4,ward,R4\n1,1,W01,1\n", r"“R4” \(columns 2 and 4\)"),
        (b"id,,R4\n1,x,2\n", "Column 2 is filled in but has no heading"),
        (b"id,R4\n1,2\n3,\x004\n", "Line 3 holds NUL bytes"),
        (b'id,R4\n1,"2\n3,4\n5,6\n', "never closed"),
        (b'id,R4\n1,"2"3\n', "Row 2 has a quotation mark in the wrong place"),
        (b"id,R4\n1,\x81\n", "Line 2 is not text in UTF-8 or Windows-1252"),
        (b"%PDF-1.7 id,R4", "This is a PDF"),
        (b"\x1f\x8b\x08id", "gzip"),
        (b"<html><table><tr><td>id</td></tr></table></html>", "web page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old .xls kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"PK\x03\x04 broken", "damaged"),
    ],
)
def test_file_that_is_no_table_of_answers_is_refused_with_the_reason(content, message):
    with pytest.raises(UnreadableFile, match=message):
        read_table(content)


def test_empty_columns_without_a_heading_do_no_harm():
    assert read_table(csv_of("id,R4,,", "1,2,,")).headers == ["id", "R4"]
    assert read_table(csv_of("id,,R4", "1,,2")).headers == ["id", "R4"]


def test_file_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(files, "MOST_BYTES", 9)
    with pytest.raises(UnreadableFile, match="larger than 25 MB"):
        read_table(b"id,R4\n1,2\n")


def test_file_with_too_many_rows_is_refused(monkeypatch):
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    with pytest.raises(UnreadableFile, match="more than 3 rows"):
        read_table(csv_of("id,R4", *["1,2"] * 4))


def test_only_the_first_rows_are_read_for_a_look():
    assert len(read_table(csv_of("id,R4", *["1,2"] * 40), first=7).row_numbers) == 7


def test_workbook_cells_are_read_as_what_they_are():
    content = workbook_of(
        ["id", "on", "weight", "R4", "said", "empty"],
        [1, date(2024, 7, 2), 1.25, 2.0, True, None],
        [],
        ["NF-2", datetime(2024, 7, 3, 9, 14), 1, "Yes ", "x"],
    )
    table = read_table(content)
    assert rows_of(table) == [
        ["1", "2024-07-02", "1.25", "2", "TRUE", ""],
        ["NF-2", "2024-07-03 09:14:00", "1", "Yes", "x", ""],
    ]
    assert table.row_numbers.tolist() == [2, 4]


def test_workbook_sheet_is_the_first_or_the_one_named():
    content = workbook_of(["id"], ["1"], more=[("Wave 2", [["id"], ["9"]])])
    assert rows_of(read_table(content)) == [["1"]]
    assert rows_of(read_table(content, Layout(sheet="Wave 2"))) == [["9"]]
    with pytest.raises(UnreadableFile, match="no sheet “Wave 3”. Its sheets are: Answers, Wave 2"):
        read_table(content, Layout(sheet="Wave 3"))


def repacked(content, change):
    """A copy of a zip with each part's bytes passed through `change(name, bytes)`."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return stream.getvalue()


def test_workbook_with_a_wrong_size_note_is_read_whole():
    content = repacked(
        workbook_of(["id", "R4"], [1, 2], [2, 1]),
        lambda name, part: part.replace(b'ref="A1:B3"', b'ref="A1"') if "sheet1" in name else part,
    )
    assert rows_of(read_table(content)) == [["1", "2"], ["2", "1"]]


def in_sheet(change):
    """A `repacked` change that concerns the first sheet alone."""
    return lambda name, part: change(part) if "sheet1" in name else part


def test_workbook_rows_and_cells_that_the_file_leaves_out_are_counted():
    content = repacked(
        workbook_of(["id", "R4", "R5"], [1, 2, 3]),
        in_sheet(lambda part: part.replace(b'<row r="2"', b'<row r="7"').replace(b'<c r="B2" t="n"><v>2</v></c>', b"")),
    )
    table = read_table(content)
    assert rows_of(table) == [["1", "", "3"]]
    assert table.row_numbers.tolist() == [7]


def test_workbook_with_prefixed_and_inline_text_is_read():
    inline = b'<c t="inlineStr"><is><r><t>Quay</t></r><r><t>side</t></r></is></c>'
    content = repacked(
        workbook_of(["id", "ward"], [1, "x"]),
        in_sheet(
            lambda part: re.sub(rb'<c r="B2".*?</c>', inline, part).replace(b"<", b"<x:").replace(b"<x:/", b"</x:")
        ),
    )
    content = repacked(content, in_sheet(lambda part: part.replace(b"xmlns=", b"xmlns:x=").replace(b"<x:?", b"<?")))
    assert rows_of(read_table(content)) == [["1", "Quayside"]]


def test_workbook_counting_dates_from_1904_is_read():
    workbook = load_workbook(io.BytesIO(workbook_of(["on"], [None])))
    workbook.epoch = CALENDAR_MAC_1904
    workbook.active["A2"] = date(2024, 7, 2)
    stream = io.BytesIO()
    workbook.save(stream)
    assert rows_of(read_table(stream.getvalue())) == [["2024-07-02"]]


def test_workbook_with_a_document_type_is_refused():
    content = repacked(workbook_of(["id"], [1]), in_sheet(lambda part: b'<!DOCTYPE x [<!ENTITY a "b">]>' + part))
    with pytest.raises(UnreadableFile, match="document type"):
        read_table(content)


def test_workbook_column_far_to_the_right_is_refused():
    content = repacked(workbook_of(["id"], [1]), in_sheet(lambda part: part.replace(b'r="A2"', b'r="XFD2"')))
    with pytest.raises(UnreadableFile, match="Column XFD is used"):
        read_table(content)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("20000000", "a row numbered 20,000,000; a workbook ends at row 1,048,576"),
        ("1048577", "a workbook ends at row 1,048,576"),
        ("1048576", "more than 200,000 empty rows below the one before"),
        ("200003", "something in row 200,003"),
    ],
)
def test_workbook_row_far_below_the_others_is_refused(row, message):
    content = repacked(
        workbook_of(["id"], [1]), in_sheet(lambda part: part.replace(b'<row r="2"', f'<row r="{row}"'.encode()))
    )
    with pytest.raises(UnreadableFile, match=message):
        read_table(content)


def test_workbook_formula_gives_the_value_last_calculated():
    def calculated(name, part):
        return part.replace(b"<v></v>", b"<v>4</v>").replace(b"<v />", b"<v>4</v>") if "sheet1" in name else part

    content = repacked(workbook_of(["id", "R11"], [1, "=2+2"]), calculated)
    assert load_workbook(io.BytesIO(content))["Answers"]["B2"].value == "=2+2"
    assert rows_of(read_table(content)) == [["1", "4"]]


def test_workbook_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_UNPACKED", 1_000)
    with pytest.raises(UnreadableFile, match="unpacks to more than"):
        read_table(workbook_of(["id"], [1]))


def test_workbook_with_a_damaged_sheet_is_refused():
    content = repacked(workbook_of(["id"], [1]), lambda name, part: part[:-40] if "sheet1" in name else part)
    with pytest.raises(UnreadableFile, match="damaged"):
        read_table(content)


@pytest.mark.parametrize(
    ("part", "message"),
    [("content.xml", "OpenDocument"), ("xl/workbook.bin", "xlsb"), ("word/document.xml", "zip")],
)
def test_other_zipped_documents_are_named(part, message):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(part, "<x/>")
    with pytest.raises(UnreadableFile, match=message):
        read_table(stream.getvalue())


def test_reading_reports_the_share_done(monkeypatch):
    monkeypatch.setattr(workbooks, "EVERY_ROWS", 2)
    monkeypatch.setattr("commissioning.reading.csv_files.EVERY_ROWS", 2)
    shares = []
    read_table(csv_of("id", "1", "2", "3"), progress=shares.append)
    assert shares == [0.5, 1.0]
    shares.clear()
    read_table(workbook_of(["id"], [1], [2], [3]), progress=shares.append)
    assert len(shares) == 2
    assert all(0 < share <= 1 for share in shares)


def test_cells_are_texts_as_people_write_them():
    assert [cell_text(value) for value in (None, 2.0, 2.5, False)] == ["", "2", "2.5", "FALSE"]
