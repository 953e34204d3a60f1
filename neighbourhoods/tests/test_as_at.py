"""The register of groups as it was on any day."""

from datetime import date

import pytest
from django.utils import timezone

from neighbourhoods.groups.as_at import groups_as_at
from neighbourhoods.models import GroupPlace, GroupProfile, RecordIsKept
from neighbourhoods.tests.factories import NeighbourhoodFactory
from neighbourhoods.tests.register_factories import CommunityGroupFactory, GroupProfileFactory

pytestmark = pytest.mark.django_db
BEFORE, THEN, NOW = date(2024, 6, 1), date(2025, 6, 1), date(2026, 6, 1)


@pytest.fixture
def choir():
    place = NeighbourhoodFactory()
    group = CommunityGroupFactory(programme=place.programme)
    GroupPlace.objects.create(group=group, neighbourhood=place)
    GroupProfileFactory(group=group, as_of=THEN, members=8)
    GroupProfileFactory(group=group, as_of=NOW, members=21)
    return group


def members_on(group, on):
    return [row.members for row in groups_as_at(group.programme, on)]


def test_each_day_has_the_latest_profile_of_that_day(choir):
    assert members_on(choir, BEFORE) == []
    assert members_on(choir, THEN) == [8]
    assert members_on(choir, date(2026, 5, 31)) == [8]
    assert members_on(choir, NOW) == [21]


def test_profile_entered_later_for_the_same_day_puts_it_right(choir):
    GroupProfileFactory(group=choir, as_of=THEN, members=9)

    assert members_on(choir, THEN) == [9]


def test_profile_struck_out_counts_no_more(choir):
    GroupProfile.objects.filter(as_of=NOW).update(struck_out_at=timezone.now(), struck_out_because="Another choir")

    assert members_on(choir, NOW) == [8]


def test_group_serves_a_place_only_while_it_does(choir):
    choir.places.update(since=date(2025, 1, 1), until=date(2025, 12, 31))

    assert members_on(choir, date(2025, 12, 31)) == [8]
    assert members_on(choir, date(2026, 1, 1)) == []


def test_all_neighbourhoods_are_one_query(choir, django_assert_num_queries):
    other = NeighbourhoodFactory(programme=choir.programme)
    GroupPlace.objects.create(group=choir, neighbourhood=other)

    with django_assert_num_queries(1):
        found = groups_as_at(choir.programme, NOW)

    assert {row.neighbourhood for row in found} == {place.neighbourhood_id for place in choir.places.all()}


def test_profiles_are_never_changed(choir):
    profile = choir.profiles.first()
    profile.members = 99

    with pytest.raises(RecordIsKept):
        profile.save()
    with pytest.raises(RecordIsKept):
        choir.profiles.update(members=99)


def test_every_register_entry_raises_the_version(choir):
    before = choir.programme.register_version
    choir.programme.refresh_from_db()

    assert choir.programme.register_version > before
