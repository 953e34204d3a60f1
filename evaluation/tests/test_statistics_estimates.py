"""Shares, means and pooled figures: published intervals, a plainer route, and what must always hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from evaluation import statistics as st

# Newcombe RG (1998) Statistics in Medicine 17:857-872, table I, method 3 (Wilson), printed to 4 decimals.
NEWCOMBE_TABLE_I = [
    (81, 263, (0.2553, 0.3662)),
    (15, 148, (0.0624, 0.1605)),
    (0, 20, (0.0000, 0.1611)),
    (1, 29, (0.0061, 0.1718)),
]

# The worked examples of the indicators: yes, answers, published share and interval in percent, equal weights,
# 300 respondents of 6,500 residents.
WORKED_EXAMPLES = [
    (53, 294, (18.0, 14.1, 22.7)),
    (171, 293, (58.4, 52.7, 63.8)),
    (21, 290, (7.2, 4.8, 10.7)),
    (15, 292, (5.1, 3.2, 8.2)),
]


def one_ward(y, weights=None, population=np.nan, groups=None):
    """Sums of one indicator in one ward; NaN in `y` is a missing answer."""
    y = np.asarray(y, dtype=float)[:, None]
    weights = np.ones(len(y)) if weights is None else weights
    return st.sums_from_answers(y, ~np.isnan(y), weights, groups, population)


def drawn_ward(seed, respondents=60, missing=6):
    """Answers, weights and population of an invented ward, the same on every run."""
    draw = np.random.default_rng(seed)
    y = (draw.random(respondents) < 0.3).astype(float)
    y[:missing] = np.nan
    return y, draw.lognormal(0, 0.5, respondents), 1000 + 100 * seed


@pytest.mark.parametrize(("yes", "n", "published"), NEWCOMBE_TABLE_I)
def test_wilson_matches_newcombe(yes, n, published):
    assert st.wilson(yes / n, n) == pytest.approx(published, abs=5e-5)


@pytest.mark.parametrize(("yes", "n", "published"), WORKED_EXAMPLES)
def test_share_matches_worked_example(yes, n, published):
    y = np.array([1.0] * yes + [0.0] * (n - yes) + [np.nan] * (300 - n))
    share = st.shares(one_ward(y, population=6500))
    figures = 100 * np.array([share.estimate[0], share.low[0], share.high[0]])
    assert figures == pytest.approx(published, abs=0.0501)


def test_share_of_weighted_ward_equals_the_formula_written_out():
    y, weights, population = drawn_ward(1)
    share = st.shares(one_ward(y, weights, population))
    n, total = len(y), sum(w for w, a in zip(weights, y, strict=True) if a == a)
    p = sum(w * a for w, a in zip(weights, y, strict=True) if a == a) / total
    z = [w * (a - p) / total if a == a else 0 for w, a in zip(weights, y, strict=True)]
    variance = (1 - n / population) * n / (n - 1) * sum((value - sum(z) / n) ** 2 for value in z)
    assert share.estimate[0] == pytest.approx(p, abs=1e-12)
    assert share.variance[0] == pytest.approx(variance, rel=1e-10)
    assert (share.n[0], share.n_resp[0], share.df[0]) == (54, 60, 53)


def test_pooled_wards_equal_the_route_from_answers():
    wards = [drawn_ward(seed) for seed in (1, 2, 3)]
    pooled = st.shares(st.stack(one_ward(y, w, size) for y, w, size in wards), strata=0)
    strata = np.repeat([1, 2, 3], 60)
    y, weights = (np.concatenate([ward[i] for ward in wards]) for i in (0, 1))
    plain = st.clustered_share(y, weights, strata=strata, population=np.repeat([1100, 1200, 1300], 60))
    for name in ("estimate", "variance", "df", "n", "n_kish", "n_eff", "deff", "low", "high", "fraction"):
        assert getattr(pooled, name)[0] == pytest.approx(getattr(plain, name), rel=1e-10), name


def test_pooled_shares_count_wards_by_residents():
    sums = st.stack([one_ward([1.0] * 10, population=1000), one_ward([0.0] * 40, population=3000)])
    assert st.pooled_shares(sums).estimate[0] == pytest.approx(0.25)
    assert st.shares(sums, strata=0).estimate[0] == pytest.approx(0.20)


def test_pooled_means_count_wards_by_residents():
    sums = st.stack([one_ward([8.0, 8.0], population=1000), one_ward([0.0, 0.0], population=3000)])
    assert st.pooled_means(sums).estimate[0] == pytest.approx(2.0)


def test_pooled_wards_without_two_respondents_or_residents_are_left_out():
    wards = [
        one_ward([1.0, 0.0, 1.0], population=500),
        one_ward([1.0], population=500),
        one_ward([0.0, 0.0]),
        st.no_answers((1,)),
    ]
    pooled = st.pooled_shares(st.stack(wards))
    assert pooled.left_out[:, 0].tolist() == [False, True, True, True]
    assert (pooled.n[0], pooled.n_resp[0]) == (3, 3)
    assert pooled.estimate[0] == pytest.approx(2 / 3)


def test_pooled_wards_equal_the_route_from_scaled_weights():
    wards = [drawn_ward(seed) for seed in (1, 2, 3)]
    pooled = st.pooled_shares(st.stack(one_ward(y, w, size) for y, w, size in wards))
    weights = np.concatenate([w * size / w.sum() for _, w, size in wards])
    sizes, strata = np.repeat([1100, 1200, 1300], 60), np.repeat([1, 2, 3], 60)
    y = np.concatenate([ward[0] for ward in wards])
    plain = st.clustered_share(y, weights, strata=strata, population=sizes)
    for name in ("estimate", "variance", "n_kish", "n_eff", "low", "high"):
        assert getattr(pooled, name)[0] == pytest.approx(getattr(plain, name), rel=1e-10), name


def test_pooled_wards_none_of_them_surveyed_have_no_figure():
    pooled = st.pooled_shares(st.stack([st.no_answers((1,)), st.no_answers((1,))]))
    assert not pooled.measured[0]
    assert [st.published(figure[0]) for figure in (pooled.estimate, pooled.low, pooled.se)] == [None] * 3


def test_pooling_along_an_inner_axis_equals_pooling_each_wave():
    waves = [st.stack([one_ward(*drawn_ward(4 * wave + ward)) for ward in range(4)]) for wave in range(2)]
    together = st.pooled_shares(st.stack(waves), strata=1)
    for wave, sums in enumerate(waves):
        assert together.high[wave] == pytest.approx(st.pooled_shares(sums).high)


def test_share_of_everybody_has_no_interval_but_one_without_correction():
    share, uncorrected = (st.shares(st.sums_from_counts(12, 40, 40), fpc=fpc) for fpc in (True, False))
    assert (share.low, share.high, share.se) == (0.3, 0.3, 0)
    assert np.isinf(share.n_eff)
    assert uncorrected.low < 0.3 < uncorrected.high


@pytest.mark.parametrize("yes", [0, 25])
def test_share_of_nobody_or_all_rests_on_kish(yes):
    weights = np.linspace(0.1, 3.7, 25)
    share = st.shares(one_ward(np.full(25, float(yes > 0)), weights))
    assert share.estimate[0] == (yes > 0)
    assert share.variance[0] == 0
    assert share.n_eff[0] == pytest.approx(weights.sum() ** 2 / (weights**2).sum())
    assert 0 < share.high[0] - share.low[0] < 0.3
    assert np.isnan(share.deff[0])


def test_share_from_one_person_says_nothing():
    share = st.shares(st.sums_from_counts(1, 1))
    assert (share.estimate, share.low, share.high) == (1, 0, 1)
    assert st.published(share.se) is None


def test_share_nobody_answered_is_absent_not_zero():
    share = st.shares(one_ward([np.nan, np.nan]))
    assert share.n[0] == 0
    assert not share.measured[0]
    assert st.published(share.estimate[0]) is None
    assert np.isnan([share.low[0], share.high[0]]).all()


def test_share_effective_number_never_exceeds_kish():
    y, weights = np.array([1.0] * 5 + [0.0] * 45), np.array([0.2] * 5 + [1.0] * 45)
    share = st.shares(one_ward(y, weights))
    assert share.n_eff[0] == share.n_kish[0]
    assert share.estimate[0] * (1 - share.estimate[0]) / share.variance[0] > share.n_kish[0]


def test_groups_keep_the_whole_ward_in_the_variance():
    y, weights, population = drawn_ward(5)
    women = np.arange(60) % 2 == 0
    groups = np.stack([np.ones(60, bool), women, ~women], axis=1)
    share = st.shares(one_ward(y, weights, population, groups))
    plain = st.clustered_share(np.where(women, y, np.nan), weights, population=np.full(60, float(population)))
    assert share.se[1, 0] == pytest.approx(float(plain.se), rel=1e-10)
    assert share.low[1, 0] == pytest.approx(float(plain.low), rel=1e-10)
    assert share.n[:, 0].tolist() == [54, 27, 27]


def test_clusters_that_answer_alike_widen_the_interval():
    y = np.repeat([1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0], 5)
    alone = st.clustered_share(y, np.ones(40))
    streets = st.clustered_share(y, np.ones(40), clusters=np.repeat(np.arange(8), 5))
    # Eight equal clusters are eight observations of their means: p(1-p)/(8-1).
    assert streets.se == pytest.approx(np.sqrt(3 / 8 * 5 / 8 / 7))
    assert (streets.df, alone.df) == (7, 39)
    assert streets.high - streets.low > alone.high - alone.low


def test_mean_of_equal_weights_is_the_textbook_one():
    hours = np.array([0.0, 0.0, 2.0, 3.0, 10.0, np.nan])
    mean = st.means(one_ward(hours))
    z = np.array([-3, -3, -1, 0, 7, 0]) / 5
    assert mean.estimate[0] == 3
    assert mean.se[0] == pytest.approx(np.sqrt(6 / 5 * (z**2).sum()))
    # Student's quantile for 4 degrees of freedom, as printed in every table: 2.776.
    assert (mean.high[0] - 3) / mean.se[0] == pytest.approx(2.776, abs=5e-4)
    assert mean.high[0] - 3 == pytest.approx(3 - mean.low[0])


def test_mean_of_equal_answers_has_no_spread():
    mean = st.means(one_ward([7.3] * 40, np.linspace(0.5, 2, 40)))
    assert mean.se[0] == 0
    assert mean.low[0] == mean.high[0] == mean.estimate[0]


def test_mean_of_everybody_has_no_interval_even_from_one_answer():
    mean = st.means(one_ward([4.0, np.nan, np.nan], population=3))
    assert (mean.low[0], mean.high[0], mean.se[0]) == (4, 4, 0)


def test_mean_from_one_answer_has_no_interval():
    mean = st.means(one_ward([4.0, np.nan, np.nan]))
    assert mean.estimate[0] == 4
    assert st.published(mean.low[0]) is None


def test_mean_in_another_unit_keeps_its_respondents():
    mean = st.means(one_ward([0.0, 2.0, 4.0]))
    thousand = mean.times(1000)
    assert thousand.estimate[0] == 2000
    assert thousand.se[0] == pytest.approx(1000 * mean.se[0])
    assert thousand.variance[0] == pytest.approx(thousand.se[0] ** 2)
    assert (thousand.n[0], thousand.n_eff[0]) == (mean.n[0], mean.n_eff[0])


def test_sums_of_different_wards_are_not_added():
    with pytest.raises(ValueError, match="populations differ"):
        st.sums_from_counts(1, 5, 100) + st.sums_from_counts(1, 5, 200)


@pytest.mark.parametrize("weight", [-1.0, np.nan, np.inf])
def test_sums_refuse_a_weight_that_is_no_number_of_people(weight):
    with pytest.raises(ValueError, match="weight"):
        one_ward([1.0, 0.0], np.array([1.0, weight]))


@pytest.mark.parametrize(("yes", "n"), [(-1, 5), (6, 5)])
def test_sums_refuse_impossible_counts(yes, n):
    with pytest.raises(ValueError, match="between 0"):
        st.sums_from_counts(yes, n)


# What must always hold

respondents = some.lists(
    some.tuples(
        some.sampled_from([0.0, 1.0, np.nan]),
        some.floats(0.05, 20, allow_subnormal=False),
        some.integers(0, 2),
    ),
    min_size=3,
    max_size=60,
)


def columns(people):
    return (np.array(column, dtype=float) for column in zip(*people, strict=True))


@given(respondents)
def test_adding_sums_equals_pooling_rows(people):
    y, weights, part = columns(people)
    whole = one_ward(y, weights, 5000)
    first, rest = (one_ward(y[rows], weights[rows], 5000) for rows in (part == 0, part != 0))
    added = first + rest
    for name in ("n", "x", "sw", "sw2", "swy", "sw2y", "sw2yy", "n_resp", "sw_resp", "population"):
        assert getattr(added, name) == pytest.approx(getattr(whole, name)), name


@given(respondents, some.booleans())
def test_interval_lies_in_bounds_and_contains_the_estimate(people, fpc):
    y, weights, ward = columns(people)
    sums = st.stack(one_ward(y[ward == h], weights[ward == h], 70) for h in range(3))
    for share in (st.shares(sums, fpc=fpc), st.pooled_shares(sums, fpc=fpc)):
        shown = share.measured
        low, p, high = share.low[shown], share.estimate[shown], share.high[shown]
        assert ((low >= 0) & (low <= p) & (p <= high) & (high <= 1)).all()


@given(respondents, some.permutations([0, 1, 2]))
def test_renaming_wards_changes_nothing(people, names):
    y, weights, ward = columns(people)
    sums = [one_ward(y[ward == h], weights[ward == h], 500 + 100 * h) for h in range(3)]
    pooled, renamed = (st.pooled_shares(st.stack(each)) for each in (sums, [sums[h] for h in names]))
    for name in ("estimate", "se", "low", "high", "n_eff"):
        ours, theirs = getattr(pooled, name), getattr(renamed, name)
        assert theirs == pytest.approx(ours, nan_ok=True, abs=1e-10), name


@given(respondents, some.floats(0.01, 100))
def test_scale_of_weights_changes_nothing(people, factor):
    y, weights, _ = columns(people)
    share, scaled = (st.shares(one_ward(y, w, 500)) for w in (weights, weights * factor))
    for name in ("estimate", "se", "low", "high", "n_eff"):
        assert getattr(scaled, name) == pytest.approx(getattr(share, name), nan_ok=True, abs=1e-9), name


@given(respondents)
def test_answers_turned_round_turn_the_interval_round(people):
    y, weights, _ = columns(people)
    share, turned = (st.shares(one_ward(answers, weights, 500)) for answers in (y, 1 - y))
    assert turned.low == pytest.approx(1 - share.high, nan_ok=True, abs=1e-9)
    assert turned.se == pytest.approx(share.se, nan_ok=True, abs=1e-9)
