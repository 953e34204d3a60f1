"""What support added, in a report: each cohort beside the neighbourhoods still waiting, and what that proves."""

from evaluation.comparing.staggered import cohorts_beside_waiting
from evaluation.figures import Figure
from evaluation.reports.document import Bullets, Cell, Column, Paragraph, Section, Table
from evaluation.reports.drafting.tables import wave_words

CAUTIONS = (
    "Nobody drew lots for which neighbourhoods start first. Those that needed it most did, and other things happened "
    "in them as well.",
    "Places that stand unusually low one year tend to stand closer to the average the next, whatever is done there. "
    "Part of a rise may be that.",
    "A cohort is compared only with places whose support had not started by the day of the survey.",
)
NOTHING = "Nothing can be compared yet: no survey has figures both of places with support and of places that waited."
NONE = "–"


def compared_with_waiting(material):
    """(indicator, its CohortSteps) of each headline that single neighbourhoods have figures of."""
    headlines = [each for each in material.catalogue.headlines.values() if each.is_of_places]
    return [
        (each, cohorts_beside_waiting(material.evidence, each, material.neighbourhoods, material.on))
        for each in headlines
    ]


def support_added_section(found):
    """A Section with the difference in differences of each indicator, as `compared_with_waiting` found it."""
    tables = [_table(indicator, cohorts) for indicator, cohorts in found if any(cohort.after for cohort in cohorts)]
    if not tables:
        return Section("support-added", "What support added", (Paragraph(NOTHING),))
    findings = tuple(
        f"{indicator.name}. {each.finding}." for indicator, cohorts in found for each in cohorts if each.latest
    )
    blocks = (Bullets(findings), *tables, Paragraph("What this can and cannot show:"), Bullets(CAUTIONS))
    return Section("support-added", "What support added", blocks)


def _table(indicator, cohorts):
    headings = ("Cohort and survey", "With support (places)", "Waiting (places)", "Difference in change", "How sure")
    rows = tuple(_row(cohort, step) for cohort in cohorts for step in cohort.steps)
    bases = "; ".join(f"{each.label} from {_base(each)}" for each in cohorts if each.base)
    note = f"{bases}. Each place counts the same." if bases else ""
    return Table(f"{indicator.name}: change beside places still waiting", tuple(map(Column, headings)), rows, note)


def _base(cohort):
    return wave_words(Figure(wave_label=cohort.base, wave_on=cohort.base_on))


def _row(cohort, step):
    when = wave_words(step.figure) + (", before support" if step.is_before else "")
    chance = step.chance_words if step.is_tested else ""
    sure = ", ".join(filter(None, (chance, step.strength_words, step.figure.caution_words)))
    return (
        Cell(f"{cohort.label}, {when}"),
        Cell(step.started_words),
        Cell(step.waiting_words),
        Cell(step.figure.change_words or NONE, note=step.survey_error_words),
        Cell(sure),
    )


def difference_facts(found):
    """The same as a structure that JSON can hold: one dict for each cohort, survey and indicator."""
    return [
        {
            "indicator": indicator.code,
            "area_code": cohort.code,
            "area_name": cohort.label,
            "wave": step.wave,
            "wave_date": step.on.isoformat(),
            "compared_with": cohort.base,
            "before_start": step.is_before,
            "difference": step.figure.change,
            "low": step.figure.change_low,
            "high": step.figure.change_high,
            "p_value": step.figure.p_value,
            "started": step.started,
            "waiting": step.waiting,
            "words": step.figure.change_words,
            "strength": step.strength_words,
        }
        for indicator, cohorts in found
        for cohort in cohorts
        for step in cohort.steps
    ]
