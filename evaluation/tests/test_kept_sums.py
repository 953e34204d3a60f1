"""Figures after single answers were destroyed: the same as before, whatever is done with them later."""

from datetime import timedelta
from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from commissioning.models import Role
from commissioning.tests.factories import CohortFactory, MembershipFactory
from evaluation import kept_sums
from evaluation.catalogue import Catalogue
from evaluation.engine import recompute
from evaluation.indicators import national
from evaluation.kept_sums import SumsNotKept, keep_sums, kept_sums_of, waves_that_cannot_tell
from evaluation.models import Estimate, KeptSums, LocalIndicator
from evaluation.tests.factories import surveyed
from evaluation.wave_sums import sums_of_wave
from surveys.actions.locking import verify_seals
from surveys.actions.retention import RetentionRefused, destroy_answers
from surveys.models import Response, Sample, Wave
from surveys.tests.evidence.waves import let_the_day_pass

pytestmark = pytest.mark.django_db

FIGURES = [field.attname for field in Estimate._meta.concrete_fields if field.attname != "id"]
KEY = ("wave_id", "indicator", "breakdown", "group", "area_kind", "area_code")
SHARES = {
    "Ropewalk": [(21, 300), (36, 300), (40, 290)],
    "Quayside": [(30, 280), (60, 300), (50, 300)],
    "Alder": [(3, 60), (9, 70), (0, 4)],
}


@pytest.fixture
def programme():
    """Three places, surveyed at a baseline and twice after, weighted by sex and age; two of them in a cohort."""
    programme, _ = surveyed(
        SHARES, codes=("R2", "R4", "R11"), method="poststratify", purposes=("baseline", "follow-up", "follow-up")
    )
    cohort = CohortFactory(programme=programme, number=1)
    programme.neighbourhoods.exclude(name="Alder").update(cohort=cohort)
    recompute(programme)
    return programme


def figures(programme):
    """Every Estimate of the programme: its key -> all its values."""
    rows = Estimate.objects.filter(wave__programme=programme).values(*FIGURES)
    return {tuple(row[name] for name in KEY): row for row in rows}


def assert_same(before, after):
    assert before.keys() == after.keys()
    assert len(before) > 100
    for key, row in before.items():
        for name, value in row.items():
            if isinstance(value, float):
                assert after[key][name] == pytest.approx(value, rel=1e-12, abs=1e-12), (key, name)
            else:
                assert after[key][name] == value, (key, name)


def destroyed(wave):
    let_the_day_pass(wave)
    return destroy_answers(wave=wave)


@pytest.mark.parametrize("which", [[0], [1], [0, 1, 2]], ids=["the baseline", "a later wave", "every wave"])
def test_every_figure_is_the_same_after_answers_are_destroyed(programme, which):
    before = figures(programme)
    waves = list(programme.waves.order_by("starts_on"))
    for number in which:
        destroyed(waves[number])
    recompute(programme)
    assert_same(before, figures(programme))
    assert Response.objects.of_wave(waves[which[0]]).count() == 0


def test_cohorts_put_together_anew_have_the_figures_that_answers_would_have_given(programme):
    def regroup():
        programme.neighbourhoods.filter(name="Quayside").update(cohort=None)
        programme.neighbourhoods.filter(name="Alder").update(cohort=programme.cohorts.get())
        recompute(programme)
        return figures(programme)

    expected = regroup()
    programme.neighbourhoods.exclude(name="Alder").update(cohort=programme.cohorts.get())
    programme.neighbourhoods.filter(name="Alder").update(cohort=None)
    for wave in programme.waves.all():
        destroyed(wave)
    assert_same(expected, regroup())


def test_places_renamed_later_keep_their_figures(programme):
    before = figures(programme)
    destroyed(programme.waves.first())
    programme.neighbourhoods.filter(name="Ropewalk").update(name="Aaron’s Walk")
    recompute(programme)
    assert_same(before, figures(programme))


def test_sums_are_read_back_to_the_last_digit(programme):
    wave, catalogue = programme.waves.first(), Catalogue(programme)
    made_of = sums_of_wave(wave, catalogue)
    keep_sums(made_of)
    again = kept_sums_of(wave, catalogue)
    assert again.indicators == made_of.indicators
    assert again.neighbourhoods == made_of.neighbourhoods
    for name in ("n", "x", "sw", "sw2", "swy", "sw2y", "sw2yy", "n_resp", "sw_resp", "population"):
        assert np.array_equal(getattr(again.sums, name), getattr(made_of.sums, name), equal_nan=True)
    assert np.array_equal(again.sw_missing, made_of.sw_missing)


def test_sums_that_cannot_be_read_back_keep_the_answers(programme, monkeypatch):
    wave = programme.waves.first()
    let_the_day_pass(wave)
    monkeypatch.setattr(kept_sums, "_same", lambda *arrays: False)
    with pytest.raises(SumsNotKept, match="Nothing was destroyed"):
        destroy_answers(wave=wave)
    assert Response.objects.of_wave(wave).exists()
    assert not KeptSums.objects.exists()
    assert Wave.objects.get(pk=wave.pk).destroyed_on is None


LOCAL = """
[[indicator]]
code = "L1"
name = "Never help"
short = "Never help"
goal = 3
unit = "%"
direction = "down"
audience = "residents"
counted = "Those who say no."
out_of = "All who answered."
authored_by = "Somebody"
checked_by = "Another"
next_review = 2030-01-01
share = {{question = "R2", yes = [{yes}], no = [{no}]}}
"""


def local(programme, yes=2, no=1):
    LocalIndicator.objects.update_or_create(
        programme=programme, code="L1", defaults={"definition": LOCAL.format(yes=yes, no=no)}
    )
    recompute(programme)


def test_indicator_added_later_has_no_figure_and_is_named(programme):
    first, *_ = programme.waves.order_by("starts_on")
    destroyed(first)
    local(programme)
    waves = set(Estimate.objects.filter(indicator="L1").values_list("wave", flat=True))
    assert waves == set(programme.waves.exclude(pk=first.pk).values_list("pk", flat=True))
    indicator = Catalogue(programme)["L1"]
    assert waves_that_cannot_tell(programme, indicator) == [first]
    assert waves_that_cannot_tell(programme, national()["A1"]) == []


def test_page_of_an_indicator_added_later_says_why_a_wave_has_no_figure(programme, client):
    first = destroyed(programme.waves.order_by("starts_on").first())
    local(programme)
    client.force_login(MembershipFactory(programme=programme, role=Role.STEERING).user)
    page = client.get(reverse("evaluation:indicator-detail", args=[programme.slug, "L1"])).content.decode()
    assert f"{first} has no figure for this: its single answers were destroyed on" in page
    assert (
        "has no figure for this"
        not in client.get(reverse("evaluation:indicator-detail", args=[programme.slug, "A1"])).content.decode()
    )


def test_indicator_whose_rule_changes_later_is_not_mixed_with_the_old_one(programme):
    local(programme)
    wave = programme.waves.first()
    destroyed(wave)
    recompute(programme)
    assert wave.estimates.filter(indicator="L1").exists()
    local(programme, yes=1, no=2)
    assert not wave.estimates.filter(indicator="L1").exists()


def test_rule_is_known_by_what_it_says_and_not_by_how_classes_are_called():
    found = {code: kept_sums._rule(indicator) for code, indicator in national().items() if indicator.from_survey}
    assert found["A1"][:16] == "932705318fbb191c"
    assert len(set(found.values())) > 30


def test_wave_of_nobody_has_nothing_to_keep():
    programme, [wave] = surveyed({"Ropewalk": [(1, 30)]}, codes=("Z9",), purposes=("baseline",))
    destroyed(wave)
    recompute(programme)
    assert not KeptSums.objects.exists()
    assert verify_seals() == []


def test_seals_verified_after_destruction_say_so_and_find_what_was_left_or_changed(programme):
    wave = destroyed(programme.waves.first())
    out = StringIO()
    call_command("verify_seals", stdout=out)
    assert f"{wave}: single answers destroyed on {timezone.localdate()}" in out.getvalue()
    assert "6 sealed samples checked, 0 problems" in out.getvalue()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE evaluation_keptsums SET fingerprint = 'other'")
        cursor.execute("UPDATE surveys_sample SET sealed = %s WHERE wave_id = %s", [b"x", wave.pk])
    problems = verify_seals()
    assert len(problems) == 1 + Sample.objects.filter(wave=wave).count()
    assert "the kept sums do not match their fingerprint" in problems[-1]
    with pytest.raises(CommandError, match="4 problems"):
        call_command("verify_seals", stdout=StringIO(), stderr=StringIO())


def test_nothing_is_destroyed_where_nothing_keeps_the_figures(programme, monkeypatch):
    wave = programme.waves.first()
    let_the_day_pass(wave)
    monkeypatch.setattr("surveys.actions.retention.answers_destroyed.send", lambda **kwargs: [])
    with pytest.raises(RetentionRefused, match="Nothing has kept the figures"):
        destroy_answers(wave=wave)
    assert Response.objects.of_wave(wave).exists()


def test_command_destroys_what_is_due_and_nothing_else(programme):
    first, second, third = programme.waves.order_by("starts_on")
    let_the_day_pass(first)
    Wave.objects.filter(pk=second.pk).keep_answers_until(timezone.localdate() + timedelta(days=1))
    out = StringIO()
    call_command("destroy_old_answers", "--dry-run", stdout=out)
    assert "640 answers would be destroyed" in out.getvalue()
    assert Response.objects.of_wave(first).exists()
    for _ in range(2):
        call_command("destroy_old_answers", stdout=StringIO())
    assert [Response.objects.of_wave(wave).exists() for wave in (first, second, third)] == [False, True, True]
