"""The English Indices of Deprivation 2019 by LSOA: ranks and deciles (Files 1 and 2), population (File 6)."""

import re
from typing import NamedTuple

from neighbourhoods.reading.codes import is_official, outside
from neighbourhoods.reading.numerals import read_number
from neighbourhoods.reading.tables import Column, read_table

LSOAS_RANKED = 32_844
DECILES = 10
INDEX_OF_MULTIPLE_DEPRIVATION = "Index of Multiple Deprivation (IMD)"
DOMAINS = {
    "imd": INDEX_OF_MULTIPLE_DEPRIVATION,
    "income": "Income",
    "employment": "Employment",
    "education": "Education, Skills and Training",
    "health": "Health Deprivation and Disability",
    "crime": "Crime",
    "barriers": "Barriers to Housing and Services",
    "living": "Living Environment",
}
FILE_1_DOMAINS, FILE_2_DOMAINS = ("imd",), tuple(DOMAINS)
PLACE = (
    Column("code", "LSOA code (2011)"),
    Column("district", "Local Authority District code (2019)", required=False),
)
PARTS = {
    "children": "Dependent Children aged 0-15: mid 2015 (excluding prisoners)",
    "adults": "Population aged 16-59: mid 2015 (excluding prisoners)",
    "older": "Older population aged 60 and over: mid 2015 (excluding prisoners)",
}
POPULATION = (
    *PLACE,
    Column("residents", "Total population: mid 2015 (excluding prisoners)"),
    *(Column(name, heading, required=False) for name, heading in PARTS.items()),
)


class Standing(NamedTuple):
    """Where an LSOA stands in England in one domain: rank 1 and decile 1 are the most deprived."""

    rank: int
    decile: int


class DeprivationRow(NamedTuple):
    """An LSOA and its standing in each domain of DOMAINS that the file has."""

    line: int
    code: str
    district: str
    standings: dict[str, Standing]


class ResidentsRow(NamedTuple):
    """An LSOA and its residents in the middle of 2015, without prisoners."""

    line: int
    code: str
    district: str
    residents: int


def read_deprivation(content, places, domains):
    """Read File 1 or 2 for `domains`: a Reading with a `DeprivationRow` for each LSOA of the programme."""
    table, reading = read_table(content, (*PLACE, *_rank_columns(domains)))
    if table is None:
        return reading

    def row_of(line, cells):
        standings = {domain: _standing(domain, line, cells, table, reading) for domain in domains}
        return DeprivationRow(line, cells["code"], cells["district"], standings)

    return _rows_of_programme(table, row_of, places, reading)


def read_residents(content, places):
    """Read File 6: a Reading whose rows are `ResidentsRow`, one for each LSOA of the programme."""
    table, reading = read_table(content, POPULATION)
    if table is None:
        return reading

    def row_of(line, cells):
        residents = read_number(reading, line, table.headings["residents"], cells["residents"])
        _check_parts(line, cells, residents, table, reading)
        return ResidentsRow(line, cells["code"], cells["district"], residents)

    return _rows_of_programme(table, row_of, places, reading)


def _rank_columns(domains):
    """Two columns per domain; one file adds what the numbers mean to the heading, another does not."""
    for domain in domains:
        name = re.escape(DOMAINS[domain].casefold())
        for what in ("Rank", "Decile"):
            heading = f"{DOMAINS[domain]} {what}"
            yield Column(f"{domain} {what}", heading, rf"{name} {what.casefold()}( \(where .*\))?")


def _standing(domain, line, cells, table, reading):
    rank, decile = (
        read_number(reading, line, table.headings[column], cells[column], most=most)
        for column, most in ((f"{domain} Rank", LSOAS_RANKED), (f"{domain} Decile", DECILES))
    )
    for column, value in ((f"{domain} Rank", rank), (f"{domain} Decile", decile)):
        if value == 0:
            reading.fault(line, table.headings[column], 0, "Ranks and deciles start at 1, the most deprived.")
    return Standing(rank, decile)


def _check_parts(line, cells, residents, table, reading):
    """Children, adults and older people are all residents, where the file gives the three."""
    if not all(name in table.headings for name in PARTS):
        return
    parts = [read_number(reading, line, table.headings[name], cells[name]) for name in PARTS]
    if None not in (residents, *parts) and sum(parts) != residents:
        reason = f"Children, adults and older people add up to {sum(parts):,}."
        reading.fault(line, table.headings["residents"], cells["residents"], reason)


def _rows_of_programme(table, row_of, places, reading):
    """Keep the rows of the programme's LSOAs, each once and none missing; `row_of` reads one line.

    Lines elsewhere in the country are only counted: what may be wrong with them is nobody's concern here.
    """
    lines = [_Located(line, cells["code"], cells["district"], cells) for line, cells in table.lines()]
    elsewhere = {located.line for located in outside(lines, lambda located: located.code in places.small_areas)}
    reading.left_out, seen = len(elsewhere), {}
    for located in lines:
        if located.line not in elsewhere and _is_ours(located, seen, table, places, reading):
            reading.rows.append(row_of(located.line, located.cells))
    _check_none_missing(seen, places, reading)
    return reading


class _Located(NamedTuple):
    """A line not yet read, with what is needed to tell whether it matters."""

    line: int
    code: str
    district: str
    cells: dict[str, str]


def _is_ours(located, seen, table, places, reading):
    """Whether the line is of an LSOA of the programme that was not there before; if not, a fault says so."""
    reason = None
    if located.code in seen:
        reason = f"The LSOA is there twice; it was on line {seen[located.code]} already."
    elif located.code not in places.small_areas:
        reason = _why_unknown(located.code)
    seen.setdefault(located.code, located.line)
    if reason:
        reading.fault(located.line, table.headings["code"], located.code, reason)
    return reason is None


def _why_unknown(code):
    if not code:
        return "The area code is missing."
    if is_official(code) and code[0] != "E":
        return "These indices are of England only."
    return "This LSOA counts towards none of the programme's wards: it is not in the lookup that was imported."


def _check_none_missing(seen, places, reading):
    for code, ward in places.small_areas.items():
        if code not in seen:
            reason = f"The file has no row for this LSOA, which counts towards {places.names.get(ward, ward)}."
            reading.fault(None, "LSOA code (2011)", code, reason)
