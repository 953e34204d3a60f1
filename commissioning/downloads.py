"""Files handed out. CSV opens in a spreadsheet as it was meant: in UTF-8, and without running any of it."""

import csv
import re

from django.http import HttpResponse

# A file's ending -> what a browser is told that it is.
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
UTF8_MARK = "\ufeff"  # at the start of a CSV it tells spreadsheets that the file is UTF-8
# A cell that begins with one of these would be run as a formula.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
# Texts that a spreadsheet would run, and those that look as if an apostrophe had been put before one.
AS_FORMULA = re.compile(r"'*[=+\-@\t\r]", re.DOTALL)
# No workbook can hold them; a soft line break from a word processor is one.
NOT_IN_WORKBOOKS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def download(content, filename, content_type):
    """A response that a browser saves as `filename`."""
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


def pdf_to_read(pdf, filename):
    """A PDF that a browser shows, and saves as `filename`. No cache keeps it: it may hold personal links."""
    headers = {"Content-Disposition": f'inline; filename="{filename}"', "Cache-Control": "no-store, private"}
    return HttpResponse(pdf, content_type=CONTENT_TYPES["pdf"], headers=headers)


def csv_download(filename, headings, rows):
    """Rows to be saved as `filename`."""
    response = download(UTF8_MARK, filename, CONTENT_TYPES["csv"])
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
