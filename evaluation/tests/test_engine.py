"""The engine against figures worked out another way."""

from datetime import date

import pytest

from commissioning.tests.factories import CohortFactory
from evaluation import engine
from evaluation.models import Estimate
from evaluation.statistics import change_between, shares, sums_from_counts
from evaluation.tests.factories import answer, answers_with, surveyed
from neighbourhoods.actions.areas import assign_cohort
from neighbourhoods.tests.factories import NeighbourhoodFactory
from surveys.actions.locking import lock_wave
from surveys.actions.weights import weigh_wave
from surveys.tests.factories import SampleFactory, WaveFactory

pytestmark = pytest.mark.django_db


def estimate_of(wave, area, indicator="A1", group="all"):
    return Estimate.objects.get(wave=wave, area_code=area, indicator=indicator, group=group)


def test_change_in_one_neighbourhood_is_the_handbooks_example():
    programme, (before, after) = surveyed({"Ropewalk": [(21, 300), (36, 300)]})
    row = estimate_of(after, programme.neighbourhoods.get().code)
    assert (row.n, row.x, row.respondents) == (300, 36, 300)
    assert row.estimate == pytest.approx(0.12)
    assert row.baseline_estimate == pytest.approx(0.07)
    assert row.baseline_wave == before
    shown = [round(100 * value, 1) for value in (row.change, row.change_low, row.change_high)]
    assert shown == [5.0, 0.3, 9.8]
    assert round(row.p_value, 3) == 0.037
    assert row.verdict == "clear_rise"


def test_level_uses_the_population_correction_and_the_change_does_not():
    programme, (_, after) = surveyed({"Ropewalk": [(21, 300), (36, 300)]})
    row = estimate_of(after, programme.neighbourhoods.get().code)
    level = shares(sums_from_counts(36, 300, population=6496))
    assert (row.ci_low, row.ci_high) == pytest.approx((float(level.low), float(level.high)))
    free = [shares(sums_from_counts(x, 300), fpc=False) for x in (21, 36)]
    change = change_between(*free)
    assert (row.change_low, row.change_high) == pytest.approx((float(change.low), float(change.high)))


def test_programme_counts_neighbourhoods_by_their_residents():
    programme, (_, after) = surveyed({"Big": [(30, 300), (30, 300)], "Small": [(60, 200), (60, 200)]}, lock=False)
    small = programme.neighbourhoods.get(name="Small")
    small.samples.update(population=2000)
    engine.recompute(programme)
    row = estimate_of(after, programme.slug)
    assert row.estimate == pytest.approx((6496 * 0.1 + 2000 * 0.3) / 8496)
    assert row.population == 8496
    assert row.n == 500


def test_many_neighbourhoods_make_a_single_one_less_clear():
    flat = {f"Ward {n}": [(30, 300), (30, 300)] for n in range(9)}
    programme, (_, after) = surveyed({"Riser": [(21, 300), (36, 300)]} | flat)
    row = estimate_of(after, programme.neighbourhoods.get(name="Riser").code)
    assert row.p_value < 0.05 < row.p_adjusted
    assert row.verdict == "no_clear_change"


def test_few_answers_show_no_figure_and_one_more_place_is_hidden_with_them():
    programme, (_, after) = surveyed(
        {"Few": [(5, 20), (5, 20)], "Next": [(30, 150), (30, 150)], "Many": [(30, 300), (30, 300)]}
    )
    reasons = {row.neighbourhood.name: row.suppressed for row in places_of(after)}
    assert reasons == {"Few": "few", "Next": "paired", "Many": ""}
    assert {row.verdict for row in places_of(after) if row.suppressed} == {"too_few"}


def places_of(wave):
    return Estimate.objects.filter(wave=wave, indicator="A1", group="all", area_kind="neighbourhood")


def test_baseline_wave_is_compared_with_nothing():
    programme, (before, _) = surveyed({"Ropewalk": [(21, 300), (36, 300)]})
    row = estimate_of(before, programme.slug)
    assert (row.baseline_wave, row.change, row.verdict) == (None, None, "baseline")


def test_neighbourhood_without_a_baseline_has_a_figure_and_says_so():
    programme, (wave,) = surveyed({"New": [(30, 300)]}, purposes=["follow-up"])
    row = estimate_of(wave, programme.neighbourhoods.get().code)
    assert row.estimate == pytest.approx(0.1)
    assert (row.change, row.verdict) == (None, "no_baseline")


def test_indicator_that_was_not_asked_has_no_row():
    _, (wave, _) = surveyed({"Ropewalk": [(21, 300), (36, 300)]})
    assert not Estimate.objects.filter(wave=wave, indicator="D1").exists()


def test_recomputing_from_open_answers_gives_what_the_seal_gives():
    programme, (before, after) = surveyed({"Ropewalk": [(21, 300), (36, 300)]}, method="poststratify", lock=False)
    fields = [f.name for f in Estimate._meta.concrete_fields if f.name != "id"]
    lock_wave(wave=before, by=None)
    opened = list(Estimate.objects.values_list(*fields))
    lock_wave(wave=after, by=None)
    engine.recompute(programme)
    assert list(Estimate.objects.values_list(*fields)) == opened


def test_cohort_figures_follow_the_neighbourhoods_that_are_put_into_it():
    programme, (_, after) = surveyed({"Ropewalk": [(21, 300), (36, 300)], "Dockray": [(30, 300), (30, 300)]})
    cohort = CohortFactory(programme=programme, number=1)
    assert not Estimate.objects.filter(area_code="cohort-1").exists()
    assign_cohort(neighbourhoods=[programme.neighbourhoods.get(name="Ropewalk")], cohort=cohort, by=None)
    row = estimate_of(after, "cohort-1")
    assert (row.n, row.estimate, row.baseline_estimate) == (300, pytest.approx(0.12), pytest.approx(0.07))


def test_pooled_area_has_no_baseline_while_one_of_its_neighbourhoods_has_none():
    programme, (_, after) = surveyed({"Old": [(21, 300), (36, 300)]})
    late = NeighbourhoodFactory(programme=programme, name="Late")
    follow_up = WaveFactory(
        programme=programme,
        questionnaire=after.questionnaire,
        purpose="follow-up",
        starts_on=date(2026, 7, 1),
        ends_on=date(2026, 7, 31),
    )
    for place in (programme.neighbourhoods.get(name="Old"), late):
        answer(SampleFactory(wave=follow_up, neighbourhood=place), answers_with("R2", 36, 300))
    weigh_wave(wave=follow_up, method="equal")
    assert estimate_of(follow_up, programme.slug).verdict == "no_baseline"
    assert estimate_of(follow_up, late.code).verdict == "no_baseline"
    assert estimate_of(follow_up, programme.neighbourhoods.get(name="Old").code).verdict == "clear_rise"
