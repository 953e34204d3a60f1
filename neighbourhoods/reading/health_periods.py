"""Periods as public health profiles write them: 2019, 2018/19, 2016 - 18, 2016/17 - 18/19, 2020/21 Q1, Jan 2021.

What a figure is of ends on the last day of its period. Figures of one year and of three years together are not the
same measure, so the length is told too.
"""

import calendar
import re
from datetime import date
from typing import NamedTuple

from neighbourhoods.reading.periods import YEARS, NotAPeriod, period_end

LONGEST_YEARS = 20
MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name}
YEAR = re.compile(r"([0-9]{4})")
FINANCIAL = re.compile(r"([0-9]{4})/([0-9]{2}|[0-9]{4})")
SEVERAL = re.compile(r"([0-9]{4}) ?(?:-|to) ?([0-9]{2}|[0-9]{4})")
SEVERAL_FINANCIAL = re.compile(r"([0-9]{4})/[0-9]{2,4} ?(?:-|to) ?[0-9]{2,4}/([0-9]{2}|[0-9]{4})")
QUARTER = re.compile(r"([0-9]{4})(/[0-9]{2,4})? ?Q([1-4])", re.IGNORECASE)
MONTH = re.compile(r"([A-Za-z]{3})[a-z]*[ -]([0-9]{4})")
SORTABLE = re.compile(r"([0-9]{4})[0-9]{4}")
OF_YEARS = re.compile(r"([0-9]{1,2})y", re.IGNORECASE)
REFUSED = "This is not a period that can be dated, such as 2019, 2018/19, 2016 - 18 or 2016/17 - 18/19."


class Period(NamedTuple):
    """A period: the year it begins in, its last day, and its length: "" for a year, "3y", "q" or "m"."""

    begins: int
    ends: date
    length: str


def health_period(text, sortable="", length=""):
    """The Period that `text` names, which begins in the year of `sortable` (20180000) where that is given.

    Words that say nothing are dated by `sortable` and `length` ("3y"), if there are both. Raises NotAPeriod.
    """
    plain = " ".join(text.replace("\N{EN DASH}", "-").split())
    first = _year_of(sortable)
    found = _by_words(plain) or _by_numbers(first, length.strip())
    if found is None or found.begins not in YEARS:
        raise NotAPeriod(REFUSED)
    if first is not None and first != found.begins:
        raise NotAPeriod(f"“Time period Sortable” begins in {first}, the period in {found.begins}.")
    return found


def _year_of(sortable):
    if not sortable.strip():
        return None
    parts = SORTABLE.fullmatch(sortable.strip().removesuffix(".0"))
    if not parts:
        raise NotAPeriod("“Time period Sortable” is not a year and four digits, such as 20180000.")
    return int(parts[1])


def _by_words(plain):
    """The period in words, None where they are none that are known."""
    if parts := YEAR.fullmatch(plain):
        return _years(int(parts[1]), int(parts[1]))
    if parts := FINANCIAL.fullmatch(plain):
        return _years(int(parts[1]), _last(parts[1], parts[2]), financial=True)
    if parts := SEVERAL_FINANCIAL.fullmatch(plain):
        return _years(int(parts[1]), _last(parts[1], parts[2]), financial=True)
    if parts := SEVERAL.fullmatch(plain):
        return _years(int(parts[1]), _last(parts[1], parts[2]))
    return _part_of_a_year(plain)


def _part_of_a_year(plain):
    if parts := QUARTER.fullmatch(plain):
        # The first quarter of a financial year ends in June, the last in March.
        months = 3 * int(parts[3]) + (3 if parts[2] else 0)
        return Period(int(parts[1]), _end_of_month(int(parts[1]) + (months > 12), (months - 1) % 12 + 1), "q")
    parts = MONTH.fullmatch(plain)
    if parts and parts[1].casefold() in MONTHS:
        return Period(int(parts[2]), _end_of_month(int(parts[2]), MONTHS[parts[1].casefold()]), "m")
    return _a_day(plain)


def _a_day(plain):
    try:
        day = period_end(plain)
    except NotAPeriod:
        return None
    return Period(day.year, day, "")


def _by_numbers(first, length):
    parts = OF_YEARS.fullmatch(length)
    return _years(first, first + int(parts[1]) - 1) if first is not None and parts else None


def _last(first, last):
    """The last of several years, which may be written with two digits."""
    return int(last) if len(last) == 4 else int(first) + (int(last) - int(first)) % 100


def _years(first, last, *, financial=False):
    """Whole years from the first to the last; a financial year belongs to two, and ends in March."""
    years = last - first + (0 if financial else 1)
    if first not in YEARS or not 1 <= years <= LONGEST_YEARS:
        raise NotAPeriod(REFUSED)
    ends = date(last, 3, 31) if financial else date(last, 12, 31)
    return Period(first, ends, "" if years == 1 else f"{years}y")


def _end_of_month(year, month):
    if year not in YEARS:
        raise NotAPeriod(REFUSED)
    return date(year, month, calendar.monthrange(year, month)[1])
