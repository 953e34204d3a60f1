"""A table of a programme for files: its columns with what they mean, and its rows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import models
from django.utils import timezone

from commissioning.models import Cohort, Entry, Stage
from neighbourhoods.models import Neighbourhood

BETWEEN = "; "  # things in one cell
REFERENCES = (
    (Neighbourhood, "code", "Code of the neighbourhood"),
    (Stage, "number", "Number of the stage"),
    (Cohort, "number", "Number of the cohort"),
)


@dataclass(frozen=True)
class Table:
    """One table: the name of its sheet and file, what it holds, column -> meaning, and rows of cells.

    Cells are texts, numbers, dates, booleans, or None for what is unknown. `label` names the model whose rows they are.
    """

    name: str
    title: str
    about: str
    columns: dict[str, str]
    rows: Callable
    label: str = ""


def of_model(model, name, title, about, fields, *, chosen=None):
    """The Table of a model's rows of one programme, with the named fields that are not personal.

    `chosen` narrows the rows down further. Of another row a cell holds what names it in its own table.
    """
    found = [model._meta.get_field(each) for each in fields.split()]
    columns = {field.name: _meaning(field) for field in found}

    def rows(programme):
        entries = model.objects.filter(**{way_to_programme(model): programme})
        entries = _with_others(chosen(entries) if chosen else entries, found)
        return ([_cell(entry, field) for field in found] for entry in entries)

    return Table(name, title, about, columns, rows, model._meta.label)


def way_to_programme(model):
    """How a model's rows hang from their programme: an entry says so, the others by the first way there is."""
    if issubclass(model, Entry):
        return model.PROGRAMME
    names = {field.name for field in model._meta.concrete_fields}
    ways = ("programme", "neighbourhood__programme", "group__programme", "discussion__meeting__programme")
    return next(way for way in ways if way.split("__")[0] in names)


def _with_others(entries, fields):
    direct = [field.name for field in fields if field.is_relation and not field.many_to_many]
    several = [field.name for field in fields if field.many_to_many]
    entries = entries.select_related(*direct) if direct else entries
    heavy = [
        f"{name}__boundary" for name in direct if entries.model._meta.get_field(name).related_model is Neighbourhood
    ]
    return entries.defer(*heavy).prefetch_related(*several).order_by("pk")


def _meaning(field):
    """What a column means: the words of the form, its hint, and what each code stands for."""
    words = str(field.verbose_name)
    told = [f"{words[:1].upper()}{words[1:]}."]
    if field.is_relation:
        told = [f"{_names_what(field.related_model)}."]
    if getattr(field, "help_text", ""):
        told.append(str(field.help_text))
    if getattr(field, "choices", None):
        told.append(", ".join(f"{code}: {label}" for code, label in field.flatchoices if code != "") + ".")
    return " ".join(told)


def _names_what(model):
    named = next((words for kind, _, words in REFERENCES if kind is model), None)
    return named or f"Which {model._meta.verbose_name}, by its key or name"


def _cell(entry, field):
    if field.many_to_many:
        return BETWEEN.join(sorted(str(_reference(each)) for each in getattr(entry, field.name).all()))
    value = getattr(entry, field.name)
    return _reference(value) if isinstance(value, models.Model) else plain(value)


def _reference(thing):
    """What names a row in its own table."""
    for kind, name, _ in REFERENCES:
        if isinstance(thing, kind):
            return getattr(thing, name)
    return str(thing.key) if isinstance(thing, Entry) else str(thing)


def plain(value):
    """A stored value as a cell of a file."""
    if isinstance(value, list | tuple):
        return BETWEEN.join(str(each) for each in value)
    if isinstance(value, datetime):
        return timezone.localdate(value)
    if value is None or isinstance(value, bool | int | float | Decimal | date):
        return value
    return str(value)
