"""Weights: what they must reproduce, what is merged and capped, and how it is said."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from surveys.weights.weighting import (
    DidNotConverge,
    WeightingError,
    cap_and_rerake,
    collapse_cells,
    kish_deff,
    poststratify,
    rake,
    weigh,
)

RESIDENTS = np.array([[700, 650, 510, 400, 390], [720, 690, 520, 430, 610]])
AGES = ["16 to 24", "25 to 44", "45 to 64", "65 to 74", "75 or over"]


def people(counts):
    """Sex and age band of as many respondents as a table of sex by age says."""
    counts = np.asarray(counts)
    sex, age = (np.repeat(code.ravel() + 1, counts.ravel()) for code in np.indices(counts.shape))
    return sex, age


def table(sex, age, weights, shape=(2, 5)):
    made = np.zeros(shape)
    np.add.at(made, (sex - 1, age - 1), weights)
    return made


ENOUGH = [[20, 25, 30, 35, 40], [15, 25, 35, 30, 45]]


def test_poststratify_scales_each_cell_to_its_residents():
    weights = poststratify([1.0, 3.0, 2.0], [0, 0, 1], [100, 50])
    assert weights.tolist() == [25, 75, 50]


def test_poststratify_passes_over_a_cell_without_respondents():
    assert poststratify([1.0, 1.0], [0, 2], [100, 70, 50]).tolist() == [100, 50]


def test_rake_of_a_two_by_two_table_keeps_its_odds():
    # Raking leaves the cross-product ratio of a table unchanged: 40 x 40 / (10 x 10) = 16 here.
    sex, age = people([[40, 10], [10, 40]])
    weights = rake(np.ones(100), [sex - 1, age - 1], [[60, 40], [30, 70]])
    made = table(sex, age, weights, (2, 2))
    assert made.sum(axis=1) == pytest.approx([60, 40])
    assert made.sum(axis=0) == pytest.approx([30, 70])
    assert made[0, 0] * made[1, 1] / (made[0, 1] * made[1, 0]) == pytest.approx(16)


def test_rake_of_impossible_margins_says_so():
    # All men are young and all women old, but the residents have as many of each.
    sex, age = people([[10, 0], [0, 10]])
    with pytest.raises(DidNotConverge, match=r"after 1,000 rounds: one group is still .*% away") as error:
        rake(np.ones(20), [sex - 1, age - 1], [[50, 50], [70, 30]])
    assert error.value.cycles == 1000
    assert error.value.gap > 0.1


def test_rake_without_respondents_in_a_group_is_refused():
    with pytest.raises(WeightingError, match="no respondents"):
        rake(np.ones(2), [np.array([0, 0])], [[50, 50]])


def test_rake_of_margins_with_different_totals_is_refused():
    with pytest.raises(WeightingError, match="different numbers of residents"):
        rake(np.ones(2), [np.array([0, 1]), np.array([0, 1])], [[50, 50], [60, 50]])


@given(
    some.lists(some.integers(1, 30), min_size=6, max_size=6),
    some.lists(some.integers(1, 9000), min_size=6, max_size=6),
    some.integers(0, 100),
)
def test_rake_reproduces_its_margins(counts, residents, seed):
    sex, age = people(np.reshape(counts, (2, 3)))
    residents = np.reshape(residents, (2, 3))
    base = np.random.default_rng(seed).lognormal(0, 0.5, len(sex))
    made = table(sex, age, rake(base, [sex - 1, age - 1], [residents.sum(1), residents.sum(0)]), (2, 3))
    assert made.sum(axis=0) == pytest.approx(residents.sum(axis=0), rel=1e-9)
    assert made.sum(axis=1) == pytest.approx(residents.sum(axis=1), rel=1e-9)


def test_kish_design_effect_is_one_plus_the_relative_variance():
    weights = np.array([1.0, 2.0, 3.0, 6.0])
    assert kish_deff(weights) == pytest.approx(1 + np.var(weights) / 3**2)
    assert kish_deff(np.full(7, 2.5)) == pytest.approx(1)


# Cells


def test_cells_with_enough_respondents_stay_apart():
    cells = collapse_cells(*people(ENOUGH), RESIDENTS)
    assert cells.number.tolist() == [[0, 1, 2, 3, 4], [5, 6, 7, 8, 9]]
    assert cells.merged == ()
    assert not cells.sexes_together


def test_cells_of_five_stay_and_of_four_are_merged():
    counts = np.array(ENOUGH)
    counts[0, 4], counts[1, 4] = 5, 4
    cells = collapse_cells(*people(counts), RESIDENTS)
    assert cells.number.tolist() == [[0, 1, 2, 3, 4], [5, 6, 7, 8, 8]]
    assert [(each.sexes, each.age_bands, each.respondents) for each in cells.merged] == [((2,), (4, 5), 34)]


def test_cells_are_merged_with_the_thinner_neighbour():
    cells = collapse_cells(*people([[20, 30, 0, 10, 20], ENOUGH[1]]), RESIDENTS)
    assert [each.age_bands for each in cells.merged] == [(3, 4)]


def test_cells_go_on_merging_until_there_are_enough():
    cells = collapse_cells(*people([[30, 1, 1, 2, 30], ENOUGH[1]]), RESIDENTS)
    assert [(each.age_bands, each.respondents) for each in cells.merged] == [((1, 2, 3, 4), 34)]


def test_cells_where_nobody_lives_or_answers_are_no_one():
    residents = RESIDENTS.copy()
    residents[:, 0] = 0
    cells = collapse_cells(*people([[0, 25, 30, 35, 40], [0, 25, 35, 30, 45]]), residents)
    assert cells.number[:, 0].tolist() == [-1, -1]
    assert cells.merged == ()


def test_cells_with_respondents_where_nobody_lives_are_merged():
    residents = RESIDENTS.copy()
    residents[0, 0] = 0
    cells = collapse_cells(*people(ENOUGH), residents)
    assert [(each.sexes, each.age_bands) for each in cells.merged] == [((1,), (1, 2))]


def test_cells_of_a_sex_that_hardly_answered_join_the_other():
    cells = collapse_cells(*people([[1, 1, 1, 1, 0], ENOUGH[1]]), RESIDENTS)
    assert cells.sexes_together
    assert cells.number.tolist() == [[0, 1, 2, 3, 4]] * 2


def test_cells_merged_are_named_in_words():
    counts = np.array(ENOUGH)
    counts[1, 4] = 1
    merged = collapse_cells(*people(counts), RESIDENTS).merged[0]
    assert merged.words(AGES) == "Women: 65 to 74 and 75 or over were weighted together (31 respondents)."
    assert merged.words() == "Women: age band 4 and age band 5 were weighted together (31 respondents)."


# The whole way


@pytest.mark.parametrize("method", ["poststratify", "rake"])
def test_weights_reproduce_the_residents(method):
    sex, age = people(ENOUGH)
    made = weigh(sex, age, RESIDENTS, method=method)
    assert made.weights.sum() == pytest.approx(RESIDENTS.sum())
    assert made.after.sum(axis=0) == pytest.approx(RESIDENTS.sum(axis=0))
    assert made.after.sum(axis=1) == pytest.approx(RESIDENTS.sum(axis=1))
    assert made.before.tolist() == ENOUGH
    assert (made.method, made.unknown, made.capped, made.warnings) == (method, 0, 0, ())
    assert made.deff == pytest.approx(kish_deff(made.weights))


def test_weights_of_cells_match_each_cell_and_raked_ones_only_the_margins():
    sex, age = people(ENOUGH)
    cells, raked = (weigh(sex, age, RESIDENTS, method=method) for method in ("poststratify", "rake"))
    assert cells.after == pytest.approx(RESIDENTS.astype(float))
    assert not np.allclose(raked.after, RESIDENTS, rtol=0.01)


def test_weights_keep_the_base_within_a_cell():
    sex, age = people(ENOUGH)
    base = np.linspace(1, 3, len(sex))
    made = weigh(sex, age, RESIDENTS, base)
    first = (sex == 1) & (age == 1)
    assert made.weights[first] / base[first] == pytest.approx(np.full(20, 700 / base[first].sum()))


@pytest.mark.parametrize("method", ["poststratify", "rake"])
def test_weights_of_unknown_sex_or_age_count_for_the_average(method):
    sex, age = people(ENOUGH)
    known = weigh(sex, age, RESIDENTS, method=method)
    made = weigh(np.append(sex, [0, 2]), np.append(age, [3, 0]), RESIDENTS, method=method)
    assert made.weights.sum() == pytest.approx(RESIDENTS.sum())
    assert made.weights[-2:] == pytest.approx([RESIDENTS.sum() / 302] * 2)
    assert made.weights[:300] / known.weights == pytest.approx(np.full(300, 300 / 302))
    assert made.unknown == 2
    assert made.warnings == ("2 of 302 respondents gave no sex or age and count for the average.",)


def test_weights_of_unknown_people_keep_their_base():
    sex, age = people(ENOUGH)
    base = np.append(np.ones(300), [2.0, 1.0])
    made = weigh(np.append(sex, [0, 0]), np.append(age, [0, 0]), RESIDENTS, base)
    assert made.weights[-2] == pytest.approx(2 * made.weights[-1])


def test_weights_where_nobody_is_known_are_the_base():
    made = weigh([0, 0, 0], [1, 0, 2], RESIDENTS, [1.0, 1.0, 2.0])
    assert made.weights == pytest.approx(RESIDENTS.sum() * np.array([0.25, 0.25, 0.5]))
    assert made.unknown == 3


@pytest.mark.parametrize("method", ["poststratify", "rake"])
def test_weights_of_thin_ages_are_merged_and_said(method):
    sex, age = people([[20, 25, 30, 35, 1], [15, 25, 35, 30, 2]])
    made = weigh(sex, age, RESIDENTS, method=method, age_labels=AGES)
    assert made.after.sum() == pytest.approx(RESIDENTS.sum())
    assert made.after[:, 3:].sum() == pytest.approx(RESIDENTS[:, 3:].sum())
    assert all("65 to 74 and 75 or over were weighted together" in warning for warning in made.warnings)
    assert len(made.warnings) == len(made.merged) == (2 if method == "poststratify" else 1)


@pytest.mark.parametrize("method", ["poststratify", "rake"])
def test_weights_without_one_sex_are_by_age_and_said(method):
    sex, age = people([[0, 0, 0, 0, 0], ENOUGH[1]])
    made = weigh(sex, age, RESIDENTS, method=method)
    assert made.sexes_together
    assert made.after.sum(axis=0) == pytest.approx(RESIDENTS.sum(axis=0))
    assert "one sex has under 5 respondents" in made.warnings[0]


@pytest.mark.parametrize("method", ["poststratify", "rake"])
def test_weights_of_very_few_people_still_add_up(method):
    made = weigh([1, 2], [1, 5], RESIDENTS, method=method)
    assert made.weights == pytest.approx(np.full(2, RESIDENTS.sum() / 2))


@pytest.mark.parametrize("method", ["poststratify", "rake"])
def test_weights_above_five_times_the_median_are_lowered_and_matched_again(method):
    sex, age = people(ENOUGH)
    base = np.ones(300)
    base[0] = 12.0
    made = weigh(sex, age, RESIDENTS, base, method)
    assert made.capped > 0
    assert made.largest < 12
    assert made.after.sum(axis=0) == pytest.approx(RESIDENTS.sum(axis=0))
    assert made.largest == pytest.approx(made.weights.max() / np.median(made.weights))
    assert f"{made.capped} of 300 weights were lowered to 5 times the median." in made.warnings


def test_cap_leaves_weights_within_it_alone():
    weights = np.array([1.0, 1.0, 5.0])
    same, capped = cap_and_rerake(weights, adjust=lambda weights: weights * np.nan)
    assert same is weights
    assert capped == 0


def test_cap_that_cannot_hold_is_said():
    # A whole cell stands for so many residents that matching restores what the cap took.
    residents = np.array([[100, 100], [100, 9000]])
    made = weigh(*people([[50, 50], [50, 50]]), residents)
    assert made.capped == 50
    assert made.largest == pytest.approx(90)
    assert any("the largest weight is 90.0 times the median" in warning for warning in made.warnings)
    assert any("cost much precision" in warning for warning in made.warnings)


@pytest.mark.parametrize(
    ("faulty", "message"),
    [
        ({"sex": [1, 3]}, r"Respondent 2: the sex 3 is not 1, 2 or 0 \(unknown\)\."),
        (
            {"age_band": [6, 9]},
            r"Respondent 1: the age band 6 is not 1 to 5 or 0 \(unknown\) \(1 more like this\)",
        ),
        ({"base": [1.0, 0.0]}, r"Respondent 2: the base weight 0.0 is not a number above 0"),
        ({"base": [np.nan, 1.0]}, r"Respondent 1: the base weight nan"),
        ({"base": [1.0, np.inf]}, r"Respondent 2: the base weight inf"),
        ({"base": [1.0]}, "each with a sex"),
        ({"sex": [], "age_band": [], "base": []}, "There must be respondents"),
        ({"targets": np.zeros((2, 5))}, "residents by sex and age are not known"),
        ({"targets": RESIDENTS[:1]}, "residents by sex and age are not known"),
        ({"method": "guess"}, "'guess' is not known"),
    ],
)
def test_weights_of_unusable_input_are_refused_in_words(faulty, message):
    given_well = {"sex": [1, 2], "age_band": [1, 2], "targets": RESIDENTS, "base": [1.0, 1.0]}
    with pytest.raises(WeightingError, match=message):
        weigh(**(given_well | faulty))


def test_weights_do_not_change_what_they_were_given():
    sex, age = people(ENOUGH)
    base = np.ones(300)
    weigh(sex, age, RESIDENTS, base)
    assert base.tolist() == [1.0] * 300


@given(some.integers(0, 200), some.integers(1, 300), some.sampled_from(["poststratify", "rake"]))
def test_weights_always_add_up_to_the_residents(seed, respondents, method):
    draw = np.random.default_rng(seed)
    sex, age = draw.integers(0, 3, respondents), draw.integers(0, 6, respondents)
    try:
        made = weigh(sex, age, RESIDENTS, draw.lognormal(0, 0.4, respondents), method)
    except DidNotConverge:
        assert method == "rake"
        return
    assert made.weights.sum() == pytest.approx(RESIDENTS.sum())
    assert (made.weights > 0).all()
    assert made.after.shape == (2, 5)
