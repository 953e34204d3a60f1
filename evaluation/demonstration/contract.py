"""Harbourside's contract in month 40: two stages' work done, the third under way, some late or moved. All invented."""

from datetime import timedelta
from typing import NamedTuple

from simple_history.utils import bulk_update_with_history

from commissioning.actions.contract import agree_contract, extend
from commissioning.models import Condition, Decision, Kpi, Milestone, Role, Task

State = Task.State
EVIDENCE = "https://papers.harbourside.example/"


class Left(NamedTuple):
    """A task that will not be done, and why."""

    stage: int
    position: int
    why: str


class Late(NamedTuple):
    """Something that came so many days after its month, and why; in the stage that runs, `days` None has not come."""

    stage: int
    position: int
    days: int | None
    why: str


class Moved(NamedTuple):
    """A date that moved: of what, to which month, why."""

    model: type
    stage: int
    position: int
    to_month: int
    why: str


LEFT = Left(
    2,
    10,
    "The hospital sold the empty wing it had offered. Rooms in two schools were found instead, under the task before.",
)
LATE_TASKS = (
    Late(1, 4, 24, "The first choice for team leader withdrew; the base opened on time."),
    Late(2, 4, 41, "Dockray’s hub opened, closed and opened again elsewhere."),
    Late(2, 17, 9, ""),
    Late(2, 18, 11, "Put to the steering group a second time, with the ranking on the table."),
)
LATE_MILESTONES = (
    Late(1, 3, 18, "Saltmarsh’s interviews were held after the floods."),
    Late(2, 2, 12, "Limekiln’s hall was not free before."),
    Late(2, 3, 27, "The steering group moved its meeting."),
    Late(2, 4, 11, "Put to the steering group a second time, with the ranking on the table."),
    Late(3, 1, 6, ""),
    Late(3, 2, None, "Agreed in three wards of four; Ropewalk’s tenants want a say in who stays in touch with them."),
    Late(3, 3, None, ""),
    Late(3, 4, None, ""),
)
# Of the stage that runs: tasks done before their month, by how many days, and those that have begun.
DONE_NOW = {1: 11, 2: 6, 4: 3, 14: 20}
RUNNING_NOW = (3, 5, 6, 7, 8, 9, 11, 12, 13, 15, 16, 17, 18, 19)
MOVED = (
    Moved(
        Task,
        3,
        18,
        41,
        "The three remaining ward partnerships meet in the next two months and have been asked for their view.",
    ),
    Moved(
        Milestone,
        3,
        4,
        41,
        "Two councillors of the third cohort’s wards took office in May and are to be heard first.",
    ),
)
LINKED = {"Review", "Half-way", "Stage"}  # milestones whose title begins like this have a paper to read


def fill_contract(programme, today, users):
    """The framework's contract with what has become of it by `today`. Gates are decided elsewhere."""
    stages = {stage.number: stage for stage in agree_contract(programme=programme, by=users[Role.COMMISSIONER])}
    for number in (1, 2, 3):
        _work(stages[number], today, users)
    for moved in MOVED:
        thing = moved.model.objects.get(stage=stages[moved.stage], position=moved.position)
        extend(thing=thing, to_month=moved.to_month, reason=moved.why, by=users[Role.COORDINATOR])


def take_contract_away(programme):
    """Delete the decisions, which are final wherever a programme is real, and the KPIs, which keep their cohorts."""
    programme.stages.update(begins_on=None, ends_on=None, begins_under=None)
    for rows in (Condition.objects.of(programme), Decision.objects.of(programme)):
        rows._raw_delete(rows.db)
    Kpi.objects.of(programme).delete()


def _work(stage, today, users):
    tasks = list(stage.tasks.order_by("position"))
    for task in tasks:
        task.stage = stage
        task.owner = users.get(task.owner_role)
        _stand(task, today)
    fields = ["owner", "state", "done_on", "explanation", "evidence_link", "evidence_note"]
    bulk_update_with_history(tasks, Task, fields, default_user=users[Role.COORDINATOR])
    milestones = list(stage.milestones.order_by("position"))
    for milestone in milestones:
        milestone.stage = stage
        _reach(milestone, today)
    fields = ["met_on", "explanation", "evidence_link", "evidence_note"]
    bulk_update_with_history(milestones, Milestone, fields, default_user=users[Role.COORDINATOR])


def _stand(task, today):
    """How a task stands today: all of the stages behind us is done but one; some of this one is."""
    late = _found(LATE_TASKS, task)
    if (task.stage.number, task.position) == (LEFT.stage, LEFT.position):
        task.state, task.explanation = State.DROPPED, LEFT.why
    elif task.stage.number < 3:
        days = -late.days if late else 3 + task.position % 9
        _do(task, days, today)
        task.explanation = late.why if late else ""
    elif task.position in DONE_NOW:
        _do(task, DONE_NOW[task.position], today)
    elif task.position in RUNNING_NOW or task.throughout:
        task.state = State.RUNNING


def _do(task, days_before, today):
    task.state, task.done_on = State.DONE, min(task.due_on - timedelta(days=days_before), today)
    if task.position % 4 == 1:
        task.evidence_link = f"{EVIDENCE}stage-{task.stage.number}/task-{task.position}"
        task.evidence_note = "Note in the programme’s papers"


def _reach(milestone, today):
    """A milestone whose month is behind us is met in it, or late; one that is late without a day is still open."""
    late = _found(LATE_MILESTONES, milestone)
    if late:
        milestone.explanation = late.why
        milestone.met_on = milestone.due_on + timedelta(days=late.days) if late.days else None
    elif milestone.due_on < today:
        milestone.met_on = milestone.due_on - timedelta(days=2 + milestone.position)
    if milestone.met_on and milestone.title.split()[0] in LINKED:
        milestone.evidence_link = f"{EVIDENCE}stage-{milestone.stage.number}/milestone-{milestone.position}"
        milestone.evidence_note = "The paper that was discussed"


def _found(lates, promise):
    """The Late of a task or milestone, or None."""
    wanted = (promise.stage.number, promise.position)
    return next((late for late in lates if (late.stage, late.position) == wanted), None)
