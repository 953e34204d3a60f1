"""The six goals in a report: what was found in a sentence, over time, and in each area against its baseline."""

from evaluation.catalogue import GOALS
from evaluation.findings import finding
from evaluation.reports.document import Paragraph, Section
from evaluation.reports.drafting import charts
from evaluation.reports.drafting.tables import LATER, figures_table, is_later

HOW_TO_READ = (
    "Each figure stands with its 95% interval, the number of people who answered (n), its baseline and the change "
    "since. A change is called clear only where chance is an unlikely reason for it, also after allowing for how many "
    "neighbourhoods were looked at: so an interval may leave zero out and the change not be clear. A change that is "
    "not clear is no evidence that anything moved. Counts from the registers have no chance in them: any "
    "difference is clear."
)


def goal_sections(material, areas, places=(), *, in_every_wave=False):
    """A Section for each goal that has a headline.

    `areas` are (code, name, is main) of pooled areas, `places` the neighbourhoods whose figures stand beside them.
    `in_every_wave` has the areas' figures of every wave instead of the latest alone.
    """
    return tuple(
        _goal(material, number, material.catalogue.headlines[number], areas, places, in_every_wave)
        for number in GOALS
        if number in material.catalogue.headlines
    )


def _goal(material, number, indicator, areas, places, in_every_wave):
    areas = areas_of(material, indicator, areas)
    now = [material.now(indicator, code, name) for code, name, _ in areas]
    shown = _all_waves(material, indicator, areas) if in_every_wave else now
    caption = f"{indicator.name}, by area{' and survey' if in_every_wave else ''}"
    blocks = [
        Paragraph(findings_words(indicator, now, material.ends_on), "lead"),
        Paragraph(f"Counted: {indicator.counted} Out of: {indicator.out_of}", "note"),
        charts.over_time(material, indicator, areas),
        figures_table(material, caption, shown, is_brief=in_every_wave),
        *(place_blocks(material, indicator, places) if places else ()),
    ]
    return Section(f"goal-{number}", f"Goal {number}: {GOALS[number]}", tuple(filter(None, blocks)))


def areas_of(material, indicator, areas):
    """The areas in which an indicator is judged: what organisations say, in the whole programme alone."""
    return [(*material.whole, True)] if indicator.audience == "organisations" else areas


def findings_words(indicator, shown, ends_on=None):
    """What was found in each area, a sentence each, and whether that was after the end of what the report is about."""
    told = [f"{finding(each.figure, each.name, indicator.short)}." for each in shown]
    if any(each.figure.shown and is_later(each.figure, ends_on) for each in shown):
        told.append(f"Measured {LATER}.")
    return " ".join(told)


def _all_waves(material, indicator, areas):
    """Every area in every wave; one that was never measured says so."""
    by_area = [(material.over_time(indicator, *area[:2]), area) for area in areas]
    return [each for found, area in by_area for each in found or [material.now(indicator, *area[:2])]]


def place_blocks(material, indicator, places):
    """The neighbourhoods in order: a Chart, and the Table of the same figures; nothing where none has its own."""
    if not indicator.is_of_places:
        return ()
    shown = in_order([material.now(indicator, place.code, place.name) for place in places])
    supported = {place.code for place in places if place.cohort and place.cohort.has_started(material.on)}
    table = figures_table(material, f"{indicator.name}, by neighbourhood", shown, "Neighbourhood")
    return charts.in_order(indicator, shown, supported), table


def place_sections(material, places, title="Appendix: neighbourhoods"):
    """An appendix: neighbourhoods, goal by goal; None without any."""
    headlines = [each for each in material.catalogue.headlines.values() if each.is_of_places]
    sections = tuple(
        Section(f"places-{each.goal}", each.name, tuple(filter(None, place_blocks(material, each, places))))
        for each in headlines
    )
    return Section("places", title, (), sections) if places else None


def in_order(shown):
    """AreaFigures, the highest first, those without a figure last."""
    return sorted(shown, key=lambda each: (not each.figure.shown, -(each.figure.estimate or 0), each.name))


def other_indicators(material, areas):
    """An appendix: the latest figures of every indicator that is no headline, by goal, a Table for each area."""
    sections = tuple(filter(None, (_others(material, number, areas) for number in GOALS)))
    about = Paragraph("What is measured besides the six headline indicators. Indicators without a figure are left out.")
    return Section("all-indicators", "Appendix: other indicators", (about,), sections) if sections else None


def _others(material, number, areas):
    indicators = [each for each in material.catalogue.of_goal(number) if not each.headline]
    tables = [_table_of_area(material, indicators, *area) for area in areas]
    tables = tuple(filter(None, tables))
    return Section(f"all-of-goal-{number}", f"Goal {number}: {GOALS[number]}", tables) if tables else None


def _table_of_area(material, indicators, code, name, _):
    """The indicators that were measured in one area; what organisations say stands with the whole programme."""
    is_whole = code == material.programme.slug
    found = [
        material.now(indicator, code, name)
        for indicator in indicators
        if (is_whole or indicator.is_of_places) and material.evidence.full_series(indicator.code, code)
    ]
    if not found:
        return None
    return figures_table(material, name, [each._replace(name=each.figure.name) for each in found], "Indicator")
