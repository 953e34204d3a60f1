"""Figures that are hidden, worked out from those that are shown."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.areas import GROUPS, Area
from evaluation.giveaways import with_giveaways

FEW = 30


def areas_of(cohorts, in_none):
    """Areas of a wave: cohorts of so many neighbourhoods each, and so many in none."""
    places, rows = sum(cohorts) + in_none, iter(range(sum(cohorts)))
    found = [Area("neighbourhood", f"W{n}", n, None, (n,)) for n in range(places)]
    for number, size in enumerate(cohorts, start=1):
        found.append(Area("cohort", f"C{number}", None, number, tuple(next(rows) for _ in range(size))))
    return [*found, Area("programme", "here", None, None, tuple(range(places)))]


def hidden_of(areas, people):
    """Which areas have no figure, from the answers in each neighbourhood."""
    n = np.array([sum(people[row] for row in area.samples) for area in areas]).reshape(-1, 1, 1)
    n = np.repeat(n, len(GROUPS), axis=1)
    return dict(zip((area.code for area in areas), with_giveaways(n < FEW, n, areas)[:, 0, 0], strict=True))


def is_found(areas, people, hidden, wanted):
    """Whether sums and differences of areas that are shown give the answers of the hidden area `wanted`."""
    vectors = {area.code: np.isin(np.arange(len(people)), area.samples) * (np.array(people) > 0) for area in areas}
    shown = np.array([vectors[code] for code, is_hidden in hidden.items() if not is_hidden])
    return len(shown) > 0 and np.linalg.matrix_rank(np.vstack([shown, vectors[wanted]])) == np.linalg.matrix_rank(shown)


@pytest.mark.parametrize(
    ("cohorts", "in_none", "people"),
    [
        ((3, 2), 1, (300, 300, 300, 14, 12, 275)),
        ((3, 2), 2, (300, 300, 300, 14, 12, 275, 260)),
        ((2, 2, 2), 1, (300, 300, 14, 12, 300, 300, 90)),
        ((2, 2), 2, (300, 300, 14, 12, 20, 260)),
        ((3, 2), 0, (300, 300, 300, 14, 12)),
    ],
)
def test_hidden_cohort_is_not_the_programme_less_everything_else(cohorts, in_none, people):
    areas = areas_of(cohorts, in_none)

    hidden = hidden_of(areas, people)

    assert hidden["C2"]
    assert not is_found(areas, people, hidden, "C2")


@given(
    shape=st.sampled_from([((2, 2), 0), ((2, 2), 1), ((2, 2), 2), ((1, 3), 1), ((3, 2), 1), ((2, 2, 2), 0), ((), 4)]),
    people=st.lists(st.sampled_from([0, 11, 13, 40, 300, 310, 320]), min_size=6, max_size=6),
)
def test_area_of_few_people_is_no_sum_or_difference_of_others(shape, people):
    cohorts, in_none = shape
    areas = areas_of(cohorts, in_none)
    people = people[: sum(cohorts) + in_none]

    hidden = hidden_of(areas, people)

    for area in areas:
        if 0 < sum(people[row] for row in area.samples) < FEW:
            assert hidden[area.code]
            assert not is_found(areas, people, hidden, area.code), (area.code, hidden)
