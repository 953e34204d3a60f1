"""What a gate rests on: every line of the checklist, every KPI, in the words in which people read them.

The live page, the frozen one and the decision itself all read the same plain structure (dicts, lists, texts, numbers),
so what is frozen is what was on the page. It names roles, never people: the steering group reads it too.
"""

from dataclasses import asdict, dataclass, replace

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from commissioning.models import Condition, Extension, Kpi, Milestone, Task
from commissioning.money_words import pounds_words
from commissioning.spending import contributions_of, money_on, pool_on
from evaluation.baseline_parts import baseline_parts
from evaluation.editions.standing import standing_of_stage
from evaluation.kpi_readings import readings_of

FORMAT = 1  # of the structure, so that what is frozen today can still be told apart when it has changed
READY, EXPLAINED, WAIVED, OPEN = "ready", "explained", "waived", "open"
CONDITIONS, TASKS, MILESTONES, BASELINES, REPORT, KPIS = (
    "Conditions of earlier gates",
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
    plain: str = ""  # the detail without the waiver, of a line that is waived

    def waived(self, waiver):
        """The line let pass: what it says now, why it was waived, and what it said then, if something else."""
        since = f"When it was waived it said: {waiver.said}" if waiver.said not in ("", self.detail) else ""
        detail = sentences(self.detail, f"Waived: {waiver.reason}", since)
        return replace(self, state=WAIVED, detail=detail, plain=self.detail, late=False)


def sentences(*parts):
    """Texts that are not empty, one after the other, with one full stop between them however they end."""
    *first, last = [part for part in parts if part] or [""]
    return "".join(f"{part.rstrip('. ')}. " for part in first) + last


def evidence_of(stage, on=None):
    """The evidence at a stage's gate on the date `on`, as a structure that JSON can hold.

    Returns
    -------
    dict
        about : programme, stage, gate and the date; counts : lines by state; sections : title with its lines;
        kpis : each with target, figures, status and reason; waves : what the figures come from, locked waves and
        registers as at a day;
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


def checklist_of(stage, ground):
    """The counts and sections alone of the evidence as it stands today, with the programme's Ground at hand."""
    return _checklist(stage, _readings(stage, timezone.localdate(), ground))


def _readings(stage, on, ground=None):
    return readings_of(stage.programme, stage.kpis.select_related("cohort"), on, ground)


def _checklist(stage, readings):
    moved = _reasons_of_moves(stage)
    lines = _with_waivers(stage, [*_lines(stage, stage.programme, moved), *_kpi_lines(stage, readings, moved)])
    return {
        "counts": {state: sum(line.state == state for line in lines) for state in (READY, EXPLAINED, WAIVED, OPEN)},
        "sections": [
            {"title": section, "lines": [asdict(line) for line in lines if line.section == section]}
            for section in SECTIONS
            if any(line.section == section for line in lines)
        ],
    }


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
    waivers = {waiver.line: waiver for waiver in stage.waivers.all()}
    return [line.waived(waivers[line.key]) if line.key in waivers and line.state == OPEN else line for line in lines]


def _lines(stage, programme, moved):
    yield from _condition_lines(stage, programme)
    yield from (_task_line(task, moved) for task in _of(stage.tasks, stage))
    yield from (_milestone_line(milestone, moved) for milestone in _of(stage.milestones, stage))
    yield from _baseline_lines(stage, programme)
    yield _report_line(stage, programme)


def _of(rows, stage):
    """The rows of a stage that know it already, so that none asks for it again."""
    found = list(rows.all())
    for row in found:
        row.stage = stage
    return found


def _conditions_before(stage, programme):
    """Conditions of the gate before, and those of earlier gates that nobody has met."""
    earlier = Condition.objects.of(programme).filter(decision__stage__number__lt=stage.number)
    wanted = earlier.filter(Q(decision__stage__number=stage.number - 1) | Q(met_on=None))
    return wanted.order_by("decision__stage__number", "due_on", "pk")


def _condition_lines(stage, programme):
    for condition in _conditions_before(stage, programme):
        url = reverse("commissioning:condition-detail", args=[programme.slug, condition.pk])
        met = condition.met_on is not None
        due = f"Due {_day(condition.due_on)}{', late' if condition.is_late else ''}"
        detail = f"Met {_day(condition.met_on)}: {condition.met_how}" if met else due
        state, late = READY if met else OPEN, condition.is_late
        yield Line(f"condition-{condition.key}", CONDITIONS, condition.words, state, detail, url, late=late)


def _reasons_of_moves(stage):
    """Task, milestone or KPI -> why its month was moved, the last time it was."""
    moves = Extension.objects.filter(Q(task__stage=stage) | Q(milestone__stage=stage) | Q(kpi__stage=stage))
    rows = moves.order_by("agreed_at", "pk").values_list("task_id", "milestone_id", "kpi_id", "reason")
    found = {}
    for *ids, reason in rows:
        model, pk = next((model, pk) for model, pk in zip((Task, Milestone, Kpi), ids, strict=True) if pk)
        found[model, pk] = reason
    return found


def _task_line(task, moved):
    if task.state == Task.State.DONE:
        state, detail = READY, f"Done {_day(task.done_on)}"
    elif task.explanation:
        state, detail = EXPLAINED, sentences(task.get_state_display(), f"Explained: {task.explanation}")
    else:
        state, detail = OPEN, f"{task.get_state_display()}, {_due(task)}"
    return _promise_line("task", TASKS, task, state, sentences(detail, _moved(task, moved)))


def _milestone_line(milestone, moved):
    if milestone.met_on:
        late = milestone.met_on > milestone.due_on
        state, detail = READY, f"Met {_day(milestone.met_on)}{', late' if late else ''}"
    elif milestone.explanation:
        state, detail = EXPLAINED, f"Not met. Explained: {milestone.explanation}"
    else:
        state, detail = OPEN, f"Not met, {_due(milestone)}"
    return _promise_line("milestone", MILESTONES, milestone, state, sentences(detail, _moved(milestone, moved)))


def _promise_line(kind, section, promise, state, detail):
    if promise.evidence_note:
        detail = sentences(detail, promise.evidence_note)
    url = promise.get_absolute_url()
    late = state == OPEN and promise.is_late
    return Line(f"{kind}-{promise.key}", section, promise.title, state, detail, url, promise.evidence_link, late)


def _due(promise):
    return f"due {_day(promise.due_on)}{', late' if promise.is_late else ''}"


def _moved(promise, moved):
    """That its day was moved, from which and why; nothing where it was not."""
    if not promise.is_extended:
        return ""
    words = f"Day agreed at first: {_day(promise.original_due_on)}, now {_day(promise.due_on)}"
    reason = moved.get((type(promise), promise.pk))
    return sentences(words, f"Moved: {reason}" if reason else "")


def _baseline_lines(stage, programme):
    """A line for each neighbourhood of the cohorts whose support starts in this stage, after its first month, or next.

    A cohort without any has an open line of its own: nothing was measured where nothing was chosen.
    """
    after = 0 if stage.number == 1 else stage.first_month
    starting = programme.cohorts.filter(starts_in_month__gt=after, starts_in_month__lte=stage.last_month + 1)
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
    """The report that is written here decides as soon as one is begun; without one, a report made elsewhere does."""
    title = "Concluding report" if stage.is_last else f"Report of stage {stage.number}"
    standing = standing_of_stage(stage)
    if standing is not None:
        return _written_line(title, stage, standing)
    report = getattr(stage, "report", None)
    if report is None:
        late = stage.planned_end < timezone.localdate()
        detail = f"Not handed in, due {_day(stage.planned_end)}{', late' if late else ''}"
        return Line("report", REPORT, title, OPEN, detail, stage.get_absolute_url(), late=late)
    url = reverse("commissioning:report-detail", args=[programme.slug, report.pk])
    return Line(
        "report", REPORT, title, READY, f"“{report.title}”, handed in {_day(report.submitted_on)}", url, report.link
    )


def _written_line(title, stage, standing):
    """Ready from when a version was handed in, unless that one was returned and none was accepted before."""
    detail, url = f"“{standing.report}”: {standing.words}", standing.report.get_absolute_url()
    if standing.counts:
        return Line("report", REPORT, title, READY, detail, url)
    late = stage.planned_end < timezone.localdate()
    due = f"Due {_day(stage.planned_end)}{', late' if late else ''}"
    return Line("report", REPORT, title, OPEN, sentences(detail, due), url, late=late)


def _kpi_lines(stage, readings, moved):
    for reading in readings:
        kpi = reading.kpi
        kpi.stage = stage
        state = READY if reading.status.is_met else EXPLAINED if kpi.explanation else OPEN
        detail = sentences(
            f"{reading.status.words}: {reading.reason}",
            f"Explained: {kpi.explanation}" if state == EXPLAINED else "",
            f"Target agreed at first: {kpi.first_agreed}" if kpi.first_agreed else "",
            f"Changed: {kpi.changed_because}" if kpi.first_agreed else "",
            _moved(kpi, moved),
        )
        url = reverse("evaluation:kpi-detail", args=[stage.programme.slug, kpi.pk])
        yield Line(f"kpi-{kpi.key}", KPIS, kpi.title, state, detail, url, kpi.evidence_link)


def _kpi(reading):
    kpi = reading.kpi
    return {
        "key": str(kpi.key),
        "title": kpi.title,
        "target": reading.target_words,
        "first_agreed": kpi.first_agreed,
        "covers": reading.covers_words,
        "status": reading.status.slug,
        "status_words": reading.status.words,
        "reason": reading.reason,
        "indicator": kpi.indicator,
        "figures": [figure_facts(name, figure) for name, figure in reading.figures],
    }


def figure_facts(name, figure):
    """A figure as read and as numbers; unknown numbers are null."""
    numbers = ("estimate", "low", "high", "baseline", "change", "change_low", "change_high", "p_value", "p_adjusted")
    shown = {number: getattr(figure, number) if figure.shown else None for number in numbers}
    return {
        "place": name,
        "value": figure.value_words,
        "interval": figure.interval_words,
        "n": figure.n_words if figure.shown else "",
        "care": figure.caution_words,
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
    """Names of the waves, and days of the registers, that the figures come from, the latest first."""
    seen = {
        (figure.wave_on, figure.wave_label if reading.indicator.from_survey else "Registers")
        for reading in readings
        for _, figure in reading.figures
        if figure.wave_on is not None
    }
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
