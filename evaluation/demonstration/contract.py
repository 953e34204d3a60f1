"""Harbourside's contract in month 40: two stages' work done, the third under way, some late or moved. All invented."""

from datetime import timedelta
from typing import NamedTuple

from simple_history.utils import bulk_update_with_history

from commissioning.actions.contract import agree_contract, extend
from commissioning.models import Condition, Decision, Extension, Kpi, Meeting, Milestone, Role, Stage, Task
from evaluation.demonstration.history import date_back, moment, written
from evaluation.demonstration.meetings import meeting_day
from evaluation.demonstration.timetable import locked_on

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
    Late(2, 4, 41, "The landlord of Dockray’s hub wanted one tenant, not five; the lease took six weeks longer."),
    Late(2, 18, 11, "Put to the steering group a second time, with the ranking on the table."),
    Late(3, 8, None, "Two evenings were held together. The fair waits for a hall that holds both cohorts."),
)
LATE_MILESTONES = (
    Late(1, 3, 18, "Saltmarsh’s interviews were held after the floods."),
    Late(2, 2, 12, "Limekiln’s hall was not free before."),
    Late(2, 3, None, "The group met before the report was ready, and took it up at its next meeting."),
    Late(2, 4, 11, "Put to the steering group a second time, with the ranking on the table."),
    Late(3, 1, 6, "A day with all three teams came first, so that nobody in the first cohort was left without a name."),
    Late(3, 2, None, "Agreed in three wards of four; Ropewalk’s tenants want a say in who stays in touch with them."),
    Late(3, 3, None, ""),
    Late(3, 4, None, ""),
)
# What is reached on the day on which the steering group meets in a month, or a survey of a month is locked.
MET_AT_MEETINGS = {(Milestone, 2, 3): 17}
MET_WHEN_LOCKED = {(Task, 1, 6): 4, (Task, 2, 17): 16, (Milestone, 2, 5): 16, (Task, 3, 17): 40, (Milestone, 3, 5): 40}
# Of the stage that runs: tasks done before their month, by how many days, and those that have begun.
DONE_NOW = {1: 11, 2: 6, 4: 3, 14: 20}
RUNNING_NOW = (3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 16, 18, 19)
AGREED_DAYS_BEFORE = 20  # the contract, before the programme's first day
BEGUN_DAYS_AFTER = 9  # tasks were given to their owners, after a stage's first day
EXPLAINED_DAYS_AFTER = 12  # why a milestone is not met was written down, after its last day
MOVED_IN_MONTH = 38
MOVED = (
    Moved(
        Task,
        3,
        18,
        41,
        "The councillors of the remaining wards are to be heard first; the steering group wants it so.",
    ),
    Moved(
        Milestone,
        3,
        4,
        41,
        "Two councillors of the remaining wards are new in office and are to be heard first.",
    ),
)
LINKED = {"Review", "Half-way", "Stage"}  # milestones whose title begins like this have a paper to read


def fill_contract(programme, today, users):
    """The framework's contract with what has become of it by `today`. Gates are decided elsewhere."""
    stages = {stage.number: stage for stage in agree_contract(programme=programme, by=users[Role.COMMISSIONER])}
    agreed_on = programme.starts_on - timedelta(days=AGREED_DAYS_BEFORE)
    for model in (Stage, Task, Milestone, Kpi):
        date_back(model.history.filter(**{model.PROGRAMME: programme}), agreed_on)
    for number in (1, 2, 3):
        _work(stages[number], today, users)
    for moved in MOVED:
        _move(stages[moved.stage], moved, users[Role.COORDINATOR])


def take_contract_away(programme):
    """Delete the decisions, which are final wherever a programme is real, and the KPIs, which keep their cohorts."""
    programme.stages.update(begins_on=None, ends_on=None, begins_under=None)
    for rows in (Condition.objects.of(programme), Decision.objects.of(programme)):
        rows._raw_delete(rows.db)
    Kpi.objects.of(programme).delete()


def _move(stage, moved, by):
    """Put a date off, on the day after the steering group spoke about it."""
    thing = moved.model.objects.get(stage=stage, position=moved.position)
    extension = extend(thing=thing, to_month=moved.to_month, reason=moved.why, by=by)
    on = meeting_day(stage.programme, Meeting.Kind.STEERING, MOVED_IN_MONTH) + timedelta(days=1)
    Extension.objects.filter(pk=extension.pk).update(agreed_at=moment(on))
    date_back(Extension.history.filter(id=extension.pk), on)
    date_back(moved.model.history.filter(id=thing.pk, due_month=moved.to_month), on)


def _work(stage, today, users):
    by, begun = users[Role.COORDINATOR], stage.planned_start + timedelta(days=BEGUN_DAYS_AFTER)
    tasks = list(stage.tasks.order_by("position"))
    for task in tasks:
        task.stage = stage
        task.owner = users.get(task.owner_role)
        _stand(task, today)
        written(task, task.done_on or begun, by)
    fields = ["owner", "state", "done_on", "explanation", "evidence_link", "evidence_note"]
    bulk_update_with_history(tasks, Task, fields)
    milestones = list(stage.milestones.order_by("position"))
    for milestone in milestones:
        milestone.stage = stage
        _reach(milestone, today)
    told = [m for m in milestones if m.met_on or m.explanation]
    for milestone in told:
        written(milestone, milestone.met_on or milestone.due_on + timedelta(days=EXPLAINED_DAYS_AFTER), by)
    bulk_update_with_history(told, Milestone, ["met_on", "explanation", "evidence_link", "evidence_note"])


def _stand(task, today):
    """How a task stands today: all of the stages behind us is done but one; some of this one is."""
    late = _found(LATE_TASKS, task)
    task.explanation = late.why if late else ""
    if (task.stage.number, task.position) == (LEFT.stage, LEFT.position):
        task.state, task.explanation = State.DROPPED, LEFT.why
    elif on := _fixed_day(task, today):
        _do(task, on, today)
    elif task.stage.number < 3:
        _do(task, task.due_on + timedelta(days=late.days if late else -3 - task.position % 9), today)
    elif task.position in DONE_NOW:
        _do(task, task.due_on - timedelta(days=DONE_NOW[task.position]), today)
    elif task.position in RUNNING_NOW or task.throughout:
        task.state = State.RUNNING


def _do(task, on, today):
    task.state, task.done_on = State.DONE, min(on, today)
    if task.position % 4 == 1:
        task.evidence_link = f"{EVIDENCE}stage-{task.stage.number}/task-{task.position}"
        task.evidence_note = "Note in the programme’s papers"


def _reach(milestone, today):
    """A milestone whose month is behind us is met in it, or late; one that is late without a day is still open."""
    late = _found(LATE_MILESTONES, milestone)
    milestone.explanation = late.why if late else ""
    if on := _fixed_day(milestone, today):
        milestone.met_on = on
    elif late:
        milestone.met_on = milestone.due_on + timedelta(days=late.days) if late.days else None
    elif milestone.due_on < today:
        milestone.met_on = milestone.due_on - timedelta(days=2 + milestone.position)
    if milestone.met_on and milestone.title.split()[0] in LINKED:
        milestone.evidence_link = f"{EVIDENCE}stage-{milestone.stage.number}/milestone-{milestone.position}"
        milestone.evidence_note = "The paper that was discussed"


def _fixed_day(promise, today):
    """The day of the meeting or survey that a task or milestone waited for, or None where it waited for none."""
    key, programme = (type(promise), promise.stage.number, promise.position), promise.programme
    if key in MET_AT_MEETINGS:
        return meeting_day(programme, Meeting.Kind.STEERING, MET_AT_MEETINGS[key])
    return locked_on(programme.starts_on, MET_WHEN_LOCKED[key], today) if key in MET_WHEN_LOCKED else None


def _found(lates, promise):
    """The Late of a task or milestone, or None."""
    wanted = (promise.stage.number, promise.position)
    return next((late for late in lates if (late.stage, late.position) == wanted), None)
