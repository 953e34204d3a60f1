"""Gaps between groups: against a plain regression on single answers, and what must hold of any sample."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.statistics import mover, shares, stack, sums_from_answers
from evaluation.statistics.gaps import (
    Gap,
    GapVerdict,
    change_of_gap,
    everybody_else,
    gap_between,
    gap_verdicts,
    is_clear,
)
from evaluation.tests.r_cases import FILES, FOLDER, column

has_r = pytest.mark.skipif(not FILES, reason="the reference cases of R are not here")


def plain_regression(y, columns, weights, strata, population=None):
    """Coefficients and standard errors of a weighted linear regression on a stratified sample.

    Binder (1983) as R's `svyglm` does it: what each person adds to the coefficients, (X'WX)^-1 x w e, and the spread of
    that within strata. People without an answer stay in their stratum and add nothing.
    """
    x = np.column_stack([np.ones(len(y)), *columns]).astype(float)
    answered = ~np.isnan(y)
    y, weights = np.where(answered, y, 0), np.where(answered, weights, 0)
    bread = np.linalg.inv(x.T @ (x * weights[:, None]))
    coefficients = bread @ (x.T @ (weights * y))
    added = (x * (weights * (y - x @ coefficients))[:, None]) @ bread
    variance = np.zeros(x.shape[1])
    for each in np.unique(strata):
        own = added[strata == each]
        size = len(own)
        left = 1 if population is None else 1 - size / population[strata == each][0]
        variance += left * size / (size - 1) * ((own - own.mean(axis=0)) ** 2).sum(axis=0)
    return coefficients, np.sqrt(variance)


def case(name):
    return json.loads((FOLDER / f"{name}.json").read_text())


def sums_of_groups(y, weights, strata, members):
    """Sums of shape (strata, groups, 1); `members` is a bool array (people, groups)."""
    valid = ~np.isnan(y)
    return stack(
        sums_from_answers(y[rows, None], valid[rows, None], weights[rows], members[rows])
        for rows in (strata == each for each in np.unique(strata))
    )


def gaps_of(sums, compared=None):
    compared = np.ones(sums.shape[1], bool) if compared is None else compared
    return gap_between(sums, everybody_else(sums, compared))


@has_r
def test_plain_regression_is_that_of_r():
    change, pooled = case("p050"), case("p040")
    y, wave, weights = (column(change, name) for name in ("y", "wave", "w"))
    coefficients, errors = plain_regression(y, [wave], weights, wave)
    expected = change["expected"]
    assert coefficients[1] == pytest.approx(expected["svyglm_linear_coef"], rel=1e-9)
    assert errors[1] == pytest.approx(expected["svyglm_linear_se"], rel=1e-9)
    y, ward, weights, population = (column(pooled, name) for name in ("y", "ward", "w", "N"))
    _, errors = plain_regression(y, [], weights, ward, population)
    assert errors[0] == pytest.approx(pooled["expected"]["se"], rel=1e-9)


@has_r
def test_gap_and_its_change_are_those_of_a_regression_with_interaction():
    found = case("p050")
    y, wave, weights, sex = (column(found, name) for name in ("y", "wave", "w", "sex"))
    members = np.stack([sex == 2, sex == 1], axis=1)
    before, after = (
        gaps_of(sums_of_groups(y[at], weights[at], wave[at], members[at])) for at in (wave == 0, wave == 1)
    )
    change = change_of_gap(before, after)
    women = sex == 2
    coefficients, errors = plain_regression(y, [women, wave, women * wave], weights, wave)
    assert before.gap[0, 0] == pytest.approx(coefficients[1], rel=1e-9)
    assert before.se[0, 0] == pytest.approx(errors[1], rel=1e-9)
    assert change.gap[0, 0] == pytest.approx(coefficients[3], rel=1e-9)
    assert change.se[0, 0] == pytest.approx(errors[3], rel=1e-9)
    assert change.df[0, 0] == (~np.isnan(y)).sum() - 2


@has_r
def test_covariance_over_several_neighbourhoods_is_that_of_a_regression():
    found = case("p040")
    y, ward, weights, age = (column(found, name) for name in ("y", "ward", "w", "age"))
    members = np.stack([age == band for band in range(1, 6)], axis=1)
    sums = sums_of_groups(y, weights, ward, members)
    ours = gaps_of(sums)
    apart = np.hypot(*(shares(side, fpc=False, strata=0).se for side in (sums, everybody_else(sums, np.ones(5, bool)))))
    for band in range(5):
        coefficients, errors = plain_regression(y, [members[:, band]], weights, ward)
        assert ours.gap[band, 0] == pytest.approx(coefficients[1], rel=1e-9)
        assert ours.se[band, 0] == pytest.approx(errors[1], rel=1e-9)
    assert not np.allclose(ours.se, apart, rtol=1e-4)


def test_two_groups_of_one_sample_are_as_independent():
    rng = np.random.default_rng(3)
    y, weights = (rng.random(300) < 0.2).astype(float), rng.uniform(0.5, 2, 300)
    women = rng.random(300) < 0.5
    sums = sums_of_groups(y, weights, np.zeros(300), np.stack([women, ~women], axis=1))
    found, apart = gaps_of(sums), shares(sums, fpc=False, strata=0)
    sides = [(apart.estimate[at, 0], apart.low[at, 0], apart.high[at, 0]) for at in (1, 0)]
    assert (found.gap[0, 0], found.low[0, 0], found.high[0, 0]) == pytest.approx(mover(*sides), rel=1e-12)
    assert found.se[0, 0] == pytest.approx(np.hypot(*apart.se[:, 0]), rel=1e-12)


def answered(draw, groups):
    """A small sample in two neighbourhoods: answers, weights, strata and group of each."""
    size = draw(st.integers(20, 80))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    y = (rng.random(size) < rng.random()).astype(float)
    y[rng.random(size) < 0.1] = np.nan
    return y, rng.uniform(0.3, 3, size), np.arange(size) % 2, rng.integers(0, groups, size)


@settings(max_examples=50)
@given(st.data())
def test_nothing_of_a_group_left_out_is_in_the_gaps_of_others(data):
    y, weights, strata, group = answered(data.draw, groups=4)
    members = group[:, None] == np.arange(4)
    compared = np.array([True, True, False, True])
    otherwise = np.where(group == 2, 1 - y, y)
    shown = [gaps_of(sums_of_groups(answers, weights, strata, members), compared) for answers in (y, otherwise)]
    for name in ("gap", "low", "high", "se", "p"):
        ours, theirs = (getattr(found, name)[compared] for found in shown)
        np.testing.assert_array_equal(ours, theirs)


@settings(max_examples=50)
@given(st.data())
def test_gap_seen_from_the_other_side_is_the_same_turned_round(data):
    y, weights, strata, group = answered(data.draw, groups=2)
    sums = sums_of_groups(y, weights, strata, group[:, None] == np.arange(2))
    found = gaps_of(sums)
    np.testing.assert_allclose(found.gap[0], -found.gap[1], atol=1e-12)
    np.testing.assert_allclose(found.low[0], -found.high[1], atol=1e-9)
    np.testing.assert_allclose(found.p[0], found.p[1], rtol=1e-6)


@settings(max_examples=50)
@given(st.data())
def test_test_of_a_gap_agrees_with_its_interval(data):
    y, weights, strata, group = answered(data.draw, groups=3)
    found = gaps_of(sums_of_groups(y, weights, strata, group[:, None] == np.arange(3)))
    at_the_edge = (np.abs(found.p - 0.05) < 1e-6) | np.isnan(found.p)
    assert ((found.p <= 0.05) == found.excludes_zero)[~at_the_edge].all()


def test_group_in_which_few_of_thirty_say_yes_is_not_clear_by_walds_accident():
    y = np.zeros(300)
    y[30:40] = 1  # none of 30 against 10 of 270
    sums = sums_of_groups(y, np.ones(300), np.zeros(300), np.stack([np.arange(300) < 30, np.arange(300) >= 30], axis=1))
    found = gaps_of(sums)
    assert abs(found.gap[0, 0] / found.se[0, 0]) > 3
    assert found.p[0, 0] > 0.2


def test_gap_is_unknown_where_nobody_is_left_to_compare_with():
    sums = sums_of_groups(np.ones(40), np.ones(40), np.zeros(40), np.ones((40, 1), bool))
    found = gaps_of(sums)
    assert np.isnan([found.gap, found.low, found.high, found.p]).all()


def test_same_answers_in_all_groups_are_no_gap():
    sums = sums_of_groups(np.zeros(80), np.ones(80), np.zeros(80), (np.arange(80) % 2)[:, None] == np.arange(2))
    assert gaps_of(sums).p.tolist() == [[1.0], [1.0]]


def a_gap(low, high):
    return Gap(*(np.array([value]) for value in ((low + high) / 2, low, high, 1.0, 0.0, 100.0, 0.01)))


def verdict_of(before, after, change, p=(0.01, 0.01, 0.01)):
    gaps = [a_gap(*ends) for ends in (before, after, change)]
    was, now, moved = (is_clear(gap, np.array([each])) for gap, each in zip(gaps, p, strict=True))
    return gap_verdicts(*gaps, was_clear=was, now_clear=now, moved_clearly=moved).tolist()


@pytest.mark.parametrize(
    ("before", "after", "change", "verdict"),
    [
        ((-12, -4), (-5, 1), (1, 11), GapVerdict.CLOSED),
        ((-12, -4), (-5, -1), (1, 9), GapVerdict.CLOSED),
        ((-12, -4), (-4, 6), (2, 16), GapVerdict.CLOSED),
        ((-12, -4), (-5, 1), (-1, 13), GapVerdict.NO_CLEAR_CHANGE),
        ((-12, -4), (-20, -12), (-14, -2), GapVerdict.WIDENED),
        ((-12, -4), (4, 12), (10, 22), GapVerdict.TURNED),
        ((-5, 2), (-20, -12), (-20, -8), GapVerdict.OPENED),
        ((-7, 1), (-1, 7), (1, 11), GapVerdict.MOVED),
        ((-12, -4), (np.nan, np.nan), (np.nan, np.nan), GapVerdict.UNKNOWN),
    ],
)
def test_verdict_never_says_more_than_both_gaps_and_their_change_do(before, after, change, verdict):
    assert verdict_of(before, after, change) == [verdict.value]


@pytest.mark.parametrize(
    ("p", "verdict"),
    [
        ((0.01, 0.9, 0.06), GapVerdict.NO_CLEAR_CHANGE),
        ((0.06, 0.9, 0.01), GapVerdict.MOVED),
        ((0.01, 0.9, 0.05), GapVerdict.CLOSED),
        ((0.01, 0.9, np.nan), GapVerdict.NO_CLEAR_CHANGE),
    ],
)
def test_gap_that_is_not_clear_after_allowing_for_many_did_not_close(p, verdict):
    assert verdict_of((-12, -4), (-5, 1), (1, 11), p) == [verdict.value]
