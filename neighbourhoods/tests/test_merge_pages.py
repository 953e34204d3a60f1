"""The coordinator's pages about entries that may be one group."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from commissioning.models import Role
from commissioning.tests.factories import ProgrammeFactory
from neighbourhoods.actions.merging import merge_groups
from neighbourhoods.models import CommunityGroup, DistinctGroups, GroupMerge, GroupPlace
from neighbourhoods.tests.factories import NeighbourhoodFactory, worker_in
from neighbourhoods.tests.group_worlds import member
from neighbourhoods.tests.register_factories import CommunityGroupFactory, GroupProfileFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
DUPLICATES = reverse("neighbourhoods:group-duplicates", args=["vale"])


@pytest.fixture
def _today():
    with time_machine.travel("2026-11-30"):
        yield


@pytest.fixture
def ropewalk():
    return NeighbourhoodFactory(programme=ProgrammeFactory(slug="vale"), name="Ropewalk")


@pytest.fixture
def coordinator(ropewalk, client):
    user = member(ropewalk.programme, Role.COORDINATOR)
    client.force_login(user)
    return user


def entry(place, name, **profile):
    group = CommunityGroupFactory(programme=place.programme, name=name)
    GroupPlace.objects.create(group=group, neighbourhood=place)
    GroupProfileFactory(group=group, counting=True, **profile)
    return group


@pytest.fixture
def choirs(ropewalk):
    return entry(ropewalk, "Ropewalk Choir", members=8), entry(ropewalk, "The Ropewalk choir", members=9)


def merge_page(one, other=None):
    asked = f"?other={other.pk}" if other else ""
    return reverse("neighbourhoods:group-merge", args=["vale", one.pk]) + asked


def test_two_that_somebody_told_apart_are_said_to_be_with_a_way_to_compare(client, choirs, coordinator):
    one, other = choirs
    client.post(reverse("neighbourhoods:group-distinct", args=["vale", one.pk]), {"other": other.pk})
    for group, told in ((one, other), (other, one)):
        page = client.get(merge_page(group)).content.decode()
        assert f"{told} is another group" in page
        assert f"Said by {coordinator}" in page
        assert f'href="?other={told.pk}"' in page


def test_coordinator_is_led_to_likely_doubles_from_the_list_and_from_today(client, choirs, ropewalk, coordinator):
    groups, today = (reverse(f"neighbourhoods:{name}", args=["vale"]) for name in ("group-list", "fieldwork"))
    assert "1 likely double" in client.get(groups).content.decode()
    assert "1 pair of groups may be one" in client.get(today).content.decode()
    one, other = choirs
    client.post(reverse("neighbourhoods:group-distinct", args=["vale", one.pk]), {"other": other.pk})
    assert client.get(groups).context["doubles"] == 0
    entry(ropewalk, "Ropewalk Choirs")
    assert client.get(groups).context["doubles"] == 2
    client.force_login(worker_in(ropewalk))
    assert "likely double" not in client.get(groups).content.decode()


def test_likely_pairs_are_listed_until_somebody_says_what_they_are(client, choirs, ropewalk, coordinator):
    entry(ropewalk, "Anglers")
    one, other = choirs

    [pair] = client.get(DUPLICATES).context["pairs"]
    assert (pair.one, pair.other, pair.why) == (one, other, "the same name, at work in the same place")

    client.post(reverse("neighbourhoods:group-distinct", args=["vale", other.pk]), {"other": one.pk})
    assert client.get(DUPLICATES).context["pairs"] == []
    assert DistinctGroups.objects.get().told_by == coordinator


@pytest.mark.parametrize("other", ["", "nonsense", "0", "99999999999999999999"])
def test_answer_that_names_no_other_group_is_not_kept(client, choirs, coordinator, other):
    address = reverse("neighbourhoods:group-distinct", args=["vale", choirs[0].pk])

    assert client.post(address, {"other": other}).status_code == 302
    assert not DistinctGroups.objects.exists()


def test_both_entries_stand_side_by_side_and_are_merged(client, choirs, coordinator):
    one, other = choirs
    lines = client.get(merge_page(one, other)).context["lines"]
    assert ("Members", "8", "9", True) in lines["facts"]
    assert ("profiles", 1, 1) in lines["has"]

    response = client.post(merge_page(one, other), {"keep": other.pk, "reason": "Same hall."})

    assert response.headers["Location"] == other.get_absolute_url()
    assert "is under" in client.get(one.get_absolute_url()).content.decode()
    assert client.get(DUPLICATES).context["pairs"] == []


@pytest.mark.parametrize(
    ("given", "field"), [({"keep": "", "reason": "x"}, "keep"), ({"keep": "0", "reason": "x"}, "keep")]
)
def test_merge_filled_in_wrongly_changes_nothing(client, choirs, coordinator, given, field):
    response = client.post(merge_page(*choirs), given)

    assert response.context["form"].errors[field]
    assert not GroupMerge.objects.exists()


def test_merge_without_a_reason_says_so(client, choirs, coordinator):
    response = client.post(merge_page(*choirs), {"keep": choirs[0].pk, "reason": ""})

    assert "Say how you know" in response.content.decode()


def test_merge_that_cannot_be_says_why(client, choirs, coordinator):
    one, other = choirs
    GroupProfileFactory(group=one, state="merged", merged_into=other)

    response = client.post(merge_page(one, other), {"keep": one.pk, "reason": "Same hall."})

    assert "Keep that entry instead" in response.content.decode()


def test_other_entry_is_found_among_the_likely_and_by_name(client, choirs, ropewalk, coordinator):
    anglers = entry(ropewalk, "Anglers")
    one, other = choirs

    shown = client.get(merge_page(one), {"q": "angl"}).context

    assert [match.group for match in shown["matches"]] == [other]
    assert list(shown["found"]) == [anglers]


def test_merge_is_undone_once_asked_for(client, choirs, coordinator):
    one, other = choirs
    done = merge_groups(programme=one.programme, kept=one, absorbed=other, reason="Same.", by=coordinator)
    address = reverse("neighbourhoods:merge-undo", args=["vale", done.pk])

    client.get(address)
    assert CommunityGroup.objects.filter(duplicate_of=one).exists()
    for _ in range(2):
        assert client.post(address).headers["Location"] == other.get_absolute_url()
    assert not CommunityGroup.objects.filter(duplicate_of=one).exists()


def test_contact_is_no_reason_that_gives_it_away(client, choirs, coordinator):
    assert "@" not in client.get(merge_page(*choirs)).content.decode().split("<main")[1].split("</main")[0]


def test_fieldworker_merges_nothing(client, choirs, ropewalk):
    client.force_login(worker_in(ropewalk))

    assert client.post(merge_page(*choirs), {"keep": choirs[0].pk, "reason": "x"}).status_code == 403


def test_list_asks_as_often_however_many_pairs_there_are(
    client, choirs, ropewalk, coordinator, django_assert_max_num_queries
):
    client.get(DUPLICATES)
    with django_assert_max_num_queries(100) as few:
        client.get(DUPLICATES)
    for number in range(8):
        entry(ropewalk, f"Ropewalk Choir {number}", as_of=date(2026, 1, 1))
    with django_assert_max_num_queries(len(few)):
        assert len(client.get(DUPLICATES).context["pairs"]) > 8
