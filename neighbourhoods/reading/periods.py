"""Dates and periods as official files write them. A figure of a period is dated on the period's last day."""

import calendar
import re
from datetime import date

EXAMPLES = "Write it as 2022-06-30, 2022-06, 2022, 2021/22 or 2020 to 2022."
AMBIGUOUS = "This could be a month or two years. Write 2011-12-31 for December, 2011/12 for the years."


class NotAPeriod(ValueError):
    """The text is not a date or period; the message says why, for the person who has the file."""


def period_end(text):
    """The last day of the period that `text` names: a day, a month, a year, or two years."""
    plain = " ".join(text.replace("\N{EN DASH}", "-").split())
    if days := re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})([T ]00:00:00Z?)?", plain):
        return _day(*map(int, days.groups()[:3]))
    if years := re.fullmatch(r"([0-9]{4})(?: ?(?:-|/|to) ?([0-9]{4}|[0-9]{2}))?", plain):
        return _year_or_month(years[1], years[2], sign=plain[4:5])
    raise NotAPeriod(f"This is not a date or period. {EXAMPLES}")


def _year_or_month(first, second, sign):
    year = int(first)
    if second is None:
        return _day(year, 12, 31)
    follows = int(second) == (year + 1) % 100 if len(second) == 2 else False
    is_month = len(second) == 2 and sign == "-" and 1 <= int(second) <= 12
    if is_month and follows:
        raise NotAPeriod(AMBIGUOUS)
    if is_month:
        return _day(year, int(second), calendar.monthrange(year, int(second))[1] if year else 1)
    last = int(second) if len(second) == 4 else year - year % 100 + int(second) + (100 if second == "00" else 0)
    if not year < last <= year + 20:
        raise NotAPeriod(f"The period does not end after it begins. {EXAMPLES}")
    # One financial or school year ends within its second year; on which day differs, and the year is what counts.
    return _day(last, 12, 31) if not follows else _day(last, 3, 31)


def _day(year, month, day):
    try:
        found = date(year, month, day)
    except ValueError:
        raise NotAPeriod(f"There is no such day. {EXAMPLES}") from None
    if not 1800 <= year <= 2200:
        raise NotAPeriod(f"The year {year} cannot be meant. {EXAMPLES}")
    return found
