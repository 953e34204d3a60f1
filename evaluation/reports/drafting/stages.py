"""The stages of a programme together, in a report: work done, KPIs then and now, gates, and what each report taught."""

from collections import defaultdict

from django.utils import timezone

from commissioning.models import Condition, Kpi, Role
from commissioning.stage_work import work_of
from evaluation.models import Edition, EditionText, Report
from evaluation.registers.counting import day_words
from evaluation.reports.document import Cell, Column, Paragraph, Section, Table, words
from evaluation.reports.drafting.gate_lines import kpi_tone
from evaluation.reports.drafting.readings import note_readings, readings_of_stages

NO_CONTRACT = Paragraph("No contract is on record.")
UNDECIDED = "not decided"
TAUGHT = {"learning": "What was learned", "recommendations": "What was recommended"}


def stages_section(material):
    """A Section with how many tasks and milestones of each stage were reached."""
    works = work_of(material.programme, material.on)
    if not works:
        return Section("stages", "Tasks and milestones", (NO_CONTRACT,))
    columns = (
        Column("Stage"),
        Column("Time"),
        *(Column(words, is_number=True) for words in ("Tasks done", "Milestones met")),
    )
    rows = tuple(map(_work_row, works))
    return Section(
        "stages", "Tasks and milestones", (Table("What was agreed in each stage and reached", columns, rows),)
    )


def _work_row(work):
    stage = work.stage
    begins, ends = stage.begins_on or stage.planned_start, stage.ends_on or stage.planned_end
    dropped = f"{work.dropped} will not be done" if work.dropped else ""
    return (
        Cell(f"{stage.number}: {stage.title}"),
        Cell(f"{day_words(begins)} to {day_words(ends)}{'' if stage.begins_on else ', not begun yet'}"),
        Cell(f"{work.done} of {len(work.tasks)}", note=dropped),
        Cell(f"{work.met} of {len(work.milestones)}"),
    )


def kpis_section(material):
    """A Section with the KPIs of all stages: where each stood at its gate, and where it stands now."""
    asked = Kpi.objects.of(material.programme).select_related("stage", "cohort")
    kpis = list(asked.order_by("stage__number", "position", "due_month", "pk"))
    if not kpis:
        return Section("kpis", "KPIs", (Paragraph("No KPIs were agreed."),))
    readings = readings_of_stages(material, kpis)
    note_readings(material, readings)
    then = _statuses_then(material.programme)
    by_stage = defaultdict(list)
    for reading in readings:
        by_stage[reading.kpi.stage.number].append(_kpi_row(reading, then))
    columns = tuple(map(Column, ("KPI and target", "At its gate", "Now", "What that rests on")))
    tables = tuple(Table(f"KPIs of stage {number}", columns, tuple(rows)) for number, rows in by_stage.items())
    met = sum(reading.status.is_met for reading in readings)
    lead = Paragraph(f"{met} of {len(kpis)} KPIs are met by the evidence of {day_words(material.on)}.", "lead")
    return Section("kpis", "KPIs of all stages", (lead, *tables))


def _statuses_then(programme):
    """Key of a KPI -> the words of its status in the evidence frozen with the decision at its gate."""
    decided = (stage.decided for stage in programme.contract_stages())
    return {kpi["key"]: kpi["status_words"] for decision in decided if decision for kpi in decision.evidence["kpis"]}


def _kpi_row(reading, then):
    covers = f", {reading.covers_words}" if not reading.kpi.is_judged else ""
    shown = [(name, figure) for name, figure in reading.figures if figure.shown]
    measured = "; ".join(
        f"{name}: {' · '.join(filter(None, (figure.words, figure.caution_words)))}" for name, figure in shown
    )
    return (
        Cell(reading.kpi.title, note=f"Target: {reading.target_words}{covers}"),
        Cell(then.get(str(reading.kpi.key), UNDECIDED)),
        Cell(reading.status.words, tone=kpi_tone(reading.status.slug), is_strong=True),
        Cell(reading.reason, note=measured),
    )


def gates_section(material):
    """A Section with what was decided at each gate, why, and under which conditions. Nobody is named."""
    stages = material.programme.contract_stages()
    if not stages:
        return Section("gates", "Decisions at the gates", (NO_CONTRACT,))
    conditions = defaultdict(list)
    for condition in Condition.objects.of(material.programme).order_by("due_on", "pk"):
        conditions[condition.decision_id].append(condition)
    gates = tuple(_gate(stage, conditions) for stage in stages)
    return Section("gates", "Decisions at the gates", (), gates)


def _gate(stage, conditions):
    title, decision = f"{stage.gate_name}, end of stage {stage.number}", stage.decided
    if decision is None:
        return Section(f"gate-{stage.number}", title, (Paragraph("Not decided yet."),))
    on = day_words(timezone.localdate(decision.decided_at))
    blocks = (Paragraph(f"{decision.get_outcome_display()}, {on}.", "lead"), *words(decision.reasons))
    blocks += _conditions_table(conditions[decision.pk])
    sealed = Paragraph(
        f"The evidence seen then is kept with the decision (SHA-256 {decision.fingerprint[:16]}…).", "note"
    )
    return Section(f"gate-{stage.number}", title, (*blocks, sealed))


def _conditions_table(conditions):
    if not conditions:
        return ()
    columns = tuple(map(Column, ("Condition", "Whose it is", "Due", "Met")))
    return (Table("Conditions of the decision", columns, tuple(map(_condition_row, conditions))),)


def _condition_row(condition):
    owner = Role(condition.owner_role).label if condition.owner_role else "–"
    met = f"{day_words(condition.met_on)}: {condition.met_how}" if condition.met_on else "not met"
    return tuple(map(Cell, (condition.words, owner, day_words(condition.due_on), met)))


def learned_sections(material):
    """A Section for each stage with what its accepted report says was learned and recommended, in its own words."""
    told = _texts_of_reports(material.programme)
    return tuple(_learned(stage, told.get(stage.pk, {})) for stage in material.programme.contract_stages())


def _texts_of_reports(programme):
    """Stage id -> section -> words, of the latest version of its report that was accepted."""
    texts = EditionText.objects.filter(
        edition__report__programme=programme,
        edition__report__kind=Report.Kind.STAGE,
        edition__state__in=Edition.ACCEPTED,
        section__in=TAUGHT,
    )
    found, latest = defaultdict(dict), {}
    rows = texts.order_by("-edition__number").values_list(
        "edition__report__stage", "edition__number", "section", "words"
    )
    for stage, number, section, text in rows:
        if latest.setdefault(stage, number) == number and text.strip():
            found[stage][section] = text
    return found


def _learned(stage, told):
    title = f"From the report of stage {stage.number}"
    blocks = [
        block
        for section, heading in TAUGHT.items()
        if section in told
        for block in (Paragraph(f"{heading}:", "note"), *words(told[section]))
    ]
    return Section(f"learned-{stage.number}", title, tuple(blocks) or (Paragraph(_without_words(stage)),))


def _without_words(stage):
    report = getattr(stage, "report", None)
    if report is None:
        return "No accepted report of this stage is here."
    return f"“{report.title}” was handed in on {day_words(report.submitted_on)}; its words are not kept here."
