"""Pooled figures where the residents of some or all neighbourhoods are not known."""

import numpy as np
import pytest

from evaluation import engine
from evaluation.models import Estimate
from evaluation.statistics import shares, sums_from_answers
from evaluation.tests.factories import surveyed
from neighbourhoods.models import PopulationGroup
from surveys.actions.locking import lock_wave
from surveys.actions.weights import weigh_wave
from surveys.models import Response, Sample

pytestmark = pytest.mark.django_db

ASKED = {"Big": [(30, 300), (60, 300)], "Small": [(60, 200), (60, 200)]}
HEAVY = 3.0


def whole(wave, programme):
    return Estimate.objects.get(wave=wave, area_code=programme.slug, indicator="A1", group="all")


@pytest.fixture
def supplied():
    """Two neighbourhoods of unknown population; answers came with a weight of 3 from Small, of 1 from Big."""
    programme, waves = surveyed(ASKED, lock=False)
    PopulationGroup.objects.all().delete()
    Sample.objects.update(population=None)
    Response.objects.update(design_weight=1.0)
    Response.objects.filter(sample__neighbourhood__name="Small").update(design_weight=HEAVY)
    for wave in waves:
        weigh_wave(wave=wave, method="supplied")
    return programme, waves


def test_supplied_weights_without_populations_are_pooled_as_one_list(supplied):
    programme, (before, _) = supplied
    y = np.repeat([1, 0, 1, 0], [30, 270, 60, 140])
    weights = np.repeat([1.0, HEAVY], [300, 200])
    plain = shares(sums_from_answers(y[:, None], np.ones((500, 1)), weights)[0:1])
    row = whole(before, programme)
    assert (row.n, row.respondents, row.population, row.suppressed) == (500, 500, None, "")
    assert row.estimate == pytest.approx((30 + 60 * HEAVY) / (300 + 200 * HEAVY))
    assert (row.se, row.ci_low, row.ci_high) == pytest.approx((plain.se[0], plain.low[0], plain.high[0]))
    assert row.sw == 300 + 200 * HEAVY


def test_supplied_weights_without_populations_are_compared_with_a_baseline_pooled_the_same_way(supplied):
    programme, (before, after) = supplied
    lock_wave(wave=before, by=None)
    row = whole(after, programme)
    assert row.baseline_estimate == pytest.approx(whole(before, programme).estimate)
    assert row.change == pytest.approx(30 / 900)


def test_equal_weights_without_populations_give_no_pooled_figure():
    programme, (before, _) = surveyed(ASKED, lock=False)
    Sample.objects.update(population=None)
    engine.recompute(programme)
    row = whole(before, programme)
    assert (row.estimate, row.n, row.sw, row.n_missing, row.suppressed) == (None, 0, 0, 0, "nobody")
    big = Estimate.objects.get(wave=before, neighbourhood__name="Big", indicator="A1", group="all")
    assert big.estimate == pytest.approx(0.1)


def test_neighbourhood_of_unknown_population_is_in_no_pooled_figure():
    programme, (before, _) = surveyed(ASKED, lock=False)
    Sample.objects.filter(neighbourhood__name="Small").update(population=None)
    engine.recompute(programme)
    row = whole(before, programme)
    assert row.estimate == pytest.approx(0.1)
    assert (row.n, row.x, row.population, row.places) == (300, 30, 6496, 1)
    assert row.sw == pytest.approx(6496)


def test_supplied_weights_with_populations_count_by_residents(supplied):
    programme, (before, _) = supplied
    Sample.objects.update(population=6496)
    engine.recompute(programme)
    assert whole(before, programme).estimate == pytest.approx((0.1 + 0.3) / 2)
