"""Lists handed out as CSV that a spreadsheet opens as it was meant: in UTF-8, and without running any of it."""

import csv
import re

from django.http import HttpResponse

# A cell that begins with one of these would be run as a formula.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
# No workbook can hold them; a soft line break from a word processor is one.
NOT_IN_WORKBOOKS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def csv_download(filename, headings, rows):
    """A response that a browser saves as `filename`."""
    # The mark at the start tells spreadsheets that the file is UTF-8.
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    write_rows(response, headings, rows)
    return response


def write_rows(file, headings, rows):
    """Write the rows as CSV, with cells that a spreadsheet would run as formulas made harmless."""
    writer = csv.writer(file)
    writer.writerow(headings)
    writer.writerows([harmless(cell) for cell in row] for row in rows)


def harmless(cell):
    """The cell, with an apostrophe before what a spreadsheet would run as a formula."""
    is_number = str(cell).removeprefix("-").replace(".", "", 1).isdigit()
    return f"'{cell}" if str(cell).startswith(FORMULA_SIGNS) and not is_number else cell


def in_workbook(text):
    """The text with a space for each control sign that a workbook cannot hold."""
    return NOT_IN_WORKBOOKS.sub(" ", text)
