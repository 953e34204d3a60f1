"""Texts, tables, numbers and periods as official files have them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neighbourhoods.reading.faults import MOST_LISTED, Fault, listed, shown
from neighbourhoods.reading.numerals import NotANumber, decimal_number, whole_number
from neighbourhoods.reading.periods import NotAPeriod, period_end
from neighbourhoods.reading.tables import Column, read_table
from neighbourhoods.reading.text import decode

COLUMNS = (Column("code", "area_code"), Column("value", "value"), Column("name", "area_name", required=False))


def cells_of(text, encoding="utf-8"):
    table, reading = read_table(text.encode(encoding), COLUMNS)
    return [(line.number, line.cells) for line in table.lines()], reading.faults


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_text_in_each_encoding_is_read(encoding):
    assert decode("Château, £5 – Môn".encode(encoding)) == ("Château, £5 – Môn", [])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (b"PK\x03\x04...", "Excel workbook or a zip"),
        (b"\xd0\xcf\x11\xe0...", "old Excel"),
        (b"%PDF-1.7", "PDF"),
        ("area_code".encode("utf-16"), "UTF-16"),
        (b"\n<!DOCTYPE html><html>", "web page"),
        (b"a\0b", "not a text file"),
    ],
)
def test_content_that_is_no_text_is_refused_with_what_it_is(content, words):
    text, [fault] = decode(content)
    assert text == ""
    assert words in fault.reason


def test_text_in_an_unknown_encoding_is_refused_with_its_line():
    _, [fault] = decode(b"area_code\nab\x81c\xff")
    assert fault.line == 2


def test_columns_are_found_whatever_their_order_case_and_spacing():
    rows, faults = cells_of("Value, AREA_CODE \r\n5,E1\r\n\r\n6,E2\r\n")
    assert rows == [
        (2, {"code": "E1", "value": "5", "name": ""}),
        (4, {"code": "E2", "value": "6", "name": ""}),
    ]
    assert faults == []


def test_columns_that_are_missing_are_each_named_with_what_is_there():
    _, reading = read_table(b"ward,figure\nE1,5\n", COLUMNS)
    assert [fault.column for fault in reading.faults] == ["area_code", "value"]
    assert "“ward”, “figure”" in reading.faults[0].reason


def test_column_that_is_there_twice_is_refused():
    _, reading = read_table(b"area_code,value,Value\nE1,5,6\n", COLUMNS)
    assert "Two columns" in reading.faults[0].reason


@pytest.mark.parametrize("separator", [";", "\t"])
def test_table_with_another_separator_is_read(separator):
    rows, _ = cells_of(f"area_code{separator}value\nE1{separator}5\n")
    assert rows[0][1]["value"] == "5"


def test_row_with_too_few_cells_is_a_fault_and_the_next_is_read():
    rows, faults = cells_of('area_code,value\n"E\n1",5\nE2\nE3,7\n')
    assert [line for line, _ in rows] == [2, 5]
    assert [(fault.line, fault.reason) for fault in faults] == [(4, "The row has 1 cells; there are 2 headings.")]


def test_quotation_mark_that_is_never_closed_is_a_fault():
    _, faults = cells_of('area_code,value\nE1,"' + "x" * 140_000)
    assert faults[0].line == 2
    assert "quotation mark" in faults[0].reason


@given(st.integers(0, 10_000_000))
def test_whole_number_with_or_without_thousands_commas_round_trips(number):
    assert whole_number(f"{number:,}") == whole_number(f" {number} ") == number


@given(st.floats(-1e9, 1e9, allow_nan=False))
def test_decimal_number_with_or_without_thousands_commas_round_trips(number):
    assert decimal_number(repr(number)) == number
    assert decimal_number(f"{number:,.3f}") == float(f"{number:.3f}")


@pytest.mark.parametrize("text", ["", "1,23", "12,34,567", "-1", "5.5", "many", "٣", "10,000,001", "9" * 5000])
def test_text_that_is_no_count_is_refused(text):
    with pytest.raises(NotANumber):
        whole_number(text)


@pytest.mark.parametrize("text", ["", "12%", "nan", "inf", "1e999", "1,2.3", "5 4", "--1"])
def test_text_that_is_no_number_is_refused(text):
    with pytest.raises(NotANumber):
        decimal_number(text)


def test_whole_number_as_a_spreadsheet_writes_it_is_read():
    assert whole_number("152.0") == 152


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021-03-21", date(2021, 3, 21)),
        ("2021-03-21T00:00:00", date(2021, 3, 21)),
        ("2022-06", date(2022, 6, 30)),
        ("2024-02", date(2024, 2, 29)),
        ("2025", date(2025, 12, 31)),
        ("2021/22", date(2022, 3, 31)),
        ("2019-20", date(2020, 3, 31)),
        ("1999/00", date(2000, 3, 31)),
        ("2018-20", date(2020, 12, 31)),
        ("2020 to 2022", date(2022, 12, 31)),
        ("2020–2022", date(2022, 12, 31)),
    ],
)
def test_period_ends_on_its_last_day(text, day):
    assert period_end(text) == day


@pytest.mark.parametrize("text", ["", "soon", "2021-02-30", "2011-12", "22/06/2021", "2022 to 2020", "0000", "²⁰²¹"])
def test_text_that_is_no_certain_period_is_refused(text):
    with pytest.raises(NotAPeriod):
        period_end(text)


def test_value_in_a_fault_is_one_short_line():
    assert shown("a\n b" + "c" * 200) == "a b" + "c" * 76 + "…"


def test_faults_beyond_a_thousand_are_counted_in_the_last():
    faults = [Fault(line, "", "", "Wrong.") for line in range(MOST_LISTED + 5, 0, -1)]
    kept = listed(faults)
    assert [kept[0].line, len(kept)] == [1, MOST_LISTED + 1]
    assert kept[-1].reason.startswith("5 more faults")
