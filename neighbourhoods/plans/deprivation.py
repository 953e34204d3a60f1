"""The Indices of Deprivation 2019: LSOA figures become figures of neighbourhoods, weighted by residents.

A ward has no rank of its own in these indices. What is made here describes the LSOAs its residents live in.
"""

from collections import defaultdict
from datetime import date

from neighbourhoods.models import AreaFile, AreaStatistic, SmallArea
from neighbourhoods.plans.figures import Figure, tally_figures, write_figures
from neighbourhoods.plans.plan import Plan, absent, of_other_districts, refused, tally
from neighbourhoods.reading.deprivation import (
    FILE_1_DOMAINS,
    FILE_2_DOMAINS,
    read_deprivation,
    read_residents,
)

SOURCE = "English Indices of Deprivation 2019"
PUBLISHED_ON = date(2019, 9, 26)
COUNTED_ON = date(2015, 6, 30)
NAMES = {
    "imd": "Multiple deprivation",
    "income": "Income deprivation",
    "employment": "Employment deprivation",
    "education": "Education, skills and training deprivation",
    "health": "Health deprivation and disability",
    "crime": "Crime",
    "barriers": "Barriers to housing and services",
    "living": "Living environment deprivation",
}
DOMAINS_OF = {AreaFile.Kind.IOD_FILE_1: FILE_1_DOMAINS, AreaFile.Kind.IOD_FILE_2: FILE_2_DOMAINS}
# The share of residents who live in LSOAs of the lowest one or two deciles.
MOST_DEPRIVED = {10: 1, 20: 2}
NO_SMALL_AREAS = "The programme's LSOAs are not known yet. Import the LSOA to ward lookup first, then this file."
NO_RESIDENTS = (
    "The population of {count:,} of the programme's LSOAs is not known, so their figures cannot be weighted. "
    "Import File 6 (population denominators) first, then this file."
)


def plan_residents(programme, places, upload):
    """File 6: how many people live in each LSOA, and so in each neighbourhood, in the middle of 2015."""
    if not places.small_areas:
        return refused(NO_SMALL_AREAS)
    reading = read_residents(upload.content, places)
    if reading.faults:
        return Plan(faults=reading.faults)
    residents = {row.code: row.residents for row in reading.rows}
    there = dict(SmallArea.objects.filter(programme=programme).values_list("code", "residents"))
    counted = tally({code: known for code, known in there.items() if known is not None}, residents)
    figures = _resident_totals(places, residents)
    changes = tally_figures(programme, figures)

    def write(by):
        _write_residents(programme, residents)
        write_figures(programme, figures)

    said = [f"Counts {sum(residents.values()):,} residents in {len(residents):,} LSOAs in the middle of 2015."]
    said += counted.sentences("count of an LSOA", "counts of LSOAs")
    said += _stale(programme) if counted.changed else []
    return Plan([*said, *of_other_districts(reading)], [], counted.changes + changes.changes, write)


def plan_deprivation(programme, places, upload):
    """File 1 or 2: per domain an average rank and the shares of residents in the most deprived LSOAs."""
    if not places.small_areas:
        return refused(NO_SMALL_AREAS)
    residents = dict(SmallArea.objects.filter(programme=programme).values_list("code", "residents"))
    if uncounted := [code for code, known in residents.items() if known is None]:
        return refused(NO_RESIDENTS.format(count=len(uncounted)))
    domains = DOMAINS_OF[upload.kind]
    reading = read_deprivation(upload.content, places, domains)
    if reading.faults:
        return Plan(faults=reading.faults)
    figures = [figure for domain in domains for figure in _domain_figures(domain, reading.rows, places, residents)]
    changes = tally_figures(programme, figures)
    wards = {figure.ward for figure in figures}
    said = [
        f"Turns {len(reading.rows):,} LSOAs into figures of {len(wards):,} wards, weighted by residents.",
        *changes.sentences("figure", "figures"),
        *absent(places, wards, "any LSOA with residents"),
        *of_other_districts(reading),
    ]
    return Plan(said, [], changes.changes, lambda by: write_figures(programme, figures))


def average_rank(standings, residents):
    """The mean rank of the LSOAs of a ward, each counting as much as it has residents.

    `standings` and `residents` are dicts by LSOA; the ward has at least one resident. 1 is the most deprived.
    """
    people = sum(residents[code] for code in standings)
    return sum(standing.rank * residents[code] for code, standing in standings.items()) / people


def share_in_deciles(standings, residents, deciles):
    """The percentage of a ward's residents who live in LSOAs of decile `deciles` or a more deprived one."""
    people = sum(residents[code] for code in standings)
    inside = sum(residents[code] for code, standing in standings.items() if standing.decile <= deciles)
    return 100 * inside / people


def _domain_figures(domain, rows, places, residents):
    """The figures of one domain for each ward in which somebody lives."""
    by_ward = defaultdict(dict)
    for row in rows:
        if residents[row.code]:
            by_ward[places.small_areas[row.code]][row.code] = row.standings[domain]
    slug, name = f"iod2019-{domain}", NAMES[domain]
    for ward, standings in by_ward.items():
        rank = average_rank(standings, residents)
        label = f"{name}: average rank of LSOAs, weighted by residents (1 is most deprived)"
        yield Figure(ward, f"{slug}-average-rank", label, "rank", rank, PUBLISHED_ON, SOURCE)
        for tenth, deciles in MOST_DEPRIVED.items():
            share = share_in_deciles(standings, residents, deciles)
            label = f"{name}: residents in the {tenth}% most deprived LSOAs of England"
            yield Figure(ward, f"{slug}-most-deprived-{tenth}", label, "%", share, PUBLISHED_ON, SOURCE)


def _resident_totals(places, residents):
    totals = defaultdict(int)
    for code, people in residents.items():
        totals[places.small_areas[code]] += people
    label = "Residents in the middle of 2015, without prisoners"
    return [
        Figure(ward, "residents-mid-2015", label, "people", float(people), COUNTED_ON, SOURCE)
        for ward, people in totals.items()
    ]


def _write_residents(programme, residents):
    areas = list(SmallArea.objects.filter(programme=programme, code__in=residents))
    for area in areas:
        area.residents = residents[area.code]
    SmallArea.objects.bulk_update(areas, ["residents"], batch_size=500)


def _stale(programme):
    """A reminder where figures were weighted by the old counts."""
    weighted = AreaStatistic.objects.filter(
        neighbourhood__programme=programme, measure__startswith="iod2019-", measure__endswith="average-rank"
    )
    return ["Import Files 1 and 2 again: their figures are weighted by these counts."] if weighted.exists() else []
