"""Figures counted from register states: the worked examples of the definitions, unions, and unknown apart from none."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.registers.counting import NEEDS, counts_of, places_of
from evaluation.registers.state import EVERYTHING, GROUPS, LINKS, SPACES, Confirmed, CountingGroup, RegisterState
from neighbourhoods.issues.clocks import IssueClock

ON = date(2026, 11, 30)
WARD = 6500


def state(groups=0, **told):
    """A ward of 6,500 people of whose registers everything is known; `groups` are numbered from 1."""
    named = dict.fromkeys(range(1, groups + 1), CountingGroup()) if isinstance(groups, int) else groups
    return RegisterState(**{"on": ON, "residents": WARD, "known": EVERYTHING, "groups": named} | told)


def counted(*states, code):
    return counts_of(dict(enumerate(states)))[code]


def chain(links, groups):
    """So many different pairs of groups, the first groups joined in a row."""
    row = [(n, n + 1) for n in range(1, groups)]
    others = [(one, other) for one in range(1, groups) for other in range(one + 2, groups + 1)]
    return frozenset((row + others)[:links])


def raised(days_ago, answered_after=None, **more):
    on = ON - timedelta(days=days_ago)
    return IssueClock(on, None if answered_after is None else on + timedelta(days=answered_after), **more)


def numbered(rows):
    return dict(enumerate(rows, start=1))


def test_groups_per_thousand_residents():
    count = counted(state(15), code="B1")
    assert count.value == pytest.approx(2.31, abs=0.005)
    assert (count.words, count.note) == ("15 groups", "6,500 residents")


def test_groups_functioning_with_those_that_wait_to_be_confirmed():
    count = counted(state(15, waiting=frozenset({21, 22, 23})), code="B2")
    assert (count.value, count.words, count.note) == (15, "15 groups", "3 more to confirm")


def test_range_of_issues_counts_each_theme_once():
    themes = ["sport", "faith", "children", "food", "homes", "sport"]
    groups = numbered([CountingGroup((theme,)) for theme in themes] + [CountingGroup()])
    count = counted(state(groups), code="B3")
    assert (count.value, count.note) == (5, "1 group without a theme")


def test_links_density_and_connected_groups():
    part = frozenset({(n, n + 1) for n in range(1, 11)} | {(1, n) for n in range(3, 9)} | {(12, 13), (14, 15)})
    ward = state(15, links=part)
    assert len(part) == 18
    assert counted(ward, code="B4").value == pytest.approx(2.40)
    assert counted(ward, code="B5").value == pytest.approx(17.1, abs=0.05)
    assert counted(ward, code="B5").words == "18 of 105 possible links"
    assert counted(ward, code="B6").value == pytest.approx(73.3, abs=0.05)
    assert counted(ward, code="B6").words == "11 of 15 groups"


def test_density_falls_when_groups_are_added_though_links_rise():
    before, after = state(10, links=chain(9, 10)), state(15, links=chain(18, 15))
    assert counted(before, code="B5").value == pytest.approx(20.0)
    assert counted(after, code="B5").value < counted(before, code="B5").value
    assert counted(after, code="B4").value > counted(before, code="B4").value


@pytest.mark.parametrize(("hubs", "value"), [({"asset-1"}, 1), (set(), 0)])
def test_hub_present(hubs, value):
    assert counted(state(hubs=frozenset(hubs)), code="B7").value == value


def test_volunteers_are_a_sum_with_its_response_and_median():
    told = [2, 4, 6, 8, 12, 20, 26, 30, 40]
    groups = numbered([CountingGroup(volunteers=number) for number in told] + [CountingGroup()] * 3)
    count = counted(state(groups), code="B10")
    assert (count.value, count.x, count.n) == (148, 148, 9)
    assert (count.words, count.note) == ("9 of 12 groups gave a number", "median 12")


def test_no_volunteers_is_a_number_and_nothing_told_is_not():
    assert counted(state(numbered([CountingGroup(volunteers=0)])), code="B10").value == 0
    silent = counted(state(2), code="B10")
    assert (silent.value, silent.absent) == (None, "No group gave a number")


def test_small_groups_leave_unknown_income_out_and_say_so():
    groups = [CountingGroup(is_small=n < 54, paid_staff=0 if n else 2) for n in range(60)] + [CountingGroup()] * 3
    count = counted(state(numbered(groups)), code="B11")
    assert count.value == pytest.approx(90.0)
    assert count.words == "54 of 60 groups"
    assert count.note == "income of 3 of 63 groups unknown, paid staff in 1 of 60 that told"


def test_meeting_spaces_with_their_rate_and_those_of_unknown_cost():
    count = counted(state(spaces=frozenset({1, 2, 3, 4}), unpriced=frozenset({9})), code="E4")
    assert (count.value, count.words) == (4, "4 spaces")
    assert count.note == "0.6 per 1,000 residents, 1 more of unknown cost"


def test_grant_schemes_with_the_pounds_awarded():
    grants = {1: Decimal("2400.00"), 2: Decimal("5000.00")}
    count = counted(state(schemes=frozenset({1, 2, 3}), grants=grants), code="E5")
    assert (count.value, count.note) == (3, "£7,400 awarded in 2 grants in the 12 months before")


def test_workers_add_up_and_unknown_hours_are_told():
    workers = {"deployment-1": Decimal("1.00"), "deployment-2": Decimal("2.00"), "asset-1": None}
    count = counted(state(workers=workers), code="E8")
    assert (count.value, count.words, count.note) == (3.0, "2 workers", "1 more of unknown hours")


def test_issues_answered_in_time_leave_out_those_still_in_their_days():
    issues = [raised(200, 30)] * 12 + [raised(200)] * 4 + [raised(20)] * 4
    count = counted(state(issues=numbered(issues)), code="F7")
    assert count.value == pytest.approx(75.0)
    assert (count.words, count.note) == ("12 of 16 issues", "4 still in their days")


def test_issues_that_led_to_change_out_of_those_closed():
    closed = {"closed_on": ON - timedelta(days=1)}
    issues = [raised(50, **closed, changed=True)] * 5 + [raised(50, **closed)] * 9 + [raised(50)]
    count = counted(state(issues=numbered(issues)), code="F8")
    assert count.value == pytest.approx(35.7, abs=0.05)
    assert count.words == "5 of 14 closed issues"


def test_median_days_to_reply_counts_the_open_issue_for_as_long_as_it_waited():
    issues = [raised(100, days) for days in (10, 20, 45, 60)] + [raised(70)]
    assert counted(state(issues=numbered(issues)), code="F9").value == 45


@pytest.mark.parametrize("code", sorted(NEEDS))
def test_nothing_known_gives_no_figure_at_all(code):
    assert code not in counts_of({1: state(known=frozenset())})


@pytest.mark.parametrize(
    ("code", "value"), [("B1", 0), ("B2", 0), ("B3", 0), ("B7", 0), ("E4", 0), ("E5", 0), ("E8", 0)]
)
def test_none_on_a_confirmed_register_is_0(code, value):
    assert counted(state(), code=code).value == value


@pytest.mark.parametrize("code", ["B4", "B5", "B6", "B10", "B11", "F7", "F8", "F9"])
def test_what_has_no_base_says_why_and_has_no_number(code):
    count = counted(state(), code=code)
    assert count.value is None
    assert count.absent


def test_rate_of_an_uncounted_place_is_unknown_and_its_groups_are_not():
    uncounted = state(3, residents=None)
    rate = counted(uncounted, code="B1")
    assert (rate.value, rate.words, rate.absent) == (None, "3 groups", "Population not known")
    assert counted(uncounted, code="B2").value == 3


def test_what_serves_two_neighbourhoods_counts_once_in_both_together():
    one = state(3, spaces=frozenset({1, 2}), schemes=frozenset({7}), grants={5: Decimal(100)})
    other = replace(one, groups={2: CountingGroup(), 3: CountingGroup(), 4: CountingGroup()}, spaces=frozenset({2}))
    assert counted(one, other, code="B2").value == 4
    assert counted(one, other, code="B1").value == pytest.approx(1000 * 4 / 13000)
    assert counted(one, other, code="E4").value == 2
    assert counted(one, other, code="E5").value == 1
    assert "£100 awarded in 1 grant" in counted(one, other, code="E5").note


def test_link_across_a_border_counts_where_both_groups_are():
    one, other = state({1: CountingGroup()}, links={(1, 2)}), state({2: CountingGroup()}, links={(1, 2)})
    assert counted(one, code="B4").x == 0
    assert counted(one, other, code="B4").x == 1


def test_place_of_which_nothing_is_known_takes_no_part():
    known, unknown = state(3), state(known=frozenset({SPACES}))
    count = counted(known, unknown, code="B2")
    assert (count.value, count.places) == (3, 1)
    assert counted(known, unknown, code="B1").value == pytest.approx(1000 * 3 / WARD)
    assert places_of({"a": known, "b": unknown}, "B2") == {"a"}


def test_links_are_unknown_while_nobody_recorded_any():
    assert "B4" not in counts_of({1: state(4, known=frozenset({GROUPS}))})
    assert counted(state(4, known=frozenset({GROUPS, LINKS})), code="B4").value == 0


def test_confirmation_is_told_by_role_and_pooled_by_number():
    told = {"groups": Confirmed(date(2026, 11, 12), "coordinator")}
    assert counted(state(confirmed=told), code="B2").confirmed == (
        "register of 12 November 2026 confirmed by the coordinator"
    )
    assert counted(state(confirmed=told), state(), code="B2").confirmed == (
        "register confirmed in 1 of 2 neighbourhoods"
    )


def test_frozen_issues_of_several_days_each_wait_up_to_their_own():
    late = state(issues={1: raised(100)}, on=ON)
    early = replace(late, on=ON - timedelta(days=60), issues={2: raised(100)})
    assert counted(late, early, code="F7").words == "0 of 1 issue"  # the other had waited 40 days


GROUPS_TOLD = st.builds(
    CountingGroup,
    st.lists(st.sampled_from(["food", "sport", "faith"]), unique=True).map(tuple),
    st.none() | st.integers(0, 40),
    st.none() | st.booleans(),
    st.none() | st.integers(0, 3),
)
DAYS = st.dates(date(2025, 1, 1), ON)
CLOCKS = st.builds(
    lambda raised_on, answer, closed, changed: IssueClock(raised_on, answer, closed, bool(closed and changed)),
    DAYS,
    st.none() | DAYS,
    st.none() | DAYS,
    st.booleans(),
)
NUMBERS = st.integers(1, 9)
SOME = st.frozensets(NUMBERS, max_size=4)
AMOUNTS = st.decimals(0, 9999, places=2)
STATES = st.builds(
    RegisterState,
    on=st.just(ON),
    residents=st.none() | st.integers(1, 9000),
    reply_days=st.integers(1, 200),
    known=st.frozensets(st.sampled_from(sorted(EVERYTHING))),
    groups=st.dictionaries(NUMBERS, GROUPS_TOLD, max_size=6),
    waiting=SOME,
    links=st.frozensets(st.tuples(NUMBERS, NUMBERS).filter(lambda pair: pair[0] < pair[1]), max_size=8),
    hubs=st.frozensets(st.sampled_from(["asset-1", "group-2"])),
    spaces=SOME,
    unpriced=SOME,
    schemes=SOME,
    grants=st.dictionaries(NUMBERS, AMOUNTS, max_size=3),
    workers=st.dictionaries(st.sampled_from(["asset-1", "deployment-1"]), st.none() | AMOUNTS),
    issues=st.dictionaries(NUMBERS, CLOCKS, max_size=5),
    confirmed=st.dictionaries(st.sampled_from(["groups", "assets"]), st.builds(Confirmed, DAYS, st.just("evaluator"))),
)


@given(STATES)
def test_state_comes_back_from_its_plain_form_unchanged(found):
    import json

    plain = json.loads(json.dumps(found.as_plain()))
    assert RegisterState.from_plain(plain) == found
    assert RegisterState.from_plain(plain).as_plain() == plain


@given(STATES)
def test_area_counted_twice_over_is_the_area_itself(found):
    """A union with itself adds nothing but residents; issues and hubs are of one place, and places are counted."""
    alone, twice = counts_of({1: found}), counts_of({1: found, 2: found})
    assert alone.keys() == twice.keys()
    same = [code for code in alone if code not in ("B1", "B7", "F7", "F8", "F9")]
    assert [(alone[code].value, alone[code].x) for code in same] == [
        (twice[code].value, twice[code].x) for code in same
    ]
    if "B1" in alone and alone["B1"].value is not None:
        assert twice["B1"].value == pytest.approx(alone["B1"].value / 2)


@given(st.lists(STATES, min_size=1, max_size=4))
def test_shares_stay_between_0_and_100_and_every_absence_says_why(found):
    for code, count in counts_of(dict(enumerate(found))).items():
        assert (count.value is None) == bool(count.absent)
        if code in ("B5", "B6", "B11", "F7", "F8") and count.value is not None:
            assert 0 <= count.value <= 100
