"""People whom Harbourside's groups can be reached by. All invented: numbers that ring nowhere, addresses of nobody.

Telephone numbers are of the ranges that Ofcom keeps for drama, e-mail addresses of a domain kept for examples.
"""

from typing import NamedTuple

import numpy as np

from evaluation.demonstration.borough import SEED, WARDS
from evaluation.demonstration.team import FIELDWORKERS_WARDS

FIRST = (
    "Ada", "Bilal", "Carys", "Dorota", "Elsie", "Femi", "Gita", "Howell", "Imran", "Jean", "Kwame", "Lena", "Moira",
    "Nadia", "Olive", "Piotr", "Rose", "Samir", "Tegan", "Una", "Vera", "Winston", "Yasmin", "Zoe",
)  # fmt: skip
LAST = (
    "Abara", "Benbow", "Chaudhry", "Dunmore", "Eastlake", "Fairhurst", "Gorski", "Hallam", "Ibekwe", "Jessop",
    "Kestrel", "Lockyer", "Marchbank", "Ngata", "Oakshott", "Penhale", "Quill", "Rushforth", "Sandhu", "Tolland",
    "Umber", "Verrall", "Whitlock", "Yarrow",
)  # fmt: skip
DOES = ("chair", "secretary", "treasurer", "opens the room", "looks after the list", "")
HOW = ("spoken", "written", "message")
KEPT = {1: 9, 2: 7, 3: 3}  # of ten groups, those whose contact the programme was given, by cohort
RATHER_NOT = 14  # in the fieldworker's wards everybody was asked; one of so many would rather not be written down
KEPT_FOR_MONTHS = 24
AGREED_AT_VISIT = 2  # of one in three: long ago, so that it is time to ask again
NUMBERS = 1_000  # in each range


class Person(NamedTuple):
    """Somebody who speaks for a group, and in which month, on which day and how they agreed to be kept."""

    name: str
    position: str
    phone: str
    email: str
    how: str
    month: int
    day: int


def contact_of(drawn, stops):
    """The Person of a group that has one and agreed, or None."""
    rng = np.random.default_rng([SEED, 23, drawn.number])
    if drawn.end or not stops[-1].has_contact or not _agreed(drawn, rng):
        return None
    first, last = FIRST[int(rng.integers(len(FIRST)))], LAST[int(rng.integers(len(LAST)))]
    asked = stops[-1 if drawn.number % 3 else min(AGREED_AT_VISIT, len(stops) - 1)]
    mobile = rng.random() < 0.5
    return Person(
        f"{first} {last}",
        DOES[int(rng.integers(len(DOES)))],
        f"{'07700 900' if mobile else '01632 960'}{drawn.number % NUMBERS:03d}",
        f"{first}.{last}.{drawn.number}@example.org".lower() if rng.random() < 0.7 else "",
        HOW[int(rng.integers(len(HOW)))],
        asked.month,
        asked.day,
    )


def _agreed(drawn, rng):
    if drawn.ward in FIELDWORKERS_WARDS:
        return drawn.number % RATHER_NOT != 3
    return rng.integers(10) < KEPT[WARDS[drawn.ward].cohort]
