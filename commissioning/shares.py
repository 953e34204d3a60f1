"""Shares of full time that run beside each other: when they add up to more than there is."""

from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.utils.formats import date_format


class Share(NamedTuple):
    """A share of full time from one day to another, both included; `ends_on` None is open."""

    starts_on: date
    ends_on: date | None
    fte: Decimal

    def covers(self, on):
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


class Excess(NamedTuple):
    """The days on which shares add up to more than there is, and to how much; `ends_on` None is open."""

    starts_on: date
    ends_on: date | None
    total: Decimal

    @property
    def words(self):
        return f"{share_words(self.total)} of full time {days_words(self.starts_on, self.ends_on)}"


def share_of(row):
    """The Share of a row that has `starts_on`, `ends_on` and `fte`."""
    return Share(row.starts_on, row.ends_on, row.fte)


def first_excess(shares, most):
    """The first Excess of `shares` over `most`, or None. A sum can only rise on a day on which one of them starts."""
    starts = sorted({share.starts_on for share in shares})
    for place, day in enumerate(starts):
        running = [share for share in shares if share.covers(day)]
        total = sum((share.fte for share in running), Decimal(0))
        if total > most:
            ends = [share.ends_on for share in running if share.ends_on is not None]
            ends += [later - timedelta(days=1) for later in starts[place + 1 : place + 2]]
            return Excess(day, min(ends, default=None), total)
    return None


def meet(one, other):
    """Whether two spans of days, each with `starts_on` and `ends_on`, have a day in common."""
    ends_first = one.ends_on is not None and one.ends_on < other.starts_on
    starts_after = other.ends_on is not None and other.ends_on < one.starts_on
    return not (ends_first or starts_after)


def share_words(fte):
    """A share of full time in figures, without idle noughts: 0.5, 1, 1.25."""
    return f"{fte.normalize():f}"


def day_words(on):
    return date_format(on, "j F Y")


def days_words(starts_on, ends_on):
    """From one day to another, or from a day on."""
    if ends_on is None:
        return f"from {day_words(starts_on)} on"
    return f"from {day_words(starts_on)} to {day_words(ends_on)}"
