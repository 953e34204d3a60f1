"""The work of a stage: one task done or milestone met, and several tasks changed together."""

from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from simple_history.utils import bulk_update_with_history

from commissioning.actions.entries import hold
from commissioning.models import Milestone, Task

State = Task.State


class WorkRefused(Exception):
    """The work cannot change as asked. `field` names what is wrong on the form, or is empty."""

    def __init__(self, message, field=""):
        super().__init__(message)
        self.field = field


class TaskChange(NamedTuple):
    """What several tasks are given: whose they are (where `sets_owner`), and a state with its day or explanation."""

    sets_owner: bool = False
    owner: object = None
    state: str = ""
    done_on: object = None
    explanation: str = ""


@transaction.atomic
def finish_task(*, task, on, by):
    """Record that a task was done on the day `on`. One that is done already stays as it is. Raises WorkRefused."""
    hold(task.programme)
    task = Task.objects.select_related("stage__programme").get(pk=task.pk)
    if task.state == State.DONE:
        _refuse_other_day(task.done_on, on, "done", "done_on")
        return task
    refuse_day(on, task.programme, "done_on")
    task.state, task.done_on = State.DONE, on
    return _saved(task, by)


@transaction.atomic
def meet_milestone(*, milestone, on, by):
    """Record that a milestone was met on the day `on`. One that is met already stays. Raises WorkRefused."""
    hold(milestone.programme)
    milestone = Milestone.objects.select_related("stage__programme").get(pk=milestone.pk)
    if milestone.met_on:
        _refuse_other_day(milestone.met_on, on, "met", "met_on")
        return milestone
    refuse_day(on, milestone.programme, "met_on")
    milestone.met_on = on
    return _saved(milestone, by)


@transaction.atomic
def change_tasks(*, stage, tasks, change, by):
    """Give several tasks of a stage a TaskChange, each with its line in the history; those it changes are returned.

    Tasks that are done already keep their day. Raises WorkRefused, and then none is changed.
    """
    hold(stage.programme)
    if not (change.sets_owner or change.state):
        raise WorkRefused("Choose an owner or a state to give them.", "state")
    wanted = list(Task.objects.select_for_update(no_key=True).filter(stage=stage, pk__in=[task.pk for task in tasks]))
    if not wanted:
        raise WorkRefused("Tick at least one task.", "tasks")
    _refuse_state(change, stage.programme)
    changed = [task for task in wanted if _apply(change, task)]
    if changed:
        words = f"Changed together with {len(changed) - 1} more" if len(changed) > 1 else None
        fields = ["owner", "state", "done_on", "explanation"]
        bulk_update_with_history(changed, Task, fields, default_user=by, default_change_reason=words)
    return changed


def refuse_day(on, programme, field):
    """Raise WorkRefused for a day on which something cannot have happened."""
    if on > timezone.localdate():
        raise WorkRefused("This day is still to come. Write the day on which it happened.", field)
    if on < programme.starts_on:
        first = date_format(programme.starts_on, "j F Y")
        raise WorkRefused(f"This is before the programme’s first day, {first}.", field)


def _refuse_other_day(stored, on, word, field):
    if stored != on:
        raise WorkRefused(
            f"It is on record as {word} on {date_format(stored, 'j F Y')}. Put that right on its page.", field
        )


def _refuse_state(change, programme):
    if change.state == State.DONE:
        if change.done_on is None:
            raise WorkRefused("Write the day they were done.", "done_on")
        refuse_day(change.done_on, programme, "done_on")
    if change.state == State.DROPPED and not change.explanation.strip():
        raise WorkRefused("Explain why they will not be done.", "explanation")
    if change.state != State.DROPPED and change.explanation.strip():
        raise WorkRefused("Choose the state “Will not be done” with this, or leave it empty.", "explanation")


def _apply(change, task):
    """Change one task in memory; whether that changed anything."""
    before = (task.owner_id, task.state, task.done_on, task.explanation)
    if change.sets_owner:
        task.owner = change.owner
    if change.state and change.state != task.state:
        task.state = change.state
        task.done_on = change.done_on if change.state == State.DONE else None
        task.explanation = change.explanation.strip() or task.explanation  # what was said before stays on record
    return before != (task.owner_id, task.state, task.done_on, task.explanation)


def _saved(row, by):
    row._history_user = by
    row.save()
    return row
