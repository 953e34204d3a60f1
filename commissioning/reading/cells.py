"""Cells of a spreadsheet as text."""

from datetime import date, datetime


def cell_text(value):
    """A spreadsheet cell as text: whole numbers without ".0", dates as 2026-11-22, an empty cell as ""."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return _moment_text(value) if isinstance(value, date) else str(value)


def _moment_text(value):
    if isinstance(value, datetime) and (value.hour or value.minute or value.second):
        return value.isoformat(" ", "seconds")
    return value.strftime("%Y-%m-%d")
