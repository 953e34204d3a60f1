"""Somebody who asks is found in what surveys keep in words beside the answers, and taken out of it."""

import pytest

from accounts.tests.factories import UserFactory
from neighbourhoods.actions.people import erase_person
from neighbourhoods.persons.held import MAY_MENTION, STAYS, held_of
from neighbourhoods.persons.terms import REMOVED, Terms
from surveys.models import Invitation, WrittenAnswer
from surveys.tests.factories import ResponseFactory, SampleFactory, a_testimony

pytestmark = pytest.mark.django_db
ADA = Terms(name="Ada Moss")


@pytest.fixture
def sample():
    return SampleFactory()


def test_reference_of_a_personal_link_is_found_and_emptied_of_the_name(sample):
    invitation = Invitation.objects.create(sample=sample, number=1, label="Ada Moss, Mill Lane")
    programme = sample.wave.programme
    [held] = held_of(programme, ADA)

    erase_person(programme=programme, terms=ADA, chosen=[held.key], reason="By letter", by=UserFactory())

    invitation.refresh_from_db()
    assert held.treatment == MAY_MENTION
    assert invitation.label == f"{REMOVED}, Mill Lane"
    assert held_of(programme, ADA) == []


def test_testimony_is_found_and_emptied_of_the_name_in_earlier_versions_too(sample):
    programme = sample.wave.programme
    testimony = a_testimony(programme, words="Ada Moss closed the hall.")
    testimony.words = "Somebody closed the hall."
    testimony.save()
    [held] = held_of(programme, ADA)

    erase_person(programme=programme, terms=ADA, chosen=[held.key], reason="By letter", by=UserFactory())

    assert held_of(programme, ADA) == []


def test_words_of_a_survey_stay_for_the_evaluator_to_change(sample):
    WrittenAnswer.objects.create(response=ResponseFactory(sample=sample), code="K8", text="Ask Ada Moss.")

    assert [held.treatment for held in held_of(sample.wave.programme, ADA)] == [STAYS]
