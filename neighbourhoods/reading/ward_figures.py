"""Figures by ward, one row per ward, indicator and period, as the open data pages of councils give them."""

import hashlib
import re
from datetime import date
from typing import NamedTuple

from neighbourhoods.reading.codes import UnknownAreas
from neighbourhoods.reading.numerals import decimal_number, read_number
from neighbourhoods.reading.periods import NotAPeriod, period_end
from neighbourhoods.reading.tables import NO_ROWS, Column, read_table

COLUMNS = (
    Column("code", "area_code"),
    Column("name", "area_name", required=False),
    Column("indicator", "indicator"),
    Column("period", "period"),
    Column("measure", "measure", required=False),
    Column("unit", "unit", required=False),
    Column("value", "value"),
)
NOT_GIVEN = {"", "-", "..", ":", "*", "x", "c", "[x]", "[c]", "[z]", "[u]", "na", "n/a"}
LONGEST_SLUG, LONGEST_LABEL, LONGEST_UNIT = 80, 200, 40


class FigureRow(NamedTuple):
    """One figure of a ward. `measure` names it in addresses and exports, `label` in words."""

    ward: str
    measure: str
    label: str
    unit: str
    value: float
    as_of: date


def read_ward_figures(content, places):
    """Read figures by ward: a Reading with `FigureRow`s; `left_out` counts those not given."""
    table, reading = read_table(content, COLUMNS)
    if table is None:
        return reading
    unknown, seen = UnknownAreas("area_code"), {}
    for line, cells in table.lines():
        if cells["code"] not in places.names:
            unknown.add(line, cells["code"], cells["name"])
        elif row := _row(line, cells, reading):
            _keep(line, row, seen, reading)
    unknown.report(reading, places)
    if not seen and not reading.faults:
        reading.fault(None, "", "", NO_ROWS)
    return reading


def measure_slug(label):
    """The short name of a measure: the label's own words, cut with a mark of its own where they are many."""
    slug = re.sub(r"[^a-z0-9]+", "-", label.casefold()).strip("-")
    if 0 < len(slug) <= LONGEST_SLUG:
        return slug
    mark = hashlib.sha256(label.encode()).hexdigest()[:8]
    return f"{slug[: LONGEST_SLUG - 9]}-{mark}" if slug else f"figure-{mark}"


def _row(line, cells, reading):
    """The `FigureRow` of a line, its value None where it is not given; None with faults if unreadable."""
    faults_before = len(reading.faults)
    label = _label(cells["indicator"], cells["measure"])
    if not cells["indicator"]:
        reading.fault(line, "indicator", "", "The name of the indicator is missing.")
    for heading, text, longest in (
        ("indicator", label, LONGEST_LABEL),
        ("unit", cells["unit"], LONGEST_UNIT),
    ):
        if len(text) > longest:
            reading.fault(line, heading, text, f"This is longer than {longest} characters.")
    value = None
    if cells["value"].casefold() not in NOT_GIVEN:
        value = read_number(reading, line, "value", cells["value"], decimal_number)
    as_of = _day(line, cells["period"], reading)
    if len(reading.faults) > faults_before:
        return None
    return FigureRow(cells["code"], measure_slug(label), label, cells["unit"], value, as_of)


def _label(indicator, measure):
    """The indicator, with what was measured of it unless that is a plain count or value."""
    plain = measure.casefold() in ("", "count", "value", "number") or measure.casefold() == indicator.casefold()
    return indicator if plain else f"{indicator}: {measure.lower()}"


def _day(line, text, reading):
    try:
        return period_end(text)
    except NotAPeriod as error:
        reading.fault(line, "period", text, str(error))
        return None


def _keep(line, row, seen, reading):
    """Keep a row once; one that the file does not give stays unknown, which is not 0, and is counted."""
    key = (row.ward, row.measure, row.as_of)
    if key in seen:
        reason = f"The same ward, indicator and period is there twice; it was on line {seen[key]} already."
        reading.fault(line, "area_code", row.ward, reason)
    elif row.value is None:
        reading.left_out += 1
    else:
        reading.rows.append(row)
    seen.setdefault(key, line)
