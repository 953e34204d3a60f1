"""The figures of any union of register states: B1-B7, B10, B11, E4, E5, E8, F7-F9. Pure; docs/methods.md, section 16.

A group, meeting space, scheme or grant of several neighbourhoods counts once in an area that holds them. Neighbourhoods
of which nothing is on record take no part in a figure, and the figure says how many did.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import NamedTuple

from evaluation.figures import Figure
from evaluation.registers.state import GROUPS, HUBS, INPUT, ISSUES, LINKS, MONEY, SPACES, RegisterState
from neighbourhoods.issues.clocks import Wait, answered_in_time, led_to_change, median_wait
from neighbourhoods.networks.measures import network_of

RESIDENTS = "residents"
# What has to be known of a neighbourhood for it to take part in a figure.
NEEDS = {
    "B1": (GROUPS, RESIDENTS),
    **dict.fromkeys(("B2", "B3"), (GROUPS,)),
    **dict.fromkeys(("B4", "B5", "B6"), (GROUPS, LINKS)),
    "B7": (HUBS,),
    **dict.fromkeys(("B10", "B11"), (GROUPS,)),
    "E4": (SPACES,),
    "E5": (MONEY,),
    "E8": (INPUT,),
    **dict.fromkeys(("F7", "F8", "F9"), (ISSUES,)),
}
# Which register has to be gone through for a figure to be confirmed; issues are told from day to day.
CONFIRMED_BY = {"E4": "assets", "E5": "assets", "E8": "input", "F7": "", "F8": "", "F9": ""}
NO_GROUP, NO_POPULATION = "No group counts yet", "Population not known"
# Shares and waits of cases: where nobody raised an issue there is none to answer, so they compare whatever takes part.
OF_CASES = frozenset(code for code, needs in NEEDS.items() if needs == (ISSUES,))


class Count(NamedTuple):
    """One figure. `value` is None where it cannot be, and `absent` says why.

    `x` of `n` were counted; `words` tell them ("12 of 16 issues"), `note` what goes with them. `places` are the
    neighbourhoods that took part, `confirmed` who went through their registers.
    """

    value: float | None
    x: float
    n: int
    words: str
    note: str = ""
    absent: str = ""
    places: int = 1
    confirmed: str = ""


def counts_of(states: Mapping[object, RegisterState]):
    """Code -> Count of the neighbourhoods together; a figure of which nothing is known anywhere is not there.

    `states` maps whatever names a neighbourhood to its state.
    """
    areas = {
        needs: Union(tuple(state for state in states.values() if _is_known(state, needs)))
        for needs in set(NEEDS.values())
    }
    found = {code: _counted(code, areas[needs]) for code, needs in NEEDS.items() if areas[needs].states}
    if "B1" not in found and "B2" in found:
        found["B1"] = found["B2"]._replace(value=None, absent=NO_POPULATION)
    return found


def places_of(states, code):
    """The names of the neighbourhoods that take part in a figure."""
    return frozenset(name for name, state in states.items() if _is_known(state, NEEDS[code]))


def _is_known(state, needs):
    return all(state.residents is not None if need == RESIDENTS else need in state.known for need in needs)


def _counted(code, area):
    register = CONFIRMED_BY.get(code, "groups")
    confirmed = _confirmed(area.states, register) if register else ""
    return WAYS[code](area)._replace(places=len(area.states), confirmed=confirmed)


def _confirmed(states, register):
    """Who went through the register, or in how many of the neighbourhoods somebody did."""
    found = [state.confirmed[register] for state in states if register in state.confirmed]
    if len(states) > 1:
        return f"register confirmed in {len(found)} of {len(states)} neighbourhoods" if found else ""
    return f"register of {day_words(found[0].as_at)} confirmed by the {found[0].role}" if found else ""


@dataclass(frozen=True)
class Union:
    """Several neighbourhoods as one area; what stands in more than one of their registers is there once."""

    states: tuple[RegisterState, ...]

    @cached_property
    def groups(self):
        """Number -> CountingGroup; of one that was frozen on several days, the latest word."""
        return _merged([state.groups for state in sorted(self.states, key=lambda state: state.on)])

    @cached_property
    def network(self):
        return network_of(self.groups, self.united("links"))

    @property
    def residents(self):
        """Everybody who lives there, or None where one neighbourhood is not counted."""
        counted = [state.residents for state in self.states]
        return None if None in counted else sum(counted)

    def united(self, name):
        return frozenset().union(*(getattr(state, name) for state in self.states))

    def together(self, name):
        return _merged([getattr(state, name) for state in self.states])


def _merged(mappings):
    found = {}
    for mapping in mappings:
        found |= mapping
    return found


def _per_thousand(area):
    groups = len(area.groups)
    note = _joined(f"{area.residents:,} residents", _waiting(area))
    absent = "" if area.residents else "Nobody lives here"
    value = None if absent else 1000 * groups / area.residents
    return Count(value, groups, groups, plural(groups, "group"), note, absent)


def _functioning(area):
    groups = len(area.groups)
    return Count(groups, groups, groups, plural(groups, "group"), _waiting(area))


def _waiting(area):
    waiting = len(area.united("waiting") - area.groups.keys())
    return f"{waiting} more to confirm" if waiting else ""


def _themes(area):
    themes = {theme for group in area.groups.values() for theme in group.themes}
    untold = sum(not group.themes for group in area.groups.values())
    note = f"{plural(untold, 'group')} without a theme" if untold else ""
    return Count(len(themes), len(themes), len(area.groups), plural(len(area.groups), "group"), note)


def _links(area):
    network = area.network
    words = f"{plural(network.links, 'link')}, {plural(network.groups, 'group')}"
    return Count(network.per_group, network.links, network.groups, words, absent="" if network.groups else NO_GROUP)


def _density(area):
    network = area.network
    absent = "" if network.possible else "Fewer than two groups count"
    words = f"{network.links} of {plural(network.possible, 'possible link')}"
    return Count(_percent(network.density), network.links, network.possible, words, absent=absent)


def _connected(area):
    network = area.network
    words = f"{network.connected} of {plural(network.groups, 'group')}"
    absent = "" if network.groups else NO_GROUP
    return Count(_percent(network.connected_share), network.connected, network.groups, words, absent=absent)


def _hub(area):
    having = sum(bool(state.hubs) for state in area.states)
    here = "on record" if having else "none on record"
    words = f"in {having} of {len(area.states)} neighbourhoods" if len(area.states) > 1 else here
    return Count(int(having > 0), having, len(area.states), words)


def _volunteers(area):
    told = [group.volunteers for group in area.groups.values() if group.volunteers is not None]
    words = f"{len(told)} of {plural(len(area.groups), 'group')} gave a number"
    if not told:
        return Count(None, 0, 0, words, absent="No group gave a number" if area.groups else NO_GROUP)
    return Count(sum(told), sum(told), len(told), words, f"median {median(told):g}")


def _small(area):
    groups = area.groups.values()
    told = [group.is_small for group in groups if group.is_small is not None]
    unknown = len(area.groups) - len(told)
    staffed = [group.paid_staff > 0 for group in groups if group.paid_staff is not None]
    note = _joined(
        f"income of {unknown} of {plural(len(area.groups), 'group')} unknown" if unknown else "",
        f"paid staff in {sum(staffed)} of {len(staffed)} that told" if staffed else "",
    )
    words, absent = f"{sum(told)} of {plural(len(told), 'group')}", NO_GROUP if not area.groups else ""
    if not told:
        return Count(None, 0, 0, words, note, absent or "No group’s income is known")
    return Count(100 * sum(told) / len(told), sum(told), len(told), words, note)


def _spaces(area):
    spaces, unpriced = len(area.united("spaces")), len(area.united("unpriced"))
    rate = f"{_rate_words(1000 * spaces / area.residents)} per 1,000 residents" if area.residents else ""
    note = _joined(rate, f"{unpriced} more of unknown cost" if unpriced else "")
    return Count(spaces, spaces, spaces, plural(spaces, "space"), note)


def _rate_words(rate):
    """To one decimal, as rates of their own are shown; what would round to none, and is not, says so."""
    return "under 0.1" if 0 < rate < 0.05 else Figure(unit="per 1,000").in_words(rate)


def _schemes(area):
    schemes, grants = len(area.united("schemes")), area.together("grants")
    awarded = (
        f"£{sum(grants.values()):,.0f} awarded in {plural(len(grants), 'grant')}" if grants else "no grant awarded"
    )
    return Count(schemes, schemes, schemes, plural(schemes, "scheme"), f"{awarded} in the 12 months before")


def _input(area):
    workers = area.together("workers")
    told = [fte for fte in workers.values() if fte is not None]
    untold = len(workers) - len(told)
    note = f"{untold} more of unknown hours" if untold else ""
    if workers and not told:
        return Count(None, 0, 0, plural(0, "worker"), note, "Nobody knows how much")
    return Count(float(sum(told)), float(sum(told)), len(told), plural(len(told), "worker"), note)


def _in_time(area):
    found = [answered_in_time(state.issues.values(), state.on, state.reply_days) for state in area.states]
    in_time, due, undue, withdrawn = (sum(column) for column in zip(*found, strict=True))
    note = _joined(
        f"{undue} still in {'its' if undue == 1 else 'their'} days" if undue else "",
        f"{withdrawn} withdrawn" if withdrawn else "",
    )
    absent = "" if due else "No reply was due yet"
    value = 100 * in_time / due if due else None
    return Count(value, in_time, due, f"{in_time} of {plural(due, 'issue')}", note, absent)


def _changes(area):
    found = [led_to_change(state.issues.values(), state.on) for state in area.states]
    changed, closed, withdrawn = (sum(column) for column in zip(*found, strict=True))
    note = f"{withdrawn} withdrawn" if withdrawn else ""
    absent = "" if closed else "No issue is closed yet"
    value = 100 * changed / closed if closed else None
    return Count(value, changed, closed, f"{changed} of {plural(closed, 'closed issue')}", note, absent)


def _days(area):
    """Each issue waits up to the day of its own state: frozen states may be of several days."""
    waits = [
        Wait(clock.days(state.on), clock.answer_by(state.on) is not None)
        for state in area.states
        for clock in state.issues.values()
        if clock.is_raised_by(state.on)
    ]
    came, middle = sum(wait.came for wait in waits), median_wait(waits)
    absent = "Fewer than half are answered yet" if middle is None else ""
    return Count(middle, came, len(waits), f"{came} of {plural(len(waits), 'issue')} answered", absent=absent)


WAYS = {
    "B1": _per_thousand,
    "B2": _functioning,
    "B3": _themes,
    "B4": _links,
    "B5": _density,
    "B6": _connected,
    "B7": _hub,
    "B10": _volunteers,
    "B11": _small,
    "E4": _spaces,
    "E5": _schemes,
    "E8": _input,
    "F7": _in_time,
    "F8": _changes,
    "F9": _days,
}


def plural(number, noun):
    """A number of things in words: "1 group", "15 groups"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def day_words(on):
    """A day as every page writes it: "30 November 2026"."""
    return f"{on.day} {on:%B %Y}"


def _joined(*parts):
    return ", ".join(part for part in parts if part)


def _percent(share):
    """A share from 0 to 1 as a percentage."""
    return None if share is None else 100 * share
