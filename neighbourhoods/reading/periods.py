"""Dates and periods as official files write them. A figure of a period is dated on the period's last day."""

import calendar
import re
from datetime import date

EXAMPLES = "Write it as 2022-06-30, 2022-06, 2022, 2021/22 or 2020 to 2022."
DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]00:00:00Z?)?")
TWO_PARTS = re.compile(r"([0-9]{4}) ?(-|/|to) ?([0-9]{4}|[0-9]{2})")
YEARS = range(1800, 2201)
LONGEST_YEARS = 20


class NotAPeriod(ValueError):
    """The text is not a date or period; the message says why, for the person who has the file."""


def period_end(text):
    """The last day of the period in `text`: a day, a month, a year, a financial year or several years."""
    plain = " ".join(text.replace("\N{EN DASH}", "-").split())
    if not plain[:4].isdecimal() or not plain.isascii() or int(plain[:4]) not in YEARS:
        raise NotAPeriod(f"This is not a date or period. {EXAMPLES}")
    if parts := DAY.fullmatch(plain):
        return _day(*map(int, parts.groups()))
    if len(plain) == 4:
        return date(int(plain), 12, 31)
    if parts := TWO_PARTS.fullmatch(plain):
        return _month(parts) or _last_of_years(parts)
    raise NotAPeriod(f"This is not a date or period. {EXAMPLES}")


def _day(year, month, day):
    try:
        return date(year, month, day)
    except ValueError:
        raise NotAPeriod(f"There is no such day. {EXAMPLES}") from None


def _month(parts):
    """The last day of a month such as 2022-06; None for two years, refused where both could be meant."""
    year, month = int(parts[1]), int(parts[3])
    if parts[2] != "-" or not 1 <= month <= 12:
        return None
    if month == (year + 1) % 100:
        raise NotAPeriod(f"This could be a month or two years. Write the last day of the month, or {year}/{month:02}.")
    return date(year, month, calendar.monthrange(year, month)[1])


def _last_of_years(parts):
    """31 March for a financial year such as 2021/22, 31 December of the last of several years."""
    first, last = int(parts[1]), int(parts[3])
    if last < 100:
        last = first + (last - first) % 100
    if not first < last <= first + LONGEST_YEARS:
        raise NotAPeriod(f"The period does not end soon after it begins. {EXAMPLES}")
    is_financial_year = last == first + 1 and len(parts[3]) == 2
    return date(last, 3, 31) if is_financial_year else date(last, 12, 31)
