"""What a gate rests on: every line of the checklist, every KPI, in the words in which people read them.

The live page, the frozen one and the decision itself all read the same plain structure (dicts, lists, texts, numbers),
so what is frozen is what was on the page. It names roles, never people: the steering group reads it too.
"""

from dataclasses import asdict, dataclass, replace

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from commissioning.models import Decision, Task
from commissioning.money_words import pounds_words
from commissioning.spending import contributions_of, money_on, pool_on
from evaluation.baseline_parts import baseline_parts
from evaluation.kpi_readings import readings_of

FORMAT = 1  # of the structure, so that what is frozen today can still be told apart when it has changed
READY, EXPLAINED, WAIVED, OPEN = "ready", "explained", "waived", "open"
CONDITIONS, TASKS, MILESTONES, BASELINES, REPORT, KPIS = (
    "Conditions of the gate before",
    "Tasks",
    "Milestones",
    "Baselines",
    "Report",
    "KPIs",
)
SECTIONS = (CONDITIONS, TASKS, MILESTONES, BASELINES, REPORT, KPIS)


@dataclass(frozen=True)
class Line:
    """One line of a gate's checklist: ready, explained, waived or open, with where its evidence is."""

    key: str
    section: str
    title: str
    state: str
    detail: str
    url: str
    evidence_link: str = ""
    late: bool = False

    def waived(self, reason):
        """The line let pass, with the reason."""
        return replace(self, state=WAIVED, detail=f"Waived: {reason}", late=False)


def evidence_of(stage, on=None):
    """The evidence at a stage's gate on the date `on`, as a structure that JSON can hold.

    Returns
    -------
    dict
        about : programme, stage, gate and the date; counts : lines by state; sections : title with its lines;
        kpis : each with target, figures, status and reason; waves : the locked waves that the figures come from;
        money : of the stage, in words, or None where nothing was set aside or spent.
    """
    on = on or timezone.localdate()
    readings = _readings(stage, on)
    return {
        "format": FORMAT,
        "about": _about(stage, stage.programme, on),
        **_checklist(stage, readings),
        "kpis": [_kpi(reading) for reading in readings],
        "waves": _waves(readings),
        "money": _money(stage, on),
    }


def checklist_of(stage):
    """The counts and sections alone of the evidence as it stands today."""
    return _checklist(stage, _readings(stage, timezone.localdate()))


def _readings(stage, on):
    return readings_of(stage.programme, stage.kpis.select_related("cohort"), on)


def _checklist(stage, readings):
    lines = _with_waivers(stage, [*_lines(stage, stage.programme), *_kpi_lines(stage.programme, readings)])
    return {
        "counts": {state: sum(line.state == state for line in lines) for state in (READY, EXPLAINED, WAIVED, OPEN)},
        "sections": [
            {"title": section, "lines": [asdict(line) for line in lines if line.section == section]}
            for section in SECTIONS
            if any(line.section == section for line in lines)
        ],
    }


def open_lines(evidence):
    """The lines of some evidence that are open."""
    return [line for section in evidence["sections"] for line in section["lines"] if line["state"] == OPEN]


def stage_ahead(programme):
    """The stage whose gate is decided next, or None without one."""
    return next((stage for stage in programme.contract_stages() if stage.begins_on and stage.decided is None), None)


def line_of(evidence, key):
    """The line with this key, or None."""
    return next((line for s in evidence["sections"] for line in s["lines"] if line["key"] == key), None)


def _about(stage, programme, on):
    return {
        "programme": programme.name,
        "area": programme.area_name,
        "stage": stage.number,
        "title": stage.title,
        "gate": stage.gate_name,
        "months": f"{stage.first_month} to {stage.last_month}",
        "due": _day(stage.planned_end),
        "as_of": _day(on),
        "month": programme.month_on(on),
    }


def _with_waivers(stage, lines):
    reasons = dict(stage.waivers.values_list("line", "reason"))
    return [line.waived(reasons[line.key]) if line.key in reasons and line.state == OPEN else line for line in lines]


def _lines(stage, programme):
    yield from _condition_lines(stage, programme)
    yield from (_task_line(task) for task in _of(stage.tasks, stage))
    yield from (_milestone_line(milestone) for milestone in _of(stage.milestones, stage))
    yield from _baseline_lines(stage, programme)
    yield _report_line(stage, programme)


def _of(rows, stage):
    """The rows of a stage that know it already, so that none asks for it again."""
    found = list(rows.all())
    for row in found:
        row.stage = stage
    return found


def _condition_lines(stage, programme):
    before = Decision.objects.filter(stage__programme=programme, stage__number=stage.number - 1).first()
    for condition in before.conditions.all() if before else ():
        url = reverse("commissioning:condition-detail", args=[programme.slug, condition.pk])
        met = condition.met_on is not None
        due = f"Due {_day(condition.due_on)}{', late' if condition.is_late else ''}"
        detail = f"Met {_day(condition.met_on)}: {condition.met_how}" if met else due
        state, late = READY if met else OPEN, condition.is_late
        yield Line(f"condition-{condition.key}", CONDITIONS, condition.words, state, detail, url, late=late)


def _task_line(task):
    if task.state == Task.State.DONE:
        state, detail = READY, f"Done {_day(task.done_on)}"
    elif task.explanation:
        state, detail = EXPLAINED, f"{task.get_state_display()}. Explained: {task.explanation}"
    else:
        state, detail = OPEN, f"{task.get_state_display()}, {_due(task)}"
    return _promise_line("task", TASKS, task, state, detail)


def _milestone_line(milestone):
    if milestone.met_on:
        late = milestone.met_on > milestone.due_on
        state, detail = READY, f"Met {_day(milestone.met_on)}{', late' if late else ''}"
    elif milestone.explanation:
        state, detail = EXPLAINED, f"Not met. Explained: {milestone.explanation}"
    else:
        state, detail = OPEN, f"Not met, {_due(milestone)}"
    return _promise_line("milestone", MILESTONES, milestone, state, detail)


def _promise_line(kind, section, promise, state, detail):
    if promise.evidence_note:
        detail = f"{detail}. {promise.evidence_note}"
    url = promise.get_absolute_url()
    late = state == OPEN and promise.is_late
    return Line(f"{kind}-{promise.key}", section, promise.title, state, detail, url, promise.evidence_link, late)


def _due(promise):
    words = f"due {_day(promise.due_on)}"
    if promise.is_extended:
        words += f" (first agreed: {_day(promise.original_due_on)})"
    return f"{words}, late" if promise.is_late else words


def _baseline_lines(stage, programme):
    """A line for each neighbourhood of the cohorts whose support starts in this stage, after its first month, or next.

    A cohort without any has an open line of its own: nothing was measured where nothing was chosen.
    """
    starting = programme.cohorts.filter(
        starts_in_month__gt=stage.first_month, starts_in_month__lte=stage.last_month + 1
    )
    cohorts = list(starting.order_by("number"))
    places = list(
        programme.neighbourhoods.filter(cohort__in=cohorts)
        .select_related("cohort")
        .defer("boundary")
        .order_by("cohort__number", "name")
    )
    parts = baseline_parts(programme, places)
    yield from (_empty_cohort_line(cohort, programme) for cohort in cohorts if not _has_places(cohort, places))
    for place in places:
        missing = [state for state in parts[place.pk] if not state.complete]
        done = len(parts[place.pk]) - len(missing)
        detail = f"{done} of {len(parts[place.pk])} parts complete"
        if missing:
            detail += ". Missing: " + "; ".join(f"{state.label.lower()} ({state.words})" for state in missing)
        url = reverse("evaluation:baseline", args=[programme.slug, place.code])
        title = f"Baseline of {place.name}, {place.cohort}"
        yield Line(f"baseline-{place.code}", BASELINES, title, OPEN if missing else READY, detail, url)


def _has_places(cohort, places):
    return any(place.cohort_id == cohort.pk for place in places)


def _empty_cohort_line(cohort, programme):
    url, detail = reverse("evaluation:priorities", args=[programme.slug]), "No neighbourhood is in this cohort yet"
    return Line(f"baseline-cohort-{cohort.number}", BASELINES, f"Baselines of {cohort}", OPEN, detail, url)


def _report_line(stage, programme):
    report = getattr(stage, "report", None)
    title = "Concluding report" if stage.is_last else f"Report of stage {stage.number}"
    if report is None:
        late = stage.planned_end < timezone.localdate()
        detail = f"Not handed in, due {_day(stage.planned_end)}{', late' if late else ''}"
        return Line("report", REPORT, title, OPEN, detail, stage.get_absolute_url(), late=late)
    url = reverse("commissioning:report-detail", args=[programme.slug, report.pk])
    return Line(
        "report", REPORT, title, READY, f"“{report.title}”, handed in {_day(report.submitted_on)}", url, report.link
    )


def _kpi_lines(programme, readings):
    for reading in readings:
        kpi = reading.kpi
        state = READY if reading.status.is_met else EXPLAINED if kpi.explanation else OPEN
        detail = f"{reading.status.words}: {reading.reason}"
        if state == EXPLAINED:
            detail += f". Explained: {kpi.explanation}"
        url = reverse("evaluation:kpi-detail", args=[programme.slug, kpi.pk])
        yield Line(f"kpi-{kpi.key}", KPIS, kpi.title, state, detail, url, kpi.evidence_link)


def _kpi(reading):
    kpi = reading.kpi
    return {
        "key": str(kpi.key),
        "title": kpi.title,
        "target": reading.target_words,
        "covers": reading.covers_words,
        "status": reading.status.slug,
        "status_words": reading.status.words,
        "reason": reading.reason,
        "indicator": kpi.indicator,
        "figures": [_figure(name, figure) for name, figure in reading.figures],
    }


def _figure(name, figure):
    """A figure as read and as numbers; unknown numbers are null."""
    numbers = ("estimate", "low", "high", "baseline", "change", "change_low", "change_high", "p_value", "p_adjusted")
    shown = {number: getattr(figure, number) if figure.shown else None for number in numbers}
    return {
        "place": name,
        "value": figure.value_words,
        "interval": figure.interval_words,
        "n": figure.n_words if figure.shown else "",
        "baseline_words": figure.baseline_words,
        "change_words": figure.change_words,
        "verdict": figure.verdict_words,
        "verdict_slug": figure.verdict_slug,
        "tone": figure.tone,
        "wave": figure.wave_words,
        "wave_on": figure.wave_on.isoformat() if figure.wave_on else None,
        **{number: float(value) if value is not None else None for number, value in shown.items()},
    }


def _waves(readings):
    """Names of the waves that the figures come from, the latest first."""
    seen = {(f.wave_on, f.wave_label) for r in readings for _, f in r.figures if f.wave_on is not None}
    return [f"{label}, {_day(on)}" for on, label in sorted(seen, reverse=True)]


def _money(stage, on):
    """The stage's budget, spending and contributions in words, or None where there is nothing to tell."""
    total = money_on(stage.programme, on, [stage]).total
    contributions = [each for each in contributions_of(stage.programme) if each.stage_id == stage.pk]
    if total.is_empty and not contributions:
        return None
    pool = pool_on(contributions).total
    return {
        "budget": pounds_words(total.budget),
        "expected": pounds_words(total.expected),
        "spent": pounds_words(total.spent),
        "against": total.words,
        "overspent": total.overspent_words,
        "agreed": pool.agreed_words,
        "received": pool.received_words,
        "partners": len({each.partner_id for each in contributions}),
    }


def _day(on):
    return date_format(on, "j F Y")
