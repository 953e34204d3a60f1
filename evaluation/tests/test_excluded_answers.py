"""Answers that an evaluator excluded: gone from every figure in the same way, and back when they count again."""

import pytest

from evaluation.engine import recompute
from evaluation.models import Estimate
from evaluation.tests.factories import answer, surveyed
from surveys.actions.locking import lock_wave, verify_seals
from surveys.actions.quality import decide_flags
from surveys.actions.weights import weigh_wave
from surveys.coverage import coverage_of
from surveys.evidence import seals
from surveys.models import QualityFlag, Response, Wave

pytestmark = pytest.mark.django_db
Verdict = QualityFlag.Verdict
# Left out: what tells one wave or one run from another.
SAME = [
    field.name
    for field in Estimate._meta.concrete_fields
    if field.name not in ("id", "wave", "neighbourhood", "cohort", "area_code", "baseline_wave")
]


@pytest.fixture
def wave():
    """An open, weighted wave of 120 answers in one neighbourhood, 60 of them active."""
    _, [wave] = surveyed({"Quayside": [(60, 120)]}, purposes=("baseline",), lock=False, method="poststratify")
    return wave


def flagged(wave, every):
    """A flag for every so-many-th answer."""
    responses = Response.objects.of_wave(wave).order_by("pk")[::every]
    return [QualityFlag.objects.create(response=each, check_name="speed", detail="Fast.").pk for each in responses]


def decide(wave, flags, verdict):
    decide_flags(wave=wave, flags=flags, verdict=verdict, reason="Tests by the office.", by=None)
    return Wave.objects.get(pk=wave.pk)


def figures(wave):
    """Every figure of the wave, in an order that does not depend on the run."""
    recompute(wave.programme)
    rows = Estimate.objects.filter(wave=wave).order_by("area_kind", "indicator", "breakdown", "group")
    return [
        [round(value, 9) if isinstance(value, float) else value for value in row] for row in rows.values_list(*SAME)
    ]


def test_figures_are_those_of_a_wave_in_which_they_never_came(wave):
    flags = flagged(wave, every=4)
    out = set(QualityFlag.objects.values_list("response", flat=True))
    kept = [
        (each.answers.as_dict(), each.sex, each.age_band)
        for each in Response.objects.of_wave(wave).exclude(pk__in=out).order_by("pk")
    ]
    _, [twin] = surveyed({"Quayside": [(1, 8)]}, purposes=("baseline",), lock=False)
    Response.objects.of_wave(twin).delete()
    answer(twin.samples.get(), kept)
    weigh_wave(wave=twin, method="poststratify")

    decide(wave, flags, Verdict.EXCLUDED)
    weigh_wave(wave=wave, method="poststratify")

    assert figures(wave) == figures(twin)
    assert figures(wave)


def test_accepting_changes_no_figure(wave):
    before = figures(wave)

    decide(wave, flagged(wave, every=4), Verdict.ACCEPTED)

    assert figures(wave) == before


def test_figures_come_back_when_the_answers_count_again(wave):
    before = figures(wave)
    flags = flagged(wave, every=4)
    decide(wave, flags, Verdict.EXCLUDED)
    weigh_wave(wave=wave, method="poststratify")
    assert figures(wave) != before

    decide(wave, flags, Verdict.OPEN)
    weigh_wave(wave=wave, method="poststratify")

    assert figures(wave) == before


def test_excluding_takes_the_figures_away_until_weights_are_computed_again(wave):
    assert figures(wave)

    decide(wave, flagged(wave, every=4), Verdict.EXCLUDED)

    assert not Estimate.objects.filter(wave=wave).exists()


def test_seal_coverage_and_sizes_leave_out_what_was_excluded(wave):
    decide(wave, flagged(wave, every=4), Verdict.EXCLUDED)
    locked = lock_wave(wave=weigh_wave(wave=wave, method="poststratify"), by=None)
    sample = locked.samples.get()
    rows = seals.unseal(sample.sealed)

    assert (sample.respondents, len(rows.weights)) == (90, 90)
    assert rows.weights.sum() == pytest.approx(sample.population)
    assert coverage_of(locked.programme)[0].answers == 90
    assert set(Estimate.objects.filter(wave=locked).values_list("respondents", flat=True)) == {90}
    assert verify_seals() == []
    assert Response.objects.of_wave(locked).count() == 120
