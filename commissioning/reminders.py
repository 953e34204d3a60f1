"""What waits for each person of a programme: all that is due soon or late, read from the entries as they stand now.

A kind of entry is a source: a function that gives a `Due` for each of its rows. Rooms further right add theirs with
`@source` when they are loaded. Days follow extensions, because sources read the month that is agreed now.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from textwrap import shorten

from django.utils import timezone

from commissioning.models import (
    Action,
    Condition,
    Decision,
    Judgement,
    KnowledgeSession,
    Kpi,
    Milestone,
    Programme,
    Risk,
    Role,
    Task,
)
from commissioning.rules import ACTS

DAYS_AHEAD = 14
JUDGED_WITHIN_MONTHS = 3


@dataclass(frozen=True)
class Due:
    """One thing that waits: its kind, its words, its day, its page, and whose it is.

    Without an owner who belongs to the programme it waits for those with one of `roles`, the first that anybody has.
    `note` says more about the day, such as the month it stood in before it was extended.
    """

    what: str
    title: str
    on: date
    url: str
    owner_id: int | None = None
    roles: tuple[str, ...] = ()
    note: str = ""

    def days_late(self, today):
        """How many days its day has passed; below 0 while it is ahead."""
        return (today - self.on).days


Source = Callable[[Programme, date], Iterable[Due]]
SOURCES: list[Source] = []


def source(find):
    """Have `find(programme, until)` asked for what is due by the day `until`."""
    SOURCES.append(find)
    return find


def waiting_in(programme, today, days=DAYS_AHEAD):
    """{user's id: their Dues, the latest first} of a programme: what is late, or due within so many days.

    Accounts that are closed get nothing; what belongs to them waits for the coordinators.
    """
    members = programme.memberships.filter(user__is_active=True)
    roles = dict(members.values_list("user_id", "role"))
    waiting = {}
    for find in SOURCES:
        for due in find(programme, today + timedelta(days=days)):
            for user_id in _addressees(due, roles):
                waiting.setdefault(user_id, []).append(due)
    return {user_id: sorted(dues, key=lambda due: (due.on, due.what, due.title)) for user_id, dues in waiting.items()}


def late_in(programme, today):
    """Every Due of a programme whose day has passed, the longest ago first, whoever it waits for."""
    found = [due for find in SOURCES for due in find(programme, today) if due.on < today]
    return sorted(found, key=lambda due: (due.on, due.what, due.title))


def _addressees(due, roles):
    """Whom a Due waits for: its owner, else those with the first of its roles that anybody has."""
    if due.owner_id in roles:
        return [due.owner_id]
    for role in (*due.roles, Role.COORDINATOR, Role.COMMISSIONER):
        if found := [user_id for user_id, own in roles.items() if own == role]:
            return found
    return []


def _open_stages(programme):
    """Stages in which something can still be due; none after a gate that ended the programme."""
    stages = programme.contract_stages()
    ended = (Decision.Outcome.BREAK, Decision.Outcome.CONCLUDE)
    if any(stage.decided and stage.decided.outcome in ended for stage in stages):
        return []
    return [stage for stage in stages if stage.is_open_on(timezone.localdate())]


def _last_month_due(programme, until):
    """The last programme month that is over by the end of the day `until`."""
    return programme.month_on(until + timedelta(days=1)) - 1


def _promises(model, programme, until, **conditions):
    """Tasks, milestones or KPIs of open stages that are due by `until`."""
    stages = {stage.pk: stage for stage in _open_stages(programme)}
    month = _last_month_due(programme, until)
    for promise in model.objects.filter(stage__in=stages, due_month__lte=month, **conditions):
        promise.stage = stages[promise.stage_id]
        yield promise


def _month_words(promise):
    words = f"end of month {promise.due_month}"
    return f"{words}; was month {promise.original_due_month}" if promise.is_extended else words


def _of_promise(what, promise):
    return Due(
        what=what,
        title=promise.title,
        on=promise.due_on,
        url=promise.get_absolute_url(),
        owner_id=promise.owner_id,
        roles=(promise.owner_role,),
        note=_month_words(promise),
    )


@source
def tasks(programme, until):
    """Tasks that are neither done nor given up."""
    for task in _promises(Task, programme, until, state__in=[Task.State.WAITING, Task.State.RUNNING]):
        yield _of_promise("Task", task)


@source
def milestones(programme, until):
    """Milestones that are not met."""
    for milestone in _promises(Milestone, programme, until, met_on=None):
        yield _of_promise("Milestone", milestone)


@source
def judgements(programme, until):
    """KPIs that people judge, and nobody has judged in the three months up to their day. They wait for who may judge.

    What a survey measures waits for nobody: its status is read from the evidence.
    """
    kpis = list(_promises(Kpi, programme, until, kind=Kpi.Kind.JUDGEMENT))
    if not kpis:
        return
    judged_on = dict(Judgement.objects.filter(kpi__in=kpis).order_by("judged_on").values_list("kpi", "judged_on"))
    judges = _people_who_may(programme, "commissioning.judge_kpis")
    for kpi in kpis:
        since = programme.month_start(max(1, kpi.due_month - JUDGED_WITHIN_MONTHS + 1))
        if judged_on.get(kpi.pk, date.min) < since:
            yield Due(
                what="KPI to be judged",
                title=kpi.title,
                on=kpi.due_on,
                url=kpi.get_absolute_url(),
                owner_id=kpi.owner_id if kpi.owner_id in judges else None,
                roles=(Role.EVALUATOR, Role.COMMISSIONER),
                note=_month_words(kpi),
            )


@source
def gates(programme, until):
    """Gates that wait for a decision."""
    for stage in stages_to_decide(programme, until):
        yield of_stage(f"{stage.gate_name} to be decided", stage, Role.COMMISSIONER)


def stages_to_decide(programme, until):
    """Stages whose gate is due by `until` and not decided."""
    return [stage for stage in _open_stages(programme) if not stage.decided and stage.planned_end <= until]


def of_stage(what, stage, role):
    """Something that is due with the end of a stage."""
    words = f"end of month {stage.last_month}"
    note = f"{words}; was month {stage.original_last_month}" if stage.is_extended else words
    title = f"{stage}: {stage.title}"
    return Due(what, title, stage.planned_end, stage.get_absolute_url(), None, (role,), note)


@source
def conditions(programme, until):
    """Conditions of a gate's decision that are not met."""
    found = Condition.objects.of(programme).filter(met_on=None, due_on__lte=until)
    for condition in found.select_related("decision__stage__programme"):
        yield Due(
            what=f"Condition of {condition.decision.stage.gate_name.lower()}",
            title=_in_one_line(condition.words),
            on=condition.due_on,
            url=condition.get_absolute_url(),
            owner_id=condition.owner_id,
            roles=(condition.owner_role,),
        )


@source
def risk_reviews(programme, until):
    """Open risks that are to be looked at again."""
    for risk in Risk.objects.of(programme).filter(closed_on=None, review_on__lte=until).select_related("programme"):
        yield Due("Risk to be looked at again", risk.title, risk.review_on, risk.get_absolute_url(), risk.owner_id)


@source
def meeting_actions(programme, until):
    """Actions of meetings that are not done. Those of people who do not sign in wait for the coordinators."""
    found = Action.objects.of(programme).filter(done_on=None, due_on__lte=until)
    for action in found.select_related("meeting__programme"):
        yield Due(
            what="Action of a meeting",
            title=_in_one_line(action.words),
            on=action.due_on,
            url=action.get_absolute_url(),
            owner_id=action.owner_id,
            note="" if action.owner_id else "of somebody who does not sign in",
        )


@source
def follow_ups(programme, until):
    """Sessions after which nobody was asked what they do differently."""
    held_by = until - KnowledgeSession.FOLLOW_UP_AFTER
    found = KnowledgeSession.objects.of(programme).filter(changed="", held_on__lte=held_by)
    for session in found.exclude(attended=0).select_related("programme"):
        yield Due(
            what="Ask what changed after the session",
            title=session.title,
            on=session.follow_up_on,
            url=session.get_absolute_url(),
        )


def _in_one_line(words):
    return shorten(words, 200, placeholder=" …")


def _people_who_may(programme, act):
    """The ids of the members whose role may do something."""
    return set(programme.memberships.filter(role__in=ACTS[act]).values_list("user_id", flat=True))
