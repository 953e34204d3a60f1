"""When things happen in Harbourside, counted back from the day it is made, which falls in month 40."""

from datetime import date, timedelta
from typing import NamedTuple

from commissioning.calendar import month_start

MONTH_NOW = 40
RESIDENTS_MONTHS = (4, 16, 28, 40)
ORGANISATIONS_MONTHS = (4, 39)
FIELDWORK_DAYS = 28
DAYS_TO_LOCK = 12


class Fieldwork(NamedTuple):
    """The first and last day on which people are asked, and the last day of which answers are in."""

    starts_on: date
    ends_on: date
    answered_until: date

    @property
    def days_answered(self):
        """How many days people have been answering."""
        return (self.answered_until - self.starts_on).days + 1


def programme_start(today):
    """The first day of month 1: 39 months before the first of this month."""
    return month_start(today.replace(day=1), 1 - (MONTH_NOW - 1))


def fieldwork_in(starts_on, month, today):
    """Four weeks from the first day of `month`, or up to yesterday while they are not over.

    On the very first day of the month nobody can have been asked in it yet: then it is the four weeks before.
    """
    first, yesterday = month_start(starts_on, month), today - timedelta(days=1)
    if first > yesterday:
        first = today - timedelta(days=FIELDWORK_DAYS)
    last = min(first + timedelta(days=FIELDWORK_DAYS - 1), yesterday)
    return Fieldwork(first, last, last)


def still_open(today):
    """Fieldwork that began last week and goes on."""
    return Fieldwork(today - timedelta(days=9), today + timedelta(days=18), today - timedelta(days=1))


def locked_on(starts_on, month, today):
    """The day on which the wave of `month` is locked."""
    return min(fieldwork_in(starts_on, month, today).ends_on + timedelta(days=DAYS_TO_LOCK), today)


def weekday_from(day, weekday):
    """The first such weekday (0 is Monday) on or after `day`."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def working_day(day):
    """The day itself, or the Monday after where it falls on a weekend."""
    return day if day.weekday() < 5 else weekday_from(day, 0)


def working_day_before(day):
    """The day itself, or the Friday before where it falls on a weekend."""
    return day - timedelta(days=max(day.weekday() - 4, 0))


def months_of_support(cohort_starts_in_month, month):
    """How many months of support a neighbourhood has had by `month`."""
    return max(0, month - cohort_starts_in_month)
