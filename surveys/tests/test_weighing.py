"""Weighting a whole wave: each method, what is refused, and what is said about it."""

from functools import partial

import numpy as np
import pytest

from accounts.tests.factories import UserFactory
from neighbourhoods.tests.factories import NeighbourhoodFactory
from surveys.actions.weights import WeightsRefused, weigh_wave
from surveys.models import Response
from surveys.tests.factories import QuestionnaireFactory, ResponseFactory, SampleFactory, WaveFactory
from surveys.weights import weighting

pytestmark = pytest.mark.django_db

# Ten of each sex and age band, and twenty young men on top.
PEOPLE = [(sex, band) for sex in (1, 2) for band in (1, 2, 3, 4)] * 10 + [(1, 1)] * 20


@pytest.fixture
def sample():
    """A sample of 100 in a neighbourhood with 100 residents of each sex and age band, 800 in all."""
    wave = WaveFactory()
    sample = SampleFactory(
        wave=wave,
        neighbourhood=NeighbourhoodFactory(programme=wave.programme, name="Quayside", residents=100),
    )
    answer(sample, PEOPLE)
    return sample


def answer(sample, people, design_weights=None):
    weights = design_weights or [None] * len(people)
    Response.objects.bulk_create(
        Response(sample=sample, key=f"k{i}", sex=sex, age_band=band, design_weight=weight, answers=b"\xff\xff" * 3)
        for i, ((sex, band), weight) in enumerate(zip(people, weights, strict=True))
    )


def weights_by_group(sample):
    """{(sex, band): the weights found there}."""
    groups = {}
    for sex, band, weight in Response.objects.filter(sample=sample).values_list("sex", "age_band", "weight"):
        groups.setdefault((sex, band), set()).add(None if weight is None else round(weight, 6))
    return groups


def test_post_stratified_answers_stand_for_the_residents_of_their_group(sample):
    weigh_wave(wave=sample.wave, method="poststratify")
    groups = weights_by_group(sample)
    assert groups.pop((1, 1)) == {round(100 / 30, 6)}
    assert set(map(frozenset, groups.values())) == {frozenset({10.0})}


def test_raked_answers_match_both_margins(sample):
    weigh_wave(wave=sample.wave, method="rake")
    rows = np.array(Response.objects.values_list("sex", "age_band", "weight"))
    assert [rows[rows[:, 0] == sex, 2].sum() for sex in (1, 2)] == pytest.approx([400, 400])
    assert [rows[rows[:, 1] == band, 2].sum() for band in (1, 2, 3, 4)] == pytest.approx([200] * 4)


def test_equal_weights_are_all_one(sample):
    wave = weigh_wave(wave=sample.wave, method="equal")
    assert set(Response.objects.values_list("weight", flat=True)) == {1.0}
    assert wave.weighting == "equal"


def test_supplied_weights_are_used_as_given(sample):
    Response.objects.all().delete()
    answer(sample, PEOPLE[:3], [0.5, 1.0, 4.0])
    weigh_wave(wave=sample.wave, method="supplied")
    assert list(Response.objects.order_by("pk").values_list("weight", flat=True)) == [0.5, 1.0, 4.0]
    sample.refresh_from_db()
    assert sample.weighting_report["largest"] == 4.0


def test_supplied_weights_missing_somewhere_are_refused_and_counted(sample):
    Response.objects.all().delete()
    answer(sample, PEOPLE[:3], [0.5, None, None])
    with pytest.raises(WeightsRefused, match="Quayside: 2 of 3 answers came without a weight."):
        weigh_wave(wave=sample.wave, method="supplied")


def test_design_weights_of_some_answers_only_are_left_aside_and_said_so(sample):
    Response.objects.filter(key="k0").update(design_weight=50)
    weigh_wave(wave=sample.wave, method="poststratify")
    sample.refresh_from_db()
    assert "99 of 100 answers came without a weight" in sample.weighting_report["warnings"][0]
    assert weights_by_group(sample)[1, 1] == {round(100 / 30, 6)}


def test_report_shows_groups_before_and_after_and_what_was_merged(sample):
    Response.objects.filter(sex=2, age_band=1).delete()
    weigh_wave(wave=sample.wave, method="poststratify")
    sample.refresh_from_db()
    report = sample.weighting_report
    assert report["before"][1] == [0, 10, 10, 10]
    assert np.sum(report["after"]) == pytest.approx(800)
    assert report["warnings"] == ["Women: 16 to 24 and 25 to 44 were weighted together (10 respondents)."]
    assert report["deff"] > 1


def test_wave_with_an_uncounted_neighbourhood_is_refused_and_nothing_changes(sample):
    uncounted = SampleFactory(
        wave=sample.wave, neighbourhood=NeighbourhoodFactory(programme=sample.wave.programme, name="Ropewalk")
    )
    ResponseFactory(sample=uncounted)
    with pytest.raises(WeightsRefused, match="Ropewalk: the population by sex and age is not known") as refused:
        weigh_wave(wave=sample.wave, method="poststratify")
    assert len(refused.value.reasons) == 1
    assert set(Response.objects.values_list("weight", flat=True)) == {None}
    sample.wave.refresh_from_db()
    assert sample.wave.weighted_at is None


def test_raking_that_does_not_settle_is_shown(sample, monkeypatch):
    monkeypatch.setattr(weighting, "rake", partial(weighting.rake, cycles=1))
    with pytest.raises(WeightsRefused, match="Quayside: The weights did not settle after 1 rounds"):
        weigh_wave(wave=sample.wave, method="rake")


def test_wave_without_answers_is_refused():
    with pytest.raises(WeightsRefused, match="No answers have come in"):
        weigh_wave(wave=SampleFactory().wave, method="equal")


def test_neighbourhood_without_answers_stops_nothing(sample):
    empty = SampleFactory(wave=sample.wave)
    weigh_wave(wave=sample.wave, method="poststratify")
    empty.refresh_from_db()
    assert empty.weighting_report == {}


@pytest.mark.parametrize("method", ["poststratify", "rake"])
def test_organisations_have_no_sex_or_age_to_weight_by(method):
    questionnaire = QuestionnaireFactory(audience="organisations", published=True)
    wave = WaveFactory(questionnaire=questionnaire, programme=questionnaire.programme)
    ResponseFactory(sample=SampleFactory(wave=wave))
    with pytest.raises(WeightsRefused, match="Only residents have a sex and an age"):
        weigh_wave(wave=wave, method=method)


def test_weighting_again_by_another_method_replaces_the_weights_and_records_who(sample):
    by = UserFactory()
    weigh_wave(wave=sample.wave, method="poststratify")
    wave = weigh_wave(wave=sample.wave, method="equal", by=by)
    assert set(Response.objects.values_list("weight", flat=True)) == {1.0}
    assert wave.history.first().history_user == by
