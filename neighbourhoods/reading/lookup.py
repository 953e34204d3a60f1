"""Which ward each LSOA counts towards: the best-fit lookups of the Office for National Statistics."""

import re
from typing import NamedTuple

from neighbourhoods.reading.codes import USABLE, UnknownAreas, outside
from neighbourhoods.reading.tables import Column, read_table

COLUMNS = (
    Column("code", "LSOA11CD", "lsoa[0-9]{2}cd"),
    Column("ward", "WD17CD", "wd[0-9]{2}cd"),
    Column("ward_name", "WD17NM", "wd[0-9]{2}nm", required=False),
    Column("district", "LAD17CD", "lad[0-9]{2}cd", required=False),
)


class SmallAreaRow(NamedTuple):
    """An LSOA of the year `vintage` and the ward it counts towards."""

    line: int
    code: str
    ward: str
    ward_name: str
    district: str
    vintage: str


def read_lookup(content, places):
    """Read an LSOA to ward lookup: a Reading whose rows are `SmallAreaRow` of the programme's wards."""
    table, reading = read_table(content, COLUMNS)
    if table is None:
        return reading
    vintage = _year(table.headings["code"])
    rows = [SmallAreaRow(line, **cells, vintage=vintage) for line, cells in table.lines()]
    _check_vintage(table.headings["ward"], places, reading)
    elsewhere = outside(rows, lambda row: row.ward in places.names)
    reading.left_out = len(elsewhere)
    left_out = {row.code for row in elsewhere}
    _keep([row for row in rows if row.code not in left_out], table.headings, places, reading)
    return reading


def _year(heading):
    return "20" + re.search("[0-9]{2}", heading)[0]


def _check_vintage(heading, places, reading):
    if places.vintage and _year(heading) != places.vintage:
        reason = f"The column is of the wards of {_year(heading)}; the programme's are of {places.vintage}."
        reading.fault(1, heading, "", reason)


def _keep(rows, headings, places, reading):
    """Keep the rows of the programme's wards, each LSOA once; everything else is a fault."""
    unknown, seen = UnknownAreas(headings["ward"]), {}
    for row in rows:
        if not USABLE.fullmatch(row.code):
            reading.fault(row.line, headings["code"], row.code, "This is not an area code.")
        elif row.code in seen:
            reason = f"The LSOA is there twice, first on line {seen[row.code]}. It counts for one ward."
            reading.fault(row.line, headings["code"], row.code, reason)
        elif row.ward not in places.names:
            unknown.add(row.line, row.ward, row.ward_name)
        else:
            reading.rows.append(row)
        seen.setdefault(row.code, row.line)
    unknown.report(reading, places)
