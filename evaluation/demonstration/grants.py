"""Money for Harbourside's groups: five schemes, and what they gave to whom. All invented."""

from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

import numpy as np
from simple_history.utils import bulk_create_with_history

from evaluation.demonstration.borough import SEED, WARDS, place_of
from evaluation.demonstration.history import connect, written
from neighbourhoods.models import Grant, GrantScheme


class Scheme(NamedTuple):
    """A scheme: its months, the most for one grant, the wards it is for (none: all), and how many it gave."""

    name: str
    funder: str
    about: str
    opens: int
    closes: int | None
    most: int | None
    wards: tuple[str, ...]
    given: int
    sizes: tuple[int, ...]


SUPPORTED = tuple(ward.name for ward in WARDS if ward.cohort < 3)
FIRST = tuple(ward.name for ward in WARDS if ward.cohort == 1)
SCHEMES = (
    Scheme("Starter grants", "Harbourside Community Development Trust",
           "One page, two residents and one worker decide, within three weeks.", 11, None, 500, SUPPORTED, 58,
           (120, 200, 250, 300, 350, 400, 500)),
    Scheme("Ward fund", "Harbourside Council", "For anything that a councillor of the ward puts forward.",
           1, None, 2_000, (), 34, (400, 600, 800, 1_000, 1_500, 2_000)),
    Scheme("Harbour Lights Fund", "Harbour Lights Foundation", "For arts and sport. It was wound up.",
           1, 30, 5_000, (), 12, (1_500, 2_500, 4_000, 5_000)),
    Scheme("Better for it", "Harbourside NHS Trust", "For groups that keep people well.",
           19, None, 3_000, SUPPORTED, 14, (900, 1_200, 2_000, 3_000)),
    Scheme("Estate chest", "Marram Homes", "For tenants’ groups of its estates.", 9, None, 1_000,
           ("Ropewalk", "Dockray", "Limekiln", "Marram"), 4, (500, 750, 1_000)),
)  # fmt: skip
FOR = {
    "food": "Pans, a hotplate and a term’s rent", "sport": "Kit and a course for two coaches",
    "green": "Tools, seeds and a water butt", "arts": "Hire of a piano and the hall",
    "older": "A coach to the coast in June", "children": "Toys, mats and tea",
    "homes": "Printing a newsletter for every door", "mind": "A quiet room on Sundays",
    "company": "Room hire for a year", "place": "Planters and paint for the street",
}  # fmt: skip
OTHERWISE = "Room hire, tea and printing"
WRITTEN_DAYS_AFTER = 6
RUNS_FOR_MONTHS = 9


def fill_grants(register, neighbourhoods, by):
    """The schemes with the grants of each; a group gets a grant while it is there, and seldom two of a scheme."""
    programme, days = register.programme, register.days
    rows = [written(_scheme(programme, days, scheme), days.on(scheme.opens, 8), by) for scheme in SCHEMES]
    bulk_create_with_history(rows, GrantScheme)
    chosen = [
        (row, neighbourhoods[place_of(n)]) for scheme, row in zip(SCHEMES, rows, strict=True) for n in scheme.wards
    ]
    connect(GrantScheme, "places", chosen)
    grants = [grant for scheme, row in zip(SCHEMES, rows, strict=True) for grant in _given(register, scheme, row, by)]
    for number, grant in enumerate(grants, start=1):
        grant.identifier = f"360G-harbourside-{number:04d}"
    return bulk_create_with_history(grants, Grant)


def _scheme(programme, days, scheme):
    return GrantScheme(
        programme=programme,
        name=scheme.name,
        funder=scheme.funder,
        about=scheme.about,
        opens_on=days.on(scheme.opens, 1),
        closes_on=days.programme.month_end(scheme.closes) if scheme.closes else None,
        most=scheme.most,
    )


def _given(register, scheme, row, by):
    rng = np.random.default_rng([SEED, 25, scheme.most])
    wards = {place_of(name) for name in scheme.wards} or set(range(len(WARDS)))
    able = [each for each in register.drawn if each.ward in wards and each.counts]
    for _ in range(scheme.given):
        each = able[int(rng.integers(len(able)))]
        month = int(rng.integers(max(scheme.opens, each.known_from) + 1, min(scheme.closes or 39, 39) + 1))
        if each.end and month >= each.end.month:
            month = max(each.end.month - 4, scheme.opens + 1)
        yield _grant(register, each, scheme, row, month, rng, by)


def _grant(register, each, scheme, row, month, rng, by):
    days, awarded_on = register.days, register.days.on(month, 1 + int(rng.integers(0, 27)))
    grant = Grant(
        programme=register.programme,
        group=register.rows[each.number],
        scheme=row,
        title=FOR.get(each.activity.themes[0], OTHERWISE),
        amount=Decimal(int(scheme.sizes[int(rng.integers(len(scheme.sizes)))])),
        awarded_on=awarded_on,
        starts_on=days.programme.month_start(month + 1),
        ends_on=days.programme.month_end(month + RUNS_FOR_MONTHS),
        funder_name=scheme.funder,
    )
    return written(grant, awarded_on + timedelta(days=WRITTEN_DAYS_AFTER), by)
