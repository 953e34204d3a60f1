"""The figures of a report as a spreadsheet: numbers that are numbers, days that are days, and no formula."""

import io
from datetime import date, datetime

import pytest
from openpyxl import load_workbook

from evaluation.figures import Figure
from evaluation.gate_evidence import figure_facts
from evaluation.reports.document import Cell, Column, Document, Facts, Section, Table
from evaluation.reports.workbook import as_xlsx
from evaluation.reports.workbook_cells import Shown, typed
from evaluation.tests.reports.documents import whole_document

RISEN = Figure(
    code="A1",
    name="Active in the community",
    estimate=18.217,
    low=14.0,
    high=23.4,
    n=1294,
    baseline=12.04,
    change=6.177,
    change_low=1.2,
    change_high=11.1,
    p_value=0.0149,
    verdict="clear_rise",
    wave_label="Residents 2026",
    wave_on=date(2026, 6, 15),
)
HIDDEN = Figure(code="A1", name="Active in the community", suppressed=True, n=3, wave_on=date(2026, 6, 15))
NONE_YET = Figure(code="C1", name="Gives unpaid help", estimate=0.0, low=0.0, high=1.2, n=300, verdict="no_baseline")


def line(figure, place="Millrace"):
    about = {"indicator": figure.code, "indicator_name": figure.name, "unit": figure.unit, "area_code": "W07"}
    count = {"area_name": place, "count": figure.n if figure.shown else None}
    return {**about, **figure_facts(place, figure), **count}


EVIDENCE = {
    "as_at": "2026-11-22",
    "figures": [line(RISEN), line(HIDDEN), line(NONE_YET, "=1+1")],
    "waves": [
        {
            "name": "Residents 2026",
            "starts_on": "2026-06-01",
            "ends_on": "2026-06-30",
            "locked_on": "2026-07-02",
            "fingerprints": {"W07": "ab12", "W08": "cd34"},
        }
    ],
}


@pytest.fixture(scope="module")
def book():
    return load_workbook(io.BytesIO(as_xlsx(whole_document(), EVIDENCE)))


def rows(sheet):
    head, *others = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in others]


def test_figure_is_a_row_of_numbers_days_and_words(book):
    row = rows(book["Figures"])[0]
    assert row["estimate"] == 18.217
    assert (row["n"], row["low"], row["baseline"], row["change_high"]) == (1294, 14.0, 12.04, 11.1)
    assert row["wave_date"] == datetime(2026, 6, 15)
    assert row["words"] == f"{RISEN.words} · Clear rise"
    assert (row["indicator"], row["area_code"], row["area"]) == ("A1", "W07", "Millrace")


def test_hidden_figure_has_words_and_no_number(book):
    row = rows(book["Figures"])[1]
    assert [row[name] for name in ("n", "estimate", "low", "high", "baseline", "change")] == [None] * 6
    assert row["words"] == row["value"] == "Too few answers"


def test_nought_is_nought_and_not_empty(book):
    row = rows(book["Figures"])[2]
    assert (row["estimate"], row["low"]) == (0, 0)
    assert row["baseline"] is None


def test_no_cell_is_a_formula(book):
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert rows(book["Figures"])[2]["area"] == "=1+1"


def test_surveys_are_told_with_their_fingerprints(book):
    assert rows(book["Surveys"])[1] == {
        "survey": "Residents 2026",
        "first_day": datetime(2026, 6, 1),
        "last_day": datetime(2026, 6, 30),
        "locked_on": datetime(2026, 7, 2),
        "area_code": "W08",
        "fingerprint": "cd34",
    }


def test_every_table_has_a_sheet_that_the_guide_names(book):
    name = book.sheetnames[-1]
    assert name == "1 Figures of Cohort 1"
    guide = dict(book["About"].iter_rows(values_only=True))
    assert "Figures of Cohort 1" in guide[name]
    assert guide["Evidence as at"] == datetime(2026, 11, 22)
    assert guide["estimate"] == "The figure, not rounded"
    assert rows(book[name])[0]["Indicator: note"] == "6 of 8 neighbourhoods counted"


def test_sheets_are_told_apart_though_captions_are_alike_or_forbidden():
    tables = tuple(
        Table("A very long caption: [of] / all * figures?", (Column("a"),), ((Cell("b"),),)) for _ in range(12)
    )
    document = Document("Report", "", Facts(()), (Section("s", "Section", tables),))
    names = load_workbook(io.BytesIO(as_xlsx(document, {}))).sheetnames
    assert len(names) == len({name.lower() for name in names}) == 14
    assert max(map(len, names)) <= 31


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("22 November 2026", date(2026, 11, 22)),
        ("31 February 2026", "31 February 2026"),
        ("£1,234", Shown(1234, '"£"#,##0')),
        ("−£1,234.50", Shown(-1234.5, '"£"#,##0.00')),
        ("1,294", Shown(1294, "#,##0")),
        ("2026", Shown(2026, "0")),
        ("2.30", Shown(2.3, "0.00")),
        ("0", Shown(0, "0")),
        ("007", "007"),
        ("18%", "18%"),
        ("1,29", "1,29"),
        ("+44", "+44"),
        ("", ""),
    ],
)
def test_words_that_are_a_day_or_a_number_are_written_as_one(words, value):
    assert typed(words) == value
