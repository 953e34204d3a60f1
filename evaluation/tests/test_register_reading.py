"""Register states as at any day, against a plain second reading of the same rows, and each register's own rules."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from commissioning.tests.factories import ProgrammeFactory
from evaluation.registers.counting import counts_of
from evaluation.registers.reading import states_on
from neighbourhoods.models import AgencyReply, CommunityGroup, GroupPlace, GroupProfile, RegisterRules
from neighbourhoods.tests.factories import DeploymentFactory, NeighbourhoodFactory
from neighbourhoods.tests.register_factories import (
    AgencyReplyFactory,
    AssetFactory,
    CommunityGroupFactory,
    CommunityIssueFactory,
    GrantFactory,
    GrantSchemeFactory,
    GroupLinkFactory,
    GroupProfileFactory,
    RegisterConfirmationFactory,
)

pytestmark = pytest.mark.django_db
THEN = date(2025, 6, 1)
A_DAY, A_YEAR = timedelta(days=1), timedelta(days=365)


@pytest.fixture
def place():
    return NeighbourhoodFactory(residents=812)


def state(place, on=THEN):
    return states_on(place.programme, [on])[on][place.pk]


def value(place, code, on=THEN):
    count = counts_of({place.pk: state(place, on)}).get(code)
    return count and count.value


def group(place, **profile):
    return CommunityGroupFactory(
        programme=place.programme, eligible_in=[place], **{f"eligible_in__{k}": v for k, v in profile.items()}
    )


def linked(one, other, *confirmed, **link):
    return GroupLinkFactory(group=one, other=other, confirmed=confirmed, **link)


@pytest.mark.parametrize(
    ("confirmed", "ended", "stands"),
    [
        ([THEN - A_YEAR], None, True),
        ([THEN - A_YEAR - A_DAY], None, False),
        ([THEN + A_DAY], None, False),
        ([THEN], THEN, False),
        ([THEN], THEN + A_DAY, True),
        ([], None, False),
    ],
)
def test_link_stands_while_confirmed_within_a_year_and_not_ended(place, confirmed, ended, stands):
    linked(group(place), group(place), *confirmed, started_on=date(2023, 1, 1), ended_on=ended)
    assert len(state(place).links) == stands
    assert value(place, "B4") == (1.0 if stands else 0.0)


def test_pair_linked_in_two_ways_and_both_directions_is_one_link(place):
    one, other = group(place), group(place)
    linked(one, other, THEN)
    linked(other, one, THEN, kind="money")
    assert len(state(place).links) == 1


def test_link_with_an_agency_or_a_group_that_does_not_count_is_none(place):
    dormant = CommunityGroupFactory(programme=place.programme)
    GroupPlace.objects.create(group=dormant, neighbourhood=place)
    GroupProfileFactory(group=dormant, counting=True, state="dormant")
    linked(group(place), dormant, THEN)
    assert state(place).links == frozenset()
    assert value(place, "B4") == 0


@pytest.mark.parametrize(
    ("sector", "told", "has_hub"),
    [
        ("community", {}, True),
        ("overlap", {}, True),
        ("professional", {}, False),
        ("community", {"state": "closed"}, False),
        ("community", {"as_of": THEN - A_YEAR - A_DAY}, False),
    ],
)
def test_active_group_that_is_a_hub_is_one(place, sector, told, has_hub):
    hub = CommunityGroupFactory(programme=place.programme, kind="hub", sector=sector)
    GroupPlace.objects.create(group=hub, neighbourhood=place)
    GroupProfileFactory(group=hub, **told)
    assert value(place, "B7") == has_hub


def test_hub_counts_while_it_is_there(place):
    AssetFactory(neighbourhood=place, kind="hub", since=date(2025, 1, 1), until=THEN)
    assert [value(place, "B7", on) for on in (date(2024, 12, 31), THEN, THEN + A_DAY)] == [None, 1, 0]


@pytest.mark.parametrize(("cost", "counted", "unpriced"), [("free", 1, 0), ("low", 1, 0), ("full", 0, 0), ("", 0, 1)])
def test_meeting_space_counts_at_a_price_that_groups_can_pay(place, cost, counted, unpriced):
    AssetFactory(neighbourhood=place, cost=cost)
    found = state(place)
    assert (len(found.spaces), len(found.unpriced)) == (counted, unpriced)


@pytest.mark.parametrize(
    ("opens_on", "closes_on", "counted"),
    [
        (date(2020, 1, 1), THEN - A_YEAR, 1),
        (date(2020, 1, 1), THEN - A_YEAR - A_DAY, 0),
        (THEN, None, 1),
    ],
)
def test_scheme_counts_if_it_was_open_within_the_year(place, opens_on, closes_on, counted):
    GrantSchemeFactory(programme=place.programme, opens_on=opens_on, closes_on=closes_on)
    assert value(place, "E5") == counted


def test_scheme_that_has_not_opened_makes_nothing_known(place):
    GrantSchemeFactory(programme=place.programme, opens_on=THEN + A_DAY)
    assert value(place, "E5") is None


def test_scheme_of_chosen_places_counts_there_alone(place):
    other = NeighbourhoodFactory(programme=place.programme)
    GrantSchemeFactory(programme=place.programme, opens_on=THEN).places.add(other)
    assert value(place, "E5") is None
    assert value(other, "E5") == 1


def test_pounds_go_where_the_group_was_at_work_or_the_grant_says(place):
    other = NeighbourhoodFactory(programme=place.programme)
    both = group(place)
    GroupPlace.objects.create(group=both, neighbourhood=other, until=THEN - 10 * A_DAY)
    spread = GrantFactory(group=both, amount=Decimal(300), awarded_on=THEN - 10 * A_DAY)
    later = GrantFactory(group=both, amount=Decimal(50), awarded_on=THEN)
    named = GrantFactory(group=both, amount=Decimal(20), awarded_on=THEN, neighbourhood=other)
    GrantFactory(group=both, awarded_on=THEN - A_YEAR - A_DAY)
    GrantFactory(group=both, awarded_on=THEN, currency="EUR")
    assert set(state(place).grants) == {spread.pk, later.pk}
    assert set(state(other).grants) == {spread.pk, named.pk}


def test_workers_are_those_deployed_that_day_and_those_of_others(place):
    DeploymentFactory(neighbourhood=place, starts_on=date(2025, 1, 1), ends_on=THEN, fte=Decimal("0.50"))
    AssetFactory(neighbourhood=place, kind="input", fte=Decimal("0.20"), since=date(2025, 3, 1))
    assert [value(place, "E8", on) for on in (date(2024, 12, 31), THEN, THEN + A_DAY)] == [
        None,
        pytest.approx(0.7),
        pytest.approx(0.2),
    ]


def test_issue_is_told_as_it_was_that_day(place):
    issue = CommunityIssueFactory(
        neighbourhood=place, raised_on=THEN, outcome="changed", outcome_on=THEN + 9 * A_DAY, outcome_words="A crossing"
    )
    AgencyReplyFactory(issue=issue, replied_on=THEN + 2 * A_DAY, is_substantive=False)
    AgencyReplyFactory(issue=issue, replied_on=THEN + 5 * A_DAY)
    early, late = (state(place, THEN + days * A_DAY).issues[issue.pk] for days in (4, 9))
    assert (early.answered_on, early.closed_on, early.changed) == (None, None, False)
    assert (late.answered_on, late.closed_on, late.changed) == (THEN + 5 * A_DAY, THEN + 9 * A_DAY, True)
    assert state(place, THEN - A_DAY).issues == {}
    assert AgencyReply.objects.count() == 2


def test_programmes_own_limits_decide_what_is_small_and_in_time(place):
    RegisterRules.objects.create(programme=place.programme, income_threshold=Decimal(5000), reply_days=30)
    group(place, income=Decimal(5000))
    group(place, income=Decimal("5000.01"))
    found = state(place)
    assert sorted(each.is_small for each in found.groups.values()) == [False, True]
    assert found.reply_days == 30


@pytest.mark.parametrize(
    ("register", "codes"),
    [
        ("groups", {"B1", "B2", "B3", "B4", "B5", "B6", "B7", "B10", "B11"}),
        ("assets", {"B7", "E4", "E5"}),
        ("input", {"E8"}),
    ],
)
def test_confirmed_register_makes_its_figures_known_from_its_day_on(place, register, codes):
    RegisterConfirmationFactory(neighbourhood=place, register=register, as_at=THEN)
    assert set(counts_of({1: state(place)})) == codes
    assert counts_of({1: state(place, THEN - A_DAY)}) == {}


def test_place_is_unknown_before_its_first_group_came_there(place):
    group(place).places.update(since=THEN)
    assert value(place, "B2", THEN - A_DAY) is None
    assert value(place, "B2") == 1


def test_group_that_left_leaves_a_known_none_behind(place):
    group(place).places.update(until=date(2025, 1, 1))
    assert value(place, "B2") == 0


def test_other_programmes_registers_stay_out(place):
    elsewhere = NeighbourhoodFactory()
    group(elsewhere)
    AssetFactory(neighbourhood=elsewhere)
    assert counts_of({1: state(place)}) == {}


def test_groups_of_every_neighbourhood_are_one_query(place, django_assert_num_queries):
    from neighbourhoods.groups.as_at import groups_on_days

    for _ in range(4):
        group(NeighbourhoodFactory(programme=place.programme))
    with django_assert_num_queries(1):
        groups_on_days(place.programme, [THEN])
    with django_assert_num_queries(1):
        found = groups_on_days(place.programme, [THEN, THEN + A_DAY, THEN + A_YEAR])
    assert [len(rows) for rows in found.values()] == [4, 4, 4]


def test_states_take_as_many_queries_for_many_days_as_for_one(place, django_assert_num_queries):
    group(place)
    for days in ([THEN], [THEN + n * A_DAY for n in range(9)]):
        with django_assert_num_queries(12):
            states_on(place.programme, days)


# A plain second reading: every row is looked at by itself, for one day, in the words of the definition.

DAYS = st.integers(0, 900).map(lambda days: date(2024, 1, 1) + timedelta(days=days))
TELLING = st.fixed_dictionaries(
    {
        "as_of": DAYS,
        "state": st.sampled_from(["active", "active", "active", "dormant", "closed"]),
        "named": st.sampled_from([True, True, True, None, False]),
        "has_contact": st.sampled_from([True, True, True, None]),
        "open_to_join": st.sampled_from([True, True, True, None, False]),
        "volunteers": st.none() | st.integers(0, 30),
        "themes": st.lists(st.sampled_from(["food", "sport"]), unique=True).map(tuple),
        "income_band": st.sampled_from(["", "none", "to-10k", "to-100k"]),
    }
)
CAREER = st.fixed_dictionaries(
    {
        "sector": st.sampled_from(["community", "community", "community", "", "overlap"]),
        "serves": st.lists(st.tuples(st.integers(0, 2), st.none() | DAYS), unique_by=lambda pair: pair[0], min_size=1),
        "profiles": st.lists(TELLING, max_size=4),
    }
)


def plain_counts(careers, place, on):
    """(groups that count, themes, volunteers told, small) of one neighbourhood on one day."""
    counting = []
    for career in careers:
        serves = any(at == place and (since is None or since <= on) for at, since in career["serves"])
        past = [(told["as_of"], n, told) for n, told in enumerate(career["profiles"]) if told["as_of"] <= on]
        if not serves or not past or career["sector"] != "community":
            continue
        told = max(past, key=lambda each: each[:2])[2]
        passes = all(told[part] is True for part in ("named", "has_contact", "open_to_join"))
        if passes and told["state"] == "active" and (on - told["as_of"]).days <= 365:
            counting.append(told)
    themes = {theme for told in counting for theme in told["themes"]}
    volunteers = [told["volunteers"] for told in counting if told["volunteers"] is not None]
    small = [told["income_band"] in ("none", "to-10k") for told in counting if told["income_band"]]
    return len(counting), len(themes), (sum(volunteers), len(volunteers)), (sum(small), len(small))


@hypothesis_settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CAREER, max_size=6), st.lists(DAYS, min_size=1, max_size=6, unique=True))
def test_any_day_agrees_with_a_plain_reading_of_every_profile(careers, days):
    programme = ProgrammeFactory()
    places = [NeighbourhoodFactory(programme=programme) for _ in range(3)]
    for career in careers:
        made = CommunityGroup.objects.create(programme=programme, name="Group", sector=career["sector"])
        for at, since in career["serves"]:
            GroupPlace.objects.create(group=made, neighbourhood=places[at], since=since)
        for told in career["profiles"]:
            GroupProfile.objects.create(group=made, **told)
    found = states_on(programme, days)
    for on in days:
        for at, place in enumerate(places):
            state = found[on][place.pk]
            themes = {theme for each in state.groups.values() for theme in each.themes}
            volunteers = [each.volunteers for each in state.groups.values() if each.volunteers is not None]
            small = [each.is_small for each in state.groups.values() if each.is_small is not None]
            read = (len(state.groups), len(themes), (sum(volunteers), len(volunteers)), (sum(small), len(small)))
            assert read == plain_counts(careers, at, on)
            assert found[on][place.pk] == states_on(programme, [on])[on][place.pk]


def test_pairs_that_stand_are_those_of_the_links_pages(place):
    """One rule for links, asked here in Python and there of the database."""
    from neighbourhoods.networks.links import pairs_as_at

    groups = [group(place) for _ in range(5)]
    linked(groups[0], groups[1], THEN)
    linked(groups[2], groups[1], THEN - A_YEAR)
    linked(groups[2], groups[3], THEN - A_YEAR - A_DAY)
    linked(groups[3], groups[4], THEN, ended_on=THEN)
    assert state(place).links == frozenset(pairs_as_at(place.programme, THEN))
