"""Where fieldwork will end if answers keep coming in as they did lately, and how exact its figures will be then.

Pure numpy and scipy; docs/methods.md, "Forecasts", has the formulas.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from scipy import special, stats

LAST_DAYS = 7
# What unequal weights are taken to cost before there are any.
ASSUMED_DEFF = 1.3
UPPER_TAIL = 0.975
# Beyond this a day in the calendar says nothing any more.
FARTHEST = 366


@dataclass(frozen=True)
class Course:
    """The days of fieldwork as seen from `today`, which is still to come as a whole."""

    starts_on: date
    ends_on: date
    today: date

    @property
    def has_begun(self):
        return self.today >= self.starts_on

    @property
    def is_over(self):
        return self.today > self.ends_on

    @property
    def days_behind(self):
        """Whole days of fieldwork before today."""
        return max(0, (min(self.today, self.ends_on + timedelta(days=1)) - self.starts_on).days)

    @property
    def days_ahead(self):
        """Days of fieldwork from today on, today among them."""
        return max(0, (self.ends_on - max(self.today, self.starts_on)).days + 1)

    @property
    def window(self):
        """The last whole days of fieldwork, at most LAST_DAYS, from which the pace is taken."""
        last = min(self.today, self.ends_on + timedelta(days=1)) - timedelta(days=1)
        return [last - timedelta(days=back) for back in reversed(range(min(LAST_DAYS, self.days_behind)))]


@dataclass(frozen=True)
class Forecast:
    """Answers on the last day of fieldwork: as expected, and the range that 95 of 100 such forecasts hold.

    `pace` is in answers a day; `reached_on` the day on which the target is reached at that pace, None where it never
    is (or not within a year); `needed` how many answers a day the target asks for from today on, None where there
    are no days left or it is reached.
    """

    pace: float
    expected: int
    low: int
    high: int
    reached_on: date | None
    needed: float | None


def forecast(course, lately, before, today, target):
    """The Forecast of one neighbourhood or of a wave, or None where no whole day of fieldwork is behind or none ahead.

    Parameters
    ----------
    course : Course
    lately : sequence of int
        Answers on each day of `course.window`.
    before, today : int
        Answers of earlier days than today (with those of unknown day), and of today.
    target : int

    Notes
    -----
    With a pace of r answers a day over w days and D days to come, rD more are expected. Their variance is
    f r D (1 + D/w): the scatter of days to come, and that of the days from which r was taken. f is the variance of
    daily counts over their mean, at least 1. The range is that of the negative binomial distribution of this mean
    and variance, which for f = 1 is the predictive distribution of a Poisson process.
    """
    if not course.days_behind or not course.days_ahead:
        return None
    pace = float(np.mean(lately))
    low, expected, high = more_answers(lately, course.days_ahead)
    here = before + today
    return Forecast(
        pace=pace,
        expected=max(here, round(before + expected)),
        low=max(here, before + low),
        high=max(here, before + high),
        reached_on=_reached_on(course, lately, before, here, target),
        needed=(target - here) / course.days_ahead if here < target else None,
    )


def more_answers(lately, days):
    """Answers to come within `days`: the lower end of the range, what is expected, the upper end."""
    lately = np.asarray(lately, dtype=float)
    mean = lately.mean() * days
    if mean == 0:
        return 0, 0.0, 0
    spread = max(1.0, lately.var(ddof=1) / lately.mean()) if len(lately) > 1 else 1.0
    variance = spread * mean * (1 + days / len(lately))
    share = mean / variance
    low, high = stats.nbinom.ppf([1 - UPPER_TAIL, UPPER_TAIL], mean * share / (1 - share), share)
    return int(low), float(mean), int(high)


def _reached_on(course, lately, before, here, target):
    """The first day on which the pace makes enough; in whole numbers, since a pace of 13 in 3 days is no exact one."""
    answers = int(sum(lately))
    if here >= target or not answers:
        return None
    days = -((before - target) * len(lately) // answers)
    return course.today + timedelta(days=days - 1) if days <= FARTHEST else None


def half_width(share, answers, population=None, deff=ASSUMED_DEFF):
    """Half the width of the 95% interval of a share, once `answers` are in.

    Parameters
    ----------
    share : float
        In [0, 1].
    answers : array_like of int
    population : int or None
        Residents the sample stands for; None, or fewer than `answers`, means no correction for its size.
    deff : float
        Design effect of the weights.

    Returns
    -------
    float
        A share too; NaN for fewer than two answers.

    Notes
    -----
    Wilson's interval on the effective number answers / deff / (1 - f) with Student's quantile, as published levels
    have it: evaluation/statistics/intervals.py, against which evaluation/tests/test_forecast_intervals.py holds it.
    """
    if answers < 2:
        return float("nan")
    fraction = answers / population if population and population >= answers else 0.0
    if fraction == 1:
        return 0.0
    q = special.stdtrit(answers - 1, UPPER_TAIL)
    per_person = q * q * deff * (1 - fraction) / answers
    half = np.sqrt(share * (1 - share) * per_person + per_person**2 / 4) / (1 + per_person)
    centre = (share + per_person / 2) / (1 + per_person)
    return float((min(1.0, centre + half) - max(0.0, centre - half)) / 2)
