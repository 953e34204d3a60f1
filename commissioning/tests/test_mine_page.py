"""What waits for whoever looks, and the list of programmes they arrive at."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from accounts.tests.factories import UserFactory
from commissioning.actions.contract import agree_contract, extend
from commissioning.models import Role
from commissioning.tests.entry_factories import StageFactory, TaskFactory
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory

TODAY = date(2024, 9, 10)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def now():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="vale")


@pytest.fixture
def stage(programme):
    return StageFactory(programme=programme, begins_on=date(2024, 4, 1))


def sign_in(client, programme, role=Role.COORDINATOR):
    user = MembershipFactory(programme=programme, role=role).user
    client.force_login(user)
    return user


def titles(client):
    shown = client.get(reverse("commissioning:mine", args=["vale"])).context
    return {name: [told[0].title for told in shown[name]] for name in ("late", "soon", "later")}


def test_everybody_sees_their_own_and_what_is_their_roles_while_nobody_is_named(client, programme, stage):
    other = MembershipFactory(programme=programme, role=Role.FIELDWORKER).user
    worker = sign_in(client, programme, Role.FIELDWORKER)
    TaskFactory(stage=stage, title="Mine", due_month=5, owner=worker)
    TaskFactory(stage=stage, title="Theirs", due_month=5, owner=other)
    TaskFactory(stage=stage, title="Ours", due_month=5, owner_role="fieldworker")
    TaskFactory(stage=stage, title="The evaluator’s", due_month=5, owner_role="evaluator")
    assert titles(client) == {"late": ["Mine", "Ours"], "soon": [], "later": []}


def test_list_follows_a_moved_date_and_says_where_it_stood(client, programme, stage):
    ada = sign_in(client, programme)
    task = TaskFactory(stage=stage, title="Find a base", due_month=4, owner=ada)
    assert titles(client)["late"] == ["Find a base"]
    extend(thing=task, to_month=7, reason="Floods.", by=ada)
    assert titles(client)["late"] == []
    assert "Find a base" in titles(client)["later"]
    page = client.get(reverse("commissioning:mine", args=["vale"])).content.decode()
    assert "end of month 7; was month 4" in page
    assert f'href="{task.get_absolute_url()}"' in page


def test_empty_list_says_that_nothing_waits(client, programme):
    sign_in(client, programme, Role.STEERING)
    assert "Nothing waits for you" in client.get(reverse("commissioning:mine", args=["vale"])).content.decode()


def test_number_of_queries_does_not_grow_with_what_waits(client, programme, stage, django_assert_max_num_queries):
    ada, address = sign_in(client, programme), reverse("commissioning:mine", args=["vale"])
    TaskFactory(stage=stage, due_month=5, owner=ada)
    client.get(address)
    with django_assert_max_num_queries(60) as few:
        client.get(address)
    TaskFactory.create_batch(12, stage=stage, due_month=5, owner=ada)
    with django_assert_max_num_queries(len(few)):
        client.get(address)


def test_home_takes_as_many_queries_for_many_programmes_as_for_two(client, django_assert_max_num_queries):
    user = UserFactory()

    def join():
        programme = MembershipFactory(user=user, role=Role.COMMISSIONER).programme
        agree_contract(programme=programme)

    join()
    join()
    client.force_login(user)
    client.get("/")
    with django_assert_max_num_queries(12) as few:
        client.get("/")
    join()
    join()
    with django_assert_max_num_queries(len(few)):
        assert client.get("/").content.decode().count("Stage 1 of 4, month 6 of 60") == 4


def test_home_offers_a_new_programme_to_those_who_may_set_one_up(client):
    address = reverse("commissioning:programme-new")
    for role, offered in ((Role.COMMISSIONER, True), (Role.COORDINATOR, False)):
        user = UserFactory()
        MembershipFactory.create_batch(2, user=user, role=role)
        client.force_login(user)
        assert (f'href="{address}"' in client.get("/").content.decode()) is offered
