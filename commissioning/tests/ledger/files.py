"""The money of a programme as files for tests."""

from datetime import date

from commissioning.actions.money_files import (
    apply_money_file,
    check_money_file,
)
from commissioning.downloads import csv_download
from commissioning.ledger.summary import summary_rows
from commissioning.ledger.writing import csv_rows, workbook_of
from commissioning.tests import table_files

TODAY = date(2025, 1, 15)
BUDGET_HEADINGS = ["key", "stage", "kind", "what it is for", "amount"]
PAYMENT_HEADINGS = ["key", "stage", "kind", "what it was for", "amount", "paid on", "reference"]
PAYMENT = [None, 1, "Staff", "Salaries", 250, "2024-05-31", "F-1"]


def book(programme):
    return workbook_of(programme, summary_rows(programme, TODAY))


def csv_of(programme, sheet):
    return csv_download("money.csv", *csv_rows(sheet, programme)).content


def workbook(*rows, title="Payments", headings=PAYMENT_HEADINGS, more=()):
    return table_files.workbook_of(headings, *rows, title=title, more=more)


def checked(programme, content, by, filename="money.xlsx"):
    return check_money_file(programme=programme, filename=filename, content=content, by=by)


def imported(programme, content, by):
    return apply_money_file(money_file=checked(programme, content, by), by=by)


def payment_faults(programme, by, **changed):
    """(column, value, reason) of each fault of one payment row with some cells changed."""
    row = [changed.get(heading, cell) for heading, cell in zip(PAYMENT_HEADINGS, PAYMENT, strict=True)]
    return [tuple(fault[2:]) for fault in checked(programme, workbook(row), by).faults]
