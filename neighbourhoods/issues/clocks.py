"""How long issues wait for an answer: one issue's clock, and the figures F7, F8 and F9 of many. No database.

The clock starts on the day an issue is raised and stops with the first substantive reply. An outcome that is not a
withdrawal is an answer too: where a service changes without a word, it was answered on that day. A holding reply or an
acknowledgement stops nothing.

An issue that those who raised it **withdraw** unanswered stops waiting on that day, without an answer:

- F7 leaves it out where its days had not passed by then; the agency had no more chance to answer. Where they had, it
  counts as not answered in time: withdrawing does not undo that.
- F8 leaves it out, answered or not: nobody decided about it.
- F9 counts it as waiting until the day it was withdrawn, and no longer (censored).

Everything is asked as at a day: what happened after it has not happened yet.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import NamedTuple


class IssueClock(NamedTuple):
    """The days of one issue; None is not yet.

    `answered_on` is the day of the first substantive reply, `closed_on` that of the outcome, whichever it is. `changed`
    says that the outcome was a changed service, `withdrawn` that those who raised the issue took it back.
    """

    raised_on: date
    answered_on: date | None = None
    closed_on: date | None = None
    changed: bool = False
    withdrawn: bool = False

    def is_raised_by(self, on):
        return self.raised_on <= on

    def answer_by(self, on):
        """The day it was answered, as known on the day `on`: by a reply, or by an outcome that is an answer."""
        answers = (self.answered_on, None if self.withdrawn else self.closed_on)
        return min((day for day in answers if day is not None and day <= on), default=None)

    def is_closed_by(self, on):
        return self.closed_on is not None and self.closed_on <= on

    def stopped_by(self, on):
        """The day its waiting ended, with an answer or by being withdrawn; None while it runs on."""
        return self.answer_by(on) or (self.closed_on if self.is_closed_by(on) else None)

    def days(self, on):
        """Days from being raised to the answer or the withdrawal, or up to `on` while it waits."""
        return ((self.stopped_by(on) or on) - self.raised_on).days

    def is_waiting(self, on):
        return self.is_raised_by(on) and self.stopped_by(on) is None

    def is_overdue(self, on, limit):
        """Whether it still waits though its days have passed. The last of `limit` days is in time."""
        return self.is_waiting(on) and self.days(on) > limit

    def was_in_time(self, on, limit):
        """Whether it was answered within `limit` days; None while that may still come, or cannot come any more."""
        if self.days(on) > limit:
            return False
        return True if self.answer_by(on) else None


class AnsweredInTime(NamedTuple):
    """F7: how many issues were answered in time, of how many that were answered or whose days have passed.

    `undue` are still within their days, `withdrawn` were withdrawn within them; both are left out.
    """

    in_time: int
    due: int
    undue: int
    withdrawn: int

    @property
    def share(self):
        return share(self.in_time, self.due)


class LedToChange(NamedTuple):
    """F8: how many issues ended with a changed service, of how many closed. `withdrawn` ones are left out."""

    changed: int
    closed: int
    withdrawn: int

    @property
    def share(self):
        return share(self.changed, self.closed)


class DaysToAnswer(NamedTuple):
    """F9: the day by which half of all issues have an answer, None while fewer than half have one.

    `answered` and `unanswered` add up to all issues that were raised.
    """

    median: int | None
    answered: int
    unanswered: int


class Wait(NamedTuple):
    """Days that something waited for, and whether it came then; otherwise it was only watched for so long."""

    days: int
    came: bool


def answered_in_time(clocks: Iterable[IssueClock], on, limit):
    """F7 as at the day `on`, with `limit` days for an answer."""
    in_time = due = undue = withdrawn = 0
    for clock in clocks:
        if not clock.is_raised_by(on):
            continue
        was_in_time = clock.was_in_time(on, limit)
        if was_in_time is not None:
            due += 1
            in_time += was_in_time
        elif clock.is_waiting(on):
            undue += 1
        else:
            withdrawn += 1
    return AnsweredInTime(in_time, due, undue, withdrawn)


def led_to_change(clocks: Iterable[IssueClock], on):
    """F8 as at the day `on`."""
    closed = [clock for clock in clocks if clock.is_raised_by(on) and clock.is_closed_by(on)]
    decided = [clock for clock in closed if not clock.withdrawn]
    return LedToChange(sum(clock.changed for clock in decided), len(decided), len(closed) - len(decided))


def days_to_answer(clocks: Iterable[IssueClock], on):
    """F9 as at the day `on`: issues without an answer count for as long as they have waited."""
    waits = [Wait(clock.days(on), clock.answer_by(on) is not None) for clock in clocks if clock.is_raised_by(on)]
    came = sum(wait.came for wait in waits)
    return DaysToAnswer(median_wait(waits), came, len(waits) - came)


def median_wait(waits: Iterable[Wait]):
    """The Kaplan-Meier median: the first day by which at least half no longer wait, or None where there is none.

    Where something came on the day on which the watching of another ended, that other was still waited for. Exact: no
    rounding decides whether a half is reached.

    References
    ----------
    Kaplan EL, Meier P (1958) Journal of the American Statistical Association 53:457-481.
    """
    waits = list(waits)
    ended, came = Counter(wait.days for wait in waits), Counter(wait.days for wait in waits if wait.came)
    still, at_risk = Fraction(1), len(waits)
    for days in sorted(ended):
        still *= Fraction(at_risk - came[days], at_risk)
        if came[days] and still <= Fraction(1, 2):
            return days
        at_risk -= ended[days]
    return None


def share(count, out_of):
    """A percentage, or None of nothing."""
    return None if not out_of else 100 * count / out_of
