"""The gaps of one table as numbers, of groups whose figures are shown and of nobody else."""

from dataclasses import dataclass

import numpy as np

from evaluation.statistics import Change, Estimates, benjamini_hochberg, change_between, shares, verdicts
from evaluation.statistics.gaps import Gap, change_of_gap, everybody_else, gap_between, gap_verdicts, is_clear


@dataclass(frozen=True)
class Compared:
    """Which groups of a table take part: arrays of bool, (groups,).

    `shown` have a figure now. `others` are those that make up "everybody else": they have a figure at the baseline too,
    where there is one to compare with, so that a gap, its baseline and its change are of the same groups. `told` are
    those whose gap is told: of two groups only the first, for that of the other is the same turned round.
    """

    shown: np.ndarray
    others: np.ndarray
    told: np.ndarray
    has_baseline: bool


def compared(shown, based):
    """The Compared of groups that are `shown` now, those of them `based` with a baseline that may be shown."""
    shown, based = np.asarray(shown, dtype=bool), np.asarray(shown, dtype=bool) & np.asarray(based, dtype=bool)
    has_baseline = bool(based.sum() > 1)
    others = based if has_baseline else shown
    told = shown & bool(others.sum() > 1)
    if others.sum() == 2:
        told[np.flatnonzero(others)[1]] = False
    return Compared(shown, others, told, has_baseline)


@dataclass(frozen=True)
class MeasuredGaps:
    """Gaps of the groups of one table, arrays of (groups,); shares between 0 and 1, NaN where nothing is told.

    `levels` is everybody else's figure, `levels_before` the same at the baseline, `levels_change` its change and
    `levels_verdict` what is said of it.
    """

    gap: Gap
    before: Gap
    change: Gap
    p_adjusted: np.ndarray
    change_p_adjusted: np.ndarray
    verdict: np.ndarray
    is_clear: np.ndarray
    levels: Estimates
    levels_before: Estimates
    levels_change: Change
    levels_verdict: np.ndarray


def measured_gaps(now, before, groups):
    """The MeasuredGaps of a table.

    Parameters
    ----------
    now, before : Sums, (strata, groups)
        `before` may be None.
    groups : Compared
    """
    based = groups.others & groups.has_baseline & (before is not None)
    before = now if before is None else before
    now, others = _sides(now, groups.told, groups.others)
    earlier, earlier_others = _sides(before, groups.told & based, based)
    gap, gap_before = gap_between(now, others), gap_between(earlier, earlier_others)
    change = change_of_gap(gap_before, gap)
    gaps = (gap_before, gap, change)
    p_before, p_adjusted, p_change = (benjamini_hochberg(each.p) for each in gaps)
    was, now_clear, moved = (is_clear(each, p) for each, p in zip(gaps, (p_before, p_adjusted, p_change), strict=True))
    untouched = [shares(side, fpc=False, strata=0) for side in (earlier_others, others)]
    levels_change = change_between(*untouched)
    return MeasuredGaps(
        gap=gap,
        before=gap_before,
        change=change,
        p_adjusted=p_adjusted,
        change_p_adjusted=p_change,
        verdict=gap_verdicts(*gaps, was_clear=was, now_clear=now_clear, moved_clearly=moved),
        is_clear=now_clear,
        levels=shares(others, strata=0),
        levels_before=shares(earlier_others, strata=0),
        levels_change=levels_change,
        levels_verdict=verdicts(
            levels_change, levels_change.p, suppressed=False, has_baseline=np.isfinite(levels_change.change)
        ),
    )


def _sides(sums, told, others):
    """Each told group, and everybody whom it is compared with; nobody where nothing is told."""
    return _only(sums, told), _only(everybody_else(sums, others, axis=-1), told)


def _only(sums, groups):
    """The sums of `groups`, the others as if nobody had answered; what belongs to the sample stays."""
    return sums.mapped(lambda field: np.where(groups, field, 0) if field.shape[-1] == len(groups) else field)
