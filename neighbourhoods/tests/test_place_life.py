"""Community life on a neighbourhood's page: each number from its register, unknown apart from none, nine queries."""

import re
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
import time_machine
from django.template.loader import render_to_string

from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods.models import RegisterRules
from neighbourhoods.place_life import place_life
from neighbourhoods.tests.factories import NeighbourhoodFactory
from neighbourhoods.tests.register_factories import (
    AgencyFactory,
    AgencyReplyFactory,
    AssetFactory,
    CommunityGroupFactory,
    CommunityIssueFactory,
    EffectFactory,
    FieldworkEntryFactory,
    GrantFactory,
    GroupLinkFactory,
    GroupProfileFactory,
    MethodStepFactory,
    ProjectFactory,
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
def ropewalk(programme):
    return NeighbourhoodFactory(programme=programme, name="Ropewalk", code="E1")


@pytest.fixture
def elsewhere(programme):
    return NeighbourhoodFactory(programme=programme, name="Limekiln", code="E2")


def page_of(place):
    words = {"life": place_life(place, TODAY), "place": place, "programme": place.programme}
    return " ".join(render_to_string("neighbourhoods/_place_life.html", words).split())


def test_empty_neighbourhood_has_noughts_and_says_what_is_missing(ropewalk):
    life = place_life(ropewalk, TODAY)
    assert (life.groups.counting, life.groups.all, life.network, life.assets.total) == (0, 0, (0, 0, 0), 0)
    assert life.grants == (0, 0, 0)
    assert (life.fieldwork.entries, life.fieldwork.people) == (0, None)
    page = page_of(ropewalk)
    assert "nothing is entered" in page
    assert "<dt>C2, seven steps</dt>" in page
    assert ">0 of 7 reached</a>" in page
    assert "Nothing is tagged yet" in page


def test_groups_of_the_place_that_count_and_that_wait_to_be_confirmed(programme, ropewalk, elsewhere):
    CommunityGroupFactory(programme=programme, eligible_in=[ropewalk, elsewhere])
    CommunityGroupFactory(programme=programme, eligible_in=[elsewhere])
    CommunityGroupFactory(programme=programme, sector="professional", eligible_in=[ropewalk])
    unknown = CommunityGroupFactory(programme=programme, eligible_in=[ropewalk])
    GroupProfileFactory(group=unknown, as_of=date(2024, 12, 1), named=True, has_contact=None, open_to_join=True)
    groups = place_life(ropewalk, TODAY).groups
    assert (groups.counting, groups.to_confirm, groups.all) == (1, 1, 3)


def test_links_between_counting_groups_and_with_agencies(programme, ropewalk, elsewhere):
    one, other = (CommunityGroupFactory(programme=programme, eligible_in=[ropewalk]) for _ in range(2))
    outside = CommunityGroupFactory(programme=programme, eligible_in=[elsewhere])
    agency = AgencyFactory(programme=programme)
    for ends in ({"other": other}, {"other": other, "kind": "space"}, {"other": outside}, {"agency": agency}):
        GroupLinkFactory(group=one, confirmed=[date(2024, 12, 1)], **ends)
    life = place_life(ropewalk, TODAY)
    assert (life.network, life.with_agencies) == ((2, 1, 2), 1)


def test_people_reached_keep_how_many_visits_counted_them(ropewalk, elsewhere):
    FieldworkEntryFactory(neighbourhood=ropewalk, done_on=date(2024, 12, 1), hours=Decimal("1.5"), people=0)
    FieldworkEntryFactory(neighbourhood=ropewalk, done_on=date(2024, 10, 16), hours=2, people=None)
    FieldworkEntryFactory(neighbourhood=ropewalk, done_on=date(2024, 10, 15), hours=8, people=40)
    FieldworkEntryFactory(neighbourhood=elsewhere, done_on=date(2024, 12, 1), hours=8, people=40)
    work = place_life(ropewalk, TODAY).fieldwork
    assert (work.since, work.entries, work.hours) == (date(2024, 10, 16), 2, Decimal("3.5"))
    assert (work.people, work.counted) == (0, 1)
    assert "0 people reached in the 1 that counted them" in page_of(ropewalk)


def test_nobody_counted_is_not_nobody_reached(ropewalk):
    FieldworkEntryFactory(neighbourhood=ropewalk, done_on=date(2024, 12, 1), people=None)
    assert "people reached were not counted" in page_of(ropewalk)


def test_issues_wait_until_answered_and_are_late_beyond_the_programmes_days(programme, ropewalk):
    CommunityIssueFactory(neighbourhood=ropewalk, raised_on=date(2025, 1, 1))
    CommunityIssueFactory(neighbourhood=ropewalk, raised_on=date(2024, 12, 1))
    AgencyReplyFactory(issue=CommunityIssueFactory(neighbourhood=ropewalk))
    issues = place_life(ropewalk, TODAY).issues
    assert (issues.waiting, issues.overdue, issues.all, issues.reply_days) == (2, 0, 3, 90)
    assert "none beyond 90 days" in page_of(ropewalk)
    RegisterRules.objects.create(programme=programme, reply_days=30)
    issues = place_life(ropewalk, TODAY).issues
    assert (issues.waiting, issues.overdue, issues.reply_days) == (2, 1, 30)


def test_assets_grants_steps_and_effects_of_the_place_alone(programme, ropewalk, elsewhere):
    group = CommunityGroupFactory(programme=programme, eligible_in=[ropewalk])
    for place in (ropewalk, elsewhere):
        AssetFactory(neighbourhood=place)
        GrantFactory(group=group, neighbourhood=place, amount=70)
        MethodStepFactory(neighbourhood=place)
        EffectFactory(programme=programme, neighbourhood=place)
        EffectFactory(programme=programme, neighbourhood=place, kind="bad")
    AssetFactory(neighbourhood=ropewalk, until=date(2024, 12, 1))
    MethodStepFactory(neighbourhood=ropewalk, number=2)
    EffectFactory(programme=programme, neighbourhood=ropewalk)
    GrantFactory(group=group, amount=500)
    life = place_life(ropewalk, TODAY)
    assert (life.assets.total, life.assets.spaces, life.assets.cheap) == (1, 1, 1)
    assert life.grants == (2, 570, 0)
    assert (life.effects_good, life.effects_bad) == (2, 1)
    [progress] = life.steps
    assert (progress.method.key, progress.reached) == ("c2", 2)


def test_every_link_of_the_panel_leads_to_a_page(programme, ropewalk, client):
    client.force_login(MembershipFactory(programme=programme).user)
    MethodStepFactory(neighbourhood=ropewalk)
    links = {unescape(link) for link in re.findall(r'href="([^"#]+)"', page_of(ropewalk))}
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_mix_of_ways_is_that_of_the_page_of_all_neighbourhoods(programme, ropewalk, elsewhere):
    CommunityGroupFactory(programme=programme, eligible_in=[ropewalk], approaches=("design",))
    FieldworkEntryFactory(neighbourhood=ropewalk, approaches=("development", "design"), hours=3)
    ProjectFactory(programme=programme, approaches=("pathways",))
    ProjectFactory(programme=programme).places.add(elsewhere)
    mix = place_life(ropewalk, TODAY).mix
    told = {label: (len(each.groups), each.hours, len(each.projects)) for label, each in mix.ways}
    assert list(told.values()) == [(0, 3, 0), (0, 0, 0), (1, 3, 0), (0, 0, 1)]


def test_life_takes_nine_queries_whatever_there_is(programme, ropewalk, django_assert_num_queries):
    for _ in range(4):
        group = CommunityGroupFactory(programme=programme, eligible_in=[ropewalk])
        GroupLinkFactory(group=group, confirmed=[date(2024, 12, 1)])
        AssetFactory(neighbourhood=ropewalk)
        GrantFactory(group=group)
        ProjectFactory(programme=programme).places.add(ropewalk)
        FieldworkEntryFactory(neighbourhood=ropewalk)
        CommunityIssueFactory(neighbourhood=ropewalk)
    with django_assert_num_queries(9):
        page_of(ropewalk)
