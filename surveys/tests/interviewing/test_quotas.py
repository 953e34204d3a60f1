"""Quotas share a target out by the residents, and say who is still wanted."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from neighbourhoods.tests.factories import NeighbourhoodFactory
from surveys.interviewing.quotas import Achieved, Quotas, achieved_by_sample, cell_labels, quota_table, quotas_of
from surveys.tests.factories import ResponseFactory, SampleFactory, WaveFactory

RESIDENTS = arrays(np.int64, (2, 4), elements=st.integers(0, 9_000))


def test_target_is_shared_out_by_largest_remainder():
    population = [[10, 20, 30, 40], [10, 20, 30, 40]]

    assert quota_table(7, population).tolist() == [[0, 1, 1, 2], [0, 1, 1, 1]]


@pytest.mark.parametrize("population", [None, np.zeros((2, 4))])
def test_without_residents_there_are_no_quotas(population):
    assert quota_table(300, population) is None


def test_target_of_nobody_wants_nobody():
    assert quota_table(0, np.full((2, 4), 9)).sum() == 0


@given(st.integers(0, 5_000), RESIDENTS.filter(lambda table: table.sum()))
def test_cells_add_up_to_the_target_and_stay_within_one_of_their_share(target, population):
    table = quota_table(target, population)

    assert table.sum() == target
    assert (abs(table - target * population / population.sum()) < 1).all()
    assert not table[population == 0].any()


@settings(deadline=None)
@given(st.integers(0, 900), RESIDENTS.filter(lambda table: table.sum()), st.integers(2, 9))
def test_quotas_depend_on_shares_alone(target, population, times):
    assert (quota_table(target, population) == quota_table(target, population * times)).all()


def test_most_wanted_are_the_emptiest_cells_and_nobody_past_the_quota():
    achieved = np.zeros((3, 5), dtype=int)
    achieved[1, 1], achieved[2, 2], achieved[0, 0], achieved[2, 0] = 9, 3, 2, 1
    quotas = Quotas(16, np.full((2, 4), 2), Achieved(achieved))

    assert (quotas.achieved.total, quotas.achieved.unknown) == (15, 3)
    assert [cell.words for cell in quotas.most_wanted] == ["women 16 to 24", "men 25 to 44", "men 45 to 64"]
    first = quotas.rows[0][1][0]
    assert (first.wanted, first.achieved, first.still) == (2, 9, 0)
    assert all(cell.still == 2 for cell in quotas.most_wanted)


def test_cells_are_named_in_the_order_of_the_table():
    assert (cell_labels()[0][0], cell_labels()[1][3]) == ("Men 16 to 24", "Women 65 and over")


@pytest.mark.django_db
def test_only_counted_responses_are_achieved():
    sample = SampleFactory()
    for sex, band, excluded in [(1, 2, False), (1, 2, False), (2, 4, True), (0, 3, False), (2, 0, False)]:
        ResponseFactory(sample=sample, sex=sex, age_band=band, is_excluded=excluded)

    achieved = achieved_by_sample([sample])[sample.pk]

    assert (achieved.total, achieved.unknown) == (4, 2)
    assert (achieved.table[0, 1], achieved.table[1, 3], achieved.counts[0, 3]) == (2, 0, 1)


@pytest.mark.django_db
def test_quotas_of_many_samples_are_three_queries_and_a_given_table_goes_first(django_assert_num_queries):
    wave = WaveFactory()
    places = [NeighbourhoodFactory(programme=wave.programme, residents=100) for _ in range(3)]
    samples = [SampleFactory(wave=wave, neighbourhood=place, target=80) for place in places]
    samples.append(SampleFactory(wave=wave, target=8))
    samples[0].margins = [[0, 0, 0, 40], [0, 0, 0, 40]]
    ResponseFactory(sample=samples[1], sex=2, age_band=1)

    with django_assert_num_queries(3):
        quotas = quotas_of(samples)

    assert quotas[samples[0].pk].wanted.tolist() == [[0, 0, 0, 40], [0, 0, 0, 40]]
    assert quotas[samples[1].pk].wanted.tolist() == [[10] * 4] * 2
    assert quotas[samples[1].pk].rows[0][1][1].still == 9
    assert quotas[samples[3].pk].wanted is None
    assert quotas[samples[3].pk].rows == quotas[samples[3].pk].most_wanted == []
