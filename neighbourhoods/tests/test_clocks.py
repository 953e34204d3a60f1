"""The clock of an issue, and F7 to F9: worked by hand, by scipy, by a second plainer route, and what always holds."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from neighbourhoods.issues.clocks import (
    AnsweredInTime,
    DaysToAnswer,
    IssueClock,
    LedToChange,
    Wait,
    answered_in_time,
    days_to_answer,
    led_to_change,
    median_wait,
)

START = date(2024, 1, 1)
LIMIT = 90


def day(number):
    return START + timedelta(days=number)


def raised(on=0, *, answered=None, closed=None, changed=False, withdrawn=False):
    """A clock from numbers of days."""
    return IssueClock(
        day(on),
        None if answered is None else day(answered),
        None if closed is None else day(closed),
        changed,
        withdrawn,
    )


@pytest.mark.parametrize(
    ("clock", "on", "days", "waiting", "overdue"),
    [
        (raised(), 0, 0, True, False),
        (raised(), 90, 90, True, False),
        (raised(), 91, 91, True, True),
        (raised(answered=0), 50, 0, False, False),
        (raised(answered=90), 200, 90, False, False),
        (raised(answered=91), 200, 91, False, False),
        (raised(answered=120), 100, 100, True, True),  # answered later: not yet
        (raised(closed=40, changed=True), 200, 40, False, False),  # a change without a word is an answer
        (raised(answered=30, closed=40), 200, 30, False, False),
        (raised(answered=50, closed=40), 200, 40, False, False),
        (raised(closed=40, withdrawn=True), 200, 40, False, False),
        (raised(closed=40, withdrawn=True), 39, 39, True, False),
        (raised(10), 5, -5, False, False),  # not raised yet
    ],
)
def test_clock_as_at_a_day(clock, on, days, waiting, overdue):
    assert clock.days(day(on)) == days
    assert clock.is_waiting(day(on)) is waiting
    assert clock.is_overdue(day(on), LIMIT) is overdue


def test_answered_in_time_is_twelve_of_sixteen_of_twenty_raised():
    """The worked example of the indicator: 20 raised, 4 undue, 12/16 = 75.0%."""
    clocks = [
        *[raised(answered=days) for days in (0, 5, 10, 20, 30, 40, 50, 60, 70, 80, 89, 90)],
        raised(answered=91),
        raised(answered=150),
        raised(),
        raised(100),
        *[raised(150) for _ in range(4)],
    ]
    found = answered_in_time(clocks, day(200), LIMIT)
    assert found == AnsweredInTime(in_time=12, due=16, undue=4, withdrawn=0)
    assert found.share == 75.0


def test_led_to_change_is_five_of_fourteen_closed():
    clocks = [
        *[raised(closed=50, changed=True) for _ in range(5)],
        *[raised(closed=60) for _ in range(9)],
        *[raised() for _ in range(3)],
        raised(closed=70, withdrawn=True),
        raised(closed=130, changed=True),  # later than the day that is asked for
    ]
    found = led_to_change(clocks, day(100))
    assert found == LedToChange(changed=5, closed=14, withdrawn=1)
    assert round(found.share, 1) == 35.7


def test_days_to_answer_is_forty_five_with_one_open_at_seventy():
    clocks = [raised(70 - days, answered=70) for days in (10, 20, 45, 60)]
    clocks.append(raised(0))
    assert days_to_answer(clocks, day(70)) == DaysToAnswer(median=45, answered=4, unanswered=1)


@pytest.mark.parametrize(
    ("clock", "in_time"),
    [
        (raised(closed=20, withdrawn=True), AnsweredInTime(0, 0, 0, 1)),
        (raised(closed=90, withdrawn=True), AnsweredInTime(0, 0, 0, 1)),
        (raised(closed=91, withdrawn=True), AnsweredInTime(0, 1, 0, 0)),  # its days had passed
        (raised(answered=10, closed=20, withdrawn=True), AnsweredInTime(1, 1, 0, 0)),
        (raised(closed=20), AnsweredInTime(1, 1, 0, 0)),
        (raised(300), AnsweredInTime(0, 0, 0, 0)),
    ],
)
def test_answered_in_time_of_one_issue(clock, in_time):
    assert answered_in_time([clock], day(200), LIMIT) == in_time


def test_withdrawn_issue_waits_no_longer_than_it_did():
    """Two answered on day 30 and one withdrawn on day 10: it is not known to have waited longer than 10 days."""
    clocks = [raised(answered=30), raised(answered=40), raised(closed=10, withdrawn=True)]
    assert days_to_answer(clocks, day(200)) == DaysToAnswer(30, 2, 1)


def test_nothing_raised_has_no_figure_and_is_not_zero():
    assert answered_in_time([], START, LIMIT).share is None
    assert led_to_change([], START).share is None
    assert days_to_answer([], START).median is None


def test_fewer_than_half_answered_has_no_median():
    assert median_wait([Wait(10, True), Wait(20, False), Wait(30, False)]) is None


def test_exactly_half_answered_is_the_median():
    assert median_wait([Wait(10, True), Wait(20, False)]) == 10
    # 0.9 x 0.8 and so on never make an exact half in binary numbers; six sevenths of seven twelfths do here.
    assert median_wait([*[Wait(1, True)] * 5, *[Wait(2, True)] * 1, *[Wait(3, False)] * 6]) == 2


def test_something_watched_until_the_day_another_came_was_still_waited_for():
    assert median_wait([Wait(10, True), Wait(10, False), Wait(20, True)]) == 20


waits = st.lists(st.builds(Wait, st.integers(0, 40), st.booleans()), min_size=1, max_size=30)


@given(waits)
def test_median_wait_agrees_with_scipy(found):
    """scipy.stats.ecdf of right-censored numbers is the Kaplan-Meier estimate; a half is met within its rounding."""
    came = [wait.days for wait in found if wait.came]
    curve = ecdf(CensoredData(uncensored=came, right=[wait.days for wait in found if not wait.came])).sf
    reached = [days for days, still in zip(curve.quantiles, curve.probabilities, strict=True) if still <= 0.5 + 1e-9]
    reached = [days for days in reached if days in came]
    assert median_wait(found) == (int(np.min(reached)) if reached else None)


def plain_days(numbers):
    """The whole day-by-day story: who waits each morning, and who is answered, walked through one day at a time."""
    waiting, left = list(numbers), 1.0
    for today in range(max((wait.days for wait in numbers), default=0) + 1):
        answered = [wait for wait in waiting if wait.came and wait.days == today]
        if waiting:
            left *= 1 - len(answered) / len(waiting)
        if answered and left <= 0.5 + 1e-9:
            return today
        waiting = [wait for wait in waiting if wait.days > today]
    return None


@given(waits)
def test_median_wait_agrees_with_walking_through_the_days(found):
    assert median_wait(found) == plain_days(found)


@st.composite
def clocks(draw):
    on = draw(st.integers(0, 150))
    later = st.none() | st.integers(0, 200).map(lambda days: on + days)
    closed = draw(later)
    fate = draw(st.sampled_from(["changed", "withdrawn", "other"])) if closed is not None else "other"
    return raised(on, answered=draw(later), closed=closed, changed=fate == "changed", withdrawn=fate == "withdrawn")


many = st.lists(clocks(), max_size=20)


@given(many, st.integers(0, 400), st.integers(1, 200))
def test_every_issue_is_counted_once(found, on, limit):
    raised_by_then = sum(clock.raised_on <= day(on) for clock in found)
    in_time, waits = answered_in_time(found, day(on), limit), days_to_answer(found, day(on))
    assert in_time.due + in_time.undue + in_time.withdrawn == raised_by_then
    assert waits.answered + waits.unanswered == raised_by_then
    assert 0 <= in_time.in_time <= in_time.due
    change = led_to_change(found, day(on))
    assert 0 <= change.changed <= change.closed <= raised_by_then


@given(many, st.integers(0, 400))
def test_what_happens_later_does_not_move_a_figure(found, on):
    """Figures as at a day are the same with all that came after it struck out."""
    today = day(on)

    def known(moment):
        return moment if moment is not None and moment <= today else None

    then = [
        IssueClock(c.raised_on, known(c.answered_on), known(c.closed_on), c.changed, c.withdrawn)
        for c in found
        if c.raised_on <= today
    ]
    for figure in (lambda of: answered_in_time(of, today, LIMIT), lambda of: led_to_change(of, today)):
        assert figure(found) == figure(then)
    assert days_to_answer(found, today) == days_to_answer(then, today)


@given(many, st.integers(0, 400), st.integers(1, 100), st.integers(0, 100))
def test_longer_limit_never_answers_fewer_in_time(found, on, limit, more):
    assert answered_in_time(found, day(on), limit).in_time <= answered_in_time(found, day(on), limit + more).in_time
