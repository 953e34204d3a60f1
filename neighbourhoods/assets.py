"""What groups can draw on, as it was on a day: how many of each kind, and how many places to meet are within reach."""

from collections import Counter
from typing import NamedTuple

from neighbourhoods.models import Asset

# Kinds that are no room: nothing to pay for, to get into or to fill.
NO_ROOM = (Asset.Kind.FORUM, Asset.Kind.PARISH, Asset.Kind.INPUT)
CHEAP = (Asset.Cost.FREE, Asset.Cost.LOW)
KIND_ORDER = {kind: number for number, kind in enumerate(Asset.Kind.values)}


class AssetCounts(NamedTuple):
    """How many assets there are by kind, and of the meeting spaces how many a group can use freely or at low cost.

    `costed` is how many of the spaces have their cost known; the others are in no figure of cost.
    """

    kinds: tuple[tuple[str, str, int], ...]
    total: int
    spaces: int
    cheap: int
    costed: int
    step_free: int
    stepped_known: int


def counts_of(rows):
    """The AssetCounts of (kind, cost, step-free) rows."""
    rows = list(rows)
    kinds = Counter(kind for kind, _, _ in rows)
    spaces = [row for row in rows if row[0] == Asset.Kind.SPACE]
    return AssetCounts(
        kinds=tuple((kind, label, kinds[kind]) for kind, label in Asset.Kind.choices if kinds[kind]),
        total=len(rows),
        spaces=len(spaces),
        cheap=sum(cost in CHEAP for _, cost, _ in spaces),
        costed=sum(cost != "" for _, cost, _ in spaces),
        step_free=sum(step_free is True for _, _, step_free in spaces),
        stepped_known=sum(step_free is not None for _, _, step_free in spaces),
    )


def in_order(assets):
    """Assets by neighbourhood, kind and name, the kinds in the order in which they are offered."""
    return sorted(assets, key=lambda each: (each.neighbourhood.name, KIND_ORDER[each.kind], each.name.lower(), each.pk))
