"""Workbooks handed out: texts that no spreadsheet runs, rows of a whole entry, widths of columns, and the bytes."""

import io
from datetime import date
from decimal import Decimal

from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from commissioning.downloads import AS_FORMULA, in_workbook

LONGEST_CELL = 32_767  # letters that a cell can hold
MONEY, DAY = "#,##0.00", "yyyy-mm-dd"


def write_text(cell, words):
    """Write words into a cell, marked as text, so that "=1+1" is words and stays words; the cell."""
    cell.value, cell.data_type = in_workbook(words)[:LONGEST_CELL], "s"
    cell.quotePrefix = bool(AS_FORMULA.match(words))
    return cell


def write_value(cell, value):
    """Write what an entry holds into a cell: words, an amount of money, a day or another number."""
    if isinstance(value, str):
        write_text(cell, value).alignment = Alignment(vertical="top", wrap_text="\n" in value)
    else:
        cell.value = value
        cell.number_format = MONEY if isinstance(value, Decimal) else DAY if isinstance(value, date) else "0"


def widen(sheet, widths):
    """Set the widths of the columns from the first on, in letters."""
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width


def saved(book):
    """The bytes of a workbook."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
