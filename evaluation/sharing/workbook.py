"""The whole programme as one workbook: a sheet that explains, a sheet of all columns, and a sheet for each table."""

from datetime import date
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from commissioning.downloads import AS_FORMULA, in_workbook
from commissioning.workbooks import DAY, LONGEST_CELL, saved, widen, write_text
from evaluation.sharing.contents import TABLES, about

BOLD = Font(bold=True)
WIDTHS = {"key": 38, "words": 60, "about": 60, "title": 44, "detail": 60, "what": 44, "name": 36, "area_name": 28}
HOW_TO_READ = (
    "One row a thing, one sheet a table; the sheet “columns” says what every column means. An empty cell is unknown or "
    "does not apply; a zero is a zero. Shares are in percent, changes of shares in percentage points. A hidden figure "
    "has no number and says why in “suppressed”. Names of people, contacts and single answers are nowhere in it. What "
    "can be loaded again is in the ZIP of CSV files, in the layout that is read."
)


def workbook_of(programme, told=lambda done: None):
    """The bytes of the workbook. `told` hears after each sheet how many are done."""
    book = Workbook(write_only=True)
    first, columns = book.create_sheet("read me"), book.create_sheet("columns")
    counts = []
    for done, table in enumerate(TABLES, start=1):
        counts.append(_fill(book.create_sheet(table.name), table, programme))
        told(done)
    _explain(first, programme, counts)
    _describe(columns)
    return saved(book)


def _fill(sheet, table, programme):
    """Write a table; gives the number of its rows."""
    sheet.freeze_panes = "A2"
    widen(sheet, [WIDTHS.get(name, 16) for name in table.columns])
    sheet.append([_cell(sheet, name, bold=True) for name in table.columns])
    number = 0
    for row in table.rows(programme):
        sheet.append([_cell(sheet, value) for value in row])
        number += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{number + 1}"
    return number


def _cell(sheet, value, *, bold=False):
    """A value as a cell; a text that nothing can mistake for a formula stays a bare text, which is written faster."""
    if isinstance(value, str):
        if not value:
            return None
        if not bold and not AS_FORMULA.match(value):
            return in_workbook(value)[:LONGEST_CELL]
        cell = write_text(WriteOnlyCell(sheet), value)
        if bold:
            cell.font = BOLD
        return cell
    if isinstance(value, date):
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = DAY
        return cell
    return float(value) if isinstance(value, Decimal) else value


def _explain(sheet, programme, counts):
    widen(sheet, [28, 90])
    sheet.append([_cell(sheet, f"{programme.name}: everything that may be taken out", bold=True)])
    for label, value in about(programme):
        sheet.append([_cell(sheet, label), _cell(sheet, value)])
    sheet.append([])
    words = WriteOnlyCell(sheet, HOW_TO_READ)
    words.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.append([_cell(sheet, "How to read it", bold=True), words])
    sheet.append([])
    sheet.append([_cell(sheet, words, bold=True) for words in ("sheet", "what it holds", "rows")])
    for table, count in zip(TABLES, counts, strict=True):
        sheet.append([table.name, f"{table.title}. {table.about}", count])


def _describe(sheet):
    widen(sheet, [20, 24, 100])
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, words, bold=True) for words in ("sheet", "column", "what it means")])
    for table in TABLES:
        for name, meaning in table.columns.items():
            sheet.append([table.name, name, _cell(sheet, meaning)])
