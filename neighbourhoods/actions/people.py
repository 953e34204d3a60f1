"""What is done when somebody asks what is held of them: it is handed out, or they are erased. Both are put on record.

The record holds counts and how the request came; nothing in it tells of whom.
"""

from collections import Counter

from django.db import IntegrityError, models, transaction
from django.db.models import JSONField

from commissioning.actions.entries import hold
from neighbourhoods.models import PersonRequest, RegisterFile, tell_figures
from neighbourhoods.persons.columns import texts_of
from neighbourhoods.persons.held import DELETE, STAYS, held_of, treatment_of

MOST_REASON = PersonRequest._meta.get_field("reason").max_length


class RequestRefused(Exception):
    """The request cannot be answered like this; the message says why."""


@transaction.atomic
def export_person(*, programme, terms, reason, by):
    """What is held of a person, to be handed out: a list of Held. Puts on record that it was."""
    hold(programme)
    _refuse_naming(terms, reason)
    held = held_of(programme, terms)
    _put_on_record(programme, PersonRequest.Kind.EXPORT, held, reason, by)
    return held


@transaction.atomic
def erase_person(*, programme, terms, chosen, reason, by):
    """Erase a person from the rows that are `chosen`, by the keys of their Held; gives back those that were erased.

    What is found anew in this moment is what is erased: rows that nobody chose stay as they are, and so do those that
    have to stay. Done once more it finds nothing, and puts nothing on record.
    """
    hold(programme)
    _refuse_naming(terms, reason)
    wanted = [held for held in held_of(programme, terms) if held.key in set(chosen) and held.treatment != STAYS]
    for held in wanted:
        _delete(held) if held.treatment == DELETE else _take_out(held, terms)
    if wanted:
        _put_on_record(programme, PersonRequest.Kind.ERASE, wanted, reason, by)
        tell_figures(programme)
    return wanted


def _refuse_naming(terms, reason):
    if not reason.strip():
        raise RequestRefused("How the request came: fill this in.")
    if terms.found_in(reason):
        raise RequestRefused("How the request came: leave the person out of it; this line stays on record.")


def _put_on_record(programme, kind, held, reason, by):
    found = Counter(each.what for each in held)
    PersonRequest.objects.create(
        programme=programme, kind=kind, found=dict(found), reason=reason.strip()[:MOST_REASON], done_by=by
    )


def _delete(held):
    """Delete the row and all that was ever on record of it; of a row that is another's by now, earlier versions."""
    records = models.QuerySet(held.model.history.model)
    if held.is_there:
        models.QuerySet(held.model).filter(pk=held.pk).delete()
        records.filter(id=held.pk).delete()  # after the row: its end was put on record just now
    else:
        records.filter(history_id__in=held.records).delete()


def _take_out(held, terms):
    """Take the person out of the texts of the row, and out of its earlier versions."""
    if held.model is RegisterFile and any(part.name == "content" for part in held.parts):
        _delete(held)
        return
    if held.is_there:
        _rewrite(held, models.QuerySet(held.model).filter(pk=held.pk), terms)
    if hasattr(held.model, "history"):
        _rewrite(held, models.QuerySet(held.model.history.model).filter(history_id__in=held.records), terms)


def _rewrite(held, rows, terms):
    for row in rows:
        changed = {}
        for text in texts_of(rows.model):
            before = getattr(row, text.attname)
            if treatment_of(held.model, text.name) == held.treatment and (after := _without(before, terms)) != before:
                changed[text.name] = _fitting(text, after)
        if changed:
            _write(models.QuerySet(rows.model).filter(pk=row.pk), changed, row.pk)


def _write(rows, changed, number):
    """Write the texts of one row, told apart by its number where another row has the same words by now."""
    try:
        with transaction.atomic():
            rows.update(**changed)
    except IntegrityError:
        rows.update(
            **{name: f"{words} {number}" if isinstance(words, str) else words for name, words in changed.items()}
        )


def _without(value, terms):
    """A stored text without the person; of JSON every text in it."""
    if isinstance(value, str):
        return terms.taken_out_of(value)
    if isinstance(value, list):
        return [_without(each, terms) for each in value]
    if isinstance(value, dict):
        return {_without(name, terms): _without(each, terms) for name, each in value.items()}
    return value


def _fitting(text, words):
    return words if isinstance(text, JSONField) or text.max_length is None else words[: text.max_length]
