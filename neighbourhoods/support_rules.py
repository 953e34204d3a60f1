"""The rule of 18 months: intensive support, then maintenance, and where deployments do not keep to it.

Everything here is arithmetic on days; nothing asks the database.
"""

from datetime import date, timedelta
from typing import NamedTuple

from commissioning.shares import day_words
from neighbourhoods.models import Deployment

INTENSIVE, MAINTENANCE = Deployment.Kind.INTENSIVE, Deployment.Kind.MAINTENANCE
MONTHS = Deployment.LONGEST_MONTHS


class Window(NamedTuple):
    """When a cohort's support is intensive and when it is maintenance. The last day of each is `ends_on[kind]`."""

    cohort: str
    starts_on: date
    maintenance_from: date
    over_from: date

    def first_day(self, kind):
        return self.starts_on if kind == INTENSIVE else self.maintenance_from

    def last_day(self, kind):
        return (self.maintenance_from if kind == INTENSIVE else self.over_from) - timedelta(days=1)

    def kind_on(self, on):
        """The kind of support due on the date `on`, or None before it starts and after it is over."""
        if not self.starts_on <= on < self.over_from:
            return None
        return INTENSIVE if on < self.maintenance_from else MAINTENANCE


class Spell(NamedTuple):
    """Somebody at work in a neighbourhood; `ends_on` None is open."""

    kind: str
    starts_on: date
    ends_on: date | None

    def covers(self, on):
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


class Concern(NamedTuple):
    """Something about the team that is not as it should be: what kind of thing, and a sentence."""

    head: str
    words: str


def window_of(cohort):
    """The Window of a cohort of a programme."""
    months = [cohort.starts_in_month + MONTHS * halves for halves in range(3)]
    return Window(str(cohort), *map(cohort.programme.month_start, months))


def concerns_of(place, window, spells, on):
    """Every Concern about one neighbourhood on the date `on`, from its cohort's Window (None without a cohort).

    What is over is left alone: nobody can change it any more.
    """
    current = [spell for spell in spells if spell.ends_on is None or spell.ends_on >= on]
    if window is None:
        return [_without_cohort(place)] if current else []
    found = [_beyond(place, window, kind, current, on) for kind in Deployment.Kind]
    found += [_early(place, window, kind, current, on) for kind in Deployment.Kind]
    found.append(_nobody(place, window, current, on))
    return [concern for concern in found if concern is not None]


def _beyond(place, window, kind, spells, on):
    """Support of a kind that runs, or is planned, after the last day of its 18 months."""
    last = window.last_day(kind)
    late = [each for each in spells if each.kind == kind and (each.ends_on or max(on, each.starts_on)) > last]
    if not late:
        return None
    ends = [each.ends_on for each in late]
    until = "goes on with no end set" if None in ends else f"runs until {day_words(max(ends))}"
    ended = "ended" if last < on else "end"
    words = f"{place}: {_label(kind)} {until}. Its {MONTHS} months {ended} on {day_words(last)}."
    return Concern(f"Beyond {MONTHS} months", words)


def _early(place, window, kind, spells, on):
    """Support of a kind that runs, or is planned, before it is due."""
    first = window.first_day(kind)
    starts = [max(each.starts_on, on) for each in spells if each.kind == kind and max(each.starts_on, on) < first]
    if not starts:
        return None
    when = "runs already" if min(starts) <= on else f"starts on {day_words(min(starts))}"
    words = f"{place}: {_label(kind)} {when}. It is due in {window.cohort.lower()} from {day_words(first)}."
    return Concern("Before its time", words)


def _nobody(place, window, spells, on):
    """Support is due, and nobody is there."""
    due = window.kind_on(on)
    if due is None or any(spell.covers(on) for spell in spells):
        return None
    words = f"{place}: nobody is deployed. {_label(due).capitalize()} is due until {day_words(window.last_day(due))}."
    return Concern("Nobody there", words)


def _without_cohort(place):
    return Concern("No cohort", f"{place}: somebody is deployed, though the neighbourhood is in no cohort.")


def _label(kind):
    return Deployment.Kind(kind).label.lower()
