"""Hiding more than is too small by itself: what is left must not give the hidden figures away.

Where one figure of a table is hidden beside a total, subtraction finds it. So the next smallest is hidden with it; and
where nothing else can be, the total is.
"""

from typing import NamedTuple

import numpy as np

from evaluation.areas import BREAKDOWNS
from evaluation.models import Estimate
from evaluation.statistics import suppress_complement


class Table(NamedTuple):
    """Rows of areas that add up to the area in row `total`; None where nothing published is their total."""

    rows: list[int]
    total: int | None


def tables_of(areas):
    """Every table that the areas of a wave make: all neighbourhoods, those of each cohort and of none, the cohorts."""
    kinds = Estimate.AreaKind
    places = [row for row, area in enumerate(areas) if area.kind == kinds.NEIGHBOURHOOD]
    cohorts = [row for row, area in enumerate(areas) if area.kind == kinds.COHORT]
    programme = len(areas) - 1
    in_none = sorted(set(places).difference(*(areas[row].samples for row in cohorts)))
    found = [Table(places, programme), Table(in_none, None), *(Table(list(areas[row].samples), row) for row in cohorts)]
    found.append(Table(cohorts, None if in_none else programme))
    return [table for table in found if table.rows]


def with_giveaways(few, n, areas):
    """What has to be hidden for `few` to stay hidden.

    Parameters
    ----------
    few : ndarray of bool, (areas, groups, indicators)
        Too small by themselves.
    n : ndarray of int, the same shape
        Valid answers; where there are none there is nothing to give away.
    areas : sequence of Area

    Returns
    -------
    ndarray of bool, the same shape
    """
    tables, hidden = tables_of(areas), few
    while True:
        before, hidden = hidden, hidden.copy()
        for rows, total in tables:
            hidden[rows] = suppress_complement(hidden[rows], n[rows], axis=0)
            if total is not None:
                hidden[total] |= (hidden[rows] & (n[rows] > 0)).sum(axis=0) == 1
        for groups in BREAKDOWNS.values():
            hidden[:, groups] = suppress_complement(hidden[:, groups], n[:, groups], axis=1)
        if np.array_equal(before, hidden):
            return hidden
