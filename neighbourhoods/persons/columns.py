"""Where texts of a programme are stored: every model that hangs from it, its texts, and its record of changes.

It asks Django what there is, so that a new model or field is searched from the day it is made, in whichever room.
"""

from functools import cache

from django.apps import apps
from django.db import models

from commissioning.models import Programme

# Texts that are made by the software: fingerprints, identifiers of kinds, whole numbers in disguise.
NO_WORDS = {"fingerprint", "sha256", "method", "measure", "line", "currency", "history_type", "slug", "code", "vintage"}


@cache
def models_of_programmes():
    """Every model that hangs from a programme, Programme first."""
    found = [model for model in apps.get_models() if not _is_record(model) and way_of(model) is not None]
    return sorted(found, key=lambda model: (len(way_of(model)), model._meta.label))


@cache
def way_of(model):
    """Names of the foreign keys that lead from a model to its programme, the shortest way; None where none does.

    A way on which every row leads on goes before one that some rows do not take.
    """
    return _shortest_way(model, with_gaps=False) or _shortest_way(model, with_gaps=True)


def _shortest_way(model, *, with_gaps):
    if model is Programme:
        return ()
    ways, seen = [((), model)], {model}
    while ways:
        way, here = ways.pop(0)
        for field in _to_others(here, with_gaps=with_gaps):
            if field.related_model is Programme:
                return (*way, field.name)
            if field.related_model not in seen:
                seen.add(field.related_model)
                ways.append(((*way, field.name), field.related_model))
    return None


@cache
def texts_of(model):
    """The fields of a model, or of its record of changes, that hold words."""
    return [field for field in model._meta.concrete_fields if _holds_words(field)]


def rows_of(model, programme):
    """The rows of a model that hang from a programme, whatever its own managers leave out, with what they hang from."""
    way = "__".join(way_of(model))
    rows = models.QuerySet(model).filter(**{way or "pk": programme.pk})
    return rows.select_related(way) if way else rows


def records_of(model, programme):
    """The records of changes of those rows, of removed ones too; None where the model keeps none."""
    if not hasattr(model, "history"):
        return None
    records = models.QuerySet(model.history.model)
    if model is Programme:
        return records.filter(id=programme.pk)
    first, *rest = way_of(model)
    field = model._meta.get_field(first)
    if not rest:
        return records.filter(**{field.attname: programme.pk})
    return records.filter(**{f"{field.attname}__in": _ever(field.related_model, programme)})


def _ever(model, programme):
    """The numbers of all rows that there are or were of a model in a programme."""
    records = records_of(model, programme)
    return rows_of(model, programme).values("pk") if records is None else records.values("id")


def _is_record(model):
    return hasattr(model, "instance_type") or hasattr(model, "m2m_history_id")


def _to_others(model, *, with_gaps):
    fields = [f for f in model._meta.concrete_fields if f.many_to_one or f.one_to_one]
    fields = [f for f in fields if f.related_model._meta.app_label != "accounts" and (with_gaps or not f.null)]
    return sorted(fields, key=lambda f: f.null)


def _holds_words(field):
    if field.choices or field.name in NO_WORDS or hasattr(field, "offered"):
        return False
    return isinstance(field, models.CharField | models.TextField | models.JSONField)
