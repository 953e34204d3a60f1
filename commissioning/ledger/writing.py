"""The ledger handed out: a workbook with a sheet for each kind of entry and a summary, or one sheet as CSV."""

import io
import re
from datetime import date
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from commissioning.downloads import in_workbook
from commissioning.ledger.sheets import KEY, SHEETS, cell_of

MONEY, DAY = "#,##0.00", "yyyy-mm-dd"
# Texts that a spreadsheet would run as a formula, and those that look as if an apostrophe had been put before one.
AS_FORMULA = re.compile(r"'*[=+\-@\t\r]", re.DOTALL)
NUMBER = re.compile(r"-?\d+(\.\d+)?")
WIDTHS = {KEY: 38, "what": 44, "valuation": 44, "partner": 30, "kind": 24, "reference": 18}


def rows_of(sheet, programme):
    """The cells of every entry of a sheet."""
    fields = [column.field for column in sheet.columns]
    return [[cell_of(entry, field) for field in fields] for entry in sheet.entries(programme)]


def csv_rows(sheet, programme):
    """(headings, rows) of a sheet for a CSV file: days as 2026-11-22, and texts that no spreadsheet runs."""
    headings = [column.heading for column in sheet.columns]
    return headings, [[csv_cell(cell) for cell in row] for row in rows_of(sheet, programme)]


def csv_cell(cell):
    """A cell as CSV text. `reading` takes the apostrophe off again."""
    if cell is None:
        return ""
    if isinstance(cell, str) and AS_FORMULA.match(cell) and not NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def workbook_of(programme, summary):
    """The bytes of the workbook; `summary` are rows of cells for its last sheet, which is never read back."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for sheet in SHEETS:
        _fill(workbook.create_sheet(sheet.name), sheet, rows_of(sheet, programme))
    last = workbook.create_sheet("Summary")
    for number, row in enumerate(summary, start=1):
        _write(last, number, row)
    _set_widths(last, [28, *[18] * 12])
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _fill(page, sheet, rows):
    _write(page, 1, [column.heading for column in sheet.columns], bold=True)
    for number, row in enumerate(rows, start=2):
        _write(page, number, row)
    page.freeze_panes = "A2"
    _set_widths(page, [WIDTHS.get(column.field, 16) for column in sheet.columns])


def _set_widths(page, widths):
    for place, width in enumerate(widths, start=1):
        page.column_dimensions[get_column_letter(place)].width = width


def _write(page, row, values, *, bold=False):
    for place, value in enumerate(values, start=1):
        if value is None or value == "":
            continue
        cell = page.cell(row, place)
        if isinstance(value, str):
            # Marked as text, so that "=1+1" is words and stays words.
            cell.value, cell.data_type = in_workbook(value), "s"
            cell.quotePrefix = bool(AS_FORMULA.match(value))
            cell.alignment = Alignment(vertical="top", wrap_text="\n" in value)
        else:
            cell.value = value
            cell.number_format = MONEY if isinstance(value, Decimal) else DAY if isinstance(value, date) else "0"
        if bold:
            cell.font = Font(bold=True)
