"""What Harbourside's groups can draw on: rooms, hubs, forums, councils, anchors, workers of others. All invented."""

from decimal import Decimal
from typing import NamedTuple

from simple_history.utils import bulk_create_with_history

from evaluation.demonstration.activities import CORNERS
from evaluation.demonstration.borough import WARDS, place_of
from evaluation.demonstration.history import written
from neighbourhoods.models import Asset

Kind, Cost = Asset.Kind, Asset.Cost
FREE, LOW, FULL = Cost.FREE, Cost.LOW, Cost.FULL
LISTED_IN_MONTH = {1: 5, 2: 23, 3: 39}
FULL_TIME_SHARE_AT_BASELINE = "0.2"


class Drawn(NamedTuple):
    """An asset of a ward: there from the month `since` (None: always) until the end of `until` (None: still)."""

    ward: str
    kind: str
    name: str
    run_by: str = ""
    cost: str = ""
    cost_words: str = ""
    step_free: bool | None = None
    capacity: int | None = None
    fte: str | None = None
    since: int | None = None
    until: int | None = None
    note: str = ""


# What the story of Harbourside tells of; everything else is dealt out below.
TOLD = (
    Drawn("Dockray", Kind.HUB, "Caulker’s Row hub", "Harbourside Community Development Trust", FREE, "", True, 80,
          since=17, until=23, note="Closed when its roof was found unsafe."),
    Drawn("Dockray", Kind.SPACE, "Parish rooms, Dry Dock", "Dockray Parish Council", LOW, "£5 an evening", True, 45,
          since=27, note="Monday to Thursday evenings. A second fire door had to come first."),
    Drawn("Dockray", Kind.SPACE, "Dockray library, two evenings", "Harbourside Council", FREE, "", True, 30, since=24),
    Drawn("Ropewalk", Kind.SPACE, "Laundry room, Hemp Lane", "Marram Homes", FREE, "", False, 12, since=13,
          note="Officers hold their Thursday hour here."),
    Drawn("Ropewalk", Kind.HUB, "Twine Street shop", "Ropewalk Development Trust", FREE, "", True, 35, since=31,
          note="Shop front of the estate; groups have a key each."),
    Drawn("Limekiln", Kind.SPACE, "Flat 2, Draw Lane", "Marram Homes", FREE, "", False, 10, since=13,
          note="Office of team 2; groups have it at weekends."),
    Drawn("Saltmarsh", Kind.FORUM, "Saltmarsh flood forum", "Residents, with Harbourside Fire and Rescue", since=20),
    Drawn("Netherfold", Kind.FORUM, "Health centre residents’ forum", "Harbourside NHS Trust", since=29),
    Drawn("Thornsea", Kind.INPUT, "Two community workers", "Harbourside Housing Trust", fte="2.00", since=8,
          note="Paid by the housing association; its money ends soon."),
)  # fmt: skip
ROOMS = (
    ("School hall, {0}", "Harbourside Council", LOW, "£6 an hour", True, 120),
    ("Church rooms, {1}", "The parish church", LOW, "A donation", False, 40),
    ("Library meeting room, {0}", "Harbourside Council", FREE, "", True, 20),
    ("Sports pavilion, {1}", "Harbourside Council", FULL, "£24 an hour", True, 60),
    ("Back room of the Anchor, {0}", "The Anchor public house", FREE, "", None, 25),
)
SPACES = {1: 4, 2: 4, 3: 2}
# A room in each ward of the first two cohorts that groups may use for little, or no more, since support began.
OPENED_IN_MONTH = {1: 15, 2: 31}
ANCHORS = {"Ropewalk", "Limekiln", "Saltmarsh", "Tanyard", "Netherfold", "Castle Landing"}
PARISHES = {"Dockray", "Saltmarsh", "Netherfold", "Quayside East"}


def draw_assets():
    """Every asset, ward by ward."""
    return [asset for ward in WARDS for asset in _of_ward(ward)]


def _of_ward(ward):
    yield from (told for told in TOLD if told.ward == ward.name)
    corners = CORNERS[place_of(ward.name)]
    for each in range(SPACES[ward.cohort]):
        name, run_by, *rest = ROOMS[(place_of(ward.name) + each) % len(ROOMS)]
        yield Drawn(ward.name, Kind.SPACE, name.format(*corners), run_by, *rest)
    if ward.cohort < 3:
        yield from _supported(ward, corners)


def _supported(ward, corners):
    """What was looked for in the baselines of the first two cohorts, and what has come since."""
    month = OPENED_IN_MONTH[ward.cohort]
    yield Drawn(ward.name, Kind.SPACE, f"Tenants’ room, {corners[0]}", "Marram Homes", FREE, "", None, 18, since=month)
    if ward.name not in {told.ward for told in TOLD if told.kind == Kind.HUB}:
        yield Drawn(ward.name, Kind.HUB, f"{corners[1]} open house", "", LOW, "", True, 50, since=month + 3)
    if ward.name not in {told.ward for told in TOLD if told.kind == Kind.FORUM}:
        yield Drawn(ward.name, Kind.FORUM, f"{ward.name} neighbourhood forum", "Harbourside Council", since=month - 4)
    if ward.name in PARISHES:
        yield Drawn(ward.name, Kind.PARISH, f"{ward.name} Parish Council")
    if ward.name in ANCHORS:
        yield Drawn(ward.name, Kind.ANCHOR, f"{ward.name} Community Rooms", f"{ward.name} Community Rooms")
    yield Drawn(
        ward.name,
        Kind.INPUT,
        "Council’s community officer",
        "Harbourside Council",
        fte=FULL_TIME_SHARE_AT_BASELINE,
        note="One day a week, before the programme and since.",
    )


def fill_assets(programme, days, neighbourhoods, recorders):
    """Write every asset down: those that were there when the ward was looked through, the others as they came."""
    drawn = draw_assets()
    rows = [_row(days, asset, neighbourhoods) for asset in drawn]
    for asset, row in zip(drawn, rows, strict=True):
        listed = max(LISTED_IN_MONTH[WARDS[place_of(asset.ward)].cohort], asset.since or 0)
        written(row, days.on(listed, 19), recorders[place_of(asset.ward)])
    return bulk_create_with_history(rows, Asset)


def _row(days, asset, neighbourhoods):
    return Asset(
        neighbourhood=neighbourhoods[place_of(asset.ward)],
        kind=asset.kind,
        name=asset.name,
        run_by=asset.run_by,
        where=asset.name.partition(", ")[2],
        cost=asset.cost,
        cost_words=asset.cost_words,
        step_free=asset.step_free,
        capacity=asset.capacity,
        fte=Decimal(asset.fte) if asset.fte else None,
        since=days.on(asset.since, 12) if asset.since else None,
        until=days.on(asset.until, 17) if asset.until else None,
        note=asset.note,
    )
