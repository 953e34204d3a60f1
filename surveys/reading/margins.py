"""Tables of residents by sex and age from a local source: single years, five-year bands or any ages that fit ours.

A row is an area, a sex, an age or a range of ages, and how many people. Everybody from survey age on must be counted
once. Rows of both sexes together and of children are left out.
"""

import re
from collections import defaultdict
from typing import NamedTuple

import numpy as np

from neighbourhoods.bands import AGE_BANDS, SEXES, SURVEY_AGE, band_of
from neighbourhoods.reading.codes import UnknownAreas
from neighbourhoods.reading.numerals import read_number
from neighbourhoods.reading.population import ALL, SEX_WORDS
from neighbourhoods.reading.tables import Column, read_table

COLUMNS = (
    Column("code", "area_code", required=False),
    Column("sex", "sex"),
    Column("age", "age", pattern=r"age([ _]band|[ _]group)?"),
    Column("residents", "residents", pattern=r"residents|people|population|value|count"),
)
ALL_SEXES = SEX_WORDS | {"m": 1, "men": 1, "man": 1, "f": 2, "women": 2, "woman": 2, "total": ALL, "both": ALL}
ALL_AGES = ("all", "all ages", "total")
RANGE = re.compile(r"(\d{1,3}) ?(?:-|–|to) ?(\d{1,3})")
OPEN = re.compile(r"(\d{1,3}) ?(?:\+|and over|or over|and older|plus)")
ONE = re.compile(r"\d{1,3}")
BELOW = re.compile(r"(?:under|below) (\d{1,3})")
OLDEST = 200


class Counted(NamedTuple):
    """Residents of one sex and a stretch of ages in one area, on one line; no last age means "and over"."""

    line: int
    area: str
    sex: int
    first: int
    last: int | None
    residents: int

    @property
    def ages(self):
        if self.last is None:
            return f"{self.first} and over"
        return str(self.first) if self.first == self.last else f"{self.first} to {self.last}"


def read_margins(content, places, wanted):
    """Read a table of residents: a Reading whose one row is {area code: int array as SEXES by AGE_BANDS}.

    `places` are the programme's, `wanted` the codes of those that the table is for; rows of others are left out. A file
    for one place needs no area codes.
    """
    table, reading = read_table(content, COLUMNS)
    if table is None:
        return reading
    if len(wanted) > 1 and "code" not in table.headings:
        why = "The column is missing: a file for several neighbourhoods says which is meant."
        reading.fault(1, "area_code", "", why)
        return reading
    by_area = _by_area(table, places, wanted, reading)
    tables = {area: _table_of(area, counted, reading) for area, counted in by_area.items()}
    if not by_area and not reading.faults:
        reading.fault(
            None, "", "", "There is no row of residents from survey age on for any neighbourhood asked about."
        )
    reading.rows = [] if reading.faults else [tables]
    return reading


def ages_of(text):
    """The first and last age (None: and over) that words such as "20 to 24", "65+" or "Aged 34 years" mean, or None."""
    words = re.sub(r"\b(aged?|years?( old)?)\b", " ", text.casefold())
    words = " ".join(words.split())
    if found := BELOW.fullmatch(words):
        return (0, int(found[1]) - 1) if int(found[1]) else None
    if found := OPEN.fullmatch(words):
        return int(found[1]), None
    if found := RANGE.fullmatch(words):
        first, last = int(found[1]), int(found[2])
        return (first, last) if first <= last <= OLDEST else None
    return (int(words), int(words)) if ONE.fullmatch(words) else None


def _by_area(table, places, wanted, reading):
    unknown, found = UnknownAreas("area_code"), defaultdict(list)
    the_only = next(iter(wanted)) if len(wanted) == 1 else ""
    for line, cells in table.lines():
        area = cells["code"] or the_only
        if area not in places.names:
            unknown.add(line, area)
        elif area not in wanted:
            reading.left_out += 1
        elif counted := _counted(line, area, cells, reading):
            found[area].append(counted)
    unknown.report(reading, places)
    return found


def _counted(line, area, cells, reading):
    """One line as Counted, None where it is left out or cannot be read."""
    sex, ages = ALL_SEXES.get(cells["sex"].casefold()), ages_of(cells["age"])
    if sex == ALL or cells["age"].casefold() in ALL_AGES or (ages and ages[1] is not None and ages[1] < SURVEY_AGE):
        reading.left_out += 1
        return None
    residents = read_number(reading, line, "residents", cells["residents"])
    if sex is None:
        reading.fault(line, "sex", cells["sex"], "This is not male or female.")
    if ages is None:
        reading.fault(line, "age", cells["age"], "This is not an age such as 34, 20 to 24 or 65 and over.")
    elif why := _crossed(*ages):
        reading.fault(line, "age", cells["age"], why)
        return None
    readable = sex is not None and ages is not None and residents is not None
    return Counted(line, area, sex, *ages, residents) if readable else None


def _crossed(first, last):
    """Why a stretch of ages fits none of our bands, or ""."""
    if first < SURVEY_AGE:
        return f"These ages reach across {SURVEY_AGE}, where surveys begin. Split the row there."
    band = AGE_BANDS[band_of(first) - 1]
    if band.last is None or (last is not None and last <= band.last):
        return ""
    return f"These ages reach across {band.last + 1}, where the next age band begins. Split the row there."


def _table_of(area, counted, reading):
    """Residents of one area by sex and band, with a fault where somebody is missing or counted twice."""
    table = np.zeros((len(SEXES), len(AGE_BANDS)), dtype=np.int64)
    for sex in SEXES:
        rows = sorted((row for row in counted if row.sex == sex.number), key=lambda row: row.first)
        _check_tiled(area, sex, rows, counted[0].line, reading)
        for row in rows:
            table[row.sex - 1, band_of(row.first) - 1] += row.residents
    if not reading.faults and not table.sum():
        reading.fault(counted[0].line, "residents", area, "Nobody would live here. Check the numbers.")
    return table


def _check_tiled(area, sex, rows, line, reading):
    """Every age from survey age to the last, "and over", is there once."""
    expected = SURVEY_AGE
    for row in rows:
        if row.first < expected:
            why = f"{sex.label} of these ages are counted on another line already."
            reading.fault(row.line, "age", f"{area}, {row.ages}", why)
        elif row.first > expected:
            _missing(area, sex, f"{expected} to {row.first - 1}", row.line, reading)
        expected = OLDEST + 1 if row.last is None else max(expected, row.last + 1)
    if expected <= OLDEST:
        _missing(area, sex, f"{expected} and over", rows[-1].line if rows else line, reading)


def _missing(area, sex, ages, line, reading):
    reading.fault(line, "age", area, f"There is no row for {sex.label.lower()} aged {ages}.")
