"""The lookup: each LSOA becomes a small area of the neighbourhood it counts towards."""

from commissioning.number_words import counted
from neighbourhoods.models import SmallArea
from neighbourhoods.plans.plan import Plan, absent, ids_by_code, of_other_districts, refused, tally
from neighbourhoods.reading.lookup import read_lookup
from neighbourhoods.reading.tables import NO_ROWS


def plan_lookup(programme, places, upload):
    """LSOAs of the file are added or moved to another neighbourhood; all others stay where they are."""
    reading = read_lookup(upload.content, places)
    if reading.faults:
        return Plan(faults=reading.faults)
    if not reading.rows:
        return refused(NO_ROWS)
    there = SmallArea.objects.filter(programme=programme).values_list("code", "neighbourhood__code", "vintage")
    rows = {row.code: row for row in reading.rows}
    changes = tally(
        {code: (ward, vintage) for code, ward, vintage in there},
        {row.code: (row.ward, row.vintage) for row in reading.rows},
    )
    return Plan(
        [*_summary(changes, rows, places), *of_other_districts(reading)],
        [],
        changes.changes,
        lambda by: _write(programme, [rows[code] for code in changes.keys]),
    )


def _summary(changes, rows, places):
    said = changes.sentences("LSOA", "LSOAs")
    moved = [code for code in changes.changed if places.small_areas[code] != rows[code].ward]
    if moved:
        said.append(f"Moves {counted(len(moved), 'LSOA')} to another ward: import Files 6, 1 and 2 again.")
    return said + absent(places, {row.ward for row in rows.values()} | set(places.small_areas.values()), "any LSOA")


def _write(programme, rows):
    areas = ids_by_code(programme)
    SmallArea.objects.bulk_create(
        [
            SmallArea(programme=programme, neighbourhood_id=areas[row.ward], code=row.code, vintage=row.vintage)
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["programme", "code"],
        update_fields=["neighbourhood", "vintage"],
    )
