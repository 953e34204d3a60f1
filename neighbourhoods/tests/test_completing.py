"""An unknown never wipes what is known when two entries are made one."""

from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neighbourhoods.actions.merging import merge_groups, undo_merge
from neighbourhoods.groups.as_at import groups_as_at
from neighbourhoods.groups.completing import INCOME, OPEN, completions, is_unknown
from neighbourhoods.models import GroupPlace
from neighbourhoods.tests.factories import NeighbourhoodFactory
from neighbourhoods.tests.register_factories import CommunityGroupFactory, GroupProfileFactory

JUNE, JULY, AUGUST = date(2025, 6, 1), date(2025, 7, 1), date(2025, 8, 1)


@pytest.fixture
def place(db):
    return NeighbourhoodFactory()


def group_in(place, **fields):
    group = CommunityGroupFactory(programme=place.programme, **fields)
    GroupPlace.objects.create(group=group, neighbourhood=place)
    return group


def row_on(programme, on):
    [row] = groups_as_at(programme, on)
    return row


@pytest.mark.parametrize("keep_the_richer", [True, False])
def test_newer_profile_that_knows_nothing_hides_nothing(place, keep_the_richer):
    rich = group_in(place, name="Tanyard Lunch Club")
    GroupProfileFactory(group=rich, as_of=JUNE, counting=True, members=44, themes=("food",), income_band="none")
    poor = group_in(place, name="Tanyard Lunch-Club", sector="", kind="")
    GroupProfileFactory(group=poor, as_of=JULY, volunteers=0)
    kept, absorbed = (rich, poor) if keep_the_richer else (poor, rich)

    merge = merge_groups(programme=place.programme, kept=kept, absorbed=absorbed, reason="One club", by=None)

    now = row_on(place.programme, AUGUST)
    assert (now.members, now.volunteers, now.themes, now.income_band) == (44, 0, ("food",), "none")
    assert (now.named, now.has_contact, now.open_to_join) == (True, True, True)
    assert (now.sector, now.kind) == ("community", "grass-roots")
    assert row_on(place.programme, JUNE).members == 44

    undo_merge(programme=place.programme, merge=merge, by=None)
    poor.refresh_from_db()
    assert poor.sector == ""
    assert [profile.members for profile in poor.profiles.all()] == [None]
    assert [profile.members for profile in rich.profiles.all()] == [44]


def test_later_answer_stands_before_an_earlier_one(place):
    one, other = group_in(place), group_in(place)
    GroupProfileFactory(group=one, as_of=JUNE, members=44, open_to_join=True)
    GroupProfileFactory(group=other, as_of=JULY, members=0, open_to_join=False)

    merge_groups(programme=place.programme, kept=one, absorbed=other, reason="One club", by=None)

    now = row_on(place.programme, AUGUST)
    assert (now.members, now.open_to_join) == (0, False)
    assert one.profiles.count() == 2  # nothing had to be completed


def profiles(first):
    values = {name: st.sampled_from([None, "", (), 0, False, 7]) for name in OPEN + INCOME}
    made = st.builds(SimpleNamespace, as_of=st.dates(date(2025, 1, 1), date(2025, 1, 9)), **values)

    def numbered(found):
        for number, profile in enumerate(found):
            profile.pk = first + number
        return sorted(found, key=lambda profile: (profile.as_of, profile.pk))

    return st.lists(made, max_size=4).map(numbered)


@given(profiles(100), profiles(200))
def test_completion_only_adds_what_was_unknown(own, other):
    for profile, known in completions(own, other):
        assert known
        assert all(is_unknown(getattr(profile, name)) and not is_unknown(value) for name, value in known.items())
