"""Change between waves, families of tests and verdicts: published figures and the handbook's example."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from scipy import stats

from evaluation import statistics as st
from evaluation.statistics import Verdict

# Newcombe RG (1998) Statistics in Medicine 17:873-890, table II, method 10, printed to 4 decimals.
NEWCOMBE_TABLE_II = [
    ((56, 70, 48, 80), (0.0524, 0.3339)),
    ((9, 10, 3, 10), (0.1705, 0.8090)),
    ((6, 7, 2, 7), (0.0582, 0.8062)),
    ((5, 56, 0, 29), (-0.0381, 0.1926)),
    ((0, 10, 0, 20), (-0.1611, 0.2775)),
    ((0, 10, 0, 10), (-0.2775, 0.2775)),
    ((10, 10, 0, 20), (0.6791, 1.0000)),
    ((10, 10, 0, 10), (0.6075, 1.0000)),
]


def share(yes, n):
    return st.shares(st.sums_from_counts(yes, n), fpc=False)


@pytest.mark.parametrize(("counts", "published"), NEWCOMBE_TABLE_II)
def test_mover_matches_newcombe(counts, published):
    now, now_total, base, base_total = counts
    waves = [(x / n, *st.wilson(x / n, n)) for x, n in ((base, base_total), (now, now_total))]
    assert st.mover(*waves)[1:] == pytest.approx(published, abs=5e-5)


@pytest.mark.parametrize(
    ("before", "after", "points", "p"), [(21, 36, (5.0, 0.3, 9.8), 0.037), (15, 30, (5.0, 0.7, 9.4), 0.020)]
)
def test_change_matches_the_handbook_example(before, after, points, p):
    change = st.change_between(share(before, 300), share(after, 300))
    in_points = change.times(100)
    assert [in_points.change, in_points.low, in_points.high] == pytest.approx(points, abs=0.05)
    assert change.p == pytest.approx(p, abs=5e-4)
    assert in_points.p == change.p


def test_change_p_value_is_that_of_two_means():
    before, after = share(20, 280), share(33, 310)
    # A share is a mean of zeros and ones: the same standard errors, by another route.
    errors = [np.std([1.0] * x + [0.0] * (n - x), ddof=1) / n**0.5 for x, n in ((20, 280), (33, 310))]
    change = st.change_between(before, after)
    assert change.se == pytest.approx(np.hypot(*errors))
    assert change.p == pytest.approx(2 * stats.t.sf(abs(change.change) / change.se, 279 + 309))


def test_change_of_estimates_with_population_correction_is_refused():
    level = st.shares(st.sums_from_counts(20, 280, 6500))
    with pytest.raises(ValueError, match="finite population correction"):
        st.change_between(level, share(33, 310))


@pytest.mark.parametrize(("yes", "n"), [(0, 0), (12, 12)])
def test_change_of_none_or_all_to_the_same_is_certain_to_be_chance(yes, n):
    change = st.change_between(share(yes and 10, 10), share(yes, 12))
    assert (change.change, change.t, change.p) == (0, 0, 1)


def test_change_from_none_to_all_uses_the_score_test():
    change = st.change_between(share(0, 10), share(10, 10))
    assert change.t == pytest.approx(np.sqrt(20))  # the 2 x 2 table's chi-squared of 20
    assert change.p == pytest.approx(2 * stats.t.sf(np.sqrt(20), 18))


def test_change_without_a_baseline_has_no_figure():
    change = st.change_between(share([0, 20], [0, 300]), share(36, 300))
    assert np.isnan([change.change[0], change.low[0], change.p[0]]).all()
    assert np.isfinite([change.change[1], change.low[1], change.p[1]]).all()


def test_change_of_means_is_students():
    def hours(values):
        y = np.array(values)[:, None]
        return st.means(st.sums_from_answers(y, np.ones_like(y), np.ones(len(y))), fpc=False)

    change = st.change_between(hours([0.0, 1.0, 2.0, 3.0]), hours([2.0, 4.0, 6.0, 8.0]))
    assert change.change[0] == 3.5
    assert change.df[0] == 6
    assert change.se[0] == pytest.approx(np.sqrt(5 / 12 + 20 / 12))


@given(some.integers(0, 40), some.integers(0, 40))
def test_change_read_backwards_is_its_opposite(x, y):
    there = st.change_between(share(x, 40), share(y, 40))
    back = st.change_between(share(y, 40), share(x, 40))
    assert [back.change, back.low, back.high] == pytest.approx([-there.change, -there.high, -there.low])
    assert back.p == pytest.approx(there.p)
    assert -1 <= there.low <= there.change <= there.high <= 1


# Benjamini Y, Hochberg Y (1995), section 3.2: 15 p-values of a trial; the first four are rejected at 5%.
BENJAMINI_HOCHBERG = [
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
    *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000),
]


def test_benjamini_hochberg_rejects_what_its_authors_rejected():
    adjusted = st.benjamini_hochberg(BENJAMINI_HOCHBERG)
    assert (adjusted <= 0.05).tolist() == [True] * 4 + [False] * 11


def test_benjamini_hochberg_leaves_the_absent_out_of_the_family():
    adjusted = st.benjamini_hochberg([0.04, np.nan, 0.01, np.nan])
    assert adjusted == pytest.approx([0.04, np.nan, 0.02, np.nan], nan_ok=True)
    assert np.isnan(st.benjamini_hochberg([np.nan, np.nan])).all()


def test_benjamini_hochberg_keeps_families_apart():
    p = np.random.default_rng(3).random((5, 7, 4))
    p[1, 2:, 0] = p[0, 0, 1] = np.nan
    together = st.benjamini_hochberg(p, axis=1)
    for i in range(5):
        for j in range(4):
            family, there = p[i, :, j], ~np.isnan(p[i, :, j])
            alone = np.full(7, np.nan)
            alone[there] = stats.false_discovery_control(family[there])
            assert together[i, :, j] == pytest.approx(alone, nan_ok=True)


def verdict_of(change, p, **state):
    waves = {"suppressed": False, "has_baseline": True} | state
    return st.verdicts(change, p, **waves).tolist()


RISE = st.change_between(share(21, 300), share(36, 300))
FALL = st.change_between(share(36, 300), share(21, 300))
NONE = st.change_between(share(21, 300), share(24, 300))


@pytest.mark.parametrize(
    ("change", "p", "state", "verdict"),
    [
        (RISE, 0.05, {}, "clear_rise"),
        (FALL, 0.05, {}, "clear_fall"),
        (RISE, 0.0501, {}, "no_clear_change"),
        (NONE, 0.01, {}, "no_clear_change"),
        (RISE, np.nan, {}, "no_clear_change"),
        (RISE, 0.01, {"suppressed": True}, "too_few"),
        (RISE, 0.01, {"has_baseline": False}, "no_baseline"),
        (RISE, 0.01, {"has_baseline": False, "suppressed": True}, "too_few"),
    ],
)
def test_verdict_needs_both_chance_and_interval(change, p, state, verdict):
    assert verdict_of(change, p, **state) == verdict


def test_verdicts_of_many_cells_come_in_their_shape():
    change = st.change_between(share([[21], [36]], 300), share([[36, 60]], 300))
    found = st.verdicts(change, np.full((2, 2), 0.01), suppressed=np.array([[False, True]]), has_baseline=True)
    assert found.tolist() == [["clear_rise", "too_few"], ["no_clear_change", "too_few"]]


def test_verdict_interval_touching_zero_is_not_clear():
    assert verdict_of(replace(RISE, low=np.asarray(0.0)), 0.01) == "no_clear_change"


@pytest.mark.parametrize(
    ("verdict", "direction", "meaning"),
    [
        ("clear_rise", "up", "better"),
        ("clear_rise", "down", "worse"),
        ("clear_fall", "up", "worse"),
        ("clear_fall", "down", "better"),
        ("clear_rise", "context", ""),
        ("no_clear_change", "up", ""),
        ("too_few", "down", ""),
    ],
)
def test_improvement_follows_the_direction(verdict, direction, meaning):
    assert st.is_improvement(verdict, direction) == meaning


@pytest.mark.parametrize(("verdict", "direction"), [("clear_rise", "sideways"), ("rise", "up")])
def test_improvement_of_unknown_words_is_refused(verdict, direction):
    with pytest.raises(ValueError, match="sideways|rise"):
        st.is_improvement(verdict, direction)


def test_verdict_words_are_the_five():
    words = ["Clear rise", "Clear fall", "No clear change", "Too few answers", "No baseline yet"]
    assert [verdict.words for verdict in Verdict] == words
    assert [verdict for verdict in Verdict if verdict.is_clear] == ["clear_rise", "clear_fall"]
