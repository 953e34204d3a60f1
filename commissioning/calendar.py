"""The five years of a programme as months 1 to 60, and the four stages they fall into."""

from datetime import date, timedelta
from typing import NamedTuple

PROGRAMME_MONTHS = 60
LATEST_MONTH = 120  # how far an extension may reach: ten years
YEARS_BEFORE, YEARS_AFTER = 2, 5  # what an entry may name before month 1 and after LATEST_MONTH
LONG_AGO = date(1800, 1, 1)  # what began before a programme may be as old as this


class StageMonths(NamedTuple):
    """A stage of the contract: its number and its first and last month, counted from 1."""

    number: int
    first: int
    last: int


STAGES = (StageMonths(1, 1, 6), StageMonths(2, 7, 24), StageMonths(3, 25, 42), StageMonths(4, 43, 60))


def month_start(starts_on, number):
    """The first day of month `number` (1 is the month the programme starts in)."""
    months = starts_on.year * 12 + starts_on.month - 1 + number - 1
    return date(months // 12, months % 12 + 1, starts_on.day if number == 1 else 1)


def month_number(starts_on, on):
    """Which month of the programme the date `on` falls in; below 1 before the start."""
    return (on.year - starts_on.year) * 12 + on.month - starts_on.month + 1


def believable_days(starts_on):
    """The first and the last day that an entry of a programme can name; others are slips of the keyboard."""
    first = month_start(starts_on, 1 - 12 * YEARS_BEFORE)
    return first, month_start(starts_on, LATEST_MONTH + 12 * YEARS_AFTER + 1) - timedelta(days=1)


def stage_in_month(number):
    """The stage that month `number` belongs to, or None before month 1 and after month 60."""
    return next((stage for stage in STAGES if stage.first <= number <= stage.last), None)


def gate_name(number):
    """What the end of the stage `number` is called: the last one concludes the programme."""
    return "Conclusion" if number == len(STAGES) else f"Gate {number}"
