"""When things were written down: the record of changes is dated by the days it tells of, not by the day it is made."""

from datetime import datetime, time

from django.apps import apps
from django.utils import timezone

from commissioning.models import Programme


def moment(on, hour=10):
    """An hour of the day `on`, or now where that still lies ahead."""
    return min(timezone.now(), timezone.make_aware(datetime.combine(on, time(hour))))


def written(row, on, by, why=None):
    """The row, whose next record of change says that `by` wrote it on the day `on`."""
    row._history_date, row._history_user, row._change_reason = moment(on), by, why
    return row


def connect(model, name, pairs):
    """Give rows of `model` what they have in the field `name`, in their records of change as well, in bulk.

    `pairs` are (row, thing); each row was made just now and has one record.
    """
    through = getattr(model, name).through
    own, other = (field.attname for field in through._meta.concrete_fields[1:3])
    has = through.objects.bulk_create(through(**{own: row.pk, other: thing.pk}) for row, thing in pairs)
    records = dict(model.history.filter(id__in={getattr(row, own) for row in has}).values_list("id", "history_id"))
    kept = next(r.related_model for r in model.history.model._meta.related_objects if hasattr(r.related_model, own))
    kept.objects.bulk_create(
        kept(id=row.pk, history_id=records[getattr(row, own)], **{name: getattr(row, name) for name in (own, other)})
        for row in has
    )


def date_back(records, on):
    """Date records of changes that an action has made."""
    records.update(history_date=moment(on))


def forget(programme_id):
    """Delete the records of all that hung from a programme which is taken away, removed entries among them."""
    found = [found for model in apps.get_models() if (found := _records(model, programme_id))]
    for _, records in sorted(found, key=lambda each: -each[0]):  # the furthest first: the way to them leads over others
        for belonging in _belonging(records):
            belonging._raw_delete(belonging.db)
        records._raw_delete(records.db)


def _belonging(records):
    """What rows had at each of these records, such as the groups of a visit."""
    for relation in records.model._meta.related_objects:
        if hasattr(relation.related_model, "m2m_history_id"):
            yield relation.related_model.objects.filter(history__in=records.values("history_id"))


def _records(model, programme_id):
    """(steps away, records of changes) of a model that hangs from a programme, else None."""
    if not hasattr(model, "history") or hasattr(model, "m2m_history_id"):
        return None
    if model is Programme:
        return 0, model.history.filter(id=programme_id)
    fields = [field for field in model._meta.concrete_fields if field.is_relation]
    if own := next((field for field in fields if field.related_model is Programme), None):
        return 1, model.history.filter(**{own.attname: programme_id})
    for field in fields:
        if over := _records(field.related_model, programme_id):
            steps, records = over
            return steps + 1, model.history.filter(**{f"{field.attname}__in": records.values("id")})
    return None
