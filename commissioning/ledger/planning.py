"""What importing a ledger would change: rows compared with the entries that are kept, and every reason against it."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import date_format

from commissioning.ledger.reading import Fault, Reader, Row, read_book, shown
from commissioning.ledger.sheets import KEY, PARTNER, SHEETS, STAGE, Sheet, values_of
from commissioning.money_words import pounds_words

NEW, CHANGED = "New", "Changed"
UNKNOWN_KEY = "Key: no {words} here has this key. Clear the cell to add the row as new."
KEY_TWICE = "Key: row {row} has the same key. Clear the cell to add the row as new."
NOT_YOURS = "Only the commissioner changes this sheet. Put the row back as it came out."
MOST_LISTED = 1_000


class Step(NamedTuple):
    """An entry that importing makes or changes: the row that says so, and the fields it changes with what they were.

    `is_new` stays as it was found, also once the entry is stored.
    """

    row: Row
    entry: models.Model
    before: dict
    is_new: bool


@dataclass
class SheetPlan:
    """What importing does to one sheet."""

    sheet: Sheet
    steps: list = field(default_factory=list)
    same: int = 0
    left: int = 0
    unread: list = field(default_factory=list)

    @property
    def words(self):
        new = sum(step.is_new for step in self.steps)
        words = f"{self.sheet.name}: {new:,} new, {len(self.steps) - new:,} changed, {self.same:,} the same"
        words += f"; {self.left:,} not in the file and left as they are." if self.left else "."
        return (
            f"{words} Columns not read: {', '.join(f'“{shown(each)}”' for each in self.unread)}."
            if self.unread
            else words
        )


@dataclass
class Plan:
    """What importing a file would do, or every fault that keeps it from being imported."""

    sheets: list = field(default_factory=list)
    faults: list = field(default_factory=list)
    names: object = None

    @property
    def changes(self):
        """Lists of sheet, row, what happens, to what, and how."""
        return [self.names.change(each.sheet, step) for each in self.sheets for step in each.steps]

    @property
    def summary(self):
        return [each.words for each in self.sheets]

    @property
    def listed_faults(self):
        """The faults by sheet and row, at most a thousand; a last one counts those that are not listed."""
        order = {sheet.name: place for place, sheet in enumerate(SHEETS, start=1)}
        faults = sorted(self.faults, key=lambda fault: (order.get(fault.sheet, 0), fault.row or 0))
        if len(faults) > MOST_LISTED:
            more = f"{len(faults) - MOST_LISTED:,} more faults are not listed. Correct these first."
            faults = [*faults[:MOST_LISTED], Fault("", None, "", "", more)]
        return [list(fault) for fault in faults]


def plan_for(programme, content, by):
    """The Plan of importing the bytes of a file, as the user `by` may."""
    book, names = read_book(content), Names(programme)
    plan = Plan(faults=book.faults, names=names)
    for sheet in SHEETS:
        if sheet in book.rows:
            plan.sheets.append(_sheet_plan(plan, programme, sheet, book.rows[sheet]))
            plan.sheets[-1].unread = book.unread.get(sheet, [])
            if plan.sheets[-1].steps and not by.has_perm(sheet.act, programme):
                plan.faults += [step.row.fault("", NOT_YOURS) for step in plan.sheets[-1].steps]
    return plan


def _sheet_plan(plan, programme, sheet, rows):
    stored = {entry.key: entry for entry in sheet.entries(programme)}
    found = SheetPlan(sheet)
    understood = [(row, *plan.names.reader.understand(row)) for row in rows]
    plan.faults += [fault for _, _, faults in understood for fault in faults]
    entries = _entries_meant([(row, values) for row, values, faults in understood if not faults], stored, sheet, plan)
    for row, values, entry in entries:
        step = _step(row, values, entry or sheet.model(), sheet)
        if step is None:
            found.same += 1
        else:
            plan.faults += _refused(step, sheet)
            found.steps.append(step)
    meant = {entry.pk for _, _, entry in entries if entry}
    found.left = sum(entry.pk not in meant for entry in stored.values()) if not plan.faults else 0
    plan.faults += _clashes(found.steps, stored.values(), sheet)
    return found


def _entries_meant(rows, stored, sheet, plan):
    """(row, values, the stored entry or None for a new one) of each row.

    A row's key says which entry it is. A row without one that has the same in every cell as an entry which no other
    row means is that entry, so that a file imported twice adds nothing.
    """
    by_key = {}
    for row, values in rows:
        key = values.get(KEY)
        if key in by_key:
            plan.faults.append(row.fault(KEY, KEY_TWICE.format(row=by_key[key].number)))
        elif key and key not in stored:
            plan.faults.append(row.fault(KEY, UNKNOWN_KEY.format(words=sheet.words)))
        elif key:
            by_key[key] = row
    free = defaultdict(list)
    given = [name for name in sheet.fields if rows and name in rows[0][1]]
    for key, entry in stored.items():
        if key not in by_key:
            kept = values_of(entry, sheet)
            free[tuple(kept[name] for name in given)].append(entry)
    meant = []
    for row, values in rows:
        if values.get(KEY):
            meant += [(row, values, stored[values[KEY]])] if by_key.get(values[KEY]) is row else []
        else:
            same = free[tuple(values[name] for name in given)]
            meant.append((row, values, same.pop(0) if same else None))
    return meant


def _step(row, values, entry, sheet):
    """The Step that gives `entry` the values of a row; None where it has them."""
    is_new = entry._state.adding
    kept = {} if is_new else values_of(entry, sheet)
    before = {}
    for name, value in values.items():
        if name != KEY and (is_new or kept[name] != value):
            before[name] = kept.get(name)
            setattr(entry, _attribute(entry, name), value)
    return Step(row, entry, before, is_new) if before else None


def _refused(step, sheet):
    """Faults of an entry as it would be."""
    values = {name: getattr(step.entry, _attribute(step.entry, name)) for name in sheet.fields}
    faults = [
        step.row.fault(sheet.heading_of(refusal.field), refusal.reason)
        for refusal in sheet.refusals
        if refusal.holds(values)
    ]
    try:
        step.entry.clean()
    except ValidationError as error:
        for name, reasons in error.message_dict.items():
            faults.append(step.row.fault(sheet.heading_of(name), " ".join(reasons)))
    return faults


def _clashes(steps, stored, sheet):
    """Faults of entries that would share with another what no two entries share."""
    if not sheet.once:
        return []
    changed = {step.entry.pk for step in steps if not step.is_new}
    taken = {_identity(entry, sheet) for entry in stored if entry.pk not in changed} - {None}
    faults = []
    for step in steps:
        identity = _identity(step.entry, sheet)
        if identity in taken:
            faults.append(step.row.fault(sheet.heading_of(sheet.once_if), sheet.once_reason))
        elif identity:
            taken.add(identity)
    return faults


def _identity(entry, sheet):
    if not getattr(entry, sheet.once_if):
        return None
    return tuple(getattr(entry, _attribute(entry, name)) for name in sheet.once)


def _attribute(entry, name):
    return entry._meta.get_field(name).attname


class Names:
    """What stages, partners and kinds are called, for telling what a Step does."""

    def __init__(self, programme):
        self.reader = Reader(programme)
        self.stages = {pk: f"stage {number}" for number, pk in self.reader.stages.items()}
        self.partners = self.reader.partner_names

    def change(self, sheet, step):
        """A Step as the list of sheet, row, what happens, to what, and how."""
        title = shown(step.entry.what)
        if step.is_new:
            said = [self.words(step.entry, name) for name in sheet.fields if name != "what"]
            return [sheet.name, step.row.number, NEW, title, " · ".join(filter(None, said))]
        said = [
            f"{sheet.heading_of(name)}: {self.words(step.entry, name) or 'nothing'} "
            f"(was {self.value_words(step.entry, name, before) or 'nothing'})"
            for name, before in step.before.items()
        ]
        return [sheet.name, step.row.number, CHANGED, title, "; ".join(said)]

    def words(self, entry, name):
        return self.value_words(entry, name, getattr(entry, _attribute(entry, name)))

    def value_words(self, entry, name, value):
        """A value in words; "" where there is none."""
        if value is None or value == "":
            return ""
        if name in (STAGE, PARTNER):
            return (self.stages if name == STAGE else self.partners)[value]
        if isinstance(value, Decimal):
            return pounds_words(value)
        if isinstance(value, date):
            return date_format(value, "j F Y")
        return shown(dict(entry._meta.get_field(name).flatchoices or ()).get(value, value))
