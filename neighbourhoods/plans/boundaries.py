"""Boundaries: neighbourhoods that are not there are made, those that are get the shape of the file."""

from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from commissioning.number_words import counted
from neighbourhoods.models import Neighbourhood
from neighbourhoods.plans.plan import Plan, named, refused, tally
from neighbourhoods.reading.boundaries import read_boundaries

NO_VINTAGE = "Say of which year the boundaries are, for example 2017: figures only fit wards of their own year."


def plan_boundaries(programme, places, upload):
    """Codes of the file become neighbourhoods; nothing is ever taken away, and names that are there stay."""
    if not upload.vintage:
        return refused(NO_VINTAGE)
    reading = read_boundaries(upload.content, places, upload.vintage)
    if reading.faults:
        return Plan(faults=reading.faults)
    there = {area.code: area for area in Neighbourhood.objects.filter(programme=programme)}
    rows = {row.code: row for row in reading.rows}
    changes = tally(
        {code: (area.boundary, area.vintage) for code, area in there.items()},
        {code: (row.geometry, upload.vintage) for code, row in rows.items()},
    )

    def write(by):
        _write(programme, upload.vintage, there, rows, changes, by)

    return Plan(_summary(changes, rows, there), [], changes.changes, write)


def _summary(changes, rows, there):
    untouched = [area.name for code, area in there.items() if code not in rows]
    said = (
        (changes.new, "Adds {}: {}."),
        (changes.changed, "Redraws {}: {}."),
        (changes.same, "Leaves {} unchanged: {}."),
    )
    summary = [
        sentence.format(counted(len(codes), "neighbourhood"), named([rows[c].name for c in codes]))
        for codes, sentence in said
        if codes
    ]
    return summary + ([f"Does not touch those that are not in the file: {named(untouched)}."] if untouched else [])


def _write(programme, vintage, there, rows, changes, by):
    new = [
        Neighbourhood(
            programme=programme,
            code=code,
            name=rows[code].name,
            vintage=vintage,
            boundary=rows[code].geometry,
        )
        for code in changes.new
    ]
    for code in changes.changed:
        there[code].boundary, there[code].vintage = rows[code].geometry, vintage
    redrawn = [there[code] for code in changes.changed]
    bulk_create_with_history(new, Neighbourhood, default_user=by)
    bulk_update_with_history(redrawn, Neighbourhood, ["boundary", "vintage"], default_user=by)
