"""Entering a profile: it starts from the last one, never overwrites, and a wrong one is struck out."""

import re
from datetime import date

import pytest
import time_machine
from django.urls import reverse

from commissioning.models import Role
from commissioning.tests.factories import ProgrammeFactory
from neighbourhoods.models import GroupPlace, GroupProfile
from neighbourhoods.tests.factories import NeighbourhoodFactory, worker_in
from neighbourhoods.tests.group_worlds import member, new_profile
from neighbourhoods.tests.register_factories import CommunityGroupFactory, GroupProfileFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
TODAY = date(2026, 11, 30)


@pytest.fixture
def _today():
    with time_machine.travel(TODAY):
        yield


@pytest.fixture
def ropewalk():
    return NeighbourhoodFactory(programme=ProgrammeFactory(slug="vale"), name="Ropewalk")


@pytest.fixture
def choir(ropewalk):
    group = CommunityGroupFactory(programme=ropewalk.programme, name="Choir")
    GroupPlace.objects.create(group=group, neighbourhood=ropewalk)
    GroupProfileFactory(group=group, as_of=date(2025, 6, 1), members=8, themes=("arts",), problems="A cold hall")
    GroupProfileFactory(group=group, counting=True, as_of=date(2026, 6, 1), members=0, income_band="none")
    return group


@pytest.fixture
def worker(ropewalk, client):
    user = worker_in(ropewalk)
    client.force_login(user)
    return user


def address(group, page="profile-new"):
    return reverse(f"neighbourhoods:{page}", args=["vale", group.pk])


def test_form_starts_from_the_last_profile_as_of_today(client, choir, worker):
    form = client.get(address(choir)).context["form"]

    values = {name: form[name].value() for name in ("as_of", "members", "volunteers", "income_band", "named")}
    assert values == {"as_of": TODAY, "members": 0, "volunteers": None, "income_band": "none", "named": "yes"}


def test_form_for_an_earlier_day_starts_from_what_was_known_then(client, choir, worker):
    form = client.get(address(choir), {"on": "2025-12-31"}).context["form"]

    assert (form["as_of"].value(), form["members"].value(), form["problems"].value()) == (
        date(2025, 12, 31),
        8,
        "A cold hall",
    )


def test_profile_is_written_beside_the_others(client, choir, worker):
    response = client.post(address(choir), new_profile(members="21", volunteers="0", themes=["food", "arts"]))

    assert response.headers["Location"] == choir.get_absolute_url()
    assert [profile.members for profile in choir.profiles.all()] == [8, 0, 21]
    last = choir.profiles.last()
    assert (last.volunteers, last.activities, last.themes) == (0, None, ("arts", "food"))
    assert last.recorded_by == worker


def test_profile_sent_twice_is_written_once(client, choir, worker):
    given = new_profile(key="5f0c1d8e-8d43-4a8b-9a55-1f0f5b7f3f11")

    responses = [client.post(address(choir), given) for _ in range(2)]

    assert [response.status_code for response in responses] == [302, 302]
    assert choir.profiles.count() == 3


def test_same_profile_of_a_new_form_on_the_same_day_adds_nothing(client, choir, worker):
    for _ in range(2):
        assert client.post(address(choir), new_profile(members="21", themes=["food", "arts"])).status_code == 302
    assert choir.profiles.count() == 3
    client.post(address(choir), new_profile(members="22", themes=["food", "arts"]))
    client.post(address(choir), new_profile(members="21", themes=["food", "arts"]))
    assert choir.profiles.count() == 5


def test_other_numbers_typed_after_going_back_are_told(client, choir, worker):
    key = {"key": "5f0c1d8e-8d43-4a8b-9a55-1f0f5b7f3f11"}
    client.post(address(choir), new_profile(**key))

    response = client.post(address(choir), new_profile(members="30", **key))

    assert "was saved before" in response.content.decode()


@pytest.mark.parametrize(
    ("given", "field", "message"),
    [
        ({"as_of": "2026-12-01"}, "as_of", "still to come"),
        ({"as_of": "nonsense"}, "as_of", "real date"),
        ({"members": "a dozen"}, "members", "whole number"),
        ({"members": "100001"}, "members", "at most"),
        ({"income": "-5"}, "income", "at least 0"),
        ({"state": "asleep"}, "state", "what the page offers"),
        ({"state": "merged"}, "merged_into", "which group"),
        ({"themes": ["bowling"]}, "themes", "what the page offers"),
    ],
)
def test_profile_filled_in_wrongly_says_so_at_the_field(client, choir, worker, given, field, message):
    response = client.post(address(choir), new_profile(**given))

    assert message in " ".join(response.context["form"].errors[field])
    assert choir.profiles.count() == 2


def test_group_merges_into_one_that_is_near(client, choir, ropewalk, worker):
    near, far = CommunityGroupFactory.create_batch(2, programme=ropewalk.programme)
    GroupPlace.objects.create(group=near, neighbourhood=ropewalk)

    assert list(client.get(address(choir)).context["form"].fields["merged_into"].queryset) == [near]
    client.post(address(choir), new_profile(state="merged", merged_into=far.pk))
    assert choir.profiles.count() == 2
    client.post(address(choir), new_profile(state="merged", merged_into=near.pk))
    assert choir.profiles.last().merged_into == near


def test_group_it_merged_into_is_forgotten_where_it_is_active(client, choir, ropewalk, worker):
    near = CommunityGroupFactory(programme=ropewalk.programme)
    GroupPlace.objects.create(group=near, neighbourhood=ropewalk)

    client.post(address(choir), new_profile(state="active", merged_into=near.pk))

    assert choir.profiles.last().merged_into is None


def test_nothing_changed_is_one_tap(client, choir, worker):
    form = client.get(address(choir)).context["confirm"]
    given = {name: form[name].value() for name in ("key", "last")}

    for _ in range(2):
        client.post(address(choir, "profile-confirm"), given)

    assert [profile.as_of for profile in choir.profiles.all()][2:] == [TODAY]
    assert choir.profiles.last().income_band == "none"


def test_nothing_changed_is_not_offered_on_the_day_of_the_last_profile_or_before_the_first(client, choir, worker):
    assert client.get(address(CommunityGroupFactory(programme=choir.programme))).context["confirm"] is None

    GroupProfileFactory(group=choir, as_of=TODAY)

    assert client.get(address(choir)).context["confirm"] is None


@pytest.mark.parametrize("given", [{}, {"key": "x", "last": "y"}])
def test_confirmation_that_did_not_arrive_whole_writes_nothing(client, choir, worker, given):
    response = client.post(address(choir, "profile-confirm"), given, follow=True)

    assert "did not arrive whole" in response.content.decode()
    assert choir.profiles.count() == 2


def test_confirmation_with_the_key_of_a_profile_elsewhere_writes_nothing(client, choir, worker):
    """The first profile of a group has the group’s key, which a public directory tells."""
    theirs = GroupProfileFactory(group=CommunityGroupFactory(name="Theirs"))
    given = {"key": theirs.key, "last": choir.profiles.last().pk}

    response = client.post(address(choir, "profile-confirm"), given, follow=True)

    assert "did not arrive whole" in response.content.decode()
    assert choir.profiles.count() == 2


def strike(client, profile, reason):
    return client.post(reverse("neighbourhoods:profile-strike-out", args=["vale", profile.pk]), {"reason": reason})


def test_wrong_profile_stays_on_the_page_struck_out_with_its_reason(client, choir, worker):
    strike(client, choir.profiles.last(), "Another choir.")

    page = client.get(choir.get_absolute_url())
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))
    assert "Profile of 1 June 2026 struck out by Grace Mensah: Another choir." in words
    assert page.context["profile"].members == 8


def test_profile_is_not_struck_out_without_a_reason(client, choir, worker):
    response = strike(client, choir.profiles.last(), "")

    assert "Say why it is wrong." in response.content.decode()
    assert not GroupProfile.objects.exclude(struck_out_at=None).exists()


def test_fieldworker_elsewhere_neither_confirms_nor_strikes_out(client, choir):
    client.force_login(worker_in(NeighbourhoodFactory(programme=choir.programme)))

    assert client.post(address(choir, "profile-confirm")).status_code == 403
    assert strike(client, choir.profiles.last(), "Wrong.").status_code == 403


def test_fieldworker_elsewhere_is_told_that_they_work_elsewhere(client, choir):
    client.force_login(worker_in(NeighbourhoodFactory(programme=choir.programme)))
    page = client.get(address(choir)).content.decode()
    assert "You record where you are deployed, and this group is not at work there." in page
    assert "belongs to another role" not in page


def test_entry_that_is_under_another_gets_no_profile(client, choir):
    client.force_login(member(choir.programme, Role.COORDINATOR))
    double = CommunityGroupFactory(programme=choir.programme, duplicate_of=choir)

    assert client.post(address(double), new_profile()).status_code == 403
