"""The concluding report: each goal in every survey and cohort, all KPIs and gates, money, learning, what may go on."""

from evaluation.registers.counting import day_words
from evaluation.reports.document import Facts, Paragraph
from evaluation.reports.drafting.field_input import fieldwork_section
from evaluation.reports.drafting.goals import HOW_TO_READ, goal_sections, other_indicators, place_sections
from evaluation.reports.drafting.issues import issue_sections
from evaluation.reports.drafting.learning import learning_sections
from evaluation.reports.drafting.money import costs_section, programme_money
from evaluation.reports.drafting.observations import case_studies_section, effects_section
from evaluation.reports.drafting.programme_summary import areas_of, by_cohort, named_programme
from evaluation.reports.drafting.stages import (
    gates_section,
    kpis_section,
    learned_sections,
    stages_section,
)
from evaluation.reports.drafting.support_added import compared_with_waiting, difference_facts, support_added_section


def concluding_facts(material):
    """What the programme was, for whom, and how long."""
    programme = material.programme
    cohorts = ", ".join(f"{each} from {day_words(each.support_starts_on)}" for each in material.cohorts)
    return Facts(
        (
            ("Programme", named_programme(programme)),
            ("Commissioned by", programme.commissioning_body or "not on record"),
            ("Run by", programme.contractor or "not on record"),
            ("Time", f"{day_words(programme.starts_on)} to {day_words(programme.ends_on)}"),
            ("Neighbourhoods", f"{len(material.neighbourhoods)}: {cohorts or 'in no cohort'}"),
            ("Evidence as at", day_words(material.on)),
        )
    )


def concluding_sections(material):
    """The Sections of a concluding report, and what else its evidence holds."""
    areas, places = areas_of(material), by_cohort(material.neighbourhoods)
    goals = goal_sections(material, areas, in_every_wave=True)
    compared = compared_with_waiting(material)
    return (
        material.named("summary"),
        material.named("indicators", [Paragraph(HOW_TO_READ)], (*goals, support_added_section(compared))),
        kpis_section(material),
        gates_section(material),
        material.named("work", sections=(stages_section(material), fieldwork_section(material, places))),
        material.named("issues", sections=issue_sections(material, areas, places)),
        material.named("effects", sections=_observations(material, places)),
        material.named("money", sections=(*programme_money(material), costs_section(material))),
        material.named("learning", sections=(*learned_sections(material), *learning_sections(material))),
        material.named("recommendations"),
        place_sections(material, places),
        other_indicators(material, areas),
    ), {"support_added": difference_facts(compared)}


def _observations(material, places):
    return effects_section(material, places), case_studies_section(material, places)
