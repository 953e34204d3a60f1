"""The arithmetic of ranking places: defined results for every awkward case, and properties on generated tables."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from hypothesis.extra.numpy import arrays
from scipy.stats import rankdata

from evaluation.statistics.ranking import needs, rank_places, rounded_parts, stability

UNKNOWN = np.nan
VALUES = some.one_of(some.just(UNKNOWN), some.integers(-20, 20).map(float))
SIZES = some.tuples(some.integers(1, 12), some.integers(1, 5))


@some.composite
def tables(draw):
    """Values with gaps and ties, which end of each criterion is need, and weights of which one is above 0."""
    places, criteria = draw(SIZES)
    values = draw(arrays(float, (places, criteria), elements=VALUES))
    more = draw(arrays(bool, criteria))
    weights = draw(arrays(float, criteria, elements=some.integers(0, 100).map(float)))
    weights[0] = max(weights[0], 1.0)
    return values, more, weights


def ranked(values, more, weights):
    return rank_places(needs(np.array(values, float), more), weights)


# Onto one scale


def test_most_need_is_a_hundred_and_least_is_nought():
    assert needs([[10.0], [30.0], [20.0]], [True]).ravel().tolist() == [0, 100, 50]


def test_low_values_are_need_where_somebody_says_so():
    assert needs([[10.0], [30.0], [20.0]], [False]).ravel().tolist() == [100, 0, 50]


def test_equals_share_the_mean_of_their_ranks():
    assert needs([[5.0], [5.0], [1.0], [9.0], [5.0]], [True]).ravel().tolist() == [50, 50, 0, 100, 50]


def test_all_equal_and_a_single_place_stand_in_the_middle():
    assert needs([[5.0], [5.0]], [True]).ravel().tolist() == [50, 50]
    assert needs([[5.0], [UNKNOWN]], [True])[0, 0] == 50


def test_unknown_stays_unknown_and_changes_nothing_for_the_others():
    scaled = needs([[10.0], [UNKNOWN], [30.0], [np.inf], [20.0]], [True]).ravel()
    assert np.isnan(scaled[[1, 3]]).all()
    assert scaled[[0, 2, 4]].tolist() == [0, 100, 50]


@given(tables())
def test_scale_is_that_of_mean_ranks(table):
    values, more, _ = table
    for column, scaled in zip(np.where(more, values, -values).T, needs(values, more).T, strict=True):
        known = np.isfinite(column)
        if known.sum() > 1:
            expected = 100 * (rankdata(column[known]) - 1) / (known.sum() - 1)
            assert scaled[known] == pytest.approx(expected)


@given(tables(), some.floats(0.5, 4), some.floats(-50, 50))
def test_units_do_not_matter(table, times, plus):
    values, more, _ = table
    assert np.array_equal(needs(values, more), needs(values * times + plus, more), equal_nan=True)


# Scores


def test_score_is_the_weighted_mean_of_the_needs():
    ranking = ranked([[1, 3], [2, 1], [3, 2]], [True, True], [75, 25])
    assert ranking.scores.tolist() == [25, 37.5, 87.5]
    assert ranking.contributions[2].tolist() == [75, 12.5]
    assert ranking.ranks.tolist() == [3, 2, 1]


def test_unknown_criterion_is_neither_nought_nor_average():
    ranking = ranked([[3, UNKNOWN], [2, 1], [1, 2]], [True, True], [60, 40])
    assert ranking.scores[0] == 100
    assert ranking.coverage == pytest.approx([0.6, 1, 1])
    assert (ranking.lowest[0], ranking.highest[0]) == pytest.approx((60, 100))
    assert np.isnan(ranking.contributions[0, 1])


def test_place_of_which_nothing_that_counts_is_known_has_no_rank():
    ranking = ranked([[UNKNOWN, 5], [1, 1], [2, 2]], [True, True], [50, 0])
    assert np.isnan(ranking.scores[0])
    assert ranking.ranks.tolist() == [0, 2, 1]
    assert (ranking.lowest[0], ranking.highest[0]) == (0, 100)
    assert not ranking.in_top(3)[0]


@pytest.mark.parametrize("weights", [[0, 0], [0.0, 0.0]])
def test_without_any_weight_nobody_is_ranked(weights):
    scaled = needs([[1, 3], [2, 1]], [True, True])
    ranking, firm = rank_places(scaled, weights), stability(scaled, weights, 1)
    assert np.isnan(ranking.scores).all()
    assert ranking.ranks.tolist() == [0, 0]
    assert np.isnan(ranking.contributions).all()
    assert np.isnan(firm.near).all()
    assert not firm.without.any()


def test_without_criteria_nobody_is_ranked():
    ranking = rank_places(np.empty((3, 0)), [])
    assert ranking.ranks.tolist() == [0, 0, 0]
    assert np.isnan(stability(np.empty((3, 0)), [], 2).near).all()


def test_without_places_there_is_nothing():
    assert rank_places(np.empty((0, 2)), [1, 1]).ranks.size == 0
    assert stability(np.empty((0, 2)), [1, 1], 3).near.size == 0


def test_all_unknown_gives_no_scores():
    ranking = ranked([[UNKNOWN], [UNKNOWN]], [True], [10])
    assert ranking.ranks.tolist() == [0, 0]
    assert stability(ranking.needs, [10], 1).near.tolist() == [0, 0]


def test_equal_scores_share_the_better_rank_and_none_is_cut_off():
    ranking = ranked([[5], [9], [5], [1]], [True], [1])
    assert ranking.ranks.tolist() == [2, 1, 2, 4]
    assert ranking.in_top(2).tolist() == [True, True, True, False]


def test_more_wanted_than_there_are_takes_all_with_a_score():
    ranking = ranked([[5], [9], [UNKNOWN]], [True], [1])
    assert ranking.in_top(50).tolist() == [True, True, False]
    assert stability(ranking.needs, [1], 50).near.tolist() == [1, 1, 0]


@pytest.mark.parametrize("weights", [[-1.0], [UNKNOWN], [np.inf]])
def test_weight_that_is_none_is_refused(weights):
    with pytest.raises(ValueError, match="weight"):
        rank_places(np.array([[50.0]]), weights)


def test_weights_of_any_size_are_shares():
    shares = [rank_places(np.array([[50.0, 1.0]]), np.array([3.0, 1.0]) * size).weights for size in (1e-300, 1, 1e300)]
    assert all(share == pytest.approx([0.75, 0.25]) for share in shares)


@given(tables())
def test_contributions_add_up_to_the_score(table):
    ranking = ranked(*table)
    there = np.isfinite(ranking.scores)
    assert np.array_equal(np.nansum(ranking.contributions, axis=1)[there], ranking.scores[there])
    assert (ranking.contributions[np.isfinite(ranking.contributions)] >= 0).all()


@given(tables())
def test_score_lies_within_what_the_unknown_could_make_of_it(table):
    ranking = ranked(*table)
    there = np.isfinite(ranking.scores)
    assert (ranking.lowest[there] - 1e-9 <= ranking.scores[there]).all()
    assert (ranking.scores[there] <= ranking.highest[there] + 1e-9).all()
    assert (ranking.highest <= 100 + 1e-9).all()


@given(tables(), some.floats(0.01, 1000))
def test_only_the_proportions_of_weights_count(table, times):
    values, more, weights = table
    one, other = ranked(values, more, weights), ranked(values, more, weights * times)
    assert other.scores == pytest.approx(one.scores, nan_ok=True)
    assert np.array_equal(one.ranks, other.ranks)


@given(tables(), some.data())
def test_more_need_in_one_criterion_never_lowers_the_score(table, data):
    values, more, weights = table
    place = data.draw(some.integers(0, values.shape[0] - 1))
    criterion = data.draw(some.integers(0, values.shape[1] - 1))
    before = ranked(values, more, weights)
    values[place, criterion] += 3 if more[criterion] else -3
    after = ranked(values, more, weights)
    if np.isfinite(before.scores[place]):
        assert after.scores[place] >= before.scores[place] - 1e-9
        assert after.ranks[place] <= before.ranks[place]


@given(tables())
def test_order_of_the_places_does_not_matter(table):
    values, more, weights = table
    turned = ranked(values[::-1], more, weights)
    assert np.array_equal(turned.ranks[::-1], ranked(values, more, weights).ranks)


# How firm the order is


def test_place_first_on_everything_stays_under_any_weighting():
    firm = stability(needs([[9, 9], [5, 1], [1, 5]], [True, True]), [50, 50], 1)
    assert firm.near.tolist() == [1, 0, 0]
    assert firm.anywhere.tolist() == [1, 0, 0]


def test_share_of_any_weighting_is_found_by_arithmetic():
    """Two criteria, two places that are each first on one: each leads wherever its criterion weighs more."""
    firm = stability(needs([[9, 1], [1, 9]], [True, True]), [50, 50], 1, draws=20_000)
    assert firm.anywhere == pytest.approx([0.5, 0.5], abs=0.02)
    # Of 30% and 70%, the first leads where its factor is over 7/3 of the other's: a triangle of the square of logs.
    lopsided = stability(needs([[9, 1], [1, 9]], [True, True]), [30, 70], 1, draws=20_000)
    edge = 2 - np.log2(7 / 3)
    assert lopsided.near == pytest.approx([edge**2 / 8, 1 - edge**2 / 8], abs=0.02)


def test_leaving_a_criterion_out_says_who_hangs_on_it():
    scaled = needs([[9, 1], [5, 5], [1, 9]], [True, True])
    firm = stability(scaled, [70, 30], 1)
    assert rank_places(scaled, [70, 30]).in_top(1).tolist() == [True, False, False]
    assert firm.without.tolist() == [[False, False, True], [True, False, False]]


def test_only_criterion_cannot_be_left_out():
    scaled = needs([[9, 1], [1, 9]], [True, True])
    assert stability(scaled, [5, 0], 1).without.tolist() == [[True, False], [True, False]]
    assert stability(scaled, [5, 0], 1).near.tolist() == [1, 0]


def test_alternatives_are_the_same_each_time():
    scaled = needs(np.random.default_rng(1).normal(size=(9, 3)), [True, True, True])
    one, other = stability(scaled, [3, 2, 1], 3), stability(scaled, [3, 2, 1], 3)
    assert np.array_equal(one.near, other.near)
    assert np.array_equal(one.anywhere, other.anywhere)


@given(tables(), some.integers(1, 15))
def test_as_many_stay_as_there_is_room_for(table, n):
    values, more, weights = table
    ranking, firm = ranked(values, more, weights), stability(needs(values, more), weights, n, draws=50)
    scored = np.isfinite(ranking.scores).sum()
    assert firm.near.sum() >= min(n, scored) - 1e-9
    assert ((firm.near >= 0) & (firm.near <= 1)).all()


# Numbers as they are printed


def test_rounded_parts_add_up_to_the_rounded_total():
    parts = rounded_parts([33.333, 33.333, 33.334])
    assert parts.tolist() == [33.3, 33.3, 33.4]


def test_rounded_parts_keep_what_is_unknown():
    assert np.array_equal(rounded_parts([1.26, UNKNOWN, 0.0]), [1.3, UNKNOWN, 0.0], equal_nan=True)


@given(arrays(float, some.integers(1, 8), elements=some.floats(0, 100)))
def test_rounding_moves_no_part_by_a_whole_step(parts):
    rounded = rounded_parts(parts)
    assert (abs(rounded - parts) < 0.1 + 1e-6).all()
    assert rounded.sum() == pytest.approx(np.floor(parts.sum() * 10 + 0.5 + 1e-8) / 10, abs=0.051)
