"""Who changed what and when, in words, from the history that django-simple-history keeps of a row."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator

from accounts.privacy import PERSONAL
from commissioning.money_words import pounds_words
from commissioning.people import naming_for

WHAT = {"+": "Made", "~": "Changed", "-": "Removed"}
NOTHING = "nothing"
WITHHELD = "not shown to you"
NAME_LETTERS = 60
UNTOLD = {"id", "key", "position", "fingerprint", "evidence"}


@dataclass(frozen=True)
class FieldChange:
    """One field before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One change of a row: when, by whom, what was done, and each field that it touched."""

    at: datetime
    who: str
    what: str
    fields: tuple[FieldChange, ...]
    reason: str

    def of(self, name):
        """The same change, saying what it concerns where changes of several rows stand in one list."""
        what = "added" if self.what == WHAT["+"] else self.what.lower()
        return replace(self, what=f"{name}: {what}")

    @property
    def says_something(self):
        """Whether a reader learns anything from it: a save that changed nothing, without a reason, says nothing."""
        return bool(self.fields or self.reason) or self.what != WHAT["~"]


def changes_of(row, programme, viewer):
    """Every Change of a row that says something, the latest first, in words that the viewer may read.

    The number of queries depends on how many kinds of rows it points to, not on how often it changed.
    """
    records = list(row.history.order_by("history_id"))
    words = Words(type(row), programme, viewer)
    words.learn(records)
    return words.changes(records)[::-1]


def changes_of_parts(model, programme, viewer, *, kind, called, **of):
    """Every Change of the rows of `model` that belong, or belonged, to another (`meeting=`), removed ones included.

    Each says of which row it is: `kind`, and its field `called` where the viewer may read that. One query for the
    records of all of them, and those that `changes_of` makes for one.
    """
    ever = model.history.filter(**of).values("id")  # one that was moved is told whole
    records = list(model.history.filter(id__in=ever).order_by("history_id"))
    words = Words(model, programme, viewer)
    words.learn(records)
    of_row = {}
    for record in records:
        of_row.setdefault(record.id, []).append(record)
    return [change.of(words.name(row[-1], kind, called)) for row in of_row.values() for change in words.changes(row)]


class Words:
    """The values of one model in words, for one reader. A model's `WORDS` say how fields of its own are told."""

    def __init__(self, model, programme, viewer):
        self.told = getattr(model, "WORDS", {})
        self.model = model
        self.naming = naming_for(programme, viewer)
        self.personal = PERSONAL.get(model._meta.label, set()) if self.naming.by_role else set()
        tracked = {field.name for field in model.history.model.tracked_fields} - UNTOLD
        self.fields = [field for field in model._meta.concrete_fields if field.name in tracked]
        self.shared = list(getattr(model.history.model, "_history_m2m_fields", ()))
        self.rows, self.belonging = {}, {}

    def learn(self, records):
        """Look up what the rows that the records point to are called, one query for each kind."""
        for field in self.fields:
            if not field.is_relation or self._is_person(field):
                continue
            wanted = {getattr(record, field.attname) for record in records} - {None}
            found = field.related_model._default_manager.in_bulk(wanted)
            self.rows[field.name] = {pk: self.naming.called(row) for pk, row in found.items()}
        for field in self.shared:
            self.belonging[field.name] = _belonging(field, records, self.naming)

    def changes(self, records):
        """The Changes that say something, from the records of one row in their order."""
        found = [self.change(before, after) for before, after in zip([None, *records], records, strict=False)]
        return [change for change in found if change.says_something]

    def name(self, record, kind, called):
        """What a row is called in a list of changes of several: its kind, and its words unless they are personal."""
        if called in self.personal:
            return kind
        return f"{kind} “{Truncator(getattr(record, called)).chars(NAME_LETTERS)}”"

    def change(self, before, after):
        """The Change from one record to the next; `before` is None for the first."""
        touched = [
            field for field in self.fields if before is not None and self._raw(before, field) != self._raw(after, field)
        ]
        return Change(
            at=after.history_date,
            who=self.naming(after.history_user_id, "the system"),
            what=WHAT[after.history_type],
            fields=(
                *(
                    FieldChange(self.label(field), self.value(before, field), self.value(after, field))
                    for field in touched
                ),
                *self._belonged(before, after),
                *self._told_too(before, after),
            ),
            reason=after.history_change_reason or "",
        )

    def _belonged(self, before, after):
        """Changes of which rows belong to an entry, such as the groups of a visit."""
        for field in self.shared if before is not None else ():
            then, now = (self.belonging[field.name].get(record.pk, ()) for record in (before, after))
            if then != now:
                yield FieldChange(self.label(field), ", ".join(then) or NOTHING, ", ".join(now) or NOTHING)

    def _told_too(self, before, after):
        """Changes of what a model says is told though it is no field, such as a risk's score."""
        if before is None:
            return
        for label, read in getattr(self.model, "TOLD_TOO", {}).items():
            if read(before) != read(after):
                yield FieldChange(label, str(read(before)), str(read(after)))

    def label(self, field):
        name = str(field.verbose_name)
        return name[:1].upper() + name[1:]

    def value(self, row, field):
        """One field of a row or record in words."""
        raw = self._raw(row, field)
        if raw in (None, "", [], ()):
            return NOTHING
        if self._is_person(field):
            return self.naming(raw)
        if field.name in self.personal:
            return WITHHELD
        if field.is_relation:
            return self.rows.get(field.name, {}).get(raw, "something since removed")
        if field.name in self.told:
            return self.told[field.name](raw)
        return _in_words(raw, field)

    @staticmethod
    def _raw(row, field):
        return getattr(row, field.attname)

    @staticmethod
    def _is_person(field):
        return field.is_relation and field.related_model._meta.label == "accounts.User"


def _belonging(field, records, naming):
    """Number of a record of change -> the names of the rows that belonged to the entry then. Two queries."""
    if not records or not hasattr(records[0], "history_id"):
        return {}
    through = getattr(records[0], field.name).model
    target = field.m2m_reverse_field_name()
    rows = through.objects.filter(history__in=[record.pk for record in records]).values_list("history", target)
    names = field.related_model._default_manager.in_bulk({pk for _, pk in rows})
    found = {}
    for record, pk in rows:
        found.setdefault(record, []).append(naming.called(names.get(pk, "something since removed")))
    return {record: tuple(sorted(names)) for record, names in found.items()}


def _in_words(raw, field):
    if hasattr(field, "in_words"):
        return field.in_words(raw)
    if field.choices:
        return str(dict(field.flatchoices).get(raw, raw))
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    if isinstance(raw, datetime):
        return date_format(timezone.localtime(raw), "j F Y, H:i")
    if isinstance(raw, date):
        return date_format(raw, "j F Y")
    if isinstance(raw, Decimal) and isinstance(field, models.DecimalField) and field.max_digits > 5:
        return pounds_words(raw)
    if isinstance(raw, float | Decimal):
        return f"{raw:g}" if isinstance(raw, float) else f"{raw.normalize():f}"
    if isinstance(raw, list):
        return ", ".join(map(str, raw))
    return str(raw)
