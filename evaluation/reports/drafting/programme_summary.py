"""The programme summary: six goals for the programme and its cohorts, every neighbourhood, what is late, money."""

from evaluation.figures import CLEAR
from evaluation.gaps import gaps_of
from evaluation.place_maps import indicator_map
from evaluation.places import summary_of
from evaluation.registers.counting import day_words
from evaluation.reports import blocks
from evaluation.reports.document import Cell, Column, Facts, Paragraph, Section, Table
from evaluation.reports.drafting.goals import HOW_TO_READ, goal_sections
from evaluation.reports.drafting.issues import issue_sections
from evaluation.reports.drafting.money import costs_section, programme_money
from evaluation.reports.drafting.tables import wave_words
from evaluation.selection import PlaceRow
from evaluation.tiles import goal_tiles
from surveys.coverage import coverage_of

MOST_LATE = 15
ONLY_WHOLE = "What organisations say is judged for the whole programme only."
STATES = {"late": "Late", "due": "Due", "open": "Missing"}


def programme_facts(material):
    """What the programme is, who it is for and where it stands."""
    programme = material.programme
    return Facts(
        (
            ("Area", programme.area_name),
            ("Commissioned by", programme.commissioning_body or "not on record"),
            ("Run by", programme.contractor or "not on record"),
            ("Where it stands", summary_of(programme, material.neighbourhoods, material.on)),
            ("Evidence as at", day_words(material.on)),
        )
    )


def named_programme(programme):
    """The programme with its area, once where both are called the same."""
    return programme.name if programme.name == programme.area_name else f"{programme.name}, {programme.area_name}"


def programme_sections(material):
    """The Sections of a programme summary, and what else its evidence holds."""
    areas, places = areas_of(material), material.neighbourhoods
    goals = goal_sections(material, areas)
    return (
        material.named("summary"),
        material.named("indicators", [*_six_goals(material), Paragraph(HOW_TO_READ)], goals),
        _neighbourhoods(material),
        _late(material),
        material.named("issues", sections=issue_sections(material, areas, places)),
        Section("money", "Money", (), tuple(filter(None, (*programme_money(material), costs_section(material))))),
        material.named("recommendations"),
    ), {}


def areas_of(material):
    """(code, name, is main) of the whole programme, and of the cohorts, main where support has started."""
    cohorts = [(each.area_code, str(each), each.has_started(material.on)) for each in material.cohorts]
    return [(*material.whole, True), *cohorts]


def _six_goals(material):
    """The goals of the whole programme side by side; nothing where none is measured."""
    slug = material.programme.slug
    tiles = goal_tiles(material.evidence, material.catalogue, slug, material.programme, material.places[slug])
    return [blocks.goals_chart(tiles, "The six goals, whole programme")] if any(t.figure.shown for t in tiles) else []


def _neighbourhoods(material):
    """Every neighbourhood with the latest figure of each goal that has one of its own."""
    headlines = [each for each in material.catalogue.headlines.values() if each.is_of_places]
    if not material.neighbourhoods:
        return Section("neighbourhoods", "Neighbourhoods", (Paragraph("No neighbourhoods are on record yet."),))
    columns = (Column("Neighbourhood"), *(Column(indicator.name) for indicator in headlines))
    places = by_cohort(material.neighbourhoods)
    shown = [[material.now(each, place.code, place.name) for each in headlines] for place in places]
    waves = _one_wave_each(headlines, shown)
    rows = tuple(_place_row(place, figures, waves) for place, figures in zip(places, shown, strict=True))
    note = " ".join([*(f"{name}: {wave}." for name, wave in waves.items()), ONLY_WHOLE])
    table = Table("Every neighbourhood and its latest figures", columns, rows, note)
    mapped = _map(material, headlines[0], places, [figures[0] for figures in shown])
    return Section("neighbourhoods", "Neighbourhoods", tuple(filter(None, (mapped, table))))


def _map(material, indicator, places, shown):
    """The first headline on the map, by verdict; None where no boundary is known or nothing is measured."""
    rows = [PlaceRow(place.code, place.name, each.figure, each.why) for place, each in zip(places, shown, strict=True)]
    if not any(row.figure.shown for row in rows):
        return None
    mapped = indicator_map(material.programme, places, rows, indicator, show="verdict", on=material.on)
    return blocks.map_chart(mapped, rows)


def _one_wave_each(headlines, shown):
    """Name of an indicator -> where its figures come from, of those whose figures are all of one survey."""
    found = {each.name: {wave_words(figures[at].figure) for figures in shown} for at, each in enumerate(headlines)}
    return {name: min(waves) for name, waves in found.items() if len(waves) == 1 and min(waves)}


def by_cohort(places):
    """Neighbourhoods in the order in which their support starts."""
    return sorted(places, key=lambda place: (place.cohort.number if place.cohort else 99, place.name))


def _place_row(place, figures, waves):
    return Cell(place.name, note=str(place.cohort or "in no cohort")), *(_place_cell(each, waves) for each in figures)


def _place_cell(each, waves):
    """A figure in one cell: value and interval, and all the rest in small print."""
    figure = each.figure
    if not figure.shown:
        return Cell(figure.value_words, note="" if each.why == figure.value_words else each.why)
    value = " ".join(filter(None, (figure.value_words, figure.interval_words)))
    wave = "" if figure.name in waves else wave_words(figure)
    compared = (figure.baseline_words, figure.change_words, figure.verdict_words)
    rest = (figure.n_words, *compared, figure.caution_words, wave)
    return Cell(value, is_strong=figure.verdict_slug in CLEAR, note=" · ".join(filter(None, rest)))


def _late(material):
    """What is late or missing, the most pressing first, as the programme's overview has it."""
    programme, places = material.programme, material.neighbourhoods
    gaps = gaps_of(programme, places, coverage_of(programme), material.evidence, may_import=False)
    if not gaps:
        return Section("late", "What is late or missing", (Paragraph("Nothing is late and nothing is missing."),))
    columns = tuple(map(Column, ("What", "State", "Since or until")))
    rows = tuple(
        (Cell(gap.title, note=gap.detail), Cell(STATES[gap.state]), Cell(gap.when or "–")) for gap in gaps[:MOST_LATE]
    )
    more = len(gaps) - MOST_LATE
    table = Table(
        "What is late or missing, the most pressing first", columns, rows, f"And {more} more." if more > 0 else ""
    )
    return Section("late", "What is late or missing", (table,))
