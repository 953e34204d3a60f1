"""Whether a group counts: the database and the pure test say the same of every group there can be."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from commissioning.tests.factories import ProgrammeFactory
from neighbourhoods.groups.eligibility import AGAINST, COUNTS, TO_CONFIRM, facts_of, heard_of_since, standing_of
from neighbourhoods.groups.standing import groups_on, standing_is
from neighbourhoods.models import CommunityGroup, GroupProfile
from neighbourhoods.tests.register_factories import CommunityGroupFactory, GroupProfileFactory

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 30)
SINCE = heard_of_since(ON)
ANSWERS = (True, False, None)
SECTORS, KINDS = ("", *CommunityGroup.Sector.values), ("", "grass-roots", "individual")
TOLD = list(product(GroupProfile.State.values, ANSWERS, ANSWERS, ANSWERS, (ON, SINCE, SINCE - timedelta(days=1))))


def every_group(programme):
    """(group, profile or None) for every sector, kind and answer that the test tells apart."""
    given = list(product(SECTORS, KINDS, [None, *TOLD]))
    groups = CommunityGroup.objects.bulk_create(
        CommunityGroup(programme=programme, name=f"Group {n}", sector=sector, kind=kind)
        for n, (sector, kind, _) in enumerate(given)
    )
    kept = groups[0]
    profiles = [
        told
        and GroupProfile(
            group=group, state=told[0], named=told[1], has_contact=told[2], open_to_join=told[3], as_of=told[4],
            merged_into=kept if told[0] == "merged" else None,
        )
        for group, (_, _, told) in zip(groups, given, strict=True)
    ]  # fmt: skip
    GroupProfile.objects.bulk_create(filter(None, profiles))
    return list(zip(groups, profiles, strict=True))


def test_database_and_pure_test_agree_on_every_group_there_can_be():
    programme = ProgrammeFactory()
    expected = {COUNTS: set(), TO_CONFIRM: set(), AGAINST: set()}
    for group, profile in every_group(programme):
        standing = standing_of(facts_of(group, profile), ON)
        name = COUNTS if standing.counts else TO_CONFIRM if standing.to_confirm else AGAINST
        expected[name].add(group.pk)

    asked = {
        name: set(groups_on(programme, ON).filter(standing_is(name, ON)).values_list("pk", flat=True))
        for name in expected
    }

    assert asked == expected
    assert all(asked.values())


profiles = st.lists(st.tuples(st.integers(0, 4), st.booleans()), max_size=6)


@given(careers=st.lists(profiles, min_size=1, max_size=3), back=st.integers(0, 4))
def test_latest_profile_is_the_last_that_was_told_by_the_day(careers, back):
    with transaction.atomic():
        programme, on, expected = ProgrammeFactory(), ON - timedelta(days=back), {}
        for career in careers:
            group = CommunityGroupFactory(programme=programme)
            told = [
                (profile.as_of, profile.pk)
                for ago, is_struck_out in career
                if not (profile := profile_of(group, ago, is_struck_out)).struck_out_at and profile.as_of <= on
            ]
            expected[group.pk] = max(told)[1] if told else None

        assert dict(groups_on(programme, on).values_list("pk", "latest")) == expected
        transaction.set_rollback(True)


def profile_of(group, ago, is_struck_out):
    struck_out = {"struck_out_at": timezone.now(), "struck_out_because": "Another group"} if is_struck_out else {}
    return GroupProfileFactory(group=group, as_of=ON - timedelta(days=ago), **struck_out)
