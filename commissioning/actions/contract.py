"""The contract: agreed from the framework, extended with a reason, reported on, and decided at each gate."""

from django.db import transaction
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from commissioning.actions.entries import hold
from commissioning.calendar import LATEST_MONTH
from commissioning.framework import SCORE_THAT_COUNTS_AS_MET, stage_templates, tasks_throughout
from commissioning.models import Cohort, Extension, Kpi, Milestone, Stage, Task


class ContractRefused(Exception):
    """The contract cannot change as asked; the message says why."""


class ReasonMissing(ContractRefused):
    """A date was moved, or a line waived, without saying why."""


@transaction.atomic
def agree_contract(*, programme, by=None):
    """Give a programme the four stages of the framework with their tasks, milestones and KPIs, to be edited freely.

    Cohorts that the framework's KPIs name and the programme lacks are made; stage 1 begins on the programme's first
    day. A programme that has stages keeps them. Returns the stages in order.
    """
    hold(programme)
    if standing := list(programme.stages.all()):
        return standing
    cohorts = _cohorts(programme, by)
    stages = [_stage(programme, template, by) for template in stage_templates()]
    for stage, template in zip(stages, stage_templates(), strict=True):
        bulk_create_with_history(_tasks(stage, template), Task, default_user=by)
        bulk_create_with_history(_milestones(stage, template), Milestone, default_user=by)
        bulk_create_with_history(_kpis(stage, template, cohorts), Kpi, default_user=by)
    return stages


def _cohorts(programme, by):
    """Number -> cohort, with those that the framework counts on."""
    cohorts = {cohort.number: cohort for cohort in programme.cohorts.all()}
    for number in sorted({kpi.cohort for template in stage_templates() for kpi in template.kpis if kpi.cohort}):
        if number not in cohorts:
            cohort = Cohort(programme=programme, number=number, starts_in_month=_start_of(number, cohorts.values()))
            cohorts[number] = _saved(cohort, by)
    return cohorts


def _start_of(number, others):
    """The month after the stage of a cohort's baseline, yet not before an earlier cohort's nor after a later one's."""
    usual = stage_templates()[number - 1].last_month + 1
    earlier = [cohort.starts_in_month for cohort in others if cohort.number < number]
    later = [cohort.starts_in_month for cohort in others if cohort.number > number]
    return min([max([usual, *earlier]), *later])


def _stage(programme, template, by):
    stage = Stage(
        programme=programme,
        number=template.number,
        title=template.title,
        purpose=template.purpose,
        first_month=template.first_month,
        last_month=template.last_month,
        begins_on=programme.starts_on if template.number == 1 else None,
    )
    return _saved(stage, by)


def _tasks(stage, template):
    """The stage's own tasks, then what the contract asks for in every stage, due by its end."""
    own = [(task, task.due_month, False) for task in template.tasks]
    always = [(task, stage.last_month, True) for task in tasks_throughout()]
    return [
        Task(
            stage=stage,
            position=position,
            title=task.title,
            detail=task.detail,
            owner_role=task.owner,
            due_month=month,
            original_due_month=month,
            throughout=throughout,
        )
        for position, (task, month, throughout) in enumerate([*own, *always], start=1)
    ]


def _milestones(stage, template):
    return [
        Milestone(
            stage=stage,
            position=position,
            title=milestone.title,
            detail=milestone.detail,
            due_month=milestone.due_month,
            original_due_month=milestone.due_month,
        )
        for position, milestone in enumerate(template.milestones, start=1)
    ]


def _kpis(stage, template, cohorts):
    return [
        Kpi(
            stage=stage,
            position=position,
            title=kpi.title,
            detail=kpi.detail,
            kind=kpi.kind,
            indicator=kpi.indicator,
            target=SCORE_THAT_COUNTS_AS_MET if kpi.kind == Kpi.Kind.JUDGEMENT else kpi.target,
            covers=Kpi.Covers.COHORT if kpi.cohort else Kpi.Covers.PROGRAMME,
            cohort=cohorts.get(kpi.cohort),
            due_month=kpi.due_month,
            original_due_month=kpi.due_month,
        )
        for position, kpi in enumerate(template.kpis, start=1)
    ]


@transaction.atomic
def extend(*, thing, to_month, reason, by, key=None):
    """Move the due month of a task, milestone or KPI, or the last month of a stage; the reason and old month are kept.

    A stage that ends later or earlier moves the stages after it, with all that is due in them, by as many months; what
    is due in itself after its new end comes forward to it. Returns the Extension; asked again with the same `key`, the
    one that was made. Raises ReasonMissing, or ContractRefused where the month is impossible or the stage is decided.
    """
    hold(thing.programme)
    standing = Extension.objects.filter(key=key).first() if key else None
    if standing and standing.programme_id == thing.programme.pk:
        return _same_extension(standing, thing, to_month, reason)
    if standing:
        key = None  # another programme's, so no second sending of this
    thing = (
        type(thing)
        .objects.select_related("programme" if isinstance(thing, Stage) else "stage__programme")
        .get(pk=thing.pk)
    )
    if not reason.strip():
        raise ReasonMissing("Say why the date moves; the reason is kept with it.")
    if isinstance(thing, Stage):
        return _extend_stage(thing, to_month, reason, by, key)
    if isinstance(thing, Kpi) and thing.stage.decided:
        raise ContractRefused(f"{thing.stage} is decided on its KPIs as they were; their months stay.")
    if to_month < thing.stage.first_month:
        raise ContractRefused(
            f"{thing.stage} starts in month {thing.stage.first_month}; nothing in it is due before that."
        )
    return _move(thing, to_month, reason, by, key)


def _same_extension(standing, thing, to_month, reason):
    """The extension that was made, if the form that was sent again asks for the same."""
    of = getattr(standing, thing._meta.model_name)
    if of == thing and (standing.to_month, standing.reason) == (to_month, reason.strip()):
        return standing
    raise ContractRefused("This form moved a date before. Open the page anew to move it once more.")


def _extend_stage(stage, to_month, reason, by, key=None):
    if stage.decided:
        raise ContractRefused(f"{stage} is decided; its months stay.")
    later = list(stage.programme.stages.filter(number__gt=stage.number))
    shift = to_month - stage.last_month
    last = max([to_month, *(each.last_month + shift for each in later)])
    if to_month < stage.first_month:
        raise ContractRefused(f"{stage} starts in month {stage.first_month}; it cannot end before that.")
    if last > LATEST_MONTH:
        raise ContractRefused(f"The contract would end in month {last}; the latest possible is {LATEST_MONTH}.")
    if shift == 0:
        raise ContractRefused(f"{stage} ends in month {to_month} already.")
    if shift < 0 and stage.begins_on and to_month < stage.programme.month_now:
        raise ContractRefused(f"Month {to_month} is over; {stage} cannot have ended then.")
    extension = _recorded(stage, stage.last_month, to_month, reason, by, key)
    stage.last_month = to_month
    _saved(stage, by)
    why = f"{stage} now ends in month {to_month}. {reason}"
    for model in (Task, Milestone, Kpi):
        _move_all(list(model.objects.filter(stage=stage, due_month__gt=to_month)), lambda due: to_month, why, by)
    for each in later:
        _shift(each, shift, why, by)
    return extension


def _shift(stage, months, reason, by):
    """Move a stage that has not begun, and all that is due in it."""
    _recorded(stage, stage.last_month, stage.last_month + months, reason, by)
    stage.first_month, stage.last_month = stage.first_month + months, stage.last_month + months
    _saved(stage, by)
    for model in (Task, Milestone, Kpi):
        _move_all(list(model.objects.filter(stage=stage)), lambda due: due + months, reason, by)


def _move_all(promises, to_month, reason, by):
    """Move tasks, or milestones, or KPIs together; `to_month` gives the new month for the old one."""
    kept = []
    for promise in promises:
        month = to_month(promise.due_month)
        _refuse_beyond(promise, month)
        kept.append(_extension(promise, promise.due_month, month, reason, by))
        promise.due_month = month
    if promises:
        bulk_create_with_history(kept, Extension, default_user=by)
        bulk_update_with_history(promises, type(promises[0]), ["due_month"], default_user=by)


def _refuse_beyond(promise, to_month):
    if to_month > LATEST_MONTH:
        raise ContractRefused(f"“{promise}” would be due in month {to_month}; the latest possible is {LATEST_MONTH}.")


def _move(promise, to_month, reason, by, key=None):
    _refuse_beyond(promise, to_month)
    if to_month == promise.due_month:
        raise ContractRefused(f"It is due in month {to_month} already.")
    extension = _recorded(promise, promise.due_month, to_month, reason, by, key)
    promise.due_month = to_month
    _saved(promise, by)
    return extension


def _recorded(thing, from_month, to_month, reason, by, key=None):
    return _saved(_extension(thing, from_month, to_month, reason, by, key), by)


def _extension(thing, from_month, to_month, reason, by, key=None):
    return Extension(
        programme=thing.programme,
        from_month=from_month,
        to_month=to_month,
        reason=reason.strip(),
        agreed_by=by,
        **({"key": key} if key else {}),
        **{thing._meta.model_name: thing},
    )


def _saved(row, by):
    row._history_user = by
    row.save()
    return row
