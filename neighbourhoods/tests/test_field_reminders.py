"""What waits in the field, in the list of each person and in what everybody reads as late."""

from datetime import date

import pytest
import time_machine

from commissioning.models import Role
from commissioning.reminders import late_in, waiting_in
from commissioning.tests.entry_factories import AppointmentFactory
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods.tests.factories import DeploymentFactory, NeighbourhoodFactory, worker_in
from neighbourhoods.tests.register_factories import (
    CommunityGroupFactory,
    FieldworkEntryFactory,
)

TODAY = date(2025, 1, 15)
pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _on_a_wednesday():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def ropewalk(programme):
    return NeighbourhoodFactory(programme=programme, name="Ropewalk")


@pytest.fixture
def worker(ropewalk):
    return worker_in(ropewalk)


@pytest.fixture
def coordinator(programme):
    return MembershipFactory(programme=programme, role=Role.COORDINATOR).user


def waits_for(user, programme):
    return [(due.what, due.title, due.on) for due in waiting_in(programme, TODAY).get(user.pk, [])]


def test_next_step_waits_for_whoever_made_the_visit_and_is_not_told_to_all(programme, ropewalk, worker, coordinator):
    step = {"neighbourhood": ropewalk, "done_by": worker, "next_step": "Ring Mrs Ashe"}
    FieldworkEntryFactory(**step, next_on=date(2025, 1, 10))
    FieldworkEntryFactory(**step, next_on=date(2025, 1, 10), next_done_on=TODAY)
    FieldworkEntryFactory(**step)

    assert waits_for(worker, programme) == [
        ("Next step of a visit", "Ropewalk, visit on 1 September 2024", date(2025, 1, 10))
    ]
    assert not any("Ashe" in due.title + due.note for due in late_in(programme, TODAY))


def test_old_profiles_of_a_person_are_one_line(programme, ropewalk, worker, coordinator):
    harbour = NeighbourhoodFactory(programme=programme, name="Harbour")
    for day in (date(2024, 5, 1), date(2024, 6, 1), date(2024, 12, 1)):
        CommunityGroupFactory(programme=programme, eligible_in=[ropewalk], eligible_in__as_of=day)
    CommunityGroupFactory(programme=programme, eligible_in=[harbour], eligible_in__as_of=date(2024, 7, 1))

    assert waits_for(worker, programme) == [("Groups to update", "2 groups in Ropewalk", date(2024, 11, 1))]
    assert waits_for(coordinator, programme) == [("Groups to update", "1 group in Harbour", date(2025, 1, 1))]


def test_old_profiles_go_to_a_colleague_where_the_longest_there_has_closed_the_account(programme, ropewalk, worker):
    colleague = MembershipFactory(programme=programme, role=Role.FIELDWORKER).user
    appointment = AppointmentFactory(post__programme=programme, user=colleague, starts_on=date(2024, 4, 1))
    DeploymentFactory(appointment=appointment, neighbourhood=ropewalk, starts_on=date(2024, 12, 1))
    CommunityGroupFactory(programme=programme, eligible_in=[ropewalk], eligible_in__as_of=date(2024, 5, 1))
    worker.is_active = False
    worker.save()

    assert waits_for(colleague, programme) == [("Groups to update", "1 group in Ropewalk", date(2024, 11, 1))]


def test_what_waits_in_many_places_takes_as_many_queries_as_in_one(programme, worker, django_assert_max_num_queries):
    def fill():
        place = NeighbourhoodFactory(programme=programme)
        FieldworkEntryFactory(neighbourhood=place, next_step="Ask", next_on=TODAY)
        CommunityGroupFactory(programme=programme, eligible_in=[place], eligible_in__as_of=date(2024, 5, 1))

    fill()
    with django_assert_max_num_queries(40) as few:
        waiting_in(programme, TODAY)
    for _ in range(6):
        fill()

    with django_assert_max_num_queries(len(few)):
        waiting_in(programme, TODAY)
