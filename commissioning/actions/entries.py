"""Entries that people make by form: saved, put right, and taken away again."""

from django.db import transaction

from commissioning.models import Programme
from commissioning.people import naming_for

UNTOLD = {"position"}  # given when an entry is written, not by who fills the form in


class EntryChanged(Exception):
    """Somebody else changed the entry since the form was opened; the message says so."""


class EntryRefused(Exception):
    """The entry cannot change as asked; the message says why."""


class EntrySentBefore(EntryRefused):
    """The form was sent before and entered something else then; the message says what."""


def latest_change(entry):
    """The number of the latest change to an entry: a form brings back the one it was opened with."""
    return entry.history.order_by("-history_id").values_list("history_id", flat=True).first() if entry.pk else None


@transaction.atomic
def save_entry(*, programme, entry, by, seen=None, belonging=None):
    """Write a new or changed entry of `programme`, with the rows that belong to it: field name -> rows, or None.

    A new entry whose key is stored already was sent twice: the stored one is given back, unless it says something else;
    then EntrySentBefore is raised, so that what was typed after going back is not lost. `seen` is the latest change
    that the form knew of; raises EntryChanged where there was a later one, so that nobody's change is lost unseen.
    Raises ValidationError, by field, where it breaks a rule of its own.
    """
    hold(programme)
    model = type(entry)
    if entry._state.adding and (standing := model.objects.of(programme).filter(key=entry.key).first()):
        return _same_entry(standing, entry, belonging, by)
    if not entry._state.adding:
        standing = model.objects.of(programme).get(pk=entry.pk)
        same = _agree(standing, entry, entry._meta.concrete_fields) and _belongs(standing, belonging)
        if seen is not None and same:
            return standing
        refuse_stale(programme, entry, by, seen)
    entry.full_clean()
    entry._history_user = by
    entry.save()
    for name, rows in (belonging or {}).items():
        getattr(entry, name).set(rows)
    return entry


@transaction.atomic
def remove_entry(*, programme, entry, by):
    """Take an entry away; its history stays. Removing it twice is the same as once.

    Raises EntryRefused where it has to stay.
    """
    hold(programme)
    standing = type(entry).objects.of(programme).filter(pk=entry.pk).first()
    if standing is not None:
        if why := standing.why_it_stays():
            raise EntryRefused(why)
        standing._history_user = by
        standing.delete()


def hold(programme):
    """Let nobody else change the programme's entries until this transaction is done."""
    return Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)


def _agree(standing, entry, fields):
    """Whether two states of an entry say the same in all of some fields."""
    return all(getattr(standing, field.attname) == getattr(entry, field.attname) for field in fields)


def _belongs(standing, belonging):
    """Whether an entry has exactly the rows that are to belong to it."""
    return all(set(getattr(standing, name).all()) == set(rows) for name, rows in (belonging or {}).items())


def _same_entry(standing, entry, belonging, by):
    """The stored entry, if the one that was sent again says the same in all that people fill in."""
    asked = [field for field in entry._meta.concrete_fields if field.editable and not field.primary_key]
    says = _agree(standing, entry, [field for field in asked if field.name not in UNTOLD])
    if not says or not _belongs(standing, belonging):
        raise EntrySentBefore(sent_before_words(standing, by))
    return standing


def sent_before_words(standing, by):
    """What somebody is told who fills a form in anew after going back.

    The entry is named to whoever entered it alone: a key that came from elsewhere tells nothing of the entry it opens.
    """
    history = getattr(standing, "history", None)
    is_own = history is None or history.order_by("history_id").values_list("history_user", flat=True).first() == by.pk
    named = f", as “{standing}”" if is_own else ""
    return (
        f"This form was saved before{named}. Nothing new was entered. To enter what stands here as well, "
        "save once more."
    )


def refuse_stale(programme, entry, by, seen):
    """Raise EntryChanged where an entry was changed after the change `seen`, which a form was opened with."""
    now = latest_change(entry)
    if seen is None or now == seen:
        return
    who = naming_for(programme, by)(entry.history.latest().history_user_id, "somebody")
    raise EntryChanged(
        f"{who[:1].upper()}{who[1:]} changed this while you had it open. Nothing was overwritten. Look at the changes "
        "below the form; then save once more to write yours over them."
    )
