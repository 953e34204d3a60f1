"""Links lead to the right questionnaire, only while they are open, and nobody finds one by trying."""

from datetime import date

import pytest

from surveys.doors import LINK_LENGTH, PILOT_LENGTH, door_at, new_code
from surveys.models import Invitation
from surveys.tests.factories import QuestionnaireFactory, SampleFactory, WaveFactory

pytestmark = pytest.mark.django_db
DURING, BEFORE, AFTER = date(2024, 7, 10), date(2024, 6, 30), date(2024, 8, 1)


@pytest.fixture
def sample():
    return SampleFactory(wave=WaveFactory(takes_answers_online=True), link_code=new_code(LINK_LENGTH))


def test_public_link_leads_to_its_sample(sample):
    door = door_at(sample.link_code.upper())

    assert (door.sample, door.questionnaire, door.is_pilot) == (sample, sample.wave.questionnaire, False)


def test_personal_link_leads_to_its_sample_and_invitation(sample):
    invitation = Invitation.objects.create(sample=sample, number=1)

    assert door_at(invitation.code).invitation == invitation


@pytest.mark.parametrize("code", ["", "abcdefgh", "abcdefghjkmn", "1-aaaaaaaaaaaa", "²-aaaa", "-", "9" * 40 + "-a"])
def test_invented_links_lead_nowhere(sample, code):
    Invitation.objects.create(sample=sample, number=1)

    assert door_at(code) is None


def test_pilot_link_leads_to_the_draft_until_it_is_published():
    draft = QuestionnaireFactory(pilot_code=new_code(PILOT_LENGTH))
    door = door_at(draft.pilot_code)

    assert door.is_pilot
    assert door.why_closed() == ""
    draft.published_at = "2024-06-01T12:00Z"
    draft.save()
    assert door_at(draft.pilot_code).why_closed() == "closed"


@pytest.mark.parametrize(("day", "why"), [(BEFORE, "not-yet"), (DURING, ""), (AFTER, "over")])
def test_link_is_open_during_fieldwork(sample, day, why):
    assert door_at(sample.link_code).why_closed(day) == why


def test_link_is_closed_until_the_evaluator_opens_it():
    sample = SampleFactory(link_code=new_code(LINK_LENGTH))

    assert door_at(sample.link_code).why_closed(DURING) == "closed"


@pytest.mark.parametrize(("field", "why"), [("is_answered", "answered"), ("is_withdrawn", "withdrawn")])
def test_personal_link_opens_once(sample, field, why):
    invitation = Invitation.objects.create(sample=sample, number=1, **{field: True})

    assert door_at(invitation.code).why_closed(DURING) == why
