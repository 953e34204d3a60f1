"""XLSX workbooks: one sheet, cell values as stored (of formulas, the value that was last calculated).

openpyxl understands the workbook: its sheets, shared strings and date formats. sheets.py reads the cells.
"""

import io
import warnings
import zipfile
from contextlib import contextmanager

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet

from commissioning.reading.faults import UnreadableFile
from commissioning.reading.sheets import SheetCells
from commissioning.reading.tables import MOST_ROWS, build_table

MOST_UNPACKED = 400 * 1024 * 1024
MOST_PARTS = 5_000
EVERY_ROWS = 500
LAST_ROW = 1_048_576
SAVE_AS = "Save it as an Excel workbook (.xlsx) or as CSV and upload that."


def read_workbook(content, *, sheet=None, first=None, progress=None, most_unpacked=None):
    """The table on `sheet` (without a name, the first) of a workbook; `progress` gets the share read."""
    with _opened(content, most_unpacked) as workbook:
        path = _chosen(workbook, sheet)
        return build_table(_rows(workbook, path, progress), first=first, pad_short=True)


def sheet_names(content, *, most_unpacked=None):
    """The names of a workbook's sheets, in order. Raises UnreadableFile."""
    with _opened(content, most_unpacked) as workbook:
        return list(_paths(workbook))


@contextmanager
def _opened(content, most_unpacked=None):
    """The workbook without its sheets' cells."""
    _refuse_bombs(content, most_unpacked or MOST_UNPACKED)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that hold no cells
            workbook = ExcelReader(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            workbook.read_manifest()
            workbook.read_strings()
            workbook.read_workbook()
            apply_stylesheet(workbook.archive, workbook.wb)
    except Exception as error:  # a broken workbook can fail in any part of the reader
        raise UnreadableFile("This workbook is damaged and cannot be opened. Save it again and upload that.") from error
    with workbook.archive:
        yield workbook


def _paths(workbook):
    """Where in the archive each sheet with cells lies, by its name."""
    return {
        sheet.name: place.target
        for sheet, place in workbook.parser.find_sheets()
        if place.target in workbook.valid_files and "chartsheet" not in place.Type
    }


def _chosen(workbook, name):
    paths = _paths(workbook)
    if not paths:
        raise UnreadableFile("The workbook has no sheet with cells.")
    if name is None:
        return next(iter(paths.values()))
    if name not in paths:
        raise UnreadableFile(f"The workbook has no sheet “{name}”. Its sheets are: {', '.join(paths)}.")
    return paths[name]


def _rows(workbook, path, progress):
    """The cells of each row as text. Rows that the file leaves out because they are empty are counted too."""
    size = workbook.archive.getinfo(path).file_size or 1
    dates = {str(style) for style in workbook.wb._date_formats}
    sheet = SheetCells(workbook.shared_strings, dates, workbook.wb.epoch)
    last = 0
    try:
        with workbook.archive.open(path) as source:
            for number, cells in sheet.rows(source):
                _refuse_far_row(number, last)
                yield from ([] for _ in range(last + 1, number))
                yield cells
                last = max(last, number)
                if progress and last % EVERY_ROWS == 0:
                    progress(min(source.tell() / size, 1.0))
    except UnreadableFile:
        raise
    except Exception as error:  # broken XML, a lying archive, an impossible date
        raise UnreadableFile("The sheet is damaged and cannot be read. Save the workbook again.") from error


def _refuse_far_row(number, last):
    """Refuse a row that no workbook can have, or that stands beyond more empty rows than a file may have."""
    if number > LAST_ROW:
        raise UnreadableFile(
            f"The sheet has a row numbered {number:,}; a workbook ends at row {LAST_ROW:,}. Save the workbook again."
        )
    if number - last - 1 > MOST_ROWS:
        raise UnreadableFile(
            f"The sheet has something in row {number:,}, more than {MOST_ROWS:,} empty rows below the one before. "
            "Delete what stands there and save it again."
        )


def _refuse_bombs(content, most_unpacked):
    """Refuse a workbook that unpacks to more than a table can be, before unpacking any of it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile as error:
        raise UnreadableFile("This workbook is damaged: the file is not complete. Upload it again.") from error
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableFile("The file is protected with a password. Save a copy without one and upload that.")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > most_unpacked:
        most = f"{most_unpacked // 1024**2} MB"
        raise UnreadableFile(f"The workbook unpacks to more than {most}, which no table needs. {SAVE_AS}")


def refuse_other_formats(content):
    """Whether the bytes are an XLSX workbook (else they may be text). UnreadableFile names what they are
    instead.
    """
    if content.startswith(b"PK"):
        return _is_workbook(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise UnreadableFile("The workbook is protected with a password. Save a copy without one and upload that.")
        raise UnreadableFile(f"This is a workbook of the old .xls kind. {SAVE_AS}")
    for start, kind in ((b"%PDF", "a PDF"), (b"\x1f\x8b", "a gzip archive"), (b"7z\xbc\xaf", "an archive")):
        if content.startswith(start):
            raise UnreadableFile(f"This is {kind}, not a table. Upload an .xlsx or .csv file.")
    if content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype", b"<html", b"<?xml", b"<table")):
        raise UnreadableFile(f"This is a web page or XML, although its name may say otherwise. {SAVE_AS}")
    return False


def _is_workbook(content):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile as error:
        raise UnreadableFile("This workbook is damaged: the file is not complete. Upload it again.") from error
    if "xl/workbook.xml" in names:
        return True
    if "xl/workbook.bin" in names:
        raise UnreadableFile(f"This is a binary workbook (.xlsb). {SAVE_AS}")
    if "content.xml" in names:
        raise UnreadableFile(f"This is an OpenDocument file (.ods). {SAVE_AS}")
    raise UnreadableFile(
        "This is a zip archive or another kind of document, not a workbook. Upload an .xlsx or .csv file."
    )
