"""CSV files whose columns are found by their heading, whatever their order, case and spacing."""

import csv
import io
import re
from typing import NamedTuple

from neighbourhoods.reading.faults import Reading
from neighbourhoods.reading.text import decode

SEPARATORS = (",", ";", "\t")
NO_ROWS = "The file has no rows below the headings."


class Column(NamedTuple):
    """A column to find: what readers call it, the heading as published, a pattern where headings vary.

    The pattern is matched against the whole heading in lower case with single spaces.
    """

    name: str
    heading: str
    pattern: str = ""
    required: bool = True

    def fits(self, heading):
        return re.fullmatch(self.pattern or re.escape(_plain(self.heading)), _plain(heading)) is not None


class Line(NamedTuple):
    """A row of the file: its line number, and its cells by column name."""

    number: int
    cells: dict[str, str]


class Table:
    """A CSV file opened for reading.

    `headings` maps the name of each column found to its heading in the file. Going through `lines()` adds a
    fault to `reading` for each row whose number of cells is wrong.
    """

    def __init__(self, text, separator, reading, columns):
        self._text, self._separator, self._reading = text, separator, reading
        found = _headings(text, separator)
        self._width = len(found)
        self._places = {column.name: _place(column, found, reading) for column in columns}
        self.headings = {name: found[place] for name, place in self._places.items() if place is not None}

    def lines(self):
        """Each `Line` below the headings; blank rows are passed over, absent optional columns read as ""."""
        for number, cells in _records(self._text, self._separator, self._reading):
            if len(cells) == self._width:
                yield Line(number, {name: self._cell(cells, place) for name, place in self._places.items()})
            else:
                reason = f"The row has {len(cells)} cells; there are {self._width} headings."
                self._reading.fault(number, "", ",".join(cells), reason)

    @staticmethod
    def _cell(cells, place):
        return "" if place is None else cells[place].strip()


def read_table(content, columns):
    """Open the CSV file `content`: (table, reading). The table is None if its faults prevent that."""
    text, faults = decode(content)
    reading = Reading(faults=faults)
    if faults:
        return None, reading
    table = Table(text, _separator(text), reading, columns)
    return (None if reading.faults else table), reading


def _plain(heading):
    return " ".join(heading.split()).casefold()


def _headings(text, separator):
    return next(csv.reader(io.StringIO(text, newline=""), delimiter=separator), [])


def _separator(text):
    """A comma, unless the headings only come apart at a semicolon or a tab."""
    if len(_headings(text, ",")) > 1:
        return ","
    return max(SEPARATORS, key=lambda separator: len(_headings(text, separator)))


def _place(column, headings, reading):
    """The place of `column` among `headings`, None where it is missing; a fault if needed or there twice."""
    places = [place for place, heading in enumerate(headings) if column.fits(heading)]
    if len(places) > 1:
        found = " and ".join(f"“{headings[place]}”" for place in places)
        reading.fault(1, column.heading, "", f"Two columns could be meant: {found}. Leave one of them.")
    elif not places and column.required:
        found = ", ".join(f"“{heading}”" for heading in headings if heading.strip())
        reading.fault(1, column.heading, "", f"The column is missing. The file's columns are: {found}.")
    return places[0] if places else None


def _records(text, separator, reading):
    """Rows below the headings as (number of the line they start on, cells)."""
    records = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    next(records, None)
    starts = records.line_num + 1
    try:
        for cells in records:
            if any(cell.strip() for cell in cells):
                yield starts, cells
            starts = records.line_num + 1
    except csv.Error as error:
        reading.fault(starts, "", "", f"The row cannot be read ({error}); a quotation mark may not be closed.")
