"""Decisions at gates, conditions, milestones, tasks: what was decided, met, done or moved."""

from django.urls import reverse
from django.utils import timezone

from commissioning.models import Condition, Decision, Extension, Milestone, Task
from evaluation.steering.news import DONE, NOTE, News, topic
from evaluation.steering.then import newly

MOVED = ("stage", "task", "milestone", "kpi")


def decisions(programme, since):
    """Decisions at gates, and conditions of decisions that were met."""
    taken = Decision.objects.of(programme).filter(decided_at__gte=since.moment).select_related("stage__programme")
    met = Condition.objects.of(programme).filter(met_on__isnull=False).select_related("decision__stage__programme")
    news = [_decision(decision) for decision in taken.defer("evidence")]
    news += [_condition(condition) for condition in newly(Condition, met.defer("decision__evidence"), since, "met_on")]
    return topic(
        "Decisions and conditions",
        news,
        nothing="No gate was decided, and no condition was met.",
        url=reverse("evaluation:contract", args=[programme.slug]),
    )


def milestones(programme, since):
    """Milestones that were met, and months that were moved."""
    met = Milestone.objects.of(programme).filter(met_on__isnull=False).select_related("stage__programme")
    moves = Extension.objects.of(programme).filter(agreed_at__gte=since.moment)
    moves = moves.select_related(*MOVED, *(f"{name}__stage" for name in MOVED[1:]))
    news = [_milestone(milestone) for milestone in newly(Milestone, met, since, "met_on")]
    news += [_moved(move, programme) for move in moves]
    return topic(
        "Milestones and months",
        news,
        nothing="No milestone was met, and nothing was moved.",
        url=reverse("evaluation:contract", args=[programme.slug]),
    )


def tasks(programme, since):
    """Tasks that were done."""
    done = Task.objects.of(programme).filter(done_on__isnull=False).select_related("stage__programme")
    news = [
        News(task.title, task.get_absolute_url(), task.done_on, f"{task.stage}{_late(task)}")
        for task in newly(Task, done, since, "done_on")
    ]
    return topic(
        "Tasks done",
        news,
        nothing="No task was marked as done.",
        url=reverse("evaluation:contract", args=[programme.slug]),
    )


def _decision(decision):
    return News(str(decision), decision.get_absolute_url(), timezone.localdate(decision.decided_at), decision.reasons)


def _condition(condition):
    gate = condition.decision.stage.gate_name
    return News(
        f"Condition of {gate.lower()} met: {condition.words}",
        condition.get_absolute_url(),
        condition.met_on,
        condition.met_how,
    )


def _milestone(milestone):
    return News(
        f"Met: {milestone.title}",
        milestone.get_absolute_url(),
        milestone.met_on,
        f"{milestone.stage}{_late(milestone)}",
        DONE,
    )


def _moved(move, programme):
    moved = next(getattr(move, name) for name in MOVED if getattr(move, f"{name}_id"))
    stage = moved if move.stage_id else moved.stage
    stage.programme = programme
    words = f"Moved from month {move.from_month} to {move.to_month}: {moved.title}"
    return News(words, moved.get_absolute_url(), timezone.localdate(move.agreed_at), move.reason, NOTE)


def _late(promise):
    days = promise.days_late
    return f", {days} day{'s' if days != 1 else ''} late" if days else ""
