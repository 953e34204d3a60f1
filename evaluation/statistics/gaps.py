"""Gaps between groups of people: how far a group stands from everybody else, and whether the gap closed.

A gap is a group's figure less that of the people it is compared with, from the same answers. Whom a group is compared
with is fixed before looking: the distance between the highest and the lowest of several groups is larger than nothing
by chance alone, even where all groups are alike.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from .estimates import means, shares
from .intervals import mover, t_p_value, t_quantile
from .verdicts import SIGNIFICANCE

# Sums of the answers; the others are of the sample, whichever group.
OF_ANSWERS = ("n", "x", "sw", "sw2", "swy", "sw2y", "sw2yy")


@dataclass(frozen=True)
class Gap:
    """A gap, or the change of one, in one or many cells: arrays of one shape, NaN where a side has no figure.

    Attributes
    ----------
    gap, low, high : ndarray
        The group less the others, and its 95% interval, in the unit of the estimates (shares: times 100 for points).
        Of a change: the later gap less the earlier.
    se : ndarray
        Standard error.
    t, df, p : ndarray
        Test of no gap (or no change), and its two-sided p-value before any allowance for many tests. For a gap it goes
        by the half of the interval that faces 0, so that p is at most 0.05 just where the interval leaves out 0.
    """

    gap: np.ndarray
    low: np.ndarray
    high: np.ndarray
    se: np.ndarray
    t: np.ndarray
    df: np.ndarray
    p: np.ndarray

    @property
    def excludes_zero(self):
        """Mask of the cells whose interval does not contain 0."""
        return (self.low > 0) | (self.high < 0)


class GapVerdict(StrEnum):
    """What became of a gap since the baseline."""

    CLOSED = "closed"
    WIDENED = "widened"
    TURNED = "turned"
    OPENED = "opened"
    MOVED = "moved"
    NO_CLEAR_CHANGE = "no_clear_change"
    UNKNOWN = "unknown"


def everybody_else(sums, compared, axis=-2):
    """Sums of everybody whom each group is compared with.

    Parameters
    ----------
    sums : Sums
        With groups that share nobody along `axis`.
    compared : array_like of bool, (groups,)
        The groups that others are compared with. Nobody of any other group is in the result, so that nothing of a
        hidden group can be worked out from it.
    axis : int

    Returns
    -------
    Sums
        Of the shape of `sums`: at each group, all `compared` groups but itself.
    """
    compared = np.asarray(compared, dtype=bool)
    others = compared[None, :] & ~np.eye(len(compared), dtype=bool)

    def added(field):
        groups = np.moveaxis(field, axis, -1)
        kept = [np.where(each, groups, 0).sum(axis=-1) for each in others]
        return np.moveaxis(np.stack(kept, axis=-1), -1, axis)

    return replace(sums, **{name: added(getattr(sums, name)) for name in OF_ANSWERS})


def gap_between(group, others, *, of_shares=True):
    """The gap between groups that share nobody, from the same samples.

    Parameters
    ----------
    group, others : Sums, (strata, ...)
        The samples (neighbourhoods) on the first axis, pooled with their weights as they are: scale them to residents
        first where they are to count by residents. One sample is one stratum.
    of_shares : bool
        Whether answers are 0 and 1, or numbers whose means are compared.

    Returns
    -------
    Gap
        Of shape (...).

    Notes
    -----
    No finite population correction, as for change. Variances and the covariance of the two figures are linearised over
    all respondents of each stratum, as `svyglm(y ~ group)` of R's survey package does; final weights are taken as
    fixed. Within one stratum the covariance is 0. Over several it is not: a neighbourhood in which a group stands above
    its own average tells of the others there too. The interval puts the correlation into MOVER. The test goes by the
    interval and not by `se`: groups are small, and where few of 30 people say yes Wald's t finds a gap that is not
    there in up to 40% of samples (benchmarks/gaps.py).

    References
    ----------
    Woodruff RS (1971) JASA 66:411-414, for differences of ratios; Binder DA (1983) International Statistical Review
    51:279-292, for the regression form; Zou GY (2007) Psychological Methods 12:399-413, for MOVER with correlation.
    """
    group, others = _without_lonely(group), _without_lonely(others)
    estimate = shares if of_shares else means
    one, other = (estimate(side, fpc=False, strata=0) for side in (group, others))
    covariance = _covariance(group, others, one.estimate, other.estimate)
    variance = np.maximum(one.variance + other.variance - 2 * covariance, 0)
    strata = ((group.n > 0) | (others.n > 0)).sum(axis=0)
    with np.errstate(all="ignore"):
        correlation = np.nan_to_num(covariance / (one.se * other.se))
    gap, low, high = _correlated_mover(one, other, correlation)
    df = one.n + other.n - strata
    facing_zero = np.where(gap > 0, gap - low, high - gap) / t_quantile(df)
    return _tested(gap, low, high, np.sqrt(variance), facing_zero, df)


def change_of_gap(before, after):
    """How a gap changed between two waves of different people.

    Parameters
    ----------
    before, after : Gap
        Of the same group against the same others.

    Returns
    -------
    Gap
        A negative `gap` is a fall of the group against the others. Interval by MOVER on the two intervals; test as of
        the interaction in ``svyglm(y ~ group * wave)``, on the degrees of freedom of both.

    References
    ----------
    Zou GY, Donner A (2008) Statistics in Medicine 27:1693-1702.
    """
    change, low, high = mover((before.gap, before.low, before.high), (after.gap, after.low, after.high))
    se = np.hypot(before.se, after.se)
    return _tested(change, low, high, se, se, before.df + after.df)


def is_clear(gap, p_adjusted):
    """Mask of the gaps, or changes of gaps, that stand out from chance.

    Parameters
    ----------
    gap : Gap
    p_adjusted : array_like
        Its p-values after `benjamini_hochberg`; NaN is never clear.
    """
    return (np.asarray(p_adjusted) <= SIGNIFICANCE) & gap.excludes_zero


def gap_verdicts(before, after, change, *, was_clear, now_clear, moved_clearly):
    """What became of each gap, never more than chance allows to be said.

    Parameters
    ----------
    before, after, change : Gap
    was_clear, now_clear, moved_clearly : array_like of bool
        `is_clear` of each of the three.

    Returns
    -------
    ndarray of str
        Values of `GapVerdict`. Only where it moved clearly did a gap *close* (it was clear at the baseline and is
        smaller now, or no longer clear), *widen*, *turn* (it is clear the other way now), *open* (it was not clear at
        the baseline and is now) or *move* (it is clear neither then nor now).
    """
    other_way = np.sign(before.gap) != np.sign(after.gap)
    smaller = np.abs(after.gap) < np.abs(before.gap)
    cases = {
        GapVerdict.UNKNOWN: ~np.isfinite(change.gap),
        GapVerdict.NO_CLEAR_CHANGE: ~np.asarray(moved_clearly),
        GapVerdict.TURNED: was_clear & now_clear & other_way,
        GapVerdict.CLOSED: was_clear & (smaller | other_way),
        GapVerdict.WIDENED: was_clear,
        GapVerdict.OPENED: now_clear,
    }
    cells = np.broadcast_arrays(*cases.values())
    return np.select(cells, [verdict.value for verdict in cases], GapVerdict.MOVED.value)


def _without_lonely(sums):
    """Sums without strata of fewer than two respondents, which have no spread."""
    return sums.mapped(lambda field: np.where(sums.n_resp < 2, 0, field))


def _covariance(group, others, share, share_of_others):
    """Covariance of two figures of the same samples, from each stratum's sums of what people add to either.

    Nobody is in both, so of the products within a stratum only that of its two means is left.
    """
    with np.errstate(all="ignore"):
        ours = (group.swy - share * group.sw) / group.sw.sum(axis=0)
        theirs = (others.swy - share_of_others * others.sw) / others.sw.sum(axis=0)
        return -np.where(group.n_resp > 1, ours * theirs / (group.n_resp - 1), 0).sum(axis=0)


def _correlated_mover(one, other, correlation):
    """The gap with its interval from those of the two sides, and their correlation."""
    gap = one.estimate - other.estimate
    down, up = one.estimate - one.low, one.high - one.estimate
    other_down, other_up = other.estimate - other.low, other.high - other.estimate
    fall = np.sqrt(np.maximum(down**2 + other_up**2 - 2 * correlation * down * other_up, 0))
    rise = np.sqrt(np.maximum(up**2 + other_down**2 - 2 * correlation * up * other_down, 0))
    return gap, gap - fall, gap + rise


def _tested(gap, low, high, se, tested_by, df):
    """A Gap with Student's t on the standard error `tested_by`. What has none at all is no gap, or has no test."""
    with np.errstate(all="ignore"):
        t = np.where(gap == 0, 0.0, np.where(tested_by > 0, gap / tested_by, np.nan))
    df = np.where(np.isfinite(gap), df, np.nan)
    return Gap(gap, low, high, se, t, df, np.where(t == 0, 1.0, t_p_value(t, df)))
