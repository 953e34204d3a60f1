"""Harbourside's record of why its cohorts are what they are agrees with its own ranking."""

from datetime import date

import pytest
from django.http import QueryDict

from commissioning.models import Cohort, Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from evaluation.demonstration.borough import FIRST_COHORT, SECOND_COHORT, SUPPORT_STARTS_IN_MONTH, WARDS, place_of
from evaluation.demonstration.building import _add_official_figures
from evaluation.demonstration.priorities import CHOSEN, NOTES, choose_priorities
from evaluation.priorities.ranked import PriorityRanking
from neighbourhoods.models import CohortChoice, LocalIntelligence, Neighbourhood

pytestmark = pytest.mark.django_db


@pytest.fixture
def harbourside():
    """The wards with their official figures and cohorts, without surveys."""
    programme = ProgrammeFactory(slug="harbourside", starts_on=date(2023, 8, 1))
    cohorts = {
        number: Cohort.objects.create(programme=programme, number=number, starts_in_month=month)
        for number, month in SUPPORT_STARTS_IN_MONTH.items()
    }
    places = {
        place: Neighbourhood.objects.create(
            programme=programme, cohort=cohorts[ward.cohort], code=ward.code, name=ward.name
        )
        for place, ward in enumerate(WARDS)
    }
    _add_official_figures(programme, places)
    users = {role: MembershipFactory(programme=programme, role=role).user for role in Role}
    choose_priorities(programme, users)
    return programme


def test_each_ward_of_the_first_two_cohorts_was_chosen_once_with_a_reason_and_a_rank(harbourside):
    choices = CohortChoice.objects.filter(neighbourhood__programme=harbourside).select_related("neighbourhood")
    assert sorted(c.neighbourhood.name for c in choices if c.number == 1) == sorted(FIRST_COHORT)
    assert sorted(c.neighbourhood.name for c in choices if c.number == 2) == sorted(SECOND_COHORT)
    assert all(choice.ranking["rank"] and choice.written_as == Role.COMMISSIONER for choice in choices)
    assert {harbourside.month_on(choice.written_at.date()) for choice in choices if choice.number == 1} == {2}
    assert {harbourside.month_on(choice.written_at.date()) for choice in choices if choice.number == 2} == {20}


def test_first_cohort_came_first_on_need_whatever_the_weights_as_its_reason_says(harbourside):
    ranking = PriorityRanking(QueryDict("n=4"), harbourside, until=harbourside.month_start(2))
    assert {row.place.name for row in ranking.first} == set(FIRST_COHORT)
    assert {row.anywhere for row in ranking.first} == {1}
    assert ranking.rows[4].place.name == "Tanyard"


def test_choice_of_a_day_knows_nothing_that_came_later(harbourside):
    choice = CohortChoice.objects.filter(number=1).first()
    assert all("December 2022" in each["source"] for each in choice.ranking["weights"])


def test_notes_are_dated_in_their_month_and_name_wards_that_exist(harbourside):
    notes = LocalIntelligence.objects.all()
    assert len(notes) == len(NOTES)
    assert sorted(harbourside.month_on(note.written_at.date()) for note in notes) == sorted(n.month for n in NOTES)
    assert all(note.history.get().history_date == note.written_at for note in notes)
    assert all(place_of(ward) >= 0 for choosing in CHOSEN for ward in choosing.wards)
