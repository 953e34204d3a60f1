"""The cells of a file by heading, each distinct text understood once."""

import re
from collections import defaultdict

from django.core.exceptions import ValidationError

from commissioning.ledger.reading import APOSTROPHE, DECIMAL_COMMA, shown
from commissioning.ledger.sheets import plain_text
from commissioning.reading.faults import Fault, UnreadableFile
from commissioning.reading.files import Layout, read_table
from commissioning.reading.workbooks import refuse_other_formats, sheet_names

MOST_ROWS = 50_000
HIDDEN = "(not shown)"
# Headings of columns that are about people: they are not read at all.
ABOUT_PEOPLE = re.compile(
    r"contact|phone|telephone|mobile|\btel\b|e-?mail|surname|first ?name|last ?name|full ?name|applicant|secretary|"
    r"chair|treasurer|trustee|\baddress|street|birth|gender|sponsor|person",
    re.IGNORECASE,
)


class CellReader:
    """The rows of a CSV or XLSX file. Headings are told apart without their case and outer spaces.

    Raises UnreadableFile where the bytes are no table.
    """

    def __init__(self, content, sheet=""):
        self.is_workbook = bool(content) and refuse_other_formats(content)
        self.table = read_table(content, Layout(sheet=_sheet(content, sheet) if self.is_workbook else None))
        if len(self.table.row_numbers) > MOST_ROWS:
            raise UnreadableFile(f"The file has more than {MOST_ROWS:,} rows. Split it.")
        self.headings = self._headings()
        self.faults = list(self.table.misshapen)
        self.numbers = [int(number) for number in self.table.row_numbers]

    @property
    def rows(self):
        return self.table.rows

    def has(self, heading):
        return plain_heading(heading) in self.headings

    def texts(self, heading):
        """The text of a column in every row."""
        column = self.table.columns[self.headings[plain_heading(heading)]]
        plain = [self._text(text) for text in column.values]
        return [plain[place] for place in column.index]

    def values(self, heading, understand, *, hide=False):
        """What `understand` makes of a column's text in every row; None where it raises ValidationError.

        Each refusal is a fault of its row; with `hide` the fault does not repeat what stands there.
        """
        column = self.table.columns[self.headings[plain_heading(heading)]]
        meant, refused = [], {}
        for place, text in enumerate(column.values):
            try:
                meant.append(understand(self._text(text)))
            except ValidationError as error:
                meant.append(None)
                refused[place] = " ".join(error.messages)
        for number, place in zip(self.numbers, column.index, strict=True) if refused else ():
            if place in refused:
                value = HIDDEN if hide else shown(column.values[place])
                self.faults.append(Fault(number, column.header, value, refused[place]))
        return [meant[place] for place in column.index]

    def unread(self, known):
        """Sentences on the columns whose headings are none of `known`."""
        known = set(map(plain_heading, known))
        return unread_words([heading for plain, heading in self.headings.items() if plain not in known])

    def faulty_rows(self):
        return {fault.row for fault in self.faults}

    def _headings(self):
        """Plain heading -> the heading as it stands. Raises UnreadableFile where two are the same."""
        standing = defaultdict(list)
        for heading in self.table.headers:
            standing[plain_heading(heading)].append(heading)
        if twice := [f"“{' and '.join(same)}”" for same in standing.values() if len(same) > 1]:
            raise UnreadableFile(f"Columns with one heading: {', '.join(twice)}. Give each column its own name.")
        return {plain: headings[0] for plain, headings in standing.items()}

    def _text(self, text):
        """A cell's text, without the apostrophe that keeps a CSV's text from being run."""
        text = plain_text(text)
        if not self.is_workbook and APOSTROPHE.match(text):
            text = text[1:]
        return text.replace(",", ".") if self.table.decimal_comma and DECIMAL_COMMA.fullmatch(text) else text


def plain_heading(heading):
    """A heading as it is compared: in small letters, with one space at most, and none beside a colon."""
    return re.sub(r" *: *", ":", " ".join(heading.split()).casefold().replace("’", "'"))


def unread_words(headings, people=()):
    """Sentences on columns that are not read; those about people are named as such."""
    people = [*people, *(heading for heading in headings if ABOUT_PEOPLE.search(heading))]
    others = [heading for heading in headings if heading not in people]
    said = [f"Columns not read: {_quoted(others)}."] if others else []
    if people:
        said.append(f"Columns about people, not read and not kept: {_quoted(people)}.")
    return said


def missing_columns(needed, reader, what):
    """A fault of the whole file that names the columns it lacks, or None."""
    missing = [heading for heading in needed if not reader.has(heading)]
    if not missing:
        return None
    there = _quoted(reader.headings.values())
    words = f"{what} has the column{'s' if len(missing) > 1 else ''} {_quoted(missing)}. The columns here are {there}."
    return Fault(None, ", ".join(missing), "", words)


def _quoted(headings):
    return ", ".join(f"“{shown(heading)}”" for heading in headings)


def _sheet(content, wanted):
    """The name of the sheet to read: the one called `wanted`, whatever its case, else the first."""
    if not wanted:
        return None
    return next((name for name in sheet_names(content) if name.strip().casefold() == wanted), None)
