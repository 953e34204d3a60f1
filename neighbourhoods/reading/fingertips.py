"""Public health profiles: the CSV that OHID's Fingertips hands out, one row per indicator, area, group and period."""

import re
from collections import Counter
from datetime import date
from typing import NamedTuple

from neighbourhoods.reading.codes import namesakes
from neighbourhoods.reading.faults import Reading
from neighbourhoods.reading.health_periods import health_period
from neighbourhoods.reading.numerals import decimal_number, read_number
from neighbourhoods.reading.periods import NotAPeriod
from neighbourhoods.reading.tables import NO_ROWS, Column, read_table
from neighbourhoods.reading.ward_figures import LONGEST_LABEL, NOT_GIVEN, measure_slug

COLUMNS = (
    Column("indicator", "Indicator ID"),
    Column("name", "Indicator Name"),
    Column("code", "Area Code"),
    Column("area", "Area Name", required=False),
    Column("kind", "Area Type", required=False),
    Column("sex", "Sex", required=False),
    Column("age", "Age", required=False),
    Column("category_type", "Category Type", required=False),
    Column("category", "Category", required=False),
    Column("period", "Time period"),
    Column("value", "Value"),
    # Before the 99.8% limits came, the columns did not say which they were.
    Column("low", "Lower CI 95.0 limit", r"lower ci (95(\.0)? )?limit", required=False),
    Column("high", "Upper CI 95.0 limit", r"upper ci (95(\.0)? )?limit", required=False),
    Column("count", "Count", required=False),
    Column("denominator", "Denominator", required=False),
    Column("note", "Value note", required=False),
    Column("sortable", "Time period Sortable", required=False),
    Column("length", "Time period range", required=False),
)
HEADINGS = {column.name: column.heading for column in COLUMNS}
INDICATOR = re.compile(r"[0-9]{1,9}")
LONGEST_PERIOD, LONGEST_NOTE = 40, 200
# A note that says there is no figure, whatever number stands beside it.
NO_FIGURE = re.compile(
    r"suppress|not published|missing|(can ?not|could not|not) be calculated|not available|unavailable|no data",
    re.IGNORECASE,
)
UNSAID = {"", "not applicable", "n/a", "na"}
UNITS = (
    (r"\(%\)|\bpercentages?\b|% of|\bpercent\b|\bper cent\b", "%"),
    (r"per 100,?000", "per 100,000"),
    (r"per 1,?000\b", "per 1,000"),
    (r"life expectancy", "years"),
)
LENGTHS = {"q": "quarters", "m": "months"}
KINDS_NAMED = 3


class HealthRow(NamedTuple):
    """One published figure of a neighbourhood, in the order of `plans.figures.Figure` but for its source."""

    ward: str
    measure: str
    label: str
    unit: str
    value: float
    as_of: date
    period: str
    low: float | None
    high: float | None
    count: float | None
    denominator: float | None
    note: str


class HealthReading(Reading):
    """A Reading with HealthRows; `left_out` counts rows about other areas, `elsewhere` by the type of area.

    `unknown` counts figures of these places that are not published; `repeated` rows that say a figure again.
    """

    def __init__(self, reading):
        super().__init__(faults=reading.faults)
        self.elsewhere, self.unknown, self.repeated = Counter(), 0, 0


def read_fingertips(content, places):
    """Read a Fingertips download: the figures of the programme's neighbourhoods, as a HealthReading."""
    table, reading = read_table(content, COLUMNS)
    reading = HealthReading(reading)
    if table is None:
        return reading
    seen, likely = {}, {}
    for line, cells in table.lines():
        if cells["code"] in places.names:
            if row := _row(line, cells, reading):
                _keep(line, row, seen, reading)
        else:
            reading.left_out += 1
            reading.elsewhere[cells["kind"] or "unnamed areas"] += 1
            _note_likely(cells, places, likely)
    if not seen and not reading.faults:
        reading.fault(None, *_why_nothing(reading, likely, places))
    return reading


def _row(line, cells, reading):
    """The HealthRow of a line, its value None where none is published; None with faults if unreadable."""
    faults_before = len(reading.faults)
    if not INDICATOR.fullmatch(cells["indicator"]):
        reading.fault(line, HEADINGS["indicator"], cells["indicator"], "This is not the number of an indicator.")
    if not cells["name"]:
        reading.fault(line, HEADINGS["name"], "", "The name of the indicator is missing.")
    period = _period(line, cells, reading)
    numbers = _numbers(line, cells, reading)
    if len(reading.faults) > faults_before:
        return None
    return HealthRow(
        ward=cells["code"],
        measure=_measure(cells, period.length),
        label=_label(cells, period.length),
        unit=next((unit for words, unit in UNITS if re.search(words, cells["name"], re.IGNORECASE)), ""),
        as_of=period.ends,
        period=" ".join(cells["period"].split()),
        note=cells["note"][:LONGEST_NOTE],
        **numbers,
    )


def _period(line, cells, reading):
    if len(cells["period"]) > LONGEST_PERIOD:
        reading.fault(line, HEADINGS["period"], cells["period"], f"This is longer than {LONGEST_PERIOD} characters.")
        return None
    try:
        return health_period(cells["period"], cells["sortable"], cells["length"])
    except NotAPeriod as error:
        reading.fault(line, HEADINGS["period"], cells["period"], str(error))
        return None


def _numbers(line, cells, reading):
    """Value, limits, count and denominator; what is empty or not published is None, never 0."""
    found = {name: _number(line, cells, name, reading) for name in ("value", "low", "high", "count", "denominator")}
    if NO_FIGURE.search(cells["note"]):
        found = dict.fromkeys(found)
    if None not in (found["low"], found["high"]) and found["low"] > found["high"]:
        reading.fault(line, HEADINGS["low"], cells["low"], f"The lower limit is above the upper, {cells['high']}.")
    for name in ("count", "denominator"):
        if found[name] is not None and found[name] < 0:
            reading.fault(line, HEADINGS[name], cells[name], "This is below 0.")
    return found


def _number(line, cells, name, reading):
    if cells[name].casefold() in NOT_GIVEN:
        return None
    return read_number(reading, line, HEADINGS[name], cells[name], decimal_number)


def _measure(cells, length):
    """The short name: number of the indicator, sex, age, category, and the length of the period unless a year."""
    parts = ("fingertips", cells["indicator"], cells["sex"], cells["age"], cells["category_type"], cells["category"])
    # Signs tell ages apart (75+ and 75, <75): a short name is made of letters and digits only.
    words = " ".join((*parts, length)).replace("+", " plus ").replace("<", " under ").replace(">", " over ")
    return measure_slug(" ".join(words.split()))


def _label(cells, length):
    """The indicator with who it is of, in at most 200 characters; the name gives way where it is long."""
    years = LENGTHS.get(length, length.replace("y", " years together"))
    category = ": ".join(filter(None, (_said(cells["category_type"]), _said(cells["category"]))))
    of_whom = ", ".join(filter(None, (_said(cells["sex"]), _said(cells["age"]), category, years)))
    of_whom = f" ({of_whom})" if of_whom else ""
    room = max(LONGEST_LABEL - len(of_whom), 1)
    name = " ".join(cells["name"].split())
    name = name if len(name) <= room else name[: room - 1].rstrip() + "…"
    return f"{name}{of_whom}"[:LONGEST_LABEL]


def _said(words):
    return "" if words.casefold() in UNSAID else words


def _keep(line, row, seen, reading):
    """Keep a figure once. The same figure comes again under another parent; another figure for it is a fault."""
    key = (row.ward, row.measure, row.as_of)
    if key not in seen:
        seen[key] = (line, row)
        if row.value is None:
            reading.unknown += 1
        else:
            reading.rows.append(row)
    elif seen[key][1] == row:
        reading.repeated += 1
    else:
        reason = f"The same area, indicator, group and period has other figures on line {seen[key][0]}."
        reading.fault(line, HEADINGS["code"], row.ward, reason)


def _note_likely(cells, places, likely):
    """Remember the code that the file has for the name of one of the programme's neighbourhoods."""
    if cells["area"] not in likely and (same := namesakes(cells["area"], places)):
        likely[cells["area"]] = (cells["code"], same[0])


def _why_nothing(reading, likely, places):
    """Column, value and reason of the fault that no row is about the programme's neighbourhoods."""
    if not reading.left_out:
        return "", "", NO_ROWS
    kinds = ", ".join(kind for kind, _ in reading.elsewhere.most_common(KINDS_NAMED))
    reason = f"No row is about one of {places.wards}. The file is about other areas: {kinds}."
    if likely:
        name, (code, ours) = next(iter(likely.items()))
        reason += f" It has {name} as {code}, the programme as {ours}: choose the same boundaries for the download."
    return HEADINGS["code"], "", reason
