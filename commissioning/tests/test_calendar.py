"""Months, stages and the drawing of where a programme stands."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.calendar import (
    PROGRAMME_MONTHS,
    STAGES,
    believable_days,
    month_number,
    month_start,
    stage_in_month,
)
from commissioning.models import Cohort, Programme
from commissioning.stage_track import stage_track

STARTS = st.dates(date(2000, 1, 1), date(2100, 12, 31)).map(lambda day: day.replace(day=1))


@given(starts_on=STARTS, number=st.integers(1, PROGRAMME_MONTHS))
def test_first_day_of_a_month_falls_in_that_month(starts_on, number):
    first = month_start(starts_on, number)
    assert month_number(starts_on, first) == number
    assert month_number(starts_on, first - timedelta(days=1)) == number - 1


def test_days_that_can_be_named_reach_from_two_years_before_to_five_after_month_120():
    assert believable_days(date(2024, 4, 1)) == (date(2022, 4, 1), date(2039, 3, 31))
    assert believable_days(date(2024, 2, 29)) == (date(2022, 2, 1), date(2039, 1, 31))


def test_stages_follow_one_another_and_fill_the_sixty_months():
    months = [month for stage in STAGES for month in range(stage.first, stage.last + 1)]
    assert months == list(range(1, PROGRAMME_MONTHS + 1))
    assert [stage_in_month(month).number for month in (1, 6, 7, 24, 25, 42, 43, 60)] == [1, 1, 2, 2, 3, 3, 4, 4]
    assert stage_in_month(0) is None
    assert stage_in_month(61) is None


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2024, 9, 30), "not started"),
        (date(2024, 10, 1), "intensive support"),
        (date(2026, 3, 31), "intensive support"),
        (date(2026, 4, 1), "maintenance"),
    ],
)
def test_cohort_gets_eighteen_months_of_intensive_support_then_maintenance(on, state):
    cohort = Cohort(programme=Programme(starts_on=date(2024, 4, 1)), number=1, starts_in_month=7)
    assert cohort.support_on(on) == state


@pytest.mark.parametrize(
    ("on", "month", "stage"),
    [(date(2024, 4, 1), 1, 1), (date(2024, 9, 30), 6, 1), (date(2024, 10, 1), 7, 2), (date(2029, 3, 31), 60, 4)],
)
def test_track_marks_today_in_its_stage(on, month, stage):
    track = stage_track(Programme(starts_on=date(2024, 4, 1)), on)
    assert (track.month, track.now.number) == (month, stage)
    assert 0 <= track.today < 100
    assert track.now.left <= track.today + 0.2 <= track.now.right + 0.4


@pytest.mark.parametrize(
    ("on", "words"), [(date(2024, 3, 31), "before the first"), (date(2029, 4, 1), "after the last")]
)
def test_track_outside_the_five_years_has_no_today(on, words):
    track = stage_track(Programme(starts_on=date(2024, 4, 1)), on)
    assert track.today is None
    assert words in track.words
    assert [tread.is_done for tread in track.treads] == [on.year > 2024] * 4
