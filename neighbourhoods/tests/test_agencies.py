"""The register of agencies, and one agency with its issues and links."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from accounts.tests.factories import UserFactory
from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods.models import Agency
from neighbourhoods.tests.factories import NeighbourhoodFactory
from neighbourhoods.tests.register_factories import (
    AgencyFactory,
    CommunityGroupFactory,
    CommunityIssueFactory,
    GroupLinkFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
TODAY = date(2025, 1, 15)


@pytest.fixture
def today():
    with time_machine.travel("2025-01-15T12:00"):
        yield TODAY


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="vale")


@pytest.fixture
def library(programme):
    return AgencyFactory(programme=programme, name="Library")


def sign_in(client, programme, role=Role.COORDINATOR):
    client.force_login(MembershipFactory(programme=programme, role=role, user=UserFactory()).user)


def listed(client):
    return client.get(reverse("neighbourhoods:agency-list", args=["vale"]))


def test_list_tells_issues_without_an_outcome_and_groups_linked_today(client, programme, library):
    sign_in(client, programme, Role.STEERING)
    place, choir = NeighbourhoodFactory(programme=programme), CommunityGroupFactory(programme=programme)
    CommunityIssueFactory(neighbourhood=place, agency=library)
    CommunityIssueFactory(neighbourhood=place, agency=library, outcome="answered", outcome_on=date(2024, 10, 1))
    for kind in ("together", "space"):
        GroupLinkFactory(group=choir, agency=library, kind=kind)
    GroupLinkFactory(group=CommunityGroupFactory(programme=programme), agency=library, ended_on=date(2024, 10, 1))
    [agency] = listed(client).context["agencies"]
    assert (agency.issue_count, agency.open_count, agency.group_count) == (2, 1, 1)


def test_empty_list_says_what_to_do_next_to_those_who_may(client, programme):
    sign_in(client, programme)
    assert "Add the first agency" in listed(client).content.decode()
    sign_in(client, programme, Role.STEERING)
    page = listed(client).content.decode()
    assert "No agency is on record yet" in page
    assert "Add the first agency" not in page


def test_agency_of_one_name_is_entered_once(client, programme, library):
    sign_in(client, programme)
    page = client.post(reverse("neighbourhoods:agency-new", args=["vale"]), {"name": "Library", "kind": "council"})
    assert page.context["form"].errors["name"] == ["There is an agency of this name already."]
    assert Agency.objects.count() == 1


def test_page_shows_issues_and_links_standing_ones_first(client, programme, library):
    sign_in(client, programme, Role.STEERING)
    place = NeighbourhoodFactory(programme=programme, name="Ropewalk")
    CommunityIssueFactory(neighbourhood=place, agency=library, title="Longer opening hours")
    ended, choir = (CommunityGroupFactory(programme=programme, name=name) for name in ("Anglers", "Choir"))
    GroupLinkFactory(group=ended, agency=library, ended_on=date(2024, 10, 1))
    GroupLinkFactory(group=choir, agency=library, confirmed=[date(2024, 12, 1)])
    page = client.get(library.get_absolute_url())
    assert [str(each.partner) for each in page.context["links"]] == ["Choir", "Anglers"]
    assert "Longer opening hours" in page.content.decode()
    assert "Put an issue to it" not in page.content.decode()


def test_page_of_many_issues_shows_the_latest_and_tells_how_many_there_are(client, programme, library):
    sign_in(client, programme)
    place = NeighbourhoodFactory(programme=programme)
    CommunityIssueFactory.create_batch(13, neighbourhood=place, agency=library)
    page = client.get(library.get_absolute_url())
    assert (len(page.context["issues"]), page.context["issue_count"]) == (12, 13)
    assert "The latest 12 of 13" in page.content.decode()


def test_agency_is_removed_only_when_nothing_rests_on_it(client, programme, library):
    sign_in(client, programme)
    link = GroupLinkFactory(group=CommunityGroupFactory(programme=programme), agency=library)
    remove = reverse("neighbourhoods:agency-remove", args=["vale", library.pk])
    assert "other entries rest on it" in client.post(remove, follow=True).content.decode()
    assert Agency.objects.exists()
    link.delete()
    client.post(remove)
    assert not Agency.objects.exists()


def test_pages_take_as_many_queries_for_many_rows_as_for_few(client, programme, library, django_assert_max_num_queries):
    sign_in(client, programme)
    place = NeighbourhoodFactory(programme=programme)

    def add(number):
        for _ in range(number):
            AgencyFactory(programme=programme)
            CommunityIssueFactory(neighbourhood=place, agency=library)
            GroupLinkFactory(group=CommunityGroupFactory(programme=programme), agency=library)

    add(2)
    for address in (reverse("neighbourhoods:agency-list", args=["vale"]), library.get_absolute_url()):
        client.get(address)
        with django_assert_max_num_queries(100) as few:
            client.get(address)
        add(6)
        with django_assert_max_num_queries(len(few)):
            client.get(address)
