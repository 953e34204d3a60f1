"""The ledger handed out: a workbook with a sheet for each kind of entry and a summary, or one sheet as CSV."""

import re
from datetime import date

from openpyxl import Workbook
from openpyxl.styles import Font

from commissioning.downloads import AS_FORMULA
from commissioning.ledger.sheets import KEY, SHEETS, cell_of
from commissioning.workbooks import saved, widen, write_value

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
    widen(last, [28, *[18] * 12])
    return saved(workbook)


def _fill(page, sheet, rows):
    _write(page, 1, [column.heading for column in sheet.columns], bold=True)
    for number, row in enumerate(rows, start=2):
        _write(page, number, row)
    page.freeze_panes = "A2"
    widen(page, [WIDTHS.get(column.field, 16) for column in sheet.columns])


def _write(page, row, values, *, bold=False):
    for place, value in enumerate(values, start=1):
        if value is None or value == "":
            continue
        cell = page.cell(row, place)
        write_value(cell, value)
        if bold:
            cell.font = Font(bold=True)
