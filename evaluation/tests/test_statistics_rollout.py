"""Trend over waves, and what support added by the order of starting."""

import numpy as np
import pytest
from scipy import stats

from evaluation import statistics as st

KISH = np.array([240.0, 255, 230, 260, 250])
SHARES = np.array([0.10, 0.11, 0.13, 0.12, 0.15])
YEARS = np.array([0.0, 1.0, 2.1, 2.9, 4.2])
VARIANCES = SHARES * (1 - SHARES) / (KISH - 1)


def test_trend_equals_weighted_least_squares():
    found = st.trend(SHARES, VARIANCES, KISH, KISH - 1, YEARS)
    assert found.slope == pytest.approx(np.polyfit(YEARS, SHARES, 1, w=np.sqrt(KISH))[0])
    # The slope is a weighted sum of the waves: its weights, by moving each wave in turn.
    pull = [np.polyfit(YEARS, np.eye(5)[i], 1, w=np.sqrt(KISH))[0] for i in range(5)]
    assert found.se == pytest.approx(np.sqrt(np.sum(np.square(pull) * VARIANCES)))
    assert found.p == pytest.approx(2 * stats.t.sf(found.slope / found.se, KISH.sum() - 5))
    assert found.high - found.slope == pytest.approx(stats.t.ppf(0.975, KISH.sum() - 5) * found.se)


def test_trend_leaves_a_missing_wave_out():
    gap = SHARES.copy()
    gap[2] = np.nan
    keep = [0, 1, 3, 4]
    found = st.trend(gap, VARIANCES, KISH, KISH - 1, YEARS)
    rest = st.trend(SHARES[keep], VARIANCES[keep], KISH[keep], KISH[keep] - 1, YEARS[keep])
    assert found.waves == 4
    for name in ("slope", "se", "df", "p"):
        assert getattr(found, name) == pytest.approx(float(getattr(rest, name))), name


def test_trend_over_two_waves_is_not_given():
    found = st.trend(SHARES[:2], VARIANCES[:2], KISH[:2], KISH[:2], YEARS[:2])
    assert found.waves == 2
    assert np.isnan([found.slope, found.low, found.p]).all()


def test_trend_of_nobody_in_every_wave_is_flat():
    found = st.trend(np.zeros(3), np.zeros(3), np.full(3, 300.0), np.full(3, 299), [0, 1, 2])
    assert (found.slope, found.t, found.p) == (0, 0, 1)


def test_trend_does_not_depend_on_the_year_it_began():
    found, later = (st.trend(SHARES, VARIANCES, KISH, KISH - 1, YEARS + first) for first in (0, 2026))
    for name in ("slope", "se", "p"):
        assert getattr(later, name) == pytest.approx(float(getattr(found, name)), rel=1e-9), name


def test_trends_of_many_cells_are_those_of_each():
    both = st.trend(np.stack([SHARES, SHARES[::-1]]), np.stack([VARIANCES, VARIANCES[::-1]]), KISH, KISH - 1, YEARS)
    assert both.slope.shape == (2,)
    assert both.slope[0] == pytest.approx(st.trend(SHARES, VARIANCES, KISH, KISH - 1, YEARS).slope)
    assert both.slope[1] < 0


# Difference in differences

BEFORE = np.array([0.08, 0.09, 0.07, 0.10, 0.08, 0.11, 0.09, 0.07, 0.10, 0.09])
AFTER = np.array([0.12, 0.14, 0.09, 0.15, 0.09, 0.11, 0.10, 0.07, 0.11, 0.08])
STARTED = np.arange(10) < 4


def variance_of(share):
    return share * (1 - share) / 280


def difference(before, after, started, waiting):
    return st.difference_in_differences(before, after, variance_of(before), variance_of(after), started, waiting)


def test_difference_equals_welch_and_survey_error():
    found = difference(BEFORE, AFTER, STARTED, ~STARTED)
    change = AFTER - BEFORE
    welch = stats.ttest_ind(change[STARTED], change[~STARTED], equal_var=False)
    ends = welch.confidence_interval(0.95)
    assert found.estimate == pytest.approx(0.11 / 3)
    assert [found.p, found.df, found.low, found.high] == pytest.approx([welch.pvalue, welch.df, *ends])
    error = variance_of(BEFORE) + variance_of(AFTER)
    assert found.survey_se == pytest.approx(np.sqrt(error[:4].sum() / 16 + error[4:].sum() / 36))
    assert found.survey_p == pytest.approx(2 * stats.norm.sf(found.estimate / found.survey_se))
    assert found.strength == "tested"


@pytest.mark.parametrize(
    ("started", "waiting", "strength"),
    [(4, 6, "tested"), (3, 6, "indicative"), (2, 2, "indicative"), (1, 6, "none"), (4, 1, "none")],
)
def test_difference_is_as_strong_as_its_neighbourhoods(started, waiting, strength):
    places = np.arange(10)
    found = difference(BEFORE, AFTER, places < started, places >= 10 - waiting)
    assert found.strength == strength
    assert (st.published(found.p) is None) == (strength == "none")
    assert np.isfinite([found.estimate, found.survey_se]).all()
    assert (found.started, found.waiting) == (started, waiting)


def test_difference_leaves_suppressed_neighbourhoods_out():
    after = AFTER.copy()
    after[[0, 9]] = np.nan
    found = difference(BEFORE, after, STARTED, ~STARTED)
    kept = np.arange(1, 9)
    rest = difference(BEFORE[kept], AFTER[kept], STARTED[kept], ~STARTED[kept])
    assert [found.estimate, found.se, found.survey_se] == pytest.approx([rest.estimate, rest.se, rest.survey_se])
    assert (found.started, found.strength) == (3, "indicative")


def test_difference_of_nobody_waiting_has_no_figure():
    found = difference(BEFORE, AFTER, STARTED, np.zeros(10, bool))
    assert st.published(found.estimate) is None
    assert found.strength == "none"


def roll_out():
    """Six neighbourhoods, waves at 0, 1, 2, 3: two start at 0.5, two at 1.5, one at 9, one never."""
    starts = np.array([0.5, 0.5, 1.5, 1.5, 9.0, np.nan])
    time = np.arange(4.0)
    with np.errstate(invalid="ignore"):
        share = 0.2 + 0.01 * time + 0.1 * (time > starts[:, None])
    return share, np.full(share.shape, 1e-4), starts, time


def test_group_time_never_compares_with_those_who_started():
    found = st.group_time(*roll_out())
    first = {entry.wave: entry.difference for entry in found if entry.starts == 0.5}
    assert {wave: int(each.waiting) for wave, each in first.items()} == {1: 4, 2: 2, 3: 2}
    assert all(each.estimate == pytest.approx(0.1) for each in first.values())


def test_group_time_shows_the_waves_before_the_start():
    found = [entry for entry in st.group_time(*roll_out()) if entry.starts == 1.5]
    assert [(entry.wave, entry.base_wave, entry.before_start) for entry in found] == [
        (0, 1, True),
        (2, 1, False),
        (3, 1, False),
    ]
    assert found[0].difference.estimate == pytest.approx(0, abs=1e-12)
    assert found[0].difference.waiting == 2  # those who started before the base wave are no comparison


def test_group_time_wave_on_the_day_of_the_start_is_before_it():
    share, variance, _, time = roll_out()
    starts = np.array([1.0, 1.0, 3.0, 3.0, np.nan, np.nan])
    entry = next(each for each in st.group_time(share, variance, starts, time) if each.wave == 3)
    assert (entry.base_wave, int(entry.difference.waiting)) == (1, 4)


def test_group_time_without_a_wave_before_the_start_or_anyone_waiting_is_absent():
    share, variance, starts, time = roll_out()
    assert all(entry.starts != -1 for entry in st.group_time(share, variance, starts - 1.5, time))
    assert st.group_time(share[:2], variance[:2], starts[:2], time) == []


def test_group_time_of_many_indicators_is_that_of_each():
    share, variance, starts, time = roll_out()
    many = st.group_time(np.stack([share, share * 2]), np.stack([variance] * 2), starts, time)
    assert many[0].difference.estimate == pytest.approx([0.1, 0.2])
