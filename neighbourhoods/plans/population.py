"""Census population: residents of each neighbourhood by sex and age band, one count at a time."""

from datetime import date

from django.utils.formats import date_format

from commissioning.number_words import counted
from neighbourhoods.models import PopulationGroup
from neighbourhoods.plans.plan import Plan, absent, ids_by_code, tally
from neighbourhoods.reading.population import read_population

CENSUS_DAYS = {date(2011, 3, 27): "Census 2011", date(2021, 3, 21): "Census 2021"}


def plan_population(programme, places, upload):
    """The file's count replaces whatever count its neighbourhoods had."""
    reading = read_population(upload.content, places)
    if reading.faults:
        return Plan(faults=reading.faults)
    counted_on = reading.rows[0].counted_on
    source = CENSUS_DAYS.get(counted_on, upload.filename[:200])
    there = PopulationGroup.objects.filter(neighbourhood__programme=programme).values_list(
        "neighbourhood__code", "sex", "age_band", "residents", "counted_on", "source"
    )
    rows = {(row.ward, row.sex, row.age_band): (row.residents, counted_on, source) for row in reading.rows}
    before = {tuple(group[:3]): tuple(group[3:]) for group in there}
    changes = tally(before, rows)
    return Plan(
        _summary(changes, before, rows, places, counted_on),
        [],
        changes.changes,
        lambda by: _write(programme, {key: rows[key] for key in changes.keys}),
    )


def _summary(changes, before, rows, places, counted_on):
    people = sum(residents for residents, *_ in rows.values())
    wards = counted(len({ward for ward, *_ in rows}), "neighbourhood")
    said = [f"Counts {people:,} residents of {wards} on {_day(counted_on)}, by sex and age band."]
    replaced = sorted({before[key][1] for key in changes.changed})
    if replaced:
        said.append(f"Replaces the count of {' and '.join(map(_day, replaced))}.")
    if not changes.changes:
        said.append("Changes nothing: these counts are there already.")
    return said + absent(places, {ward for ward, *_ in rows}, "residents")


def _day(on):
    return date_format(on, "j F Y")


def _write(programme, rows):
    areas = ids_by_code(programme)
    PopulationGroup.objects.bulk_create(
        [
            PopulationGroup(
                neighbourhood_id=areas[ward],
                sex=sex,
                age_band=band,
                residents=residents,
                counted_on=counted_on,
                source=source,
            )
            for (ward, sex, band), (residents, counted_on, source) in rows.items()
        ],
        update_conflicts=True,
        unique_fields=["neighbourhood", "sex", "age_band"],
        update_fields=["residents", "counted_on", "source"],
    )
