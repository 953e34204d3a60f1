"""What support added, by the order in which neighbourhoods started: group-time difference in differences.

The neighbourhoods where support has started are set beside those still waiting in the same waves; a
neighbourhood that has started never serves as a comparison. The most deprived start first, so part of any
difference may be a return towards the average: show the waves before the start beside those after it.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy import special

from .intervals import Z, t_p_value, t_quantile

FEWEST = 2  # neighbourhoods a side needs for a test
FEW = 3  # started neighbourhoods up to which a test is only indicative


class Strength(StrEnum):
    """How much the number of neighbourhoods allows to be said."""

    TESTED = "tested"
    INDICATIVE = "indicative"
    NONE = "none"


@dataclass(frozen=True)
class Difference:
    """Difference in differences of one or many cells, arrays of one shape; NaN where there is no figure.

    Attributes
    ----------
    estimate : ndarray
        Mean change of the started less mean change of the waiting, in the unit of the estimates.
    se, df, low, high, p : ndarray
        Welch's t over neighbourhoods; NaN with fewer than two on either side.
    survey_se, survey_low, survey_high, survey_p : ndarray
        The same with survey error only: what other samples of the same neighbourhoods might have said.
    started, waiting : ndarray of int
        Neighbourhoods with a figure in both waves.
    strength : ndarray of str
        Values of `Strength`.
    """

    estimate: np.ndarray
    se: np.ndarray
    df: np.ndarray
    low: np.ndarray
    high: np.ndarray
    p: np.ndarray
    survey_se: np.ndarray
    survey_low: np.ndarray
    survey_high: np.ndarray
    survey_p: np.ndarray
    started: np.ndarray
    waiting: np.ndarray
    strength: np.ndarray


@dataclass(frozen=True)
class GroupTime:
    """The difference for neighbourhoods that `starts` at one time, in one wave (an index).

    `before_start` marks the waves up to the start, where a difference shows that the two groups already
    moved apart without any support.
    """

    starts: float
    base_wave: int
    wave: int
    before_start: bool
    difference: Difference


def difference_in_differences(before, after, variance_before, variance_after, started, waiting):
    """Compare the change of started neighbourhoods with that of waiting ones.

    Parameters
    ----------
    before, after : array_like, (..., neighbourhoods)
        Estimates in the base wave and in the wave of interest; NaN leaves the neighbourhood out.
    variance_before, variance_after : array_like, (..., neighbourhoods)
        Their variances, without the finite population correction.
    started, waiting : array_like of bool, (neighbourhoods,)
        Which side each neighbourhood is on; on neither, it is ignored.

    Returns
    -------
    Difference
        Of shape (...).

    References
    ----------
    Callaway B, Sant'Anna PHC (2021) Journal of Econometrics 225:200-230, without covariates; Welch BL (1947)
    Biometrika 34:28-35.
    """
    change = np.asarray(after, dtype=float) - np.asarray(before, dtype=float)
    variance = np.asarray(variance_before, dtype=float) + np.asarray(variance_after, dtype=float)
    ours, theirs = (_side(change, variance, np.asarray(side, dtype=bool)) for side in (started, waiting))
    with np.errstate(all="ignore"):
        estimate = ours.mean - theirs.mean
        welch = _welch(estimate, ours, theirs)
        survey_se = np.sqrt(ours.survey_variance + theirs.survey_variance)
        survey_p = 2 * special.ndtr(-np.abs(estimate / survey_se))
    return Difference(
        estimate,
        *welch,
        survey_se,
        estimate - Z * survey_se,
        estimate + Z * survey_se,
        survey_p,
        ours.count,
        theirs.count,
        _strength(ours.count, theirs.count),
    )


@dataclass(frozen=True)
class _Side:
    """One side's mean change, the variance of that mean over neighbourhoods, and from the survey alone."""

    count: np.ndarray
    mean: np.ndarray
    variance: np.ndarray
    survey_variance: np.ndarray


def _side(change, variance, members):
    there = np.isfinite(change) & members
    count = there.sum(axis=-1)
    with np.errstate(all="ignore"):
        mean = np.where(there, change, 0).sum(-1) / count
        apart = np.where(there, change - mean[..., None], 0)
        of_mean = np.where(count >= FEWEST, (apart**2).sum(-1) / (count - 1) / count, np.nan)
        survey = np.where(there, variance, 0).sum(-1) / count**2
    return _Side(count, mean, of_mean, survey)


def _welch(estimate, ours, theirs):
    """Standard error, df, low, high and p of Welch's t."""
    variance = ours.variance + theirs.variance
    df = variance**2 / (ours.variance**2 / (ours.count - 1) + theirs.variance**2 / (theirs.count - 1))
    se = np.sqrt(variance)
    half = t_quantile(df) * se
    return se, df, estimate - half, estimate + half, t_p_value(estimate / se, df)


def _strength(started, waiting):
    untested = (started < FEWEST) | (waiting < FEWEST)
    few = np.where(started <= FEW, Strength.INDICATIVE, Strength.TESTED)
    return np.where(untested, Strength.NONE, few)


def group_time(estimate, variance, starts, time):
    """Every group-time difference: each starting group in each wave, against those still waiting.

    Parameters
    ----------
    estimate, variance : array_like, (..., neighbourhoods, waves)
        Made with ``fpc=False``; NaN where missing or suppressed.
    starts : array_like, (neighbourhoods,)
        When support starts, on the scale of `time`; NaN where no start is planned. A wave on the day of the
        start counts as before it.
    time : array_like, (waves,)
        When each wave is held, ascending.

    Returns
    -------
    list of GroupTime
        By start, then wave. The base is the last wave before the start; a group without one, or with nobody
        left waiting, has no entry.
    """
    estimate, variance = np.asarray(estimate, dtype=float), np.asarray(variance, dtype=float)
    starts, time = np.asarray(starts, dtype=float), np.asarray(time, dtype=float)
    starts = np.where(np.isnan(starts), np.inf, starts)
    found = []
    for start in np.unique(starts[np.isfinite(starts)]):
        earlier = np.flatnonzero(time <= start)
        if earlier.size:
            found += _of_group(estimate, variance, starts, time, start, int(earlier[-1]))
    return found


def _of_group(estimate, variance, starts, time, start, base):
    started, found = starts == start, []
    for wave in (wave for wave in range(len(time)) if wave != base):
        waiting = (starts >= max(time[wave], time[base])) & ~started
        if waiting.any():
            two = [array[..., wave_at] for array in (estimate, variance) for wave_at in (base, wave)]
            difference = difference_in_differences(*two, started, waiting)
            found.append(GroupTime(float(start), base, wave, wave < base, difference))
    return found
