"""Meetings: the next one with its papers, what is still to be done from all of them, and what they decided."""

from typing import NamedTuple

from commissioning.models import Action, Meeting, Resolution
from neighbourhoods import anchors
from neighbourhoods.models import AnchorsDiscussion


class Discussed(NamedTuple):
    """The latest anchors discussion and the one before it (or None), with how each answer moved."""

    latest: AnchorsDiscussion
    before: AnchorsDiscussion | None
    comparisons: list


def next_meeting(programme, today):
    """The next meeting of the steering group, today's included, with its papers at hand; None where none is planned."""
    ahead = Meeting.objects.of(programme).filter(kind=Meeting.Kind.STEERING, held_on__gte=today)
    return ahead.select_related("programme").prefetch_related("papers").order_by("held_on", "pk").first()


def open_actions(programme, user):
    """Actions of all meetings that are not done: one's own first, then by their day."""
    found = Action.objects.of(programme).filter(done_on=None).select_related("meeting__programme")
    return sorted(found, key=lambda action: (action.owner_id != user.pk, action.due_on, action.pk))


def decided_since(programme, since, today):
    """What meetings decided from the first day since on: that of the last steering meeting is the usual one."""
    found = Resolution.objects.of(programme).filter(meeting__held_on__gte=since.day, meeting__held_on__lte=today)
    return list(found.select_related("meeting__programme").order_by("-meeting__held_on", "-meeting", "pk"))


def discussed(programme, today):
    """The anchors discussion as it was held last, beside the time before; None where it never was."""
    found = AnchorsDiscussion.objects.of(programme).filter(meeting__held_on__lte=today)
    held = list(found.select_related("meeting__programme").prefetch_related("positions")[:2])
    if not held:
        return None
    latest, before = held[0], held[1] if len(held) > 1 else None
    return Discussed(latest, before, anchors.compared(latest.positions.all(), before and before.positions.all()))
