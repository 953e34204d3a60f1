"""A file as columns. Each distinct value of a column is kept once, so that it needs to be understood only
once.
"""

from dataclasses import dataclass
from itertools import islice

import numpy as np
import pandas as pd

from commissioning.reading.faults import Fault, NoRows, UnreadableFile

MOST_ROWS = 200_000
MOST_COLUMNS = 2_000
ROWS_AT_ONCE = 2_000


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

    `row_numbers` are as a spreadsheet shows them (headings: row 1); `misshapen` holds a fault for each other
    row. `decimal_comma` says that the file separates cells by semicolons, so 1,5 can only be one and a half.
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


def build_table(rows, *, first=None, decimal_comma=False, pad_short=False):
    """A Table from rows of cells, the first with the headings; of the `first` so many or all.

    Empty rows are passed over. A short row is a fault unless `pad_short`: a text file that breaks off looks
    like that, while a workbook just does not store empty cells at the end. Raises UnreadableFile where there
    is no table.
    """
    rows = iter(rows)
    number, headers = _headers(rows)
    sheet = _Sheet(headers, pad_short)
    rows = islice(rows, first)
    while block := list(islice(rows, ROWS_AT_ONCE)):
        sheet.add(block, number + 1)
        number += len(block)
    return sheet.table(decimal_comma)


def _headers(rows):
    """(row number, stripped headings) of the first row that is not empty."""
    numbered = ((number, [cell.strip() for cell in cells]) for number, cells in enumerate(rows, start=1))
    number, headers = next(((number, cells) for number, cells in numbered if any(cells)), (0, None))
    if headers is None:
        raise UnreadableFile("The file is empty.")
    while not headers[-1]:
        headers.pop()
    if len(headers) > MOST_COLUMNS:
        raise UnreadableFile(f"The file has {len(headers):,} columns; at most {MOST_COLUMNS:,} can be read.")
    _refuse_repeated(headers)
    return number, headers


class _Sheet:
    """Rows turned into columns block by block: faster, and in less memory, than all at once."""

    def __init__(self, headers, pad_short):
        self.headers, self.pad_short = headers, pad_short
        self.numbers, self.misshapen = [], []
        self._cells = [[] for _ in headers]

    def add(self, block, number):
        """Add rows that stand in the file from row `number` on."""
        numbers = range(number, number + len(block))
        if set(map(len, block)) != {len(self.headers)}:
            fitted = [(at, self._fitted(at, cells)) for at, cells in zip(numbers, block, strict=True)]
            numbers = [at for at, cells in fitted if cells]
            block = [cells for _, cells in fitted if cells]
        self.numbers.extend(numbers)
        for column, cells in zip(self._cells, zip(*block, strict=True), strict=False):
            column.extend(cells)
        if len(self.numbers) > MOST_ROWS:
            raise UnreadableFile(f"The file has more than {MOST_ROWS:,} rows. Split it into smaller files.")

    def _fitted(self, number, cells):
        """The cells in the width of the headings; None for an empty row and for one that does not fit."""
        width = len(self.headers)
        if not any(map(str.strip, cells)):
            return None
        if any(map(str.strip, cells[width:])) or (len(cells) < width and not self.pad_short):
            self.misshapen.append(_misshapen(number, cells, width))
            return None
        return [*cells[:width], *[""] * (width - len(cells))]

    def table(self, decimal_comma):
        columns = [_column(header, cells) for header, cells in zip(self.headers, self._cells, strict=True)]
        self._refuse_unnamed(columns)
        filled = _is_filled(columns, len(self.numbers))
        if not filled.any() and not self.misshapen:
            raise NoRows("The file has column headings but no rows under them.")
        kept = {c.header: Column(c.header, c.index[filled], c.values) for c in columns if c.header}
        return Table(kept, np.array(self.numbers, dtype=np.int64)[filled], self.misshapen, decimal_comma)

    def _refuse_unnamed(self, columns):
        """A column without a heading must be empty."""
        unnamed = [str(at) for at, c in enumerate(columns, start=1) if not c.header and any(c.values)]
        if unnamed:
            places = ", ".join(unnamed)
            raise UnreadableFile(f"Column {places} is filled in but has no heading. Name it in the first row.")


def _is_filled(columns, rows):
    """Which rows have anything in them."""
    filled = np.zeros(rows, bool)
    for column in columns:
        filled |= np.array([bool(value) for value in column.values], bool)[column.index]
    return filled


def _refuse_repeated(headers):
    """Headings name the columns, so none may stand twice."""
    places = {}
    for number, header in enumerate(headers, start=1):
        if header:
            places.setdefault(header, []).append(str(number))
    repeated = [f"“{header}” (columns {' and '.join(at)})" for header, at in places.items() if len(at) > 1]
    if repeated:
        raise UnreadableFile(
            f"These headings stand more than once: {', '.join(repeated)}. Give each column its own name."
        )


def _misshapen(number, cells, width):
    if len(cells) < width:
        reason = f"Has {len(cells)} cells where the headings have {width}: does the row break off?"
    else:
        reason = f"Has {len(cells)} cells where the headings have {width}: does text with commas need quotes?"
    return Fault(number, "whole row", next((cell for cell in cells if cell.strip()), ""), reason)


def _column(header, cells):
    texts = np.empty(len(cells), dtype=object)
    texts[:] = cells
    index, values = pd.factorize(texts)
    return Column(header, index, [value.strip() for value in values])
