"""Trends in words."""

from collections import namedtuple
from datetime import date

import pytest

from evaluation.comparing.over_time import trend_of, trend_words
from evaluation.indicators import national

Row = namedtuple("Row", "wave_date estimate se_test n_kish df")


def rows(*estimates):
    return [Row(date(2023 + year, 7, 1), value, 1.5, 300, 299) for year, value in enumerate(estimates)]


def test_trend_needs_three_waves_with_a_figure():
    assert trend_of(rows(7, 9)) is None
    assert trend_of(rows(7, float("nan"), 9)) is None


def test_steady_rise_is_told_per_year_with_its_interval():
    found = trend_of(rows(7, 9, 11, 13))
    assert float(found.slope) == pytest.approx(2, rel=0.01)
    assert trend_words(found, national()["A1"]) == "Up 2.0 points a year (0.7 to 3.3) over 4 waves, clear of chance."


def test_trend_that_could_be_chance_says_so():
    words = trend_words(trend_of(rows(9, 8, 9, 10)), national()["A1"])
    assert words == "Up 0.4 points a year (−0.9 to 1.7) over 4 waves, which could be chance."


def test_no_trend_at_all_is_level():
    words = trend_words(trend_of(rows(9, 9, 9, 9)), national()["A1"])
    assert words == "Level (−1.3 to 1.3 a year) over 4 waves, which could be chance."


def test_end_of_the_interval_close_to_zero_shows_on_which_side_it_lies():
    words = trend_words(trend_of(rows(7, 8, 9.1, 11.1)), national()["A1"])
    assert words == "Up 1.34 points a year (0.02 to 2.66) over 4 waves, clear of chance."
