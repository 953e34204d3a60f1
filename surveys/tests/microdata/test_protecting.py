"""Whatever the respondents, nobody who is shown is alone with a sex and age in a neighbourhood."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from surveys.microdata.protecting import FEWEST, NOWHERE, even_weights, protect

PEOPLE = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 4)), max_size=80)


def shown(people):
    protected = protect(*zip(*people, strict=True))
    columns = (protected.area, protected.sex, protected.first_band, protected.last_band)
    return list(zip(*(column.tolist() for column in columns), strict=True))


@given(PEOPLE.filter(bool))
def test_everybody_shown_shares_area_sex_and_age_with_four_others(people):
    for (_, sex, first, _), count in Counter(shown(people)).items():
        assert count >= FEWEST or (sex, first) == (0, 0)


@given(PEOPLE.filter(bool))
def test_named_neighbourhood_has_five_respondents(people):
    named = Counter(area for area, *_ in shown(people))

    assert all(count >= FEWEST for area, count in named.items() if area != NOWHERE)


@given(PEOPLE.filter(bool))
def test_age_shown_is_the_one_that_was_told_or_wider(people):
    for (_, _, told), (_, _, first, last) in zip(people, shown(people), strict=True):
        assert first == 0 or first <= told <= last


def test_groups_that_are_large_enough_stay_as_they_are():
    people = [(0, sex, band) for sex in (1, 2) for band in (1, 2, 3, 4)] * FEWEST

    assert shown(people) == [(area, sex, band, band) for area, sex, band in people]


def test_thin_age_group_takes_its_neighbour_along():
    people = [(0, 1, 1)] * 4 + [(0, 1, 2)] * 6 + [(0, 1, 3)] * 6 + [(0, 2, 1)] * 5

    assert set(shown(people)) == {(0, 1, 1, 2), (0, 1, 3, 3), (0, 2, 1, 1)}


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from([0.5, 1.0, 2.5])), min_size=1, max_size=60))
def test_weights_of_a_group_keep_their_sum_and_none_is_rare(pairs):
    cells, weights = (np.array(column) for column in zip(*pairs, strict=True))

    evened, averaged = even_weights(weights, cells)

    for cell in set(cells.tolist()):
        own = cells == cell
        assert np.isclose(evened[own].sum(), weights[own].sum())
        shares = np.unique(evened[own].round(9), return_counts=True)[1]
        assert len(shares) == 1 or shares.min() >= FEWEST
    assert averaged <= len(weights)
