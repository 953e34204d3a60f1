"""Residents by ward, sex and single year of age, as census tables give them: ages in words."""

import re
from collections import defaultdict
from datetime import date
from typing import NamedTuple

from neighbourhoods.bands import AGE_BANDS, SEXES, band_of
from neighbourhoods.reading.codes import UnknownAreas
from neighbourhoods.reading.numerals import read_number
from neighbourhoods.reading.periods import NotAPeriod, period_end
from neighbourhoods.reading.tables import NO_ROWS, Column, read_table

COLUMNS = (
    Column("code", "area_code"),
    Column("name", "area_name", required=False),
    Column("period", "period"),
    Column("measure", "measure", required=False),
    Column("age", "age"),
    Column("sex", "sex"),
    Column("value", "value"),
)
ALL, MALE, FEMALE = 0, 1, 2
SEX_WORDS = {
    "male": MALE,
    "males": MALE,
    "female": FEMALE,
    "females": FEMALE,
    "all persons": ALL,
    "persons": ALL,
    "all": ALL,
}
AGE_WORDS = re.compile(r"(?:aged )?(under )?([0-9]{1,3})(?: years?)?( and over| or over|\+)?", re.IGNORECASE)


class Age(NamedTuple):
    """A single year of age, or with `is_last` that age and over."""

    years: int
    is_last: bool


class Count(NamedTuple):
    """Residents of one ward, sex (ALL, MALE or FEMALE) and age on one line of the file."""

    line: int
    ward: str
    sex: int
    age: Age
    residents: int


class GroupRow(NamedTuple):
    """Residents of a ward of one sex and age band (0: under 16), counted on a day."""

    ward: str
    sex: int
    age_band: int
    residents: int
    counted_on: date


def age_of(text):
    """The `Age` that words such as "Aged under 1 year" or "Aged 90 years and over" mean, or None."""
    found = AGE_WORDS.fullmatch(" ".join(text.split()))
    if not found or (found[1] and (found[2] != "1" or found[3])):
        return None
    return Age(0 if found[1] else int(found[2]), is_last=bool(found[3]))


def read_population(content, places):
    """Read counts of residents: a Reading with a `GroupRow` per sex and age band of each ward in it."""
    table, reading = read_table(content, COLUMNS)
    if table is None:
        return reading
    counts, days = _counts(table, places, reading)
    by_ward = defaultdict(dict)
    for count in counts:
        _place(count, by_ward[count.ward], reading)
    for ward, counted in by_ward.items():
        _check_complete(ward, counted, places, reading)
    if not reading.faults and by_ward:
        reading.rows = [row for ward, counted in by_ward.items() for row in _groups(ward, counted, *days)]
    elif not reading.faults:
        reading.fault(None, "", "", NO_ROWS)
    return reading


def _counts(table, places, reading):
    """Each line that can be read as a `Count`, and the days that the file counts on."""
    unknown, counts, days = UnknownAreas("area_code"), [], {}
    for line, cells in table.lines():
        _note_day(line, cells["period"], days, reading)
        if cells["code"] not in places.names:
            unknown.add(line, cells["code"], cells["name"])
        elif count := _count(line, cells, reading):
            counts.append(count)
    unknown.report(reading, places)
    return counts, days


def _note_day(line, text, days, reading):
    """Keep the day of this line; a second one in a file is a fault, where it first appears."""
    try:
        day = period_end(text)
    except NotAPeriod as error:
        reading.fault(line, "period", text, str(error))
        return
    if days and day not in days:
        reason = f"The file counts on different days; one file is one count. The first is {next(iter(days))}."
        reading.fault(line, "period", text, reason)
    days.setdefault(day)


def _count(line, cells, reading):
    age, sex = age_of(cells["age"]), SEX_WORDS.get(cells["sex"].casefold())
    residents = read_number(reading, line, "value", cells["value"])
    if age is None:
        reason = "This is not a single age such as “Aged 34 years”. Leave out rows of totals and of age groups."
        reading.fault(line, "age", cells["age"], reason)
    if sex is None:
        reading.fault(line, "sex", cells["sex"], "This is not Male, Female or All persons.")
    if cells["measure"].casefold() not in ("", "count"):
        reading.fault(line, "measure", cells["measure"], "Only counts are read; leave out rows of other measures.")
    readable = age is not None and sex is not None and residents is not None
    return Count(line, cells["code"], sex, age, residents) if readable else None


def _place(count, counted, reading):
    """Put `count` among those of its ward; the same sex and age twice is a fault."""
    there = counted.setdefault((count.sex, count.age.years), count)
    if there is not count:
        reason = f"The same ward, sex and age is there twice; it was on line {there.line} already."
        reading.fault(count.line, "age", f"{count.ward}, {count.age.years}", reason)


def _check_complete(ward, counted, places, reading):
    """Every age from 0 to the last, for both sexes, adding up to all persons where those are given."""
    first_line = min(count.line for count in counted.values())
    value = f"{ward} {places.names[ward]}"
    last = [count.age.years for count in counted.values() if count.age.is_last]
    if not last or max(last) < AGE_BANDS[-1].first or min(last) != max(last):
        reason = "The ward needs one last age such as “Aged 90 years and over”, the same for both sexes."
        reading.fault(first_line, "age", value, reason)
        return
    for sex in SEXES:
        if gaps := [years for years in range(last[0] + 1) if (sex.number, years) not in counted]:
            listed = ", ".join(map(str, gaps[:10])) + (" …" if len(gaps) > 10 else "")
            reading.fault(first_line, "age", value, f"There is no row for {sex.code}s of these ages: {listed}.")
    _check_sums(counted, last[0], reading)


def _check_sums(counted, last, reading):
    for (sex, years), count in counted.items():
        if years > last:
            reading.fault(count.line, "age", str(years), f"These people are counted in “{last} and over” already.")
        parts = [counted.get((part, years)) for part in (MALE, FEMALE)]
        if sex == ALL and all(parts) and sum(part.residents for part in parts) != count.residents:
            added = " and ".join(f"{part.residents:,}" for part in parts)
            reason = f"All persons aged {years} are not the males and females together ({added})."
            reading.fault(count.line, "value", count.residents, reason)


def _groups(ward, counted, counted_on):
    """The residents of one ward by sex and age band."""
    totals = {(sex.number, band): 0 for sex in SEXES for band in (0, *(band.number for band in AGE_BANDS))}
    for (sex, years), count in counted.items():
        if sex != ALL:
            totals[sex, band_of(years)] += count.residents
    return [GroupRow(ward, sex, band, residents, counted_on) for (sex, band), residents in totals.items()]
