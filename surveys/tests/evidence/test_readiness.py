"""What a lock waits for: each condition in words, and what the pages make of them."""

from datetime import timedelta

import pytest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods.tests.factories import NeighbourhoodFactory
from surveys.actions.locking import NotReadyToLock, lock_wave
from surveys.actions.weights import weigh_wave
from surveys.doors import Door
from surveys.evidence.readiness import readiness_of, reasons_against_lock
from surveys.models import Sample, Wave
from surveys.tests.factories import ResponseFactory, SampleFactory, WaveFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave():
    """A weighted wave with answers in Quayside and none in Ropewalk."""
    wave = WaveFactory(programme=ProgrammeFactory(slug="vale"), name="Residents, July", takes_answers_online=True)
    for name, people in (("Quayside", 3), ("Ropewalk", 0)):
        place = NeighbourhoodFactory(programme=wave.programme, name=name, residents=100)
        sample = SampleFactory(wave=wave, neighbourhood=place)
        for _ in range(people):
            ResponseFactory(sample=sample)
    return weigh_wave(wave=wave, method="equal")


def words_of(wave, **which):
    found = readiness_of(wave)
    return [each.words for each in found if all(getattr(each, name) == value for name, value in which.items())]


def text_of(response):
    return " ".join(response.content.decode().split())


def test_place_without_answers_has_to_be_named_in_the_note(wave):
    reason = "Nobody has answered in Ropewalk. Say why in the note for readers, by name."
    assert reasons_against_lock(wave) == [reason]
    with pytest.raises(NotReadyToLock, match="Nobody has answered in Ropewalk"):
        lock_wave(wave=wave, by=None)
    wave.note = "In ropewalk the hall was shut."
    wave.save()
    assert reasons_against_lock(wave) == []
    assert "The note for readers names Ropewalk, without answers." in words_of(wave, is_met=True)
    assert lock_wave(wave=wave, by=None).is_locked


def test_several_places_without_answers_are_listed_by_name(wave):
    for name in ("Alder", "Birch"):
        SampleFactory(wave=wave, neighbourhood=NeighbourhoodFactory(programme=wave.programme, name=name))
    assert "Nobody has answered in Alder, Birch and Ropewalk." in " ".join(reasons_against_lock(wave))


def test_what_is_advice_does_not_keep_from_locking(wave):
    Sample.objects.filter(neighbourhood__name="Ropewalk").delete()
    assert "Nobody has said how long single answers stay." in words_of(wave, is_met=False, is_needed=False)
    assert lock_wave(wave=wave, by=None).is_locked


def test_links_that_still_take_answers_are_named_and_closed_by_the_lock(wave):
    today = timezone.localdate()
    Wave.objects.filter(pk=wave.pk).update(ends_on=today)
    wave.refresh_from_db()
    assert "Links take answers. Locking closes them." in words_of(wave, is_met=False, is_needed=False)
    Wave.objects.filter(pk=wave.pk).update(ends_on=today - timedelta(days=1))
    Sample.objects.filter(neighbourhood__name="Ropewalk").delete()
    locked = lock_wave(wave=wave, by=None)
    assert not locked.takes_answers_online
    sample = locked.samples.get()
    assert Door("abcd2345", locked.questionnaire, sample).why_closed(locked.starts_on) == "over"


def test_every_condition_leads_to_a_page(wave):
    for condition in readiness_of(wave):
        try:
            assert reverse(condition.url_name, args=["vale", wave.pk])
        except NoReverseMatch:
            pytest.fail(f"{condition.words} leads nowhere")


def test_lock_page_lists_what_is_done_and_what_is_not_with_the_way_there(client, wave):
    client.force_login(MembershipFactory(programme=wave.programme, role=Role.EVALUATOR).user)
    page = text_of(client.get(reverse("surveys:wave-lock", args=["vale", wave.pk])))
    assert "3 answers have come in." in page
    assert "Nobody has answered in Ropewalk." in page
    assert reverse("surveys:wave-edit", args=["vale", wave.pk]) in page
    assert '<button class="btn btn-primary">' not in page
    assert "The button appears here once everything on the list is done." in page


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.EVALUATOR])
def test_readers_see_the_list_without_numbers_and_without_links(client, wave, role):
    client.force_login(MembershipFactory(programme=wave.programme, role=role).user)
    page = text_of(client.get(wave.get_absolute_url()))
    assert "Answers have come in." in page
    assert "3 answers have come in." not in page
    assert "Put it right" not in page
    assert "The evaluator locks the wave." in page
