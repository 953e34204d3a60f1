"""What a stage's gate asks for, as a report tells it: tasks, milestones, baselines, conditions, KPIs, and the count."""

from evaluation.gate_evidence import (
    BASELINES,
    CONDITIONS,
    EXPLAINED,
    KPIS,
    MILESTONES,
    OPEN,
    READY,
    REPORT,
    TASKS,
    WAIVED,
    line_of,
    sentences,
)
from evaluation.reports.document import Bullets, Cell, Column, Paragraph, Section, Table

STATES = {READY: "Ready", EXPLAINED: "Explained", WAIVED: "Waived", OPEN: "Open"}
NONE_OF = {
    TASKS: "No tasks were agreed for this stage.",
    MILESTONES: "No milestones were agreed for this stage.",
    BASELINES: "No neighbourhood’s baseline is due in this stage.",
    CONDITIONS: "No condition of an earlier gate waits.",
}
SLUGS = {TASKS: "tasks", MILESTONES: "milestones", BASELINES: "baselines", CONDITIONS: "conditions"}


def lines_of(evidence, title):
    """The lines of one section of a gate's evidence."""
    return next((section["lines"] for section in evidence["sections"] if section["title"] == title), [])


def lines_section(evidence, title):
    """A Section with the lines of one part of the checklist: what it is, how it stands, and why."""
    lines = lines_of(evidence, title)
    if not lines:
        return Section(SLUGS[title], title, (Paragraph(NONE_OF[title]),))
    ready = sum(line["state"] == READY for line in lines)
    columns = (Column(title), Column("State"), Column("How it stands"))
    rows = tuple((Cell(names), _state_cell(line), Cell(line["detail"])) for names, line in _alike(lines, title))
    lead = Paragraph(f"Ready: {ready} of {len(lines)}.")
    return Section(SLUGS[title], title, (lead, Table(f"{title}: how each stands", columns, rows)))


def _alike(lines, title):
    """(names, line) of lines; baselines that stand alike are told together, as there may be many."""
    if title != BASELINES:
        return [(line["title"], line) for line in lines]
    found = {}
    for line in lines:
        found.setdefault((line["state"], line["detail"]), []).append(line)
    return [
        ("; ".join(line["title"].removeprefix("Baseline of ") for line in alike), alike[0]) for alike in found.values()
    ]


def _state_cell(line):
    words = f"{STATES[line['state']]}, late" if line.get("late") else STATES[line["state"]]
    return Cell(words, is_strong=line["state"] == OPEN)


def checklist_section(evidence, decision=None):
    """A Section with how many lines of the gate stand where, and those that are late; this report itself left out."""
    sections = [section for section in evidence["sections"] if section["title"] != REPORT]
    blocks = (_decided(decision), _counts_table(sections), *_late_lines(sections))
    return Section("gate", f"What {evidence['about']['gate'].lower()} asks for", tuple(filter(None, blocks)))


def _decided(decision):
    if decision is None:
        return None
    return Paragraph(f"Decided: {decision.get_outcome_display().lower()}. {decision.reasons}")


def _late_lines(sections):
    late = [line for section in sections for line in section["lines"] if line["state"] == OPEN and line.get("late")]
    if not late:
        return [Paragraph("Nothing that is open is late.")]
    told = (sentences(line["title"], line["detail"]) for line in late)
    return [Paragraph("Open and late:"), Bullets(tuple(told))]


def _counts_table(sections):
    if not sections:
        return None
    columns = (Column("What is asked for"), *(Column(words, is_number=True) for words in STATES.values()))
    rows = tuple(
        (Cell(section["title"]), *(Cell(str(_count(section["lines"], state))) for state in STATES))
        for section in sections
    )
    return Table("The gate’s checklist, without this report", columns, rows)


def _count(lines, state):
    return sum(line["state"] == state for line in lines)


def kpi_section(evidence):
    """A Section with each KPI, its target, what was measured, and where it stands."""
    kpis = evidence["kpis"]
    if not kpis:
        return Section("kpis", KPIS, (Paragraph("No KPIs were agreed for this stage."),))
    met = sum(kpi["status"] == "met" for kpi in kpis)
    columns = (Column("KPI and target"), Column("Status"), Column("What it rests on"))
    rows = tuple(_kpi_row(kpi, line_of(evidence, f"kpi-{kpi['key']}")) for kpi in kpis)
    table = Table("Each KPI with its target and what was measured", columns, rows)
    return Section("kpis", KPIS, (Paragraph(f"Met: {met} of {len(kpis)}."), table))


def _kpi_row(kpi, line):
    target = f"Target: {kpi['target']}" + (f", {kpi['covers']}" if kpi["covers"] else "")
    detail = line["detail"].removeprefix(f"{kpi['status_words']}: ") if line else kpi["reason"]
    measured = "; ".join(f"{figure['place']}: {figure_line(figure)}" for figure in kpi["figures"])
    status = Cell(kpi["status_words"], tone=kpi_tone(kpi["status"]), is_strong=True)
    return Cell(kpi["title"], note=target), status, Cell(detail, note=measured)


def kpi_tone(status):
    """The colour of a KPI's status: of one that is met. The wrong way may be chance, so it is said in words alone."""
    return "better" if status == "met" else "neutral"


def figure_line(figure):
    """A figure as gate evidence holds it, in one line."""
    value = f"{figure['value']} {figure['interval']}".strip()
    told = (value, figure["n"], figure["baseline_words"], figure["change_words"], figure["care"])
    return " · ".join(filter(None, told))
