"""The report of a stage: indicators against baselines, the work, what residents raised, money, learning, what next."""

from evaluation.gate_evidence import BASELINES, CONDITIONS, MILESTONES, TASKS, evidence_of
from evaluation.registers.counting import day_words
from evaluation.reports.document import Facts, Paragraph
from evaluation.reports.drafting.field_input import fieldwork_section, risks_section, team_section
from evaluation.reports.drafting.gate_lines import checklist_section, kpi_section, lines_section
from evaluation.reports.drafting.goals import HOW_TO_READ, goal_sections, other_indicators, place_sections
from evaluation.reports.drafting.issues import issue_sections
from evaluation.reports.drafting.learning import learning_sections
from evaluation.reports.drafting.money import costs_section, stage_money
from evaluation.reports.drafting.observations import case_studies_section, effects_section
from evaluation.reports.drafting.programme_summary import named_programme
from evaluation.reports.drafting.readings import note_kpis

OF_WORK = (CONDITIONS, TASKS, MILESTONES, BASELINES)


def stage_facts(material):
    """Which stage it is, who it is for and who did it, and where it looks."""
    programme, stage = material.programme, material.report.stage
    cohorts = ", ".join(map(str, cohorts_of(material))) or "none chosen yet"
    return Facts(
        (
            ("Programme", named_programme(programme)),
            ("Commissioned by", programme.commissioning_body or "not on record"),
            ("Run by", programme.contractor or "not on record"),
            ("Stage", f"{stage.number}, {stage.title}: months {stage.first_month} to {stage.last_month}"),
            ("Time", f"{day_words(material.since)} to {day_words(material.ends_on)}"),
            ("Neighbourhoods", f"{len(places_of(material))}, in {cohorts}"),
            ("Evidence as at", day_words(material.on)),
        )
    )


def stage_sections(material):
    """The Sections of a stage report, and what else its evidence holds."""
    stage, places, areas = material.report.stage, places_of(material), areas_of(material)
    supported = [place for place in places if place.cohort.starts_in_month <= stage.last_month] or places
    coming = [place for place in places if place not in supported]
    gate = evidence_of(stage, material.on)
    note_kpis(material, gate["kpis"])
    return (
        material.named("summary"),
        material.named("indicators", [Paragraph(HOW_TO_READ)], goal_sections(material, areas, supported)),
        kpi_section(gate),
        material.named("work", sections=_work(material, gate, places)),
        material.named("issues", sections=issue_sections(material, areas, places)),
        material.named("effects", sections=_observations(material, places)),
        material.named("money", sections=(*stage_money(material, stage), costs_section(material))),
        material.named("learning", sections=learning_sections(material)),
        material.named("recommendations"),
        checklist_section(gate, stage.decided),
        place_sections(material, coming, "Appendix: neighbourhoods whose support comes next"),
        other_indicators(material, areas),
    ), {"kpis": gate["kpis"], "money": gate["money"], "checklist": gate["counts"]}


def cohorts_of(material):
    """The cohorts that a stage is about: those with support in it, and those whose support starts right after it."""
    return [each for each in material.cohorts if each.starts_in_month <= material.report.stage.last_month + 1]


def places_of(material):
    """The neighbourhoods of the stage, by cohort and name."""
    about = {cohort.pk for cohort in cohorts_of(material)}
    places = [place for place in material.neighbourhoods if place.cohort_id in about]
    return sorted(places, key=lambda place: (place.cohort.number, place.name))


def areas_of(material):
    """(code, name, is main) of the stage's cohorts, main where support has started, and of the whole programme."""
    last = material.report.stage.last_month
    cohorts = [(each.area_code, str(each), each.starts_in_month <= last) for each in cohorts_of(material)]
    return [*cohorts, (*material.whole, not cohorts)]


def _work(material, gate, places):
    return (
        *(lines_section(gate, title) for title in OF_WORK),
        fieldwork_section(material, places),
        team_section(material, places),
        risks_section(material),
    )


def _observations(material, places):
    return effects_section(material, places), case_studies_section(material, places)
