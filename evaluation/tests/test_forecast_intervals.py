"""Forecasts of surveys speak of the same intervals as published figures do."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.statistics.intervals import share_interval
from surveys.running.forecast import half_width


@given(
    share=st.floats(0, 1),
    answers=st.integers(2, 2_000),
    residents=st.integers(0, 20_000),
    deff=st.floats(1, 4),
)
def test_half_width_is_that_of_a_published_level(share, answers, residents, deff):
    population = answers + residents
    fraction = answers / population

    _, low, high = share_interval(share, np.nan, answers / deff, answers - 1, fraction)

    assert half_width(share, answers, population, deff) == pytest.approx(float(high - low) / 2, abs=1e-12)


@given(share=st.sampled_from([0.1, 0.5]), answers=st.integers(2, 2_000), deff=st.floats(1, 4))
def test_half_width_of_an_unknown_population_has_no_correction(share, answers, deff):
    _, low, high = share_interval(share, np.nan, answers / deff, answers - 1, 0.0)

    for population in (None, answers - 1):
        assert half_width(share, answers, population, deff) == pytest.approx(float(high - low) / 2, abs=1e-12)
