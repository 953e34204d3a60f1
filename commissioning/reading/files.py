"""One way in for every kind of file: what it is, its table, and a quick look at its first rows."""

from typing import NamedTuple

from commissioning.reading.csv_files import read_csv
from commissioning.reading.faults import UnreadableFile
from commissioning.reading.workbooks import read_workbook, refuse_other_formats

MOST_BYTES = 25 * 1024 * 1024


class Layout(NamedTuple):
    """How to open the file, where it does not show by itself: text encoding of a CSV, sheet of a workbook."""

    encoding: str | None = None
    sheet: str | None = None


AS_IT_SHOWS = Layout()


def read_table(content, layout=AS_IT_SHOWS, *, first=None, progress=None):
    """The Table in the bytes of a CSV or XLSX file, told apart by content and not by name; of its `first`
    rows or all.

    Raises UnreadableFile, worded for the person who uploaded it.
    """
    if not content:
        raise UnreadableFile("The file is empty.")
    if len(content) > MOST_BYTES:
        raise UnreadableFile("The file is larger than 25 MB. Split it, or leave out columns that are not needed.")
    if refuse_other_formats(content):
        return read_workbook(content, sheet=layout.sheet, first=first, progress=progress)
    return read_csv(content, encoding=layout.encoding, first=first, progress=progress)
