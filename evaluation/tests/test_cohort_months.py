"""The month in which a cohort's support starts, once its baseline is locked: it moves only when that is meant."""

from datetime import date

import pytest
from django.urls import reverse

from commissioning.actions.programmes import ProgrammeRefused, edit_programme
from commissioning.models import Role
from commissioning.tests.factories import CohortFactory, MembershipFactory
from evaluation.tests.factories import surveyed

pytestmark = pytest.mark.django_db


@pytest.fixture
def commissioner():
    return MembershipFactory(
        role=Role.COMMISSIONER, programme__starts_on=date(2024, 4, 1), programme__commissioning_body="The board"
    ).user


@pytest.fixture
def programme(commissioner):
    programme = commissioner.memberships.get().programme
    cohort = CohortFactory(programme=programme, number=1, starts_in_month=7)
    CohortFactory(programme=programme, number=2, starts_in_month=25)
    surveyed({"Ropewalk": [(21, 60)], "Tanyard": [(21, 60)]}, programme=programme, purposes=("baseline",))
    programme.neighbourhoods.update(cohort=cohort)
    return programme


def posted(programme, **changed):
    facts = {
        "name": programme.name,
        "area_name": programme.area_name,
        "commissioning_body": programme.commissioning_body,
        "starts_on": "April 2024",
        "cohort_1": "7",
        "cohort_2": "25",
    }
    return facts | changed


def test_month_of_a_cohort_with_a_locked_baseline_stays_unless_that_is_meant(programme, commissioner):
    with pytest.raises(
        ProgrammeRefused, match="Ropewalk and 1 more already have a locked baseline, of July 2024"
    ) as no:
        edit_programme(programme=programme, by=commissioner, facts={}, cohorts={1: 9, 2: 25})
    assert no.value.field == "cohort_1"
    assert programme.cohorts.get(number=1).starts_in_month == 7
    edit_programme(programme=programme, by=commissioner, facts={}, cohorts={1: 9, 2: 25}, after_baseline=True)
    assert programme.cohorts.get(number=1).starts_in_month == 9


def test_cohort_without_a_baseline_moves_freely(programme, commissioner):
    edit_programme(programme=programme, by=commissioner, facts={}, cohorts={1: 7, 2: 28})
    assert programme.cohorts.get(number=2).starts_in_month == 28


def test_page_tells_it_at_the_field_keeps_what_was_typed_and_takes_the_tick(client, programme, commissioner):
    client.force_login(commissioner)
    address = reverse("commissioning:programme-edit", args=[programme.slug])
    page = client.post(address, posted(programme, cohort_1="9", area_name="Vale and hills")).content.decode()
    assert "Tick below that the move is meant." in page
    assert "Vale and hills" in page
    assert programme.cohorts.get(number=1).starts_in_month == 7
    assert client.post(address, posted(programme, cohort_1="9", after_baseline="on")).status_code == 302
    assert programme.cohorts.get(number=1).starts_in_month == 9
