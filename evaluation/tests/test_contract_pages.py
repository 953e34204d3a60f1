"""The contract's pages: what they say in five seconds, and that they ask the database as much for few as for many."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commissioning.actions.contract import agree_contract
from commissioning.models import Role, Stage
from commissioning.tests.entry_factories import DecisionFactory, KpiFactory, MilestoneFactory, StageFactory, TaskFactory
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from evaluation.tests.factories import surveyed
from neighbourhoods.tests.factories import NeighbourhoodFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(date(2024, 9, 20), tick=False):
        yield


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="vale", name="Northern Vale", starts_on=date(2024, 4, 1))


def sign_in(client, programme, role=Role.COMMISSIONER):
    user = MembershipFactory(programme=programme, role=role).user
    client.force_login(user)
    return user


def url(name, *rest):
    return reverse(f"evaluation:{name}", args=["vale", *rest])


def page_of(client, *address):
    response = client.get(url(*address))
    assert response.status_code == 200
    return response.content.decode()


def test_contract_of_a_programme_without_one_offers_it_to_the_commissioner_alone(client, programme):
    sign_in(client, programme)
    assert "Agree the contract from the framework" in page_of(client, "contract")
    sign_in(client, programme, Role.COORDINATOR)
    page = page_of(client, "contract")
    assert "The commissioner agrees it." in page
    assert "Agree the contract from the framework" not in page


def test_contract_shows_stages_as_agreed_and_as_they_went(client, programme):
    first = StageFactory(programme=programme, begins_on=date(2024, 4, 1), ends_on=date(2024, 9, 15))
    StageFactory(
        programme=programme,
        number=2,
        first_month=7,
        last_month=26,
        original_first_month=7,
        original_last_month=24,
        begins_on=date(2024, 9, 16),
        begins_under=DecisionFactory(stage=first, outcome="conditions"),
    )
    TaskFactory(stage=first, title="Of a stage that has ended", due_month=4)
    TaskFactory(stage=programme.stages.get(number=2), title="Fix the boundaries", due_month=5)
    sign_in(client, programme)
    page = page_of(client, "contract")
    assert "Of a stage that has ended" not in page
    assert "ended <time" in page
    assert "Continue with conditions" in page
    assert "at first months 7 to 24" in page
    assert "runs now" in page
    assert "Fix the boundaries" in page


def test_overview_says_what_the_next_gate_still_needs_and_what_is_late(client, programme):
    stage = StageFactory(programme=programme, begins_on=date(2024, 4, 1))
    TaskFactory(stage=stage, title="Fix the boundaries", due_month=4)
    MilestoneFactory(stage=stage, due_month=6)
    sign_in(client, programme, Role.STEERING)
    page = page_of(client, "programme-overview")
    assert "Gate 1 still needs" in page
    assert "1 of 1 open, 1 late" in page
    assert f"{url('gate', 1)}#tasks" in page
    assert "51 days late" in page


def test_stage_that_does_not_exist_is_not_found(client, programme):
    sign_in(client, programme)
    for name in ("stage-detail", "gate", "decision-detail"):
        assert client.get(url(name, 4)).status_code == 404


@pytest.mark.parametrize("role", [Role.COMMISSIONER, Role.STEERING])
def test_pages_ask_the_database_as_much_for_many_as_for_few(client, role):
    programme, _ = surveyed(
        {f"Ward {n}": [(21, 60)] for n in range(2)}, programme=ProgrammeFactory(slug="vale"), purposes=("baseline",)
    )
    stages = agree_contract(programme=programme)
    cohort = programme.cohorts.get(number=1)
    programme.neighbourhoods.update(cohort=cohort)
    sign_in(client, programme, role)
    addresses = [("contract",), ("stage-detail", 1), ("gate", 1), ("programme-overview",)]

    def counts():
        found = {}
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                page_of(client, *address)
            found[address] = len(queries)
        return found

    stage = Stage.objects.get(pk=stages[0].pk)
    KpiFactory(stage=stage, cohort=cohort, covers="cohort")
    few = counts()
    for number in range(8):
        NeighbourhoodFactory(programme=programme, cohort=cohort, name=f"Further {number}")
        TaskFactory(stage=stage, title=f"Task {number}")
        MilestoneFactory(stage=stage)
        KpiFactory(stage=stage, cohort=cohort, covers="cohort")
    assert counts() == few
