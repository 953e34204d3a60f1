"""Hiding more than is too small by itself: what is left must not give the hidden figures away.

Where one figure of a table is hidden beside a total, subtraction finds it. So the next smallest is hidden with it; and
where nothing else can be, the total is.
"""

from typing import NamedTuple

import numpy as np

from evaluation.areas import EVERY_KIND, STANDARD
from evaluation.models import Estimate
from evaluation.statistics import suppress_complement
from surveys.disclosure import FEWEST_SHOWN


class Table(NamedTuple):
    """Rows of areas that add up to the area in row `total`; None where nothing published is their total."""

    rows: list[int]
    total: int | None


def tables_of(areas, opened=EVERY_KIND):
    """Every table that the areas of a wave make: all neighbourhoods, those of each cohort and of none, and the cohorts
    with the neighbourhoods of none, which make up the programme together.

    Areas of a kind that is not `opened` have no figures, and make no table.
    """
    kinds = Estimate.AreaKind
    places = [row for row, area in enumerate(areas) if area.kind == kinds.NEIGHBOURHOOD]
    cohorts = [row for row, area in enumerate(areas) if area.kind == kinds.COHORT]
    programme = len(areas) - 1
    in_none = sorted(set(places).difference(*(areas[row].samples for row in cohorts)))
    found = [Table(places, programme), Table(in_none, None), *(Table(list(areas[row].samples), row) for row in cohorts)]
    beside = in_none if cohorts and kinds.NEIGHBOURHOOD in opened else []
    found.append(Table([*cohorts, *beside], None if in_none and not beside else programme))
    return [table for table in found if table.rows and areas[table.rows[0]].kind in opened]


def with_giveaways(few, n, areas, grouping=STANDARD):
    """What has to be hidden for `few` to stay hidden.

    Parameters
    ----------
    few : ndarray of bool, (areas, groups, indicators)
        Too small by themselves.
    n : ndarray of int, the same shape
        Valid answers; where there are none there is nothing to give away.
    areas : sequence of Area
    grouping : Grouping
        What the groups are.

    Returns
    -------
    ndarray of bool, the same shape
    """
    tables, hidden = tables_of(areas, grouping.opened), few
    while True:
        before, hidden = hidden, hidden.copy()
        for rows, total in tables:
            hidden[rows] = suppress_complement(hidden[rows], n[rows], axis=0)
            if total is not None:
                hidden[total] |= (hidden[rows] & (n[rows] > 0)).sum(axis=0) == 1
                hidden[rows] = _without_sum(hidden[rows], n[rows], hidden[[total]])
        for groups in grouping.breakdowns.values():
            totals = [n[:, [total]] for total in grouping.totals]
            hidden[:, groups] = _beside_totals(hidden[:, groups], n[:, groups], totals)
        if np.array_equal(before, hidden):
            return hidden


def _without_sum(hidden, n, hidden_total):
    """`hidden`, with the smallest area of a table where the total is hidden and no area is: their sum is the total."""
    one_more = np.concatenate([hidden, hidden_total])
    return suppress_complement(one_more, np.concatenate([n, hidden_total.astype(n.dtype)]), axis=0)[:-1]


def _beside_totals(hidden, n, totals):
    """Which groups of a breakdown are hidden, so that those of `totals` who are in none shown cannot be worked out.

    Who gave no option of a question is in no group, and is treated as one that is hidden where it is few people. Of a
    question put to some people only, those who were asked are a total too: what they were asked for is an answer to
    another question, with a table of its own.
    """
    rest = np.zeros_like(n[:, :1])
    for total in totals:
        rest = np.maximum(rest, _if_few(total - n.sum(axis=1, keepdims=True)))
    hidden = _with_one_more(hidden, n, rest)
    for total in totals:
        shown = np.where(hidden, 0, n)
        left = _if_few(total - shown.sum(axis=1, keepdims=True))
        hidden = hidden | _with_one_more(np.zeros_like(hidden), shown, left)
    return hidden


def _with_one_more(hidden, n, beside):
    """`hidden` by `suppress_complement`, with `beside` as one more group that is hidden where it has people."""
    one_more = np.concatenate([hidden, beside > 0], axis=1)
    return suppress_complement(one_more, np.concatenate([n, beside], axis=1), axis=1)[:, :-1]


def _if_few(people):
    """Numbers of people where they are so few that subtraction would tell what they said; else 0."""
    return np.where((people > 0) & (people < FEWEST_SHOWN), people, 0)
