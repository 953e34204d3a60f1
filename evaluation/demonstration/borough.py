"""Harbourside's thirty wards: names, cohorts, and how deprived each is. All invented."""

from typing import NamedTuple

SLUG = "harbourside"
VINTAGE = "2026"
SEED = 2026
FIGURE_TWO_WARD = "Ropewalk"

# The first cohort is where need is greatest; the third is everywhere else.
FIRST_COHORT = ("Ropewalk", "Limekiln", "Saltmarsh", "Dockray")
SECOND_COHORT = ("Tanyard", "Netherfold", "Castle Landing", "Quayside West", "Quayside East")
SUPPORT_STARTS_IN_MONTH = {1: 7, 2: 25, 3: 43}

# From north to south and west to east. Need is in standard deviations: above 0 is more deprived than the
# average ward.
NEED = {
    "Fairlight": -1.3,
    "Windmill Hill": -0.6,
    "Beacon Rise": -0.2,
    "Priory Mead": -1.5,
    "Ashcombe": -1.1,
    "Fennick": 0.1,
    "Kelpwick": -0.4,
    "Easterby": 0.3,
    "Millrace": -0.3,
    "Crane Hill": -0.8,
    "Wharncliffe": -1.0,
    "Cooper’s Field": -1.2,
    "St Brannoc": -0.1,
    "Netherfold": 1.0,
    "Tanyard": 1.3,
    "Ropewalk": 1.9,
    "Limekiln": 1.7,
    "Old Harbour": -0.7,
    "Upper Strand": -0.9,
    "Gullane Park": -1.4,
    "Thornsea": 0.2,
    "Saltmarsh": 1.6,
    "Dockray": 1.8,
    "Castle Landing": 1.1,
    "Lower Strand": 0.4,
    "Marram": 0.5,
    "Holm Bridge": 0.6,
    "Quayside West": 1.2,
    "Quayside East": 0.9,
    "Longshore": -0.5,
}


class Ward(NamedTuple):
    """A ward of Harbourside. `need` is its deprivation in standard deviations from the borough's mean."""

    code: str
    name: str
    cohort: int
    need: float


def _cohort_of(name):
    return 1 if name in FIRST_COHORT else 2 if name in SECOND_COHORT else 3


WARDS = tuple(
    Ward(f"E05099{number:03d}", name, _cohort_of(name), need)
    for number, (name, need) in enumerate(NEED.items(), start=1)
)


def place_of(name):
    """Where the ward `name` stands in WARDS, from 0."""
    return next(place for place, ward in enumerate(WARDS) if ward.name == name)
