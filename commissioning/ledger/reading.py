"""A ledger that came back: which sheets it has, and the value in each cell or why it is none."""

import re
from collections import namedtuple
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError

from commissioning.forms.fields import PoundsField, plain_field
from commissioning.ledger.sheets import KEY, PARTNER, SHEETS, STAGE, Sheet, plain_text
from commissioning.models import Partner
from commissioning.reading.faults import NoRows, UnreadableFile
from commissioning.reading.files import Layout, read_table
from commissioning.reading.workbooks import refuse_other_formats, sheet_names

MOST_ROWS = 10_000
MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 50 * 1024 * 1024
APOSTROPHE = re.compile(r"'+[=+\-@\t\r]")
NUMBERED = re.compile(r"(?:stage\s*)?(\d{1,4})(?:\.0*)?", re.IGNORECASE)
DECIMAL_COMMA = re.compile(r"[-−£ ]*\d+,\d{1,2}")
A_HUNDREDTH, DUST = Decimal("0.01"), Decimal("0.000001")
SHOWN_CHARACTERS = 80

Fault = namedtuple("Fault", ["sheet", "row", "column", "value", "reason"])


class Row(NamedTuple):
    """A row of a file: its sheet, its number as a spreadsheet shows it, and the text under each heading."""

    sheet: Sheet
    number: int
    texts: dict

    def fault(self, heading, reason):
        return Fault(self.sheet.name, self.number, heading, shown(self.texts.get(heading, "")), reason)


@dataclass
class Book:
    """What was found in a file: rows by sheet, the faults that showed before any cell was understood, and the
    headings by sheet that are none of ours.
    """

    rows: dict = field(default_factory=dict)
    faults: list = field(default_factory=list)
    unread: dict = field(default_factory=dict)

    def add_fault(self, sheet, reason, *, row=None, heading="", value=""):
        self.faults.append(Fault(sheet.name if sheet else "", row, heading, shown(value), reason))


def read_book(content):
    """The Book in the bytes of a workbook with any of the three sheets, or of a CSV that is one of them."""
    book = Book()
    try:
        for name in _names(content):
            _read_sheet(book, content, name)
        if not book.rows and not book.faults:
            raise UnreadableFile(f"The workbook has no sheet called {_listed(sheet.name for sheet in SHEETS)}.")
    except UnreadableFile as error:
        book.add_fault(None, str(error))
    return book


def _names(content):
    """The names of the workbook's sheets that are ours; None alone for a CSV."""
    if len(content) > MOST_BYTES:
        raise UnreadableFile(f"The file is larger than {MOST_BYTES // 1024**2} MB. Split it by sheet or by stage.")
    if not content or not refuse_other_formats(content):
        return [None]
    names = [name for name in sheet_names(content, most_unpacked=MOST_UNPACKED) if _named(name)]
    for sheet in SHEETS:
        if len(alike := [f"“{name}”" for name in names if _named(name) is sheet]) > 1:
            raise UnreadableFile(f"Which sheet is meant: {_listed(alike)}? Give the others another name.")
    return names


def _named(name):
    """The sheet of ours that has this name, however it is spelt; None for others, and for a CSV."""
    return next((sheet for sheet in SHEETS if name and sheet.name.casefold() == name.strip().casefold()), None)


def _read_sheet(book, content, name):
    """Add the rows of a sheet to the book, or why there are none; other sheets are read all the same."""
    sheet = _named(name)
    try:
        table = read_table(content, Layout(sheet=name))
    except UnreadableFile as error:
        if sheet is None:
            raise
        book.rows[sheet] = []
        if not isinstance(error, NoRows):
            book.add_fault(sheet, str(error))
        return
    headings = [(" ".join(heading.split()).casefold(), heading) for heading in table.headers]
    sheet = sheet or _told_by(dict(headings))
    is_whole = _has_columns(book, sheet, headings)
    if len(table.row_numbers) > MOST_ROWS:
        book.add_fault(sheet, f"There are more than {MOST_ROWS:,} rows. Split the file.")
        is_whole = False
    for fault in table.misshapen:
        book.add_fault(sheet, fault.reason, row=fault.row, value=fault.value)
    book.rows[sheet] = _rows(sheet, table, dict(headings), is_csv=name is None) if is_whole else []


def _has_columns(book, sheet, headings):
    """Whether each column of the sheet is there, once; faults of those that are not, and what is no column of it."""
    found, faulty = [plain for plain, _ in headings], len(book.faults)
    for column in sheet.columns:
        if column.needed and column.heading not in found:
            columns = ", ".join(f"“{heading}”" for _, heading in headings if heading)
            book.add_fault(sheet, f"The column is missing. The columns are: {columns}.", row=1, heading=column.heading)
        if found.count(column.heading) > 1:
            book.add_fault(sheet, "Two columns have this heading.", row=1, heading=column.heading)
    ours = {column.heading for column in sheet.columns}
    book.unread[sheet] = [heading for plain, heading in headings if plain and plain not in ours]
    return len(book.faults) == faulty


def _told_by(headings):
    """The sheet whose columns a CSV has; the one with most of them where it has all of none."""
    best = max(SHEETS, key=lambda sheet: (sheet.marks <= headings.keys(), len(sheet.marks & headings.keys())))
    if len(best.marks & headings.keys()) <= 1:
        told = "; ".join(f"{sheet.name}: {', '.join(c.heading for c in sheet.columns)}" for sheet in SHEETS)
        raise UnreadableFile(f"The headings are those of none of the sheets. They are, for {told}.")
    return best


def _rows(sheet, table, headings, *, is_csv):
    places = [(c.heading, table.columns[headings[c.heading]]) for c in sheet.columns if c.heading in headings]
    return [
        Row(sheet, int(number), {heading: _text(column.text_at(at), table, is_csv) for heading, column in places})
        for at, number in enumerate(table.row_numbers)
    ]


def _text(text, table, is_csv):
    """A cell's text, without the apostrophe that keeps a CSV's text from being run."""
    text = plain_text(text)
    if is_csv and APOSTROPHE.match(text):
        text = text[1:]
    return text.replace(",", ".") if table.decimal_comma and DECIMAL_COMMA.fullmatch(text) else text


class Reader:
    """Understands cells against what the programme has: its stages by number, its partners by name."""

    def __init__(self, programme):
        self.stages = {stage.number: stage.pk for stage in programme.stages.all()}
        partners = list(Partner.objects.of(programme))
        self.partners = {plain_text(partner.name).casefold(): partner.pk for partner in partners}
        self.partner_names = {partner.pk: partner.name for partner in partners}
        self._fields = {}

    def understand(self, row):
        """(values by field, faults) of a row. A field whose column the file does not have is not in the values."""
        values, faults = {}, []
        for column in row.sheet.columns:
            if column.heading not in row.texts:
                continue
            try:
                values[column.field] = self._value(row.sheet, column.field, row.texts[column.heading])
            except ValidationError as error:
                faults.append(row.fault(column.heading, " ".join(error.messages)))
        return values, faults

    def _value(self, sheet, name, text):
        if name == KEY:
            return _key(text)
        if name == STAGE:
            return self._stage(text)
        if name == PARTNER:
            return self._partner(text)
        model_field = sheet.model._meta.get_field(name)
        if model_field.choices:
            return _choice(model_field, text)
        if (sheet.model, name) not in self._fields:
            self._fields[sheet.model, name] = plain_field(model_field)
        return _cleaned(self._fields[sheet.model, name], model_field, text)

    def _stage(self, text):
        number = NUMBERED.fullmatch(text)
        if number and int(number[1]) in self.stages:
            return self.stages[int(number[1])]
        known = _listed(map(str, self.stages)) if self.stages else "none yet: agree the contract first"
        raise ValidationError(f"Stage: write the number of a stage; the programme's are {known}.")

    def _partner(self, text):
        if not text:
            raise ValidationError("Partner: fill this in.")
        if text.casefold() not in self.partners:
            names = ", ".join(self.partner_names.values())
            known = f"The partners are: {names}." if names else "There are no partners yet."
            raise ValidationError(f"Partner: nobody has this name. Add the partner first, or mend the name. {known}")
        return self.partners[text.casefold()]


def _key(text):
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise ValidationError(
            "Key: this is no key. Leave the keys as they came out; clear the cell to add the row as new."
        ) from error


def _choice(model_field, text):
    by_label = {str(label).casefold(): value for value, label in model_field.flatchoices}
    by_value = {str(value).casefold(): value for value, _ in model_field.flatchoices}
    found = by_label.get(text.casefold(), by_value.get(text.casefold()))
    if found is None:
        offered = _listed(str(label) for _, label in model_field.flatchoices)
        raise ValidationError(f"Kind: write {offered}.")
    return found


def _cleaned(form_field, model_field, text):
    """The value of a text by the rules of the form's field, then of the model's."""
    is_money = isinstance(form_field, PoundsField)
    value = form_field.clean(_without_dust(text) if is_money else text)
    if value is None or value == "":
        return value
    model_field.run_validators(value)
    return value.quantize(A_HUNDREDTH) if is_money else value


def _without_dust(text):
    """A sum that a spreadsheet computed, such as 0.30000000000000004, as the pence that were meant."""
    try:
        number = Decimal(text)
        pence = number.quantize(A_HUNDREDTH)
        is_dusty = number != pence and abs(number - pence) < DUST
    except ArithmeticError:  # no number at all, or "NaN"
        return text
    return str(pence) if is_dusty else text


def shown(text):
    """A value as a fault shows it: one line, not too long."""
    line = " ".join(str(text).split())
    return line if len(line) <= SHOWN_CHARACTERS else line[: SHOWN_CHARACTERS - 1] + "…"


def _listed(names):
    """a, b or c."""
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last
