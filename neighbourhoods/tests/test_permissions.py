"""Where people may record, and whose contacts they see."""

from datetime import timedelta

import pytest
from django.utils import timezone

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods.models import GroupPlace
from neighbourhoods.permissions import contacts_seen_by, may_keep_group, worked_in
from neighbourhoods.tests.factories import NeighbourhoodFactory, worker_in
from neighbourhoods.tests.register_factories import CommunityGroupFactory, ContactFactory

pytestmark = pytest.mark.django_db
YESTERDAY = timezone.localdate() - timedelta(days=1)


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def ropewalk(programme):
    return NeighbourhoodFactory(programme=programme, name="Ropewalk")


@pytest.fixture
def saltmarsh(programme):
    return NeighbourhoodFactory(programme=programme, name="Saltmarsh")


def member(programme, role):
    return MembershipFactory(programme=programme, role=role).user


def test_fieldworker_records_where_they_are_deployed_today(programme, ropewalk, saltmarsh):
    worker = worker_in(ropewalk)

    assert worked_in(programme, worker) == {ropewalk.pk}


def test_fieldworker_records_nowhere_once_the_deployment_is_over(programme, ropewalk):
    worker = worker_in(ropewalk, ends_on=YESTERDAY)

    assert worked_in(programme, worker) == frozenset()


def test_coordinator_records_everywhere_and_the_steering_group_nowhere(programme, ropewalk, saltmarsh):
    assert worked_in(programme, member(programme, Role.COORDINATOR)) == {ropewalk.pk, saltmarsh.pk}
    assert worked_in(programme, member(programme, Role.STEERING)) == frozenset()


def test_group_is_kept_by_those_who_work_where_it_is(programme, ropewalk, saltmarsh):
    here, there = worker_in(ropewalk), worker_in(saltmarsh)
    group = CommunityGroupFactory(programme=programme)
    assert may_keep_group(programme, here, group)  # nobody knows yet where it is

    GroupPlace.objects.create(group=group, neighbourhood=ropewalk)

    assert may_keep_group(programme, here, group)
    assert not may_keep_group(programme, there, group)


@pytest.mark.parametrize(
    ("until_here", "until_there", "kept_by"),
    [
        (YESTERDAY, None, ["there"]),
        (timezone.localdate(), None, ["here", "there"]),
        (YESTERDAY, YESTERDAY, ["here", "there"]),
    ],
)
def test_group_that_moved_away_is_left_to_those_where_it_is(
    programme, ropewalk, saltmarsh, until_here, until_there, kept_by
):
    """A group that has left every place stays with those where it was last."""
    workers = {"here": worker_in(ropewalk), "there": worker_in(saltmarsh)}
    contact = ContactFactory(group__programme=programme)
    GroupPlace.objects.create(group=contact.group, neighbourhood=ropewalk, until=until_here)
    GroupPlace.objects.create(group=contact.group, neighbourhood=saltmarsh, until=until_there)

    keeping = [name for name, worker in workers.items() if may_keep_group(programme, worker, contact.group)]
    seeing = [name for name, worker in workers.items() if contacts_seen_by(programme, worker).exists()]

    assert keeping == seeing == kept_by


@pytest.mark.parametrize("role", [Role.COMMISSIONER, Role.EVALUATOR, Role.STEERING])
def test_contacts_are_not_seen_by_those_who_do_not_need_them(programme, role):
    ContactFactory(group__programme=programme)

    assert not contacts_seen_by(programme, member(programme, role)).exists()


def test_contacts_are_seen_by_fieldworkers_of_the_place_alone(programme, ropewalk, saltmarsh):
    here, there = worker_in(ropewalk), worker_in(saltmarsh)
    contact = ContactFactory(group__programme=programme)
    GroupPlace.objects.create(group=contact.group, neighbourhood=ropewalk)

    assert list(contacts_seen_by(programme, here)) == [contact]
    assert not contacts_seen_by(programme, there).exists()
    assert list(contacts_seen_by(programme, member(programme, Role.COORDINATOR))) == [contact]
