"""A group's facts and places put right by form, and a slip taken away on its day."""

import re
from datetime import date

import pytest
import time_machine
from django.urls import reverse

from commissioning.models import Role
from commissioning.tests.factories import ProgrammeFactory
from neighbourhoods.models import CommunityGroup, GroupPlace
from neighbourhoods.tests.factories import NeighbourhoodFactory, worker_in
from neighbourhoods.tests.group_worlds import member, new_group
from neighbourhoods.tests.register_factories import CommunityGroupFactory, GroupProfileFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]


@pytest.fixture
def _today():
    with time_machine.travel("2026-11-30"):
        yield


@pytest.fixture
def ropewalk():
    return NeighbourhoodFactory(programme=ProgrammeFactory(slug="vale"), name="Ropewalk")


@pytest.fixture
def saltmarsh(ropewalk):
    return NeighbourhoodFactory(programme=ropewalk.programme, name="Saltmarsh")


@pytest.fixture
def choir(ropewalk):
    group = CommunityGroupFactory(programme=ropewalk.programme, name="Ropewalk Choir")
    GroupPlace.objects.create(group=group, neighbourhood=ropewalk)
    for as_of in (date(2025, 6, 1), date(2026, 6, 1)):
        GroupProfileFactory(group=group, as_of=as_of)
    return group


@pytest.fixture
def coordinator(ropewalk, client):
    user = member(ropewalk.programme, Role.COORDINATOR)
    client.force_login(user)
    return user


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def rows_of(*rows, standing=0):
    given = {"places-TOTAL_FORMS": len(rows), "places-INITIAL_FORMS": standing}
    for number, row in enumerate(rows):
        given |= {f"places-{number}-{name}": value for name, value in row.items()}
    return given


def edit(client, group, *rows, **given):
    facts = {"name": group.name, "kind": "hub", "sector": "community", "is_listed": "yes"}
    address = reverse("neighbourhoods:group-edit", args=["vale", group.pk])
    return client.post(address, facts | given | rows_of(*rows, standing=group.places.count()))


def test_facts_and_places_are_changed_together(client, choir, ropewalk, saltmarsh, coordinator):
    edit(
        client,
        choir,
        {"neighbourhood": ropewalk.pk, "until": "2026-10-31"},
        {"neighbourhood": saltmarsh.pk, "since": "2026-11-01"},
        founded_on="1987",
    )

    choir.refresh_from_db()
    assert (choir.kind, choir.is_listed, choir.founded_on) == ("hub", True, date(1987, 1, 1))
    assert set(choir.places.values_list("neighbourhood", "since", "until")) == {
        (ropewalk.pk, None, date(2026, 10, 31)),
        (saltmarsh.pk, date(2026, 11, 1), None),
    }
    assert "Founded" in text_of(client.get(choir.get_absolute_url()))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"until": "2025-01-01", "since": "2026-01-01"}, "before the first"),
        ({"until": "nonsense"}, "real date"),
        ({"wrong": "on"}, "at least one neighbourhood"),
    ],
)
def test_place_filled_in_wrongly_changes_nothing(client, choir, ropewalk, coordinator, row, message):
    response = edit(client, choir, {"neighbourhood": ropewalk.pk} | row)

    assert message in text_of(response)
    choir.refresh_from_db()
    assert choir.kind == "grass-roots"


def test_place_given_twice_is_refused(client, choir, ropewalk, coordinator):
    response = edit(client, choir, {"neighbourhood": ropewalk.pk}, {"neighbourhood": ropewalk.pk})

    assert "stands here once" in text_of(response)


@pytest.mark.parametrize("founded", ["2099", "long ago", "0099"])
def test_founding_that_cannot_be_is_refused(client, choir, ropewalk, coordinator, founded):
    response = edit(client, choir, {"neighbourhood": ropewalk.pk}, founded_on=founded)

    assert "founded_on" in response.context["form"].errors


def test_fieldworker_changes_only_the_places_where_they_record(client, choir, ropewalk, saltmarsh):
    GroupPlace.objects.create(group=choir, neighbourhood=saltmarsh)
    client.force_login(worker_in(ropewalk))
    address = reverse("neighbourhoods:group-edit", args=["vale", choir.pk])

    assert "Also in Saltmarsh" in text_of(client.get(address))
    client.post(address, {"name": "Choir"} | rows_of({"neighbourhood": ropewalk.pk, "wrong": "on"}, standing=1))

    assert [place.neighbourhood for place in choir.places.all()] == [saltmarsh]


@pytest.mark.parametrize("page", ["group-edit", "group-remove", "profile-new", "contact-new"])
def test_fieldworker_elsewhere_is_refused(client, choir, saltmarsh, page):
    client.force_login(worker_in(saltmarsh))

    assert client.get(reverse(f"neighbourhoods:{page}", args=["vale", choir.pk])).status_code == 403


def test_slip_is_removed_on_its_day_and_what_has_a_history_is_not(client, choir, ropewalk, coordinator):
    client.post(reverse("neighbourhoods:group-new", args=["vale"]), new_group([ropewalk], name="Mistake"))
    slip = CommunityGroup.objects.get(name="Mistake")

    for group in (slip, choir):
        client.post(reverse("neighbourhoods:group-remove", args=["vale", group.pk]))

    assert list(CommunityGroup.objects.all()) == [choir]
