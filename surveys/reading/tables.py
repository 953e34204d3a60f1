"""A file as columns. Each distinct value of a column is kept once, so that it needs to be understood only once."""

from dataclasses import dataclass
from itertools import islice

import numpy as np
import pandas as pd

from surveys.reading.faults import Fault, UnreadableFile

MOST_ROWS = 200_000
MOST_COLUMNS = 2_000


@dataclass(frozen=True)
class Column:
    """One column: `index` points from each row into `values`, its distinct texts without outer spaces."""

    header: str
    index: np.ndarray
    values: list

    def text_at(self, position):
        return self.values[self.index[position]]


@dataclass(frozen=True)
class Table:
    """The rows of a file that have as many cells as it has headings.

    `row_numbers` are as a spreadsheet shows them (headings: row 1); `misshapen` holds a fault for each other row.
    `decimal_comma` says that the file separates cells by semicolons, so 1,5 can only be one and a half.
    """

    columns: dict
    row_numbers: np.ndarray
    misshapen: list
    decimal_comma: bool = False

    @property
    def headers(self):
        return list(self.columns)

    @property
    def rows(self):
        """Rows with anything in them, misshapen ones included."""
        return len(self.row_numbers) + len(self.misshapen)


def build_table(numbered_rows, *, first=None, decimal_comma=False, pad_short=False):
    """A Table from (row number, cells) pairs, the first with the headings; of the `first` so many rows, or of all.

    Empty rows are passed over. A short row is a fault unless `pad_short`: a text file that breaks off looks like that,
    while a workbook simply does not store empty cells at the end. Raises UnreadableFile where there is no table.
    """
    rows = iter(numbered_rows)
    headers = _headers(rows)
    numbers, kept, misshapen = [], [], []
    for number, cells in islice(rows, first):
        fitted = _fitted(cells, len(headers), pad_short)
        if fitted is None:
            misshapen.append(_misshapen(number, cells, len(headers)))
        elif any(fitted):
            numbers.append(number)
            kept.append(fitted)
            if len(kept) > MOST_ROWS:
                raise UnreadableFile(f"The file has more than {MOST_ROWS:,} rows. Split it into smaller files.")
    if not kept and not misshapen:
        raise UnreadableFile("The file has column headings but no rows of answers under them.")
    columns = _columns(headers, kept)
    return Table(columns, np.array(numbers, dtype=np.int64), misshapen, decimal_comma)


def _headers(rows):
    """The stripped headings, from the first row that is not empty."""
    cells = next((cells for _, cells in rows if any(cell.strip() for cell in cells)), None)
    if cells is None:
        raise UnreadableFile("The file is empty.")
    headers = [cell.strip() for cell in cells]
    while headers and not headers[-1]:
        headers.pop()
    if len(headers) > MOST_COLUMNS:
        raise UnreadableFile(f"The file has {len(headers):,} columns; at most {MOST_COLUMNS:,} can be read.")
    _refuse_repeated(headers)
    return headers


def _refuse_repeated(headers):
    """Headings name the columns, so none may stand twice."""
    places = {}
    for number, header in enumerate(headers, start=1):
        if header:
            places.setdefault(header, []).append(str(number))
    repeated = [f"“{header}” (columns {' and '.join(at)})" for header, at in places.items() if len(at) > 1]
    if repeated:
        raise UnreadableFile(f"These headings stand more than once: {', '.join(repeated)}. Give each column its own name.")


def _fitted(cells, width, pad_short):
    """The cells as a list of `width`, or None if they do not fit. Empty cells beyond the headings do no harm."""
    if len(cells) == width:
        return cells
    if len(cells) > width:
        return None if any(cell.strip() for cell in cells[width:]) else cells[:width]
    if pad_short or not any(cell.strip() for cell in cells):
        return [*cells, *[""] * (width - len(cells))]
    return None


def _misshapen(number, cells, width):
    if len(cells) < width:
        reason = f"Has {len(cells)} cells where the headings have {width}: does the row break off?"
    else:
        reason = f"Has {len(cells)} cells where the headings have {width}. Text with a separator in it needs quotation marks."
    return Fault(number, "whole row", next((cell for cell in cells if cell.strip()), ""), reason)


def _columns(headers, rows):
    """Column by heading. A column without a heading must be empty."""
    cells = list(zip(*rows, strict=True)) or [()] * len(headers)
    columns, unnamed = {}, []
    for number, (header, column) in enumerate(zip(headers, cells, strict=True), start=1):
        if header:
            columns[header] = _column(header, column)
        elif any(cell.strip() for cell in column):
            unnamed.append(str(number))
    if unnamed:
        raise UnreadableFile(f"Column {', '.join(unnamed)} has answers but no heading. Give it a name in the first row.")
    return columns


def _column(header, cells):
    texts = np.empty(len(cells), dtype=object)
    texts[:] = cells
    index, values = pd.factorize(texts)
    return Column(header, index, [value.strip() for value in values])
