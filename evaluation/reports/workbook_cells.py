"""Cells of a spreadsheet: each value written as what it is, texts marked as texts, heads and widths set."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from commissioning.workbooks import write_text

DAY = "d mmmm yyyy"
MONTHS = {f"{date(2000, month, 1):%B}": month for month in range(1, 13)}
IN_WORDS = re.compile(r"(\d{1,2}) ([A-Z][a-z]+) (\d{4})")
WHOLE = r"(?P<whole>0|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,8})"
NUMBER = re.compile(rf"(?P<sign>[−-]?)(?P<pound>£?){WHOLE}(?P<part>\.\d{{1,6}})?")
POUNDS = '"£"'
TOP = Alignment(vertical="top")
WRAPPED = Alignment(vertical="top", wrap_text=True)


@dataclass(frozen=True)
class Shown:
    """A number and how the spreadsheet shows it."""

    number: float
    form: str

    def __str__(self):
        return f"{self.number:,} "


def typed(words):
    """A day, an amount of money or a number where words are nothing else; other words as they are."""
    if found := IN_WORDS.fullmatch(words):
        return _day_of(found) or words
    found = NUMBER.fullmatch(words)
    return _number(**found.groupdict()) if found else words


def _number(sign, pound, whole, part):
    size = float(f"{whole.replace(',', '')}{part}") if part else int(whole.replace(",", ""))
    grouped = "#,##0" if pound or "," in whole else "0"
    decimals = f".{'0' * (len(part) - 1)}" if part else ""
    return Shown(-size if sign else size, f"{POUNDS if pound else ''}{grouped}{decimals}")


def _day_of(found):
    try:
        return date(int(found[3]), MONTHS[found[2]], int(found[1]))
    except (KeyError, ValueError):
        return None


def day(text):
    """A day written YYYY-MM-DD as a date; other text as it is, nothing as nothing."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").date() if text else None
    except ValueError:
        return text


def put(cell, value):
    """Write a value: text marked as text, days and numbers as what they are."""
    if value is None or value == "":
        return
    cell.alignment = WRAPPED if isinstance(value, str) else TOP
    if isinstance(value, str):
        write_text(cell, value)
    elif isinstance(value, Shown):
        cell.value, cell.number_format = value.number, value.form
    else:
        cell.value = value
        cell.number_format = DAY if isinstance(value, date) else cell.number_format


def write_rows(sheet, headings, rows):
    """A row of headings that stays in sight, and rows of values below it."""
    for number, row in enumerate([headings, *rows], start=1):
        for place, value in enumerate(row, start=1):
            put(sheet.cell(number, place), value)
    mark_head(sheet, 1, len(headings))
    sheet.freeze_panes = "B2"


def mark_head(sheet, number, columns):
    """Set one row apart as the head of what is below it."""
    for place in range(1, columns + 1):
        cell = sheet.cell(number, place)
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="17457A")
        cell.alignment, cell.border = WRAPPED, Border(bottom=Side("thin", color="1B2530"))


def width_for(heading, values):
    """How wide a column is so that most of its values stand on one line."""
    longest = max((len(str(value or "")) for value in [heading, *values]), default=0)
    return min(max(longest + 2, 10), 60)
