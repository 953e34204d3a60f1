"""Harbourside's community groups: how many each ward had and has, which came and which went. All invented.

The numbers tell a mixed story: the first cohort grew, but Dockray lost its hub and with it six groups; the second grew
some; elsewhere hardly anything moved. What the register says of any day is counted from the groups, as always.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from evaluation.demonstration.activities import ACTIVITIES, ALONE, BOTH, CORNERS, SERVICES, Activity
from evaluation.demonstration.borough import FIGURE_TWO_WARD, SEED, WARDS, place_of

COMMUNITY, OVERLAP, PROFESSIONAL = "community", "overlap", "professional"
DORMANT, CLOSED, MERGED = "dormant", "closed", "merged"
COUNTED_FROM = 4  # the month in which every ward's groups were first listed
HUB_CLOSED_IN = 23  # Dockray's


class Numbers(NamedTuple):
    """Groups that count: at the baseline, those that came since, and those that went."""

    then: int
    came: int
    went: int


NUMBERS = {
    "Ropewalk": Numbers(10, 7, 2), "Limekiln": Numbers(8, 6, 1), "Saltmarsh": Numbers(7, 5, 1),
    "Dockray": Numbers(9, 4, 6), "Tanyard": Numbers(8, 4, 1), "Netherfold": Numbers(9, 4, 1),
    "Castle Landing": Numbers(8, 3, 1), "Quayside West": Numbers(7, 2, 1), "Quayside East": Numbers(10, 1, 2),
    "Fairlight": Numbers(12, 1, 2), "Windmill Hill": Numbers(10, 1, 1), "Beacon Rise": Numbers(9, 1, 1),
    "Priory Mead": Numbers(13, 1, 1), "Ashcombe": Numbers(11, 1, 2), "Fennick": Numbers(9, 1, 1),
    "Kelpwick": Numbers(9, 0, 1), "Easterby": Numbers(8, 1, 0), "Millrace": Numbers(10, 1, 1),
    "Crane Hill": Numbers(11, 0, 1), "Wharncliffe": Numbers(12, 1, 1), "Cooper’s Field": Numbers(11, 1, 0),
    "St Brannoc": Numbers(9, 1, 2), "Old Harbour": Numbers(10, 1, 0), "Upper Strand": Numbers(10, 0, 1),
    "Gullane Park": Numbers(12, 1, 1), "Thornsea": Numbers(8, 4, 0), "Lower Strand": Numbers(8, 1, 1),
    "Marram": Numbers(8, 0, 1), "Holm Bridge": Numbers(9, 0, 3), "Longshore": Numbers(10, 1, 1),
}  # fmt: skip
# When new groups began, by cohort: from the month after support started, some before it was over.
CAME_BETWEEN = {1: (8, 36), 2: (26, 37), 3: (9, 36)}
WENT_BETWEEN = {1: (12, 30), 2: (10, 35), 3: (10, 36)}
# What is not known of a group that nobody has confirmed yet.
UNKNOWN_PARTS = ("has_contact", "open_to_join", "has_contact", "sector", "named")
# The last group listed here of a ward also serves the others; nobody from elsewhere serves the ward of Figure 2.
ALSO_SERVES = {
    "Ropewalk": ("Limekiln",), "Saltmarsh": ("Limekiln",), "Quayside West": ("Quayside East",),
    "Quayside East": ("Quayside West",), "Dockray": ("Holm Bridge",), "Tanyard": ("Netherfold",),
    "Upper Strand": ("Lower Strand", "Longshore"), "Thornsea": ("Marram",), "Old Harbour": ("Dockray", "Crane Hill"),
    "Priory Mead": ("Ashcombe", "Fairlight"),
}  # fmt: skip
ONLINE_EVERY = 19  # so many groups, one meets online


class End(NamedTuple):
    """How a group ended, and in which month; `into` is the number of the group it merged into."""

    month: int
    state: str
    into: int | None = None


@dataclass(frozen=True)
class Drawn:
    """A group: where, what, since when it is known, how it ended, and what nobody knows of it yet."""

    number: int
    ward: int
    name: str
    activity: Activity
    sector: str = COMMUNITY
    known_from: int = COUNTED_FROM
    founded: int = -60
    end: End | None = None
    unknown: str = ""
    is_open: bool = True
    also: tuple[int, ...] = ()
    trend: float = 0.0
    meets: str = "place"

    @property
    def counts(self):
        """Whether it counts while it is active."""
        return self.sector == COMMUNITY and not self.unknown and self.is_open and not self.is_one_person

    @property
    def is_one_person(self):
        return self.activity in ALONE

    def is_known_in(self, month):
        """Whether it counts in this month, as far as its career tells."""
        return self.counts and self.known_from < month and not (self.end and self.end.month <= month)


def draw_groups():
    """Every group as a Drawn, ward by ward; its number is its place in the list."""
    rng, drawn = np.random.default_rng([SEED, 20]), []
    for place, ward in enumerate(WARDS):
        drawn += _of_ward(place, ward, rng, first=len(drawn))
    return drawn


def _of_ward(place, ward, rng, first):
    numbers = NUMBERS[ward.name]
    order, found = rng.permutation(len(ACTIVITIES)).tolist(), []
    ends = _ends(ward, numbers, rng)
    for each in range(numbers.then + numbers.came):
        came = each >= numbers.then
        known_from = _came_in(ward, each - numbers.then, numbers.came, rng) if came else COUNTED_FROM
        ending = each - 1 if each and not came else None  # the first of a ward never ends: others merge into it
        found.append(
            Drawn(
                first + each,
                place,
                _name(ACTIVITIES[order[each]], place, rng),
                ACTIVITIES[order[each]],
                known_from=known_from,
                founded=known_from - 1 if came else -int(rng.integers(6, 240)),
                end=_ending(ends, ending, first),
                trend=_trend(ward, rng),
                also=_also(ward, is_last=each == numbers.then - 1),
                meets=_meets(first + each),
            )
        )
    return found + _others(place, ward, rng, first + len(found), order[len(found) :])


def _ends(ward, numbers, rng):
    """When and how the groups that went did so; in Dockray nearly all when its hub was closed."""
    if ward.name == "Dockray":
        return [(HUB_CLOSED_IN, DORMANT)] * 5 + [(27, CLOSED)]
    low, high = WENT_BETWEEN[ward.cohort]
    states = (MERGED, CLOSED, DORMANT) if ward.name == FIGURE_TWO_WARD else (CLOSED, DORMANT)
    return [(int(rng.integers(low, high)), states[each % len(states)]) for each in range(numbers.went)]


def _ending(ends, place, first):
    if place is None or place >= len(ends):
        return None
    month, state = ends[place]
    return End(month, state, first if state == MERGED else None)


def _came_in(ward, place, came, rng):
    """Months of beginnings spread over the time of support; in Dockray all before the hub closed."""
    low, high = (8, 21) if ward.name == "Dockray" else CAME_BETWEEN[ward.cohort]
    step = (high - low) / came
    return int(low + step * place + rng.integers(0, max(int(step), 1)))


def _trend(ward, rng):
    """How much a group's membership changes in a year, in parts of what it was."""
    usual = {1: 0.12, 2: 0.06, 3: -0.01}[ward.cohort]
    return float(np.clip(rng.normal(-0.1 if ward.name == "Dockray" else usual, 0.1), -0.3, 0.4))


def _also(ward, *, is_last):
    return tuple(map(place_of, ALSO_SERVES.get(ward.name, ()))) if is_last else ()


def _meets(number):
    return "online" if number % ONLINE_EVERY == 7 else "both" if number % ONLINE_EVERY == 11 else "place"


def _name(activity, place, rng):
    pattern = activity.names[int(rng.integers(len(activity.names)))]
    return pattern.format(w=WARDS[place].name, s=CORNERS[place][int(rng.integers(2))])


def _others(place, ward, rng, first, spare):
    """What is recorded and never counted: services, both at once, people alone, closed circles, and the unconfirmed."""
    wanted = [(SERVICES[0], {"sector": PROFESSIONAL})]
    if place % 2 == 0 or ward.cohort < 3:
        wanted.append((BOTH[0 if ward.cohort < 3 else place % len(BOTH)], {"sector": OVERLAP}))
    unconfirmed = 2 if ward.cohort < 3 else place % 2
    wanted += [
        (ACTIVITIES[spare[each]], {"unknown": UNKNOWN_PARTS[(place + each) % len(UNKNOWN_PARTS)]})
        for each in range(unconfirmed)
    ]
    if place % 6 == 0:
        wanted.append((ACTIVITIES[spare[4]], {"is_open": False}))
    if place % 7 == 3:
        wanted.append((ALONE[place % 2], {}))
    return [
        Drawn(
            first + each,
            place,
            _name(activity, place, rng),
            activity,
            founded=-int(rng.integers(12, 200)),
            **_sector_of(options),
        )
        for each, (activity, options) in enumerate(wanted)
    ]


def _sector_of(options):
    """Nobody knows the sector of a group of which just that is not known."""
    return options | ({"sector": ""} if options.get("unknown") == "sector" else {})
