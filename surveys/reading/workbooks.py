"""XLSX workbooks: one sheet, cell values as stored (of formulas, the value that was last calculated)."""

import io
import warnings
import zipfile

from openpyxl import load_workbook

from surveys.reading.faults import UnreadableFile
from surveys.reading.tables import build_table
from surveys.reading.texts import cell_text

MOST_UNPACKED = 400 * 1024 * 1024
MOST_PARTS = 5_000
EVERY_ROWS = 500
SAVE_AS = "Save it as an Excel workbook (.xlsx) or as CSV and upload that."


def read_workbook(content, *, sheet=None, first=None, progress=None):
    """The table on `sheet` (without a name, the first) of a workbook; `progress` gets the share read."""
    _refuse_bombs(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that hold no answers
        return build_table(_texts(content, sheet, progress), first=first, pad_short=True)


def sheet_names(content):
    """The names of the sheets that hold cells, in order."""
    _refuse_bombs(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        workbook = _opened(content)
        try:
            return [sheet.title for sheet in workbook.worksheets]
        finally:
            workbook.close()


def _opened(content):
    try:
        return load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # a broken workbook can fail in any part of the reader
        raise UnreadableFile(
            "This workbook is damaged and cannot be opened. Save it again and upload that."
        ) from error


def _texts(content, name, progress):
    """The cells of each row of the sheet as text."""
    workbook = _opened(content)
    try:
        sheet = _chosen(workbook, name)
        expected = sheet.max_row or 0
        sheet.reset_dimensions()  # some programs write a wrong size, and cells beyond it would be lost
        for number, cells in enumerate(_rows(sheet), start=1):
            yield [cell if type(cell) is str else cell_text(cell) for cell in cells]
            if progress and expected and number % EVERY_ROWS == 0:
                progress(min(number / expected, 1.0))
    finally:
        workbook.close()


def _rows(sheet):
    try:
        yield from sheet.iter_rows(values_only=True)
    except UnreadableFile:
        raise
    except Exception as error:  # broken XML, a lying zip entry or an impossible date, deep in the reader
        raise UnreadableFile(
            f"The sheet “{sheet.title}” is damaged and cannot be read. Save the workbook again."
        ) from error


def _chosen(workbook, name):
    sheets = {sheet.title: sheet for sheet in workbook.worksheets}
    if not sheets:
        raise UnreadableFile("The workbook has no sheet with cells.")
    if name is None:
        return next(iter(sheets.values()))
    if name not in sheets:
        raise UnreadableFile(f"The workbook has no sheet “{name}”. Its sheets are: {', '.join(sheets)}.")
    return sheets[name]


def _refuse_bombs(content):
    """Refuse a workbook that unpacks to more than a survey can be, before unpacking any of it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile as error:
        raise UnreadableFile(
            "This workbook is damaged: the file is not complete. Upload it again."
        ) from error
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableFile(
            "The file is protected with a password. Save a copy without one and upload that."
        )
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise UnreadableFile(
            "The workbook unpacks to more than 400 MB, which no survey file needs. " + SAVE_AS
        )


def refuse_other_formats(content):
    """Whether the bytes are an XLSX workbook (else they may be text). UnreadableFile names what they are
    instead.
    """
    if content.startswith(b"PK"):
        return _is_workbook(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise UnreadableFile(
                "The workbook is protected with a password. Save a copy without one and upload that."
            )
        raise UnreadableFile(f"This is a workbook of the old .xls kind. {SAVE_AS}")
    for start, kind in ((b"%PDF", "a PDF"), (b"\x1f\x8b", "a gzip archive"), (b"7z\xbc\xaf", "an archive")):
        if content.startswith(start):
            raise UnreadableFile(f"This is {kind}, not a table of answers. Upload an .xlsx or .csv file.")
    if (
        content[:512]
        .lstrip(b"\xef\xbb\xbf \t\r\n")
        .lower()
        .startswith((b"<!doctype", b"<html", b"<?xml", b"<table"))
    ):
        raise UnreadableFile(f"This is a web page or XML, although its name may say otherwise. {SAVE_AS}")
    return False


def _is_workbook(content):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile as error:
        raise UnreadableFile(
            "This workbook is damaged: the file is not complete. Upload it again."
        ) from error
    if "xl/workbook.xml" in names:
        return True
    if "xl/workbook.bin" in names:
        raise UnreadableFile(f"This is a binary workbook (.xlsb). {SAVE_AS}")
    if "content.xml" in names:
        raise UnreadableFile(f"This is an OpenDocument file (.ods). {SAVE_AS}")
    raise UnreadableFile(
        "This is a zip archive or another kind of document, not a workbook. Upload an .xlsx or .csv file."
    )
