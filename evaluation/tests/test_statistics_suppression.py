"""What is hidden, cautioned and published."""

from dataclasses import replace

import numpy as np
import pytest

from evaluation import statistics as st

LEVEL = st.shares(st.sums_from_counts(60, 300, 7100))


def level(**figures):
    return replace(LEVEL, **{name: np.asarray(figure) for name, figure in figures.items()})


@pytest.mark.parametrize(
    ("figures", "hidden"),
    [
        ({}, False),
        ({"n": 30}, False),
        ({"n": 29}, True),
        ({"n_eff": 30.0}, False),
        ({"n_eff": 29.99}, True),
        ({"n_eff": np.nan}, True),
        ({"low": 0.25, "high": 0.5499}, False),
        ({"low": 0.25, "high": 0.55}, True),
        ({"estimate": np.nan}, True),
        ({"n": 12, "fraction": 1.0, "n_eff": np.inf, "low": 0.2, "high": 0.2}, False),
        ({"n": 0, "fraction": 1.0, "estimate": np.nan}, True),
    ],
)
def test_too_few_hides_what_is_imprecise(figures, hidden):
    assert st.too_few(level(**figures)) == hidden


def test_too_few_of_a_mean_looks_at_numbers_only():
    assert not st.too_few(level(low=1.0, high=9.0), widest=None)
    assert st.too_few(level(low=1.0, high=9.0, n=9), widest=None, least_n=10)


@pytest.mark.parametrize(
    ("estimate", "low", "high", "hidden", "caution"),
    [
        (0.20, 0.15, 0.25, False, False),
        (0.05, 0.02, 0.10, False, True),
        (0.95, 0.90, 0.98, False, True),
        (0.02, 0.01, 0.05, False, False),
        (0.10, 0.05, 0.17, False, False),
        (0.00, 0.00, 0.09, False, True),
        (0.05, 0.02, 0.10, True, False),
    ],
)
def test_caution_marks_wide_intervals_of_small_shares(estimate, low, high, hidden, caution):
    figures = level(estimate=estimate, low=low, high=high)
    assert st.needs_caution(figures, np.asarray(hidden)) == caution


@pytest.mark.parametrize(
    ("hidden", "n", "result"),
    [
        ([1, 0, 0, 0], [9, 80, 40, 60], [1, 0, 1, 0]),
        ([0, 0, 0, 0], [90, 80, 40, 60], [0, 0, 0, 0]),
        ([1, 1, 0, 0], [9, 8, 40, 60], [1, 1, 0, 0]),
        ([1, 1, 0, 0], [9, 0, 40, 60], [1, 1, 1, 0]),
        ([1, 0, 0, 0], [0, 80, 40, 60], [1, 0, 0, 0]),
        ([1, 0, 0, 0], [9, 0, 40, 40], [1, 0, 1, 0]),
        ([1, 0], [9, 0], [1, 0]),
    ],
)
def test_complement_hides_the_next_smallest_beside_one_alone(hidden, n, result):
    assert st.suppress_complement(np.array(hidden, bool), n).tolist() == [bool(each) for each in result]


def test_complement_of_many_tables_is_that_of_each():
    draw = np.random.default_rng(11)
    n = draw.integers(0, 60, (4, 30, 5))
    hidden = draw.random(n.shape) < 0.05
    together = st.suppress_complement(hidden, n, axis=1)
    for i in range(4):
        for j in range(5):
            alone = st.suppress_complement(hidden[i, :, j], n[i, :, j])
            assert together[i, :, j].tolist() == alone.tolist()


def test_small_counts_and_their_complements_point_to_people():
    counts = np.array([0, 1, 4, 5, 295, 296, 299, 300])
    hidden = [False, True, True, False, False, True, True, False]
    assert st.hides_people(counts, 300).tolist() == hidden


@pytest.mark.parametrize(
    ("count", "total", "words"),
    [(0, 300, "0"), (3, 300, "<5"), (5, 300, "5"), (296, 300, "over 295"), (300, 300, "300"), (3, 4, "<5")],
)
def test_count_in_words_never_gives_one_to_four(count, total, words):
    assert st.count_in_words(count, total) == words


def test_count_in_words_of_thousands_is_readable():
    assert st.count_in_words(1234, 36000) == "1,234"


@pytest.mark.parametrize(
    ("value", "hidden", "figure"),
    [
        (np.float64(0.2), False, 0.2),
        (0.2, True, None),
        (np.nan, False, None),
        (np.inf, False, None),
        (0, False, 0.0),
    ],
)
def test_published_figure_is_a_number_or_absent(value, hidden, figure):
    assert st.published(value, hidden) == figure
    assert st.published(value, hidden) is None or type(st.published(value, hidden)) is float
