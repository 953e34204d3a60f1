"""The rule of 18 months: which support is due when, and what is said where deployments do not keep to it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from commissioning.models import Cohort, Programme
from neighbourhoods.models import Deployment
from neighbourhoods.support_rules import INTENSIVE, MAINTENANCE, Spell, Window, concerns_of, window_of

# Of a cohort that starts in month 7: intensive support, then maintenance, then nothing.
STARTS, MAINTENANCE_FROM, OVER_FROM = date(2024, 10, 1), date(2026, 4, 1), date(2027, 10, 1)
BEFORE, DURING, LATER, AFTER = date(2024, 9, 1), date(2025, 6, 1), date(2026, 9, 1), date(2027, 12, 1)
DAY = timedelta(days=1)
WINDOW = Window("Cohort 1", STARTS, MAINTENANCE_FROM, OVER_FROM)
USUAL = [Spell(INTENSIVE, STARTS, MAINTENANCE_FROM - DAY), Spell(MAINTENANCE, MAINTENANCE_FROM, OVER_FROM - DAY)]


def told(spells, on, window=WINDOW):
    return [(concern.head, concern.words) for concern in concerns_of("Ropewalk", window, spells, on)]


# What is due when.


def test_window_is_18_months_of_each_from_the_cohorts_month():
    cohort = Cohort(programme=Programme(starts_on=date(2024, 4, 1)), number=1, starts_in_month=7)
    assert window_of(cohort) == WINDOW


def test_window_that_starts_with_the_programme_starts_on_its_first_day():
    cohort = Cohort(programme=Programme(starts_on=date(2024, 4, 15)), number=1, starts_in_month=1)
    assert window_of(cohort)[1:] == (date(2024, 4, 15), date(2025, 10, 1), date(2027, 4, 1))


@pytest.mark.parametrize(
    ("on", "kind"),
    [
        (STARTS - DAY, None),
        (STARTS, INTENSIVE),
        (MAINTENANCE_FROM - DAY, INTENSIVE),
        (MAINTENANCE_FROM, MAINTENANCE),
        (OVER_FROM - DAY, MAINTENANCE),
        (OVER_FROM, None),
    ],
)
def test_support_that_is_due_changes_on_the_first_day_of_a_month(on, kind):
    assert WINDOW.kind_on(on) == kind


@pytest.mark.parametrize("kind", Deployment.Kind)
def test_first_and_last_day_of_a_kind_are_days_on_which_it_is_due(kind):
    assert WINDOW.kind_on(WINDOW.first_day(kind)) == WINDOW.kind_on(WINDOW.last_day(kind)) == kind
    assert WINDOW.kind_on(WINDOW.first_day(kind) - DAY) != kind
    assert WINDOW.kind_on(WINDOW.last_day(kind) + DAY) != kind


# What is warned of.


@pytest.mark.parametrize("on", [BEFORE, STARTS, DURING, MAINTENANCE_FROM, LATER, OVER_FROM, AFTER])
def test_support_that_keeps_to_the_rule_is_never_warned_of(on):
    assert told(USUAL, on) == []


def test_intensive_support_planned_beyond_18_months_is_warned_of_before_it_happens():
    assert told([Spell(INTENSIVE, STARTS, date(2026, 7, 31))], DURING) == [
        (
            "Beyond 18 months",
            "Ropewalk: intensive support runs until 31 July 2026. Its 18 months end on 31 March 2026.",
        )
    ]


def test_intensive_support_that_goes_on_beyond_18_months_is_warned_of_beside_what_is_missing():
    assert told([Spell(INTENSIVE, STARTS, None)], LATER) == [
        (
            "Beyond 18 months",
            "Ropewalk: intensive support goes on with no end set. Its 18 months ended on 31 March 2026.",
        )
    ]


def test_open_end_is_not_warned_of_while_the_support_is_due():
    assert told([Spell(INTENSIVE, STARTS, None)], MAINTENANCE_FROM - DAY) == []


def test_maintenance_beyond_its_18_months_is_warned_of():
    [(head, words)] = told([USUAL[0], Spell(MAINTENANCE, MAINTENANCE_FROM, date(2028, 1, 31))], DURING)
    assert head == "Beyond 18 months"
    assert words == "Ropewalk: maintenance runs until 31 January 2028. Its 18 months end on 30 September 2027."


@pytest.mark.parametrize(
    ("starts_on", "when"), [(date(2024, 8, 1), "runs already"), (date(2024, 9, 15), "starts on 15 September 2024")]
)
def test_support_before_the_cohorts_time_is_warned_of(starts_on, when):
    assert told([Spell(INTENSIVE, starts_on, MAINTENANCE_FROM - DAY)], BEFORE) == [
        ("Before its time", f"Ropewalk: intensive support {when}. It is due in cohort 1 from 1 October 2024.")
    ]


def test_maintenance_while_intensive_support_is_due_is_before_its_time():
    assert told([Spell(MAINTENANCE, STARTS, OVER_FROM - DAY)], DURING) == [
        ("Before its time", "Ropewalk: maintenance runs already. It is due in cohort 1 from 1 April 2026.")
    ]


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (DURING, "Ropewalk: nobody is deployed. Intensive support is due until 31 March 2026."),
        (LATER, "Ropewalk: nobody is deployed. Maintenance is due until 30 September 2027."),
    ],
)
def test_place_where_support_is_due_and_nobody_is_there_is_warned_of(on, words):
    ended = Spell(INTENSIVE, STARTS, on - DAY)
    to_come = Spell(MAINTENANCE, max(on + DAY, MAINTENANCE_FROM), OVER_FROM - DAY)
    assert told([ended, to_come], on) == [("Nobody there", words)]


@pytest.mark.parametrize("on", [BEFORE, AFTER])
def test_nobody_is_missed_where_no_support_is_due(on):
    assert told([], on) == []


def test_somebody_in_a_place_of_no_cohort_is_warned_of_once():
    running = Spell(INTENSIVE, STARTS, None)
    assert told([running, running], DURING, window=None) == [
        ("No cohort", "Ropewalk: somebody is deployed, though the neighbourhood is in no cohort.")
    ]
    assert told([], DURING, window=None) == []


def test_what_is_over_is_left_alone():
    long_ago = [Spell(INTENSIVE, date(2023, 1, 1), date(2027, 10, 31)), Spell(MAINTENANCE, BEFORE, BEFORE)]
    assert told(long_ago, AFTER) == []
    assert told([Spell(INTENSIVE, STARTS, DURING - DAY)], DURING, window=None) == []


# The same, day by day, on a rule of ten days each.

ZERO = date(2025, 1, 1)
SHORT = Window("Cohort 1", *(ZERO + days * DAY for days in (10, 20, 30)))
DAYS = some.integers(0, 40).map(lambda days: ZERO + days * DAY)


@some.composite
def spells(draw):
    starts_on = draw(DAYS)
    ends_on = draw(some.none() | some.integers(0, 20).map(lambda days: starts_on + days * DAY))
    return Spell(draw(some.sampled_from(Deployment.Kind)), starts_on, ends_on)


def days_ahead(spell, on):
    """The days from `on` on which somebody is sure to be there: of an open spell, its first."""
    first = max(spell.starts_on, on)
    last = first if spell.ends_on is None else spell.ends_on
    return {first + days * DAY for days in range((last - first).days + 1)}


@given(some.lists(spells(), max_size=4), DAYS)
def test_warnings_are_those_of_a_check_day_by_day(found, on):
    expected = []
    for kind in Deployment.Kind:
        ahead = set().union(*(days_ahead(spell, on) for spell in found if spell.kind == kind))
        expected += ["Beyond 18 months"] * any(day > SHORT.last_day(kind) for day in ahead)
        expected += ["Before its time"] * any(day < SHORT.first_day(kind) for day in ahead)
    there = any(on in days_ahead(spell, on) for spell in found)
    expected += ["Nobody there"] * (SHORT.kind_on(on) is not None and not there)
    assert sorted(concern.head for concern in concerns_of("Ropewalk", SHORT, found, on)) == sorted(expected)


@given(some.lists(spells(), max_size=4), DAYS)
def test_warning_ends_once_the_spell_it_names_has_ended(found, on):
    closed = [spell._replace(ends_on=min(on - DAY, spell.ends_on or on)) for spell in found if spell.starts_on < on]
    assert all(concern.head == "Nobody there" for concern in concerns_of("Ropewalk", SHORT, closed, on))
