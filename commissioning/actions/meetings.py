"""What happens to a meeting: people and papers added several at once, its actions closed and reopened."""

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from simple_history.utils import bulk_create_with_history

from commissioning.actions.entries import EntryRefused, hold
from commissioning.models import Action, Attendance, Paper


class ActionRefused(EntryRefused):
    """The action of a meeting cannot be closed like this; the message says why."""


@transaction.atomic
def add_attendances(*, programme, meeting, people, came, by):
    """Put people on a meeting's list, and return how many were new. Those who stand there already stay as they are."""
    hold(programme)
    standing = {name.casefold() for name in meeting.attendances.values_list("name", flat=True)}
    new = [
        Attendance(meeting=meeting, name=person.name, organisation=person.organisation, came=came)
        for person in people
        if person.name.casefold() not in standing
    ]
    bulk_create_with_history(new, Attendance, default_user=by)
    return len(new)


@transaction.atomic
def add_papers(*, programme, meeting, papers, by):
    """Put papers on a meeting's list, and return how many were new."""
    hold(programme)
    standing = set(meeting.papers.values_list("title", "link"))
    wanted = dict.fromkeys((paper.title, paper.link) for paper in papers)
    new = [Paper(meeting=meeting, title=title, link=link) for title, link in wanted if (title, link) not in standing]
    bulk_create_with_history(new, Paper, default_user=by)
    return len(new)


@transaction.atomic
def close_action(*, programme, action, done_on, note, by):
    """Say that an action was done, on which day and how. Said twice it is said once. Raises ActionRefused."""
    action = _locked(programme, action)
    if action.done_on is not None:
        if (action.done_on, action.done_note) == (done_on, note):
            return action
        raise ActionRefused(f"This was closed already, on {date_format(action.done_on)}. Reopen it to put that right.")
    if done_on > timezone.localdate():
        raise ActionRefused("Done on: this day is ahead. Close it once it is done.")
    if done_on < action.meeting.held_on:
        raise ActionRefused(f"Done on: the meeting that asked for it was on {date_format(action.meeting.held_on)}.")
    return _write(action, done_on, note, by, "Done")


@transaction.atomic
def reopen_action(*, programme, action, by):
    """Say that an action is not done after all. What was noted stays in its history. An open one stays open."""
    action = _locked(programme, action)
    return action if action.done_on is None else _write(action, None, "", by, "Reopened")


def _locked(programme, action):
    hold(programme)
    return Action.objects.of(programme).select_related("meeting__programme").get(pk=action.pk)


def _write(action, done_on, note, by, reason):
    action.done_on, action.done_note = done_on, note
    action._history_user, action._change_reason = by, reason
    action.save(update_fields=["done_on", "done_note"])
    return action
