"""Where fieldwork will end: the days it goes by, the pace, the range, and what is said."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from surveys.running.forecast import Course, forecast, half_width, more_answers
from surveys.running.words import a_day, forecast_words, last_days_heading, lately_words

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
MIDDLE = date(2026, 3, 15)


def course(today):
    return Course(FIRST, LAST, today)


def words(today, lately, before, target=300, on_the_day=0):
    here = course(today)
    made = forecast(here, lately, before, on_the_day, target)
    return " ".join(forecast_words(here, made, before + on_the_day, target))


@pytest.mark.parametrize(
    ("today", "behind", "ahead"),
    [
        (FIRST - timedelta(days=5), 0, 31),
        (FIRST, 0, 31),
        (MIDDLE, 14, 17),
        (LAST, 30, 1),
        (LAST + timedelta(days=1), 31, 0),
        (LAST + timedelta(days=90), 31, 0),
    ],
)
def test_every_day_of_fieldwork_is_behind_or_ahead(today, behind, ahead):
    here = course(today)

    assert (here.days_behind, here.days_ahead) == (behind, ahead)
    assert behind + ahead == 31


def test_pace_is_taken_from_the_last_seven_whole_days_or_from_all_there_are():
    assert course(MIDDLE).window == [MIDDLE - timedelta(days=back) for back in range(7, 0, -1)]
    assert course(FIRST + timedelta(days=2)).window == [FIRST, FIRST + timedelta(days=1)]
    assert course(FIRST).window == []


def test_even_pace_is_carried_to_the_last_day():
    made = forecast(course(MIDDLE), [10] * 7, before=140, today=0, target=300)

    assert (made.pace, made.expected) == (10, 140 + 17 * 10)
    assert made.low < made.expected < made.high
    assert made.reached_on == MIDDLE + timedelta(days=15)
    assert made.needed == pytest.approx(160 / 17)


def test_range_of_even_days_is_that_of_a_poisson_process_seen_for_as_long():
    """Gamma-Poisson: 70 in 7 days, 17 to come, so a negative binomial of 70 and 7/(7+17)."""
    expected = stats.nbinom.ppf([0.025, 0.975], 70, 7 / 24)

    low, mean, high = more_answers([10] * 7, 17)

    assert (low, high) == tuple(expected)
    assert mean == 170


def test_uneven_days_make_the_range_wider():
    even, uneven = more_answers([10] * 7, 17), more_answers([0, 0, 70, 0, 0, 0, 0], 17)

    assert uneven[1] == even[1]
    assert uneven[0] < even[0] < even[2] < uneven[2]


@given(lately=st.lists(st.integers(0, 200), min_size=1, max_size=7), days=st.integers(1, 60))
def test_what_is_expected_lies_within_its_range(lately, days):
    low, mean, high = more_answers(lately, days)

    assert 0 <= low <= np.ceil(mean)
    assert high >= np.floor(mean)


def test_answers_of_today_are_part_of_the_first_day_ahead_and_never_lost():
    made = forecast(course(LAST), [2] * 7, before=60, today=9, target=300)

    assert (made.expected, made.low) == (69, 69)


def test_no_pace_says_that_it_stays_as_it_is():
    said = words(MIDDLE, [0] * 7, before=40)

    assert "No answer was given in the last 7 days. If that goes on, it stays at 40 of 300." in said
    assert "would be reached" not in said
    assert "takes 15 a day from now on" in said


def test_forecast_promises_no_more_than_the_pace():
    said = words(MIDDLE, [10] * 7, before=140)

    assert said.startswith("If answers keep coming in as in the last 7 days (10 a day), there will be about 310 on")
    assert "The target of 300 would be reached on 30 March 2026, in time." in said


def test_target_reached_too_late_says_how_late():
    assert "on 1 April 2026, 1 day after the last day of fieldwork" in words(MIDDLE, [10] * 7, before=125)


def test_target_beyond_a_year_has_no_day():
    assert "would not be reached within a year" in words(MIDDLE, [0, 0, 0, 0, 0, 0, 1], before=1, target=5_000)


@pytest.mark.parametrize(
    ("today", "before", "said"),
    [
        (FIRST - timedelta(days=1), 0, "Fieldwork begins on 1 March 2026."),
        (FIRST, 0, "Fieldwork began today. A forecast needs one whole day of it."),
        (MIDDLE, 300, "The target is reached. Fieldwork goes on until 31 March 2026."),
        (LAST + timedelta(days=1), 280, "Fieldwork ended on 31 March 2026 with 280 of 300 answers, 20 short."),
        (LAST + timedelta(days=1), 301, "Fieldwork ended on 31 March 2026. The target is reached."),
    ],
)
def test_each_time_of_fieldwork_has_its_words(today, before, said):
    here = course(today)
    assert forecast_words(here, forecast(here, [1] * len(here.window), before, 0, 300), before, 300) == [said]


def test_answers_without_days_give_no_pace():
    assert "no pace to go by" in forecast_words(course(MIDDLE), None, 20, 300)[0]


def test_days_of_the_pace_are_named_as_they_are():
    assert lately_words(course(FIRST + timedelta(days=1))) == "the first day"
    assert lately_words(course(FIRST + timedelta(days=3))) == "the first 3 days"
    assert last_days_heading(course(MIDDLE)) == "Last 7 days"
    assert [a_day(pace) for pace in (0.5, 2.0, 12.4)] == ["0.5 a day", "2 a day", "12 a day"]


def test_interval_of_three_hundred_answers_is_about_six_points_either_way():
    """Planning says 300 of 6,500 give 5.5 points either way for a half; a design effect of 1.3 makes it 6.3."""
    assert 100 * half_width(0.5, 300, 6_500, deff=1.0) == pytest.approx(5.5, abs=0.05)
    assert 100 * half_width(0.5, 300, 6_500) == pytest.approx(6.2, abs=0.1)


def test_interval_has_no_width_where_everybody_answered_and_is_unknown_for_one():
    assert half_width(0.1, 50, 50) == 0
    assert np.isnan(half_width(0.1, 1, 50))
