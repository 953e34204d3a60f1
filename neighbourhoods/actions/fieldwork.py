"""Work in the field: a visit written down with the issue that somebody raised there, and its next step ticked off."""

from uuid import uuid5

from django.db import transaction

from commissioning.actions.entries import save_entry
from neighbourhoods.models import FieldworkEntry


@transaction.atomic
def record_visit(*, programme, visit, by, groups, issue=None, seen=None):
    """Write a new or changed visit with the groups it was about, and the issue that was raised there, if any.

    Both are written or neither. The issue's key comes from the visit's, so that both sent twice are there once.
    Raises what `save_entry` raises.
    """
    is_new = visit._state.adding
    if is_new:
        visit.done_by = by
    standing = save_entry(programme=programme, entry=visit, by=by, seen=seen, belonging={"groups": groups})
    if is_new and issue is not None:
        issue.key = uuid5(visit.key, "issue")
        issue.neighbourhood, issue.raised_on = visit.neighbourhood, visit.done_on
        save_entry(programme=programme, entry=issue, by=by)
    return standing


@transaction.atomic
def close_step(*, programme, visit, on, by):
    """Say that the next step of a visit was done on the day `on`; the first day that was said stays.

    Raises ValidationError where the day is before the visit.
    """
    standing = FieldworkEntry.objects.of(programme).get(pk=visit.pk)
    if standing.next_done_on is None:
        standing.next_done_on = on
        save_entry(programme=programme, entry=standing, by=by)
    return standing
