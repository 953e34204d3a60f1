"""Answers by day: every answer in exactly one place, and drawn to one scale."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.running.days import BASE, MOST_DAYS, day_chart
from surveys.running.forecast import Course

FIRST = date(2026, 3, 1)


def course(days=31, today=14):
    return Course(FIRST, FIRST + timedelta(days=days - 1), FIRST + timedelta(days=today))


DAYS = st.one_of(st.none(), st.integers(-400, 800).map(lambda days: FIRST + timedelta(days=days)))


@given(
    by_day=st.dictionaries(DAYS, st.integers(1, 50)),
    days=st.integers(1, 366),
    today=st.integers(-10, 400),
)
def test_every_answer_is_in_exactly_one_place(by_day, days, today):
    chart = day_chart(by_day, course(days, today))

    placed = sum(bar.count for bar in chart.bars) + chart.before + chart.after + chart.unknown
    assert placed == sum(by_day.values())


@given(days=st.integers(1, 366), today=st.integers(0, 400))
def test_bars_cover_the_days_so_far_once(days, today):
    chart = day_chart({}, course(days, today))

    assert chart.bars[0].starts_on == FIRST
    assert chart.bars[-1].ends_on == FIRST + timedelta(days=min(today, days - 1))
    for earlier, later in zip(chart.bars, chart.bars[1:], strict=False):
        assert later.starts_on == earlier.ends_on + timedelta(days=1)


def test_busiest_day_is_highest_and_an_empty_one_has_no_height():
    chart = day_chart({FIRST: 5, FIRST + timedelta(days=2): 10}, course(today=2))

    assert [bar.count for bar in chart.bars] == [5, 0, 10]
    assert chart.bars[1].height == 0
    assert chart.bars[0].height == pytest.approx(chart.bars[2].height / 2)
    assert chart.most.words == "3 March 2026: 10"
    assert all(0 <= bar.y <= BASE for bar in chart.bars)


def test_long_fieldwork_is_drawn_by_weeks():
    chart = day_chart({FIRST: 1, FIRST + timedelta(days=6): 2, FIRST + timedelta(days=7): 4}, course(MOST_DAYS + 1, 90))

    assert chart.by_week
    assert [bar.count for bar in chart.bars][:2] == [3, 4]
    assert chart.bars[0].label == "1 March 2026 to 7 March 2026"


def test_answers_off_the_days_are_told_apart():
    outside = {None: 3, FIRST - timedelta(days=1): 2, FIRST + timedelta(days=40): 1}

    assert day_chart(outside, course(today=60)).apart == [
        ("before the first day", 2),
        ("after the last day", 1),
        ("on an unknown day", 3),
    ]


def test_nothing_is_drawn_before_fieldwork():
    chart = day_chart({}, course(today=-3))

    assert (chart.bars, chart.most, chart.ticks) == ((), None, [])


@pytest.mark.parametrize("today", [0, 1, 4, 30])
def test_days_written_below_the_drawing_are_few_and_begin_and_end_it(today):
    chart = day_chart({}, course(today=today))

    assert 1 <= len(chart.ticks) <= 5
    assert (chart.ticks[0], chart.ticks[-1]) == (chart.bars[0], chart.bars[-1])
