"""Sample size, power and detectable change, against R and the handbook's example."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from scipy.stats import norm

from evaluation import statistics as st


def test_power_matches_r():
    # R 4.2.2: power.prop.test(n = 50, p1 = .50, p2 = .75) prints power = 0.7401659.
    assert st.power_to_detect(0.50, 0.75, 50) == pytest.approx(0.7401659, abs=5e-8)


def test_sample_size_matches_r():
    # R 4.2.2: power.prop.test(p1 = .50, p2 = .75, power = .90) prints n = 76.7.
    assert st.sample_size(0.50, 0.75, power=0.9) == pytest.approx(76.7, abs=0.05)


def test_handbook_example_was_planned_with_a_coin_toss():
    assert st.power_to_detect([0.07, 0.05], [0.12, 0.10], 300) == pytest.approx([0.55, 0.64], abs=0.005)
    assert st.respondents_needed([0.07, 0.05], [0.12, 0.10]).tolist() == [539, 435]


def test_detectable_change_matches_the_handbook_example():
    points = 100 * st.detectable_change([0.07, 0.05, 0.50], 300)
    assert points == pytest.approx([7.0, 6.2, 11.3], abs=0.05)


def test_pooled_power_matches_the_handbook_example():
    power = 100 * st.pooled_power(0.07, 0.12, 300, np.array([2, 3, 6]))
    assert power == pytest.approx([84, 95, 99.9], abs=0.5)


def test_trend_power_matches_the_handbook_example():
    power = st.trend_power(np.linspace(0.07, 0.12, 6), 300, np.arange(6))
    assert power == pytest.approx(0.70, abs=0.005)


def test_trend_power_of_two_waves_is_that_of_their_difference():
    power = st.trend_power([0.1, 0.2], 200, [0, 4])
    z = 0.1 / np.sqrt(0.1 * 0.9 / 200 + 0.2 * 0.8 / 200)
    assert power == pytest.approx(norm.cdf(z - 1.959964))


@given(some.floats(0.02, 0.9), some.integers(50, 2000), some.floats(1, 3), some.booleans())
def test_detectable_change_has_the_power_asked_for(p1, n, deff, falling):
    change = st.detectable_change(p1, n, deff=deff, falling=falling)
    if np.isnan(change):
        assert st.power_to_detect(p1, 0.0 if falling else 1.0, n, deff) < 0.8
    else:
        assert (change < 0) == falling
        assert st.power_to_detect(p1, p1 + change, n, deff) == pytest.approx(0.8, abs=1e-6)


@given(some.floats(0.02, 0.9), some.floats(0.03, 0.1), some.floats(1, 3))
def test_sample_size_has_the_power_asked_for(p1, change, deff):
    n = st.sample_size(p1, p1 + change, power=0.9, deff=deff)
    assert st.power_to_detect(p1, p1 + change, n, deff) == pytest.approx(0.9, abs=1e-9)


def test_sample_size_for_no_change_is_beyond_any():
    assert np.isinf(st.respondents_needed(0.2, 0.2))
    assert st.power_to_detect(0.0, 0.0, 300) == 0


def test_detectable_change_where_nothing_can_be_found_is_absent():
    assert st.published(st.detectable_change(0.5, 5)) is None
    assert st.published(st.detectable_change(0.02, 300, falling=True)) is None
