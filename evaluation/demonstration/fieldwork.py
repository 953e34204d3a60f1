"""The diary of Harbourside's team: what was done in which ward, month by month, for forty months. All invented."""

from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

import numpy as np
from simple_history.utils import bulk_create_with_history

from commissioning.models import Role
from evaluation.demonstration.borough import SEED, place_of
from evaluation.demonstration.history import connect, written
from evaluation.demonstration.team import FIELDWORKERS_WARDS, TEAM
from evaluation.demonstration.timetable import MONTH_NOW, working_day_before
from neighbourhoods.models import FieldworkEntry

ENTRIES_A_MONTH = 3.1  # of somebody who works full time in one ward; the rest of their days nobody writes down
WRITTEN_DAYS_AFTER = 1
NEXT_DAYS = (7, 14, 21, 28)
KINDS = (
    ("support",), ("support",), ("support",), ("listening",), ("brokering",), ("outreach",), ("support", "brokering"),
    ("listening", "outreach"), ("training",), ("other",),
)  # fmt: skip
HOURS = ("0.50", "1.00", "1.00", "1.50", "2.00", "2.00", "2.50", "3.00", "4.00")
MOST_MET = {"listening": 34, "outreach": 22, "training": 14, "support": 12, "brokering": 8, "other": 5}
HAPPENED = {
    "support": ("Went through the constitution with the new committee.", "Sat with them over the grant form.",
                "They chose a day and found a room.", "The treasurer hands over; we drew up a list.", ""),
    "listening": ("A stall by the shops. People spoke of buses, damp and dogs.", "Kitchen table evening.",
                  "Asked at the school gate what is good here.", ""),
    "brokering": ("Two groups agreed to share a key.", "Brought the surgery and the walkers to one table.", ""),
    "outreach": ("Door to door on two stairs. Four people want to hear more.", "Sat in the launderette.", ""),
    "training": ("First session on running a meeting.", "Food hygiene, all passed.", ""),
    "other": ("Walked the ward with a councillor.", "Carried chairs."),
}  # fmt: skip
NEXT = ("Ring them about the room.", "Bring the grant form.", "Introduce them to the lunch club.",
        "Ask the surgery for a date.", "See whether the newcomers came back.")  # fmt: skip
WAYS = (("development",), ("development",), ("design",), ("pathways",), ())
COORDINATOR_LISTENS = 4  # one of so many listening events elsewhere is the coordinator's


class Drawn(NamedTuple):
    """A piece of work by somebody in a ward on a day of a month."""

    who: str
    ward: int
    month: int
    day: int
    kinds: tuple[str, ...]
    hours: str
    people: int | None
    groups: int
    happened: str
    next_step: str
    next_days: int
    next_done: bool
    chance: int


def draw_fieldwork():
    """Every entry of the diary, person by person and month by month."""
    rng = np.random.default_rng([SEED, 26])
    for held in TEAM:
        for stay in held.stays:
            for month in range(stay.first, min(stay.last, MONTH_NOW - 1) + 1):
                for _ in range(rng.poisson(ENTRIES_A_MONTH * stay.share / 100)):
                    yield _entry(held.name, place_of(stay.ward), month, rng)


def _entry(who, ward, month, rng):
    kinds = KINDS[int(rng.integers(len(KINDS)))]
    happened = HAPPENED[kinds[0]]
    has_next = rng.random() < 0.3
    return Drawn(
        who,
        ward,
        month,
        1 + int(rng.integers(0, 28)),
        kinds,
        HOURS[int(rng.integers(len(HOURS)))],
        None if rng.random() < 0.06 else int(rng.integers(0, MOST_MET[kinds[0]])),
        int(rng.integers(0, 3)) if kinds[0] != "listening" else 0,
        happened[int(rng.integers(len(happened)))],
        NEXT[int(rng.integers(len(NEXT)))] if has_next else "",
        NEXT_DAYS[int(rng.integers(len(NEXT_DAYS)))],
        month < MONTH_NOW - 2 or rng.random() < 0.5,
        int(rng.integers(1_000_000)),
    )


def fill_fieldwork(register, neighbourhoods, users):
    """Write the diary, with the groups that each entry was about, and the steps that wait today."""
    drawn = list(draw_fieldwork())
    entries = [_row(register.days, each, neighbourhoods, users) for each in drawn]
    groups = [_groups(register, each) for each in drawn]
    for entry, met in _waiting(register, neighbourhoods, users[Role.FIELDWORKER]):
        entries.append(entry)
        groups.append(met)
    bulk_create_with_history(entries, FieldworkEntry)
    connect(FieldworkEntry, "groups", [(e, group) for e, met in zip(entries, groups, strict=True) for group in met])


def _row(days, each, neighbourhoods, users):
    done_on = working_day_before(days.on(each.month, each.day))
    next_on = done_on + timedelta(days=each.next_days) if each.next_step else None
    done = next_on and each.next_done and next_on + timedelta(days=1) < days.today
    by = users.get(_role_of(each))
    entry = FieldworkEntry(
        neighbourhood=neighbourhoods[each.ward],
        kinds=each.kinds,
        done_on=done_on,
        hours=Decimal(each.hours),
        people=each.people,
        what_happened=each.happened,
        next_step=each.next_step,
        next_on=next_on,
        next_done_on=next_on + timedelta(days=1) if done else None,
        approaches=WAYS[each.chance % len(WAYS)],
        done_by=by,
    )
    # Colleagues without an account hand their sheets in, and the coordinator enters them.
    return written(entry, done_on + timedelta(days=WRITTEN_DAYS_AFTER), by or users[Role.COORDINATOR])


def _role_of(each):
    """The role of whoever did it and signs in, or None. In the fieldworker's wards the diary is hers."""
    if each.ward in FIELDWORKERS_WARDS:
        return Role.FIELDWORKER
    if "listening" in each.kinds and each.chance % COORDINATOR_LISTENS == 0:
        return Role.COORDINATOR
    return None


def _groups(register, each):
    """The groups of the ward that were met, among those that were there."""
    there = [drawn for drawn in register.by_ward[each.ward] if drawn.is_known_in(each.month)]
    found = {there[(each.chance + 7 * place) % len(there)].number for place in range(each.groups)} if there else set()
    return [register.rows[number] for number in sorted(found)]


class Waiting(NamedTuple):
    """Something the fieldworker said they would do next: in a ward, visited so many days ago, due in so many."""

    ward: str
    visited: int
    due: int
    step: str


WAITS = (
    Waiting("Ropewalk", 16, -2, "Tell the tenants what the council said about the stairwell lights."),
    Waiting("Ropewalk", 8, 5, "Take the grant form to the repair table."),
    Waiting("Tanyard", 12, 0, "Ring the new chair about the room."),
    Waiting("Tanyard", 30, -9, "Bring the two choirs together."),
    Waiting("Netherfold", 9, 3, "Ask who wants to speak at the health centre forum."),
)


def _waiting(register, neighbourhoods, by):
    days = register.days
    for number, waits in enumerate(WAITS):
        place, done_on = place_of(waits.ward), days.ago(waits.visited)
        entry = FieldworkEntry(
            neighbourhood=neighbourhoods[place],
            kinds=("support",),
            done_on=done_on,
            hours=Decimal("1.50"),
            people=6 + number,
            what_happened="",
            next_step=waits.step,
            next_on=days.today + timedelta(days=waits.due),
            approaches=("development",),
            done_by=by,
        )
        group = next(each for each in register.by_ward[place] if each.is_known_in(MONTH_NOW))
        yield written(entry, done_on, by), [register.rows[group.number]]
