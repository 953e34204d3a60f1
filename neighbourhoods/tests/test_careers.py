"""A group's career as events and as drawings."""

from datetime import date
from operator import itemgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.models import Role
from commissioning.tests.factories import ProgrammeFactory
from neighbourhoods.groups.career_chart import LEFT, RIGHT, TOP, career_chart
from neighbourhoods.groups.careers import Career, events_of
from neighbourhoods.groups.page import profiles_of
from neighbourhoods.groups.profile_words import ProfileWords
from neighbourhoods.models import GroupLink, GroupProfile
from neighbourhoods.networks.links import links_of
from neighbourhoods.tests.factories import NeighbourhoodFactory
from neighbourhoods.tests.group_worlds import member
from neighbourhoods.tests.register_factories import (
    AssetFactory,
    CommunityGroupFactory,
    GroupLinkFactory,
    GroupProfileFactory,
)

ON = date(2026, 11, 30)
EVERY_LINK = GroupLink.objects.all()


@pytest.fixture
def programme(db):
    return ProgrammeFactory()


@pytest.fixture
def choir(programme):
    return CommunityGroupFactory(programme=programme, name="Choir")


def told(group, *, role=Role.COORDINATOR, on=ON, assets=()):
    words = ProfileWords(group.programme, member(group.programme, role))
    career = Career(group, tuple(profiles_of(group)), tuple(links_of(group, EVERY_LINK, on)), (), tuple(assets))
    return events_of(career, words, on)


def steps(group, *profiles):
    """Profiles of the first days of successive months."""
    for month, fields in enumerate(profiles, 1):
        GroupProfileFactory(group=group, as_of=date(2026, month, 1), **fields)


@pytest.mark.parametrize(
    ("before", "after", "title"),
    [
        ({"members": 8}, {"members": 21}, "Grew from 8 to 21 members"),
        ({"members": 1200}, {"members": 0}, "Shrank from 1,200 to 0 members"),
        ({"members": 8}, {"members": None}, "Profile updated"),
        ({"members": None}, {"members": 8}, "Profile updated"),
        ({"members": 8}, {"members": 8}, "Confirmed: nothing changed"),
        ({}, {"state": "dormant"}, "Fell dormant"),
        ({"state": "dormant"}, {"state": "active", "members": 5}, "Active again"),
        ({}, {"state": "closed"}, "Closed"),
        ({}, {"volunteers": 0}, "Profile updated"),
    ],
)
def test_step_between_profiles_is_called_by_what_is_greatest_in_it(choir, before, after, title):
    steps(choir, before, after)

    assert told(choir)[0].title == title


def test_merger_names_the_other_group(choir, programme):
    steps(choir, {}, {"state": "merged", "merged_into": CommunityGroupFactory(programme=programme, name="Anglers")})

    assert told(choir)[0].title == "Merged into Anglers"


def test_step_tells_each_other_change_with_what_it_was(choir):
    steps(choir, {"members": 8, "themes": ("food",)}, {"members": 9, "themes": ("food", "arts"), "volunteers": 0})

    changes = {change.label: (change.before, change.words) for change in told(choir)[0].changes}
    assert changes == {
        "Volunteers": ("not known", "0"),
        "What it is about": ("Food and cooking", "Arts, music and culture, Food and cooking"),
    }


def test_struck_out_profile_is_no_step(choir):
    steps(choir, {"members": 8}, {"members": 80}, {"members": 9})
    GroupProfile.objects.filter(members=80).update(
        struck_out_at="2026-03-01T12:00Z", struck_out_because="Another choir"
    )

    assert [event.title for event in told(choir)] == [
        "Grew from 8 to 9 members",
        "Profile struck out",
        "First profile",
    ]


def test_links_grants_assets_and_founding_stand_in_the_order_of_their_days(choir, programme):
    choir.founded_on = date(1987, 1, 1)
    other = CommunityGroupFactory(programme=programme, name="Anglers")
    GroupLinkFactory(group=other, other=choir, started_on=date(2026, 2, 1), ended_on=date(2026, 5, 1))
    hall = AssetFactory(
        group=choir,
        neighbourhood=NeighbourhoodFactory(programme=programme),
        name="Hall",
        since=date(2026, 3, 1),
        until=date(2027, 1, 1),
    )
    steps(choir, {})

    assert [(event.title, event.day_words) for event in told(choir, assets=[hall])] == [
        ("No longer linked with Anglers", ""),
        ("Runs Hall", ""),
        ("Joined with Anglers", ""),
        ("First profile", ""),
        ("Founded", "1987"),
    ]


def test_what_may_name_somebody_is_not_told_to_the_steering_group(choir):
    steps(choir, {"problems": "Ann is ill"}, {"problems": "Ann left", "networks": "Through Ann", "members": 3})

    words = str([event.changes for event in told(choir, role=Role.STEERING)])

    assert "Ann" not in words
    assert "Members" in words


def test_change_that_is_not_shown_is_no_confirmation(choir):
    steps(choir, {"problems": "Ann is ill"}, {"problems": "Ann left"})

    assert told(choir, role=Role.STEERING)[0].title == "Profile updated"


def profile(month, **fields):
    fields.setdefault("state", "active")
    return GroupProfile(as_of=date(2024 + month // 12, month % 12 + 1, 1), **fields)


def test_career_of_one_day_is_not_drawn():
    assert career_chart([profile(0, members=8), profile(0, members=9)], ON) is None


def test_number_that_is_not_known_is_a_gap_and_nought_is_a_number():
    chart = career_chart([profile(0, members=4), profile(1, members=None), profile(2, members=0)], ON)

    [panel] = chart.panels
    assert [dot.words for dot in panel.dots] == ["4 on 1 January 2024", "0 on 1 March 2024"]
    assert panel.lines == ()
    assert panel.dots[1].y == panel.base


def test_profile_entered_later_for_the_same_day_is_the_one_drawn():
    chart = career_chart([profile(0, members=4), profile(1, members=8), profile(1, members=9)], ON)

    assert [dot.words for dot in chart.panels[0].dots] == ["4 on 1 January 2024", "9 on 1 February 2024"]


def test_time_in_which_it_rested_is_shaded():
    chart = career_chart([profile(0), profile(1, state="dormant"), profile(3)], ON)

    assert [rest.words for rest in chart.rests] == ["dormant from 1 February 2024 to 1 April 2024"]


def test_what_comes_after_the_day_is_not_drawn():
    assert career_chart([profile(0, members=4), profile(6, members=9)], date(2024, 3, 1)) is None


first = itemgetter(0)
NUMBERS = st.none() | st.integers(0, 100_000)


@given(st.lists(st.tuples(st.integers(0, 30), NUMBERS, NUMBERS), max_size=12))
def test_every_dot_stands_inside_its_drawing(rows):
    chart = career_chart([profile(month, members=a, activities=b) for month, a, b in sorted(rows, key=first)], ON)

    for panel in chart.panels if chart else ():
        assert all(LEFT <= dot.x <= RIGHT and TOP <= dot.y <= panel.base for dot in panel.dots)
        assert len(panel.lines) < len(panel.dots)
