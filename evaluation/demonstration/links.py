"""Who works with whom in Harbourside: agencies, and links of groups, confirmed again and again or no more."""

from typing import NamedTuple

import numpy as np
from simple_history.utils import bulk_create_with_history

from evaluation.demonstration.borough import SEED, WARDS, place_of
from evaluation.demonstration.groups import COUNTED_FROM
from evaluation.demonstration.history import written
from neighbourhoods.models import Agency, GroupLink, LinkConfirmation

Kind = Agency.Kind
LISTED_IN_MONTH = 3
AGENCIES = (
    ("Harbourside Council, parks and places", Kind.COUNCIL, "Parks, play areas, benches and public toilets"),
    ("Harbourside Council, roads and waste", Kind.COUNCIL, "Roads, crossings, lights, bins and street cleaning"),
    ("Harbourside Council, adult care", Kind.COUNCIL, "Help at home, day centres and carers"),
    ("Harbourside Council, children and schools", Kind.COUNCIL, "Schools, children’s centres and youth work"),
    ("Harbourside Council, libraries", Kind.COUNCIL, "Libraries and the rooms in them"),
    ("Harbourside NHS Trust", Kind.NHS, "Hospital, community nurses and health visitors"),
    ("Limekiln surgery", Kind.NHS, "General practice for Limekiln and Saltmarsh"),
    ("Ropewalk surgery", Kind.NHS, "General practice for Ropewalk"),
    ("Dockray health centre", Kind.NHS, "General practice for Dockray and Holm Bridge"),
    ("Netherfold health centre", Kind.NHS, "General practice for Netherfold and Tanyard"),
    ("Harbourside Talking Therapies", Kind.NHS, "Help with low mood and worry"),
    ("Harbourside Police", Kind.POLICE, "Neighbourhood policing"),
    ("Harbourside Fire and Rescue", Kind.POLICE, "Home safety"),
    ("Marram Homes", Kind.HOUSING, "3,100 homes, most of them in Ropewalk, Dockray and Marram"),
    ("Harbourside Housing Trust", Kind.HOUSING, "1,900 homes, most of them in Thornsea and Castle Landing"),
    ("Harbourside College", Kind.SCHOOL, "Courses for young people and adults"),
    ("Saltmarsh Primary School", Kind.SCHOOL, ""),
    ("Tidewater Volunteer Centre", Kind.VOLUNTARY, "Finds volunteers, and trains those who lead them"),
    ("Healthwatch Harbourside", Kind.VOLUNTARY, "What patients and users of care say"),
    ("Harbourside Coaches", Kind.OTHER, "Buses, under contract to the council"),
)  # fmt: skip
# Links between groups for each group of a ward, by cohort: at the baseline, and now.
LINKS_PER_GROUP = {1: (0.55, 1.15), 2: (0.6, 0.95), 3: (0.65, 0.68)}
HUB_LOST = "Dockray"  # its groups met one another in the hub
NEW_BETWEEN = {1: (9, 36), 2: (26, 38), 3: (12, 36)}
WITH_AGENCIES = {1: 5, 2: 4, 3: 2}
SEEN_EVERY = 6  # months
LAST_SEEN = 39
FORGOTTEN_EVERY, FORGOTTEN_SINCE = 9, 28  # of so many links, one has not been confirmed from this month on
AFTER_THE_FIRST_VISIT = 20  # days into the month
HOW = ("together", "together", "space", "people", "refer", "voice")
HOW_WITH_AGENCIES = ("support", "money", "refer", "space", "member")
NOTES = ("", "", "Summer day on the green", "Shares the key and the kettle", "Fetches people for the other", "")


class Drawn(NamedTuple):
    """A link of the group `one` with another or with an agency by its place in AGENCIES, and when it was seen."""

    one: int
    other: int | None
    agency: int | None
    kind: str
    began: int
    ended: int | None
    seen: tuple[int, ...]
    note: str = ""


def draw_links(groups):
    """Every link of the groups that count, ward by ward."""
    rng, drawn = np.random.default_rng([SEED, 24]), []
    by_ward = {place: [each for each in groups if each.ward == place and each.counts] for place in range(len(WARDS))}
    for place, here in by_ward.items():
        drawn += _between(place, here, rng)
        drawn += _with_agencies(place, here, rng)
    return drawn + list(_across(by_ward))


def _between(place, here, rng):
    """Links at the baseline, then new ones between groups that were not linked yet."""
    cohort = WARDS[place].cohort
    before, now = LINKS_PER_GROUP[cohort]
    at_first = [each for each in here if each.is_known_in(COUNTED_FROM + 1)]
    pairs, found = set(), []
    for _ in range(round(before * len(at_first))):
        found += _new_pair(at_first, pairs, COUNTED_FROM, rng)
    still = [each for each in here if not each.end]
    wanted = 0 if WARDS[place].name == HUB_LOST else round(now * len(still)) - sum(link.ended is None for link in found)
    low, high = NEW_BETWEEN[cohort]
    for _ in range(wanted):
        found += _new_pair(still, pairs, int(rng.integers(low, high)), rng)
    return found


def _new_pair(among, pairs, month, rng):
    """A link between two that have none yet, from when both were known; nothing where all have."""
    for _ in range(20):
        one, other = sorted(rng.choice(len(among), 2, replace=False).tolist())
        pair = (among[one], among[other])
        if (pair[0].number, pair[1].number) not in pairs:
            pairs.add((pair[0].number, pair[1].number))
            return [_link(*pair, month, rng)]
    return []


def _link(one, other, month, rng):
    began = max(month, *(each.known_from + (each.known_from > COUNTED_FROM) for each in (one, other)))
    ended = min((each.end.month for each in (one, other) if each.end), default=None)
    number = one.number + other.number
    note = NOTES[number % len(NOTES)]
    kind = HOW[int(rng.integers(len(HOW)))]
    return Drawn(one.number, other.number, None, kind, began, ended, _seen(began, ended, number), note)


def _seen(began, ended, number):
    """The months in which it was confirmed: at first, twice a year, and lately, unless it was forgotten."""
    if number % FORGOTTEN_EVERY == 4:
        ended = ended or FORGOTTEN_SINCE
    until = (ended or LAST_SEEN + 1) - 1
    months = [*range(began, until, SEEN_EVERY), *([LAST_SEEN] if not ended and began < LAST_SEEN else [])]
    return tuple(months) or (began,)


def _with_agencies(place, here, rng):
    known = [each for each in here if not each.end]
    for _ in range(WITH_AGENCIES[WARDS[place].cohort]):
        one, agency = known[int(rng.integers(len(known)))], int(rng.integers(len(AGENCIES)))
        began = max(one.known_from + 1, int(rng.integers(COUNTED_FROM, 34)))
        kind = HOW_WITH_AGENCIES[int(rng.integers(len(HOW_WITH_AGENCIES)))]
        yield Drawn(one.number, None, agency, kind, began, None, _seen(began, None, one.number + agency))


def _across(by_ward):
    """The two Quaysides are one place to those who live there; Saltmarsh goes to Limekiln for everything."""
    for here, there in (("Quayside West", "Quayside East"), ("Saltmarsh", "Limekiln")):
        pairs = zip(
            *([each for each in by_ward[place_of(name)] if not each.end] for name in (here, there)), strict=False
        )
        for one, other in list(pairs)[:4]:
            began = max(28, one.known_from + 1, other.known_from + 1)
            yield Drawn(one.number, other.number, None, "people", began, None, _seen(began, None, 0))


# Into the database


def fill_agencies(programme, days, by):
    """The agencies, in the order of AGENCIES."""
    on = days.on(LISTED_IN_MONTH, 9)
    rows = [
        written(Agency(programme=programme, name=name, kind=kind, about=about), on, by)
        for name, kind, about in AGENCIES
    ]
    return bulk_create_with_history(rows, Agency)


def fill_links(register, agencies):
    """Every link with the days on which it was seen."""
    wards = {each.number: each.ward for each in register.drawn}
    drawn = draw_links(register.drawn)
    rows = [
        written(_row(register, link, agencies), register.days.on(link.began, AFTER_THE_FIRST_VISIT + 2), by)
        for link in drawn
        for by in [register.by[wards[link.one]]]
    ]
    bulk_create_with_history(rows, GroupLink)
    seen = [
        written(LinkConfirmation(link=row, confirmed_on=on), on, row._history_user)
        for link, row in zip(drawn, rows, strict=True)
        for on in sorted({register.days.on(month, AFTER_THE_FIRST_VISIT + 1) for month in link.seen})
    ]
    bulk_create_with_history(seen, LinkConfirmation)
    return rows


def _row(register, link, agencies):
    return GroupLink(
        group=register.rows[link.one],
        other=register.rows[link.other] if link.other is not None else None,
        agency=agencies[link.agency] if link.agency is not None else None,
        kind=link.kind,
        started_on=register.days.on(link.began, AFTER_THE_FIRST_VISIT),
        ended_on=register.days.on(link.ended, AFTER_THE_FIRST_VISIT) if link.ended else None,
        note=link.note,
    )
