"""Spearman's rho, its interval and chance, against SciPy, printed tables and counting by hand."""

from itertools import permutations
from math import atanh, sqrt, tanh

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from evaluation.statistics.association import FEWEST_FOR_INTERVAL, MOST_FOR_EXACT, spearman

# Zar JH (1984) Biostatistical Analysis, 2nd ed., example 19.12: wing and tail lengths of 12 birds, with equals in
# both; printed r_s = 0.851.
WINGS = [10.4, 10.8, 11.1, 10.2, 10.3, 10.2, 10.7, 10.5, 10.8, 11.2, 10.6, 11.4]
TAILS = [7.4, 7.6, 7.9, 7.2, 7.4, 7.1, 7.4, 7.2, 7.8, 7.7, 7.8, 8.3]


def test_two_swaps_of_five_by_hand():
    # d is 1, 1, 1, 1, 0, so rho = 1 - 6 x 4 / (5 x 24) = 0.8. Of 120 orders one has d² of 0 and four have 2, three
    # have 4: eight as far up, and eight as far down: 16 / 120.
    found = spearman([1, 2, 3, 4, 5], [2, 1, 4, 3, 5])
    assert found.rho == pytest.approx(0.8)
    assert found.p == pytest.approx(16 / 120)
    assert found.exact
    assert found.n == 5


def test_published_example_with_ties():
    found = spearman(WINGS, TAILS)
    assert found.rho == pytest.approx(0.851, abs=0.0015)
    assert not found.exact


@pytest.mark.parametrize("n", [10, 12, 30, 200])
@pytest.mark.parametrize("levels", [5, 10_000])
def test_rho_and_p_agree_with_scipy_with_and_without_ties(n, levels):
    rng = np.random.default_rng([n, levels])
    x, y = rng.normal(size=n), rng.integers(0, levels, n)
    ours, theirs = spearman(x, y), stats.spearmanr(x, y)
    assert ours.rho == pytest.approx(theirs.statistic, abs=1e-12)
    assert ours.p == pytest.approx(theirs.pvalue, abs=1e-12)


def test_few_with_equals_use_the_approximation_as_scipy_does():
    x, y = [1, 2, 2, 4, 5, 6], [3, 1, 2, 2, 6, 5]
    ours, theirs = spearman(x, y), stats.spearmanr(x, y)
    assert not ours.exact
    assert (ours.rho, ours.p) == pytest.approx((theirs.statistic, theirs.pvalue))


@pytest.mark.parametrize("n", range(3, 8))
def test_p_of_few_counts_every_order(n):
    rng = np.random.default_rng(n)
    x, y = rng.permutation(n), rng.permutation(n)
    rho = stats.spearmanr(x, y).statistic
    every = [stats.spearmanr(x, order).statistic for order in permutations(range(n))]
    assert spearman(x, y).p == pytest.approx(np.mean([abs(each) >= abs(rho) - 1e-9 for each in every]))


def test_exact_and_approximate_p_meet_where_one_gives_way_to_the_other():
    x, y = list(range(9)), [1, 0, 3, 2, 5, 4, 8, 7, 6]
    assert spearman(x, y).p == pytest.approx(stats.spearmanr(x, y).pvalue, abs=0.002)


def test_interval_is_fishers_with_the_error_of_bonett_and_wright():
    found = spearman(WINGS, TAILS)
    half = 1.959963984540054 * sqrt((1 + found.rho**2 / 2) / 9)
    assert found.low == pytest.approx(tanh(atanh(found.rho) - half))
    assert found.high == pytest.approx(tanh(atanh(found.rho) + half))


def test_interval_covers_rho_of_the_many_about_as_often_as_it_says():
    # Two normal deviates with correlation r have a Spearman's rho of (6/pi) asin(r/2).
    rng, r, n = np.random.default_rng(7), 0.5, 30
    true = 6 / np.pi * np.arcsin(r / 2)
    x = rng.normal(size=(2000, n))
    y = r * x + sqrt(1 - r * r) * rng.normal(size=(2000, n))
    held = [found.low <= true <= found.high for found in map(spearman, x, y)]
    assert 0.935 <= np.mean(held) <= 0.97


@pytest.mark.parametrize("n", [3, 5, FEWEST_FOR_INTERVAL - 1])
def test_few_areas_have_no_interval(n):
    found = spearman(np.arange(n), np.arange(n)[::-1])
    assert np.isnan([found.low, found.high]).all()
    assert found.rho == -1


def test_same_order_of_many_has_no_interval_and_is_no_chance():
    found = spearman(range(12), range(12))
    assert (found.rho, found.p) == (1, 0)
    assert np.isnan([found.low, found.high]).all()


@pytest.mark.parametrize(("x", "y"), [([], []), ([1, 2], [2, 1]), ([1, 1, 1, 1], [1, 2, 3, 4]), ([1, 2, 3], [5, 5, 5])])
def test_nothing_is_said_of_two_areas_or_where_nothing_differs(x, y):
    found = spearman(x, y)
    assert np.isnan([found.rho, found.low, found.high, found.p]).all()
    assert found.n == len(x)


def test_unknown_pairs_are_left_out():
    found = spearman([1, 2, np.nan, 3, 4, 9], [2, 1, 7, 3, np.nan, 9])
    assert found == spearman([1, 2, 3, 9], [2, 1, 3, 9])
    assert found.n == 4


NUMBERS = st.integers(-50, 50).map(float)


@given(st.integers(3, 14).flatmap(lambda n: st.tuples(*[arrays(float, n, elements=NUMBERS)] * 2)))
def test_order_is_all_that_counts_and_neither_comes_first(pair):
    x, y = pair
    found = spearman(x, y)
    assert spearman(y, x) == pytest.approx(found, nan_ok=True)
    assert spearman(np.exp(x / 9), 3 * y + 1) == pytest.approx(found, nan_ok=True)
    turned = spearman(x, -y)
    assert (turned.rho, turned.low, turned.high) == pytest.approx((-found.rho, -found.high, -found.low), nan_ok=True)
    if found.rho == found.rho:
        assert -1 <= found.rho <= 1
        assert 0 <= found.p <= 1
        assert not found.exact or found.n <= MOST_FOR_EXACT
    if found.low == found.low:
        assert -1 <= found.low <= found.rho <= found.high <= 1
