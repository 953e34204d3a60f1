"""CSV as people save it: UTF-8 with or without a byte order mark, Windows-1252 or UTF-16; commas, semicolons
or tabs.
"""

import codecs
import csv
import io

from commissioning.reading.faults import UnreadableFile
from commissioning.reading.tables import build_table

ENCODINGS = ("utf-8", "cp1252", "utf-16", "latin-1")
DELIMITERS = (",", ";", "\t", "|")
EVERY_ROWS = 5_000


def read_csv(content, *, encoding=None, first=None, progress=None):
    """The table in the bytes of a CSV file; `progress` is called with the share read, 0 to 1."""
    text = decoded(content, encoding)
    if not text.strip():
        raise UnreadableFile("The file is empty.")
    _refuse_nul(text)
    delimiter = delimiter_of(text)
    return build_table(_rows(text, delimiter, progress), first=first, decimal_comma=delimiter == ";")


def decoded(content, encoding=None):
    """The text of the file; without `encoding`, UTF-8 if it is that, else Windows-1252."""
    if encoding is None and content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    for candidate in (encoding,) if encoding else ("utf-8", "cp1252"):
        try:
            return content.decode(candidate).removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
    tried = {"utf-8": "UTF-8", "cp1252": "Windows-1252"}.get(encoding, encoding) or "UTF-8 or Windows-1252"
    raise UnreadableFile(f"Line {line} is not text in {tried}. Save the file as “CSV UTF-8” and upload it again.")


def delimiter_of(text):
    """The separator that stands most often in the first line, outside quotation marks; a comma where none
    does.
    """
    first = next((line for line in text.splitlines() if line.strip()), "")
    outside = "".join(first.split('"')[::2])
    return max(DELIMITERS, key=outside.count)


def _refuse_nul(text):
    if (at := text.find("\0")) >= 0:
        line = text.count("\n", 0, at) + 1
        raise UnreadableFile(f"Line {line} holds NUL bytes: the file is damaged, or it is not a text file.")


def _rows(text, delimiter, progress):
    """The cells of each row. A row counts once, however many lines its quoted text runs over."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines = text.count("\n") + 1
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            yield cells
            if progress and number % EVERY_ROWS == 0:
                progress(min(reader.line_num / lines, 1.0))
    except csv.Error as error:
        raise UnreadableFile(_why(error, number + 1)) from error


def _why(error, row):
    if "unexpected end" in str(error):
        return f"A quotation mark opened in row {row} is never closed, so the rest of the file cannot be read."
    if "field limit" in str(error):
        return f"Row {row} has a cell of more than 131,072 characters. Is a quotation mark not closed?"
    return f"Row {row} has a quotation mark in the wrong place: double each one inside quoted text."
