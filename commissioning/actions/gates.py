"""Gates: a line waived with its reason, a stage decided once for all, a condition met."""

from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from commissioning.actions.contract import ReasonMissing
from commissioning.actions.entries import hold
from commissioning.models import Condition, Decision, Stage, Waiver, fingerprint_of

Outcome = Decision.Outcome


class DecisionRefused(Exception):
    """The stage cannot be decided as asked. `field` names what is wrong on the form, or is empty."""

    def __init__(self, message, field=""):
        super().__init__(message)
        self.field = field


class AlreadyDecided(DecisionRefused):
    """Somebody has decided the stage before."""


class NotForYou(DecisionRefused):
    """Only a commissioner of the programme decides."""


class WantedCondition(NamedTuple):
    """A condition as it is decided: what has to be done, by whom (a User, or a role in its place), by which date."""

    words: str
    owner: object
    owner_role: str
    due_on: object


@transaction.atomic
def decide_stage(*, stage, outcome, reasons, evidence, by, conditions=(), next_begins_on=None, at=None):
    """Decide a stage at its gate, with the evidence that was looked at frozen beside it.

    Where it lets the programme continue, the next stage begins on `next_begins_on`. Raises DecisionRefused, as
    AlreadyDecided where the stage was decided before.
    """
    hold(stage.programme)
    stage = Stage.objects.select_related("programme").get(pk=stage.pk)
    following = stage.programme.stages.filter(number=stage.number + 1).first()
    decided_on = timezone.localdate(at) if at else timezone.localdate()
    _refuse_decider(stage, by)
    refuse_early(stage, decided_on)
    _refuse(stage, outcome, reasons, conditions, decided_on)
    refuse_start(stage, outcome, next_begins_on)
    decision = Decision(
        stage=stage,
        outcome=outcome,
        reasons=reasons.strip(),
        decided_by=by,
        decider_name=by.name,
        evidence=evidence,
        fingerprint=fingerprint_of(evidence),
        **({"decided_at": at} if at else {}),
    )
    _saved(decision, by)
    for wanted in conditions:
        _saved(Condition(decision=decision, **wanted._asdict()), by)
    _carry_out(stage, following, decision, next_begins_on, by)
    return decision


def _carry_out(stage, following, decision, next_begins_on, by):
    """The stage ends the day before the next one begins, or on its last day where none begins."""
    if decision.lets_continue and following:
        stage.ends_on = next_begins_on - next_begins_on.resolution
        following.begins_on, following.begins_under = next_begins_on, decision
        _saved(stage, by)
        _saved(following, by)
    else:
        stage.ends_on = max(stage.planned_end, timezone.localdate(decision.decided_at))
        _saved(stage, by)


def _refuse_decider(stage, by):
    membership = stage.programme.membership_of(by)
    if membership is None or not by.has_perm("commissioning.decide", stage.programme):
        raise NotForYou("Only a commissioner of the programme takes the decision at a gate.")
    if stage.decided:
        when = date_format(stage.decision.decided_at, "j F Y")
        raise AlreadyDecided(
            f"{stage.decision.decided_by or 'Somebody'} decided this on {when}: "
            f"{stage.decision.get_outcome_display().lower()}. A stage is decided once."
        )


def _refuse(stage, outcome, reasons, conditions, decided_on):
    if outcome not in outcomes_of(stage):
        raise DecisionRefused("Choose one of the decisions.", "outcome")
    if not reasons.strip():
        raise DecisionRefused("Write the reasons; they stay with the decision.", "reasons")
    if (outcome == Outcome.CONDITIONS) != bool(conditions):
        raise DecisionRefused(
            "Enter at least one condition." if not conditions else "Only “continue with conditions” has conditions.",
            "conditions",
        )
    for wanted in conditions:
        refuse_past(wanted.due_on, decided_on)


def refuse_early(stage, decided_on):
    """A stage is decided once it has begun. Raises DecisionRefused."""
    if stage.begins_on is None:
        raise DecisionRefused(f"{stage} has not begun; the gate before it comes first.")
    if stage.begins_on > decided_on:
        raise DecisionRefused(f"{stage} begins on {date_format(stage.begins_on, 'j F Y')}; it is decided after that.")


def refuse_start(stage, outcome, next_begins_on):
    """The next stage begins after the day on which this one began, within its own months. Raises DecisionRefused."""
    if outcome not in (Outcome.CONTINUE, Outcome.CONDITIONS):
        return
    if next_begins_on is None:
        raise DecisionRefused(f"Enter the day on which stage {stage.number + 1} begins.", "next_begins_on")
    following = stage.programme.stages.filter(number=stage.number + 1).select_related("programme").first()
    earliest = min(following.planned_start, timezone.localdate()) if following else stage.begins_on
    if stage.begins_on < next_begins_on < earliest:
        raise DecisionRefused(
            f"{following} is agreed from {date_format(following.planned_start, 'j F Y')}; it cannot have begun before "
            "that and before the decision.",
            "next_begins_on",
        )
    if next_begins_on <= stage.begins_on:
        began = date_format(stage.begins_on, "j F Y")
        raise DecisionRefused(
            f"{stage} began on {began}; stage {stage.number + 1} begins after that, or the two would overlap.",
            "next_begins_on",
        )
    if following and next_begins_on > following.planned_end:
        ends = date_format(following.planned_end, "j F Y")
        raise DecisionRefused(
            f"{following} is agreed to end on {ends}; it begins before that. Extend it first if it moves.",
            "next_begins_on",
        )


def refuse_past(due_on, decided_on):
    """A condition cannot be due before it is made. Raises DecisionRefused."""
    if due_on < decided_on:
        raise DecisionRefused("The day by which it has to be done is today or ahead.", "conditions")


def outcomes_of(stage):
    """What can be decided at a stage's gate: the last one concludes the programme."""
    if stage.is_last:
        return (Outcome.CONCLUDE,)
    return (Outcome.CONTINUE, Outcome.CONDITIONS, Outcome.BREAK)


@transaction.atomic
def waive_line(*, stage, line, reason, by, said=""):
    """Let one line of a gate's checklist pass, with the reason. Once more with other words changes the reason.

    `said` is what the line says at that moment, kept so that the gate can tell if it says something else later.

    Raises ReasonMissing, and AlreadyDecided after the decision.
    """
    hold(stage.programme)
    _refuse_decided(stage)
    if not reason.strip():
        raise ReasonMissing("Write the reason: a line is waived only with one.")
    waiver = stage.waivers.filter(line=line).first() or Waiver(stage=stage, line=line)
    waiver.reason, waiver.waived_by, waiver.said = reason.strip(), by, said
    return _saved(waiver, by)


@transaction.atomic
def withdraw_waiver(*, stage, line, by):
    """Take a waiver back; the line counts again. Raises AlreadyDecided after the decision."""
    hold(stage.programme)
    _refuse_decided(stage)
    for waiver in stage.waivers.filter(line=line):
        waiver._history_user = by
        waiver.delete()


def _refuse_decided(stage):
    if Decision.objects.filter(stage=stage).exists():
        raise AlreadyDecided(f"{stage} is decided; what was waived stays as it was.")


def _saved(row, by):
    row._history_user = by
    row.save()
    return row
