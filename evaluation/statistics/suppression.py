"""Which figures are not shown: too imprecise, or too few people behind them to keep answers private."""

import math

import numpy as np

from surveys.disclosure import FEWEST_SHOWN, is_few

LEAST_N = 30
LEAST_EFFECTIVE_N = 30
WIDEST = 0.30
CAUTION_WIDTH = 0.05
CAUTION_RATIO = 1.3


def too_few(estimates, *, least_n=LEAST_N, least_effective_n=LEAST_EFFECTIVE_N, widest=WIDEST):
    """Mask of the estimates that the quality rule hides.

    Parameters
    ----------
    estimates : Estimates
        Levels, made with ``fpc=True``.
    least_n, least_effective_n : int
        Fewest valid respondents, and fewest effective ones.
    widest : float or None
        Width of the interval from which a share is hidden, 0.30 being 30 points. None for means, which have
        no points.

    Returns
    -------
    ndarray of bool
        True also where there is no estimate. A complete count (everybody interviewed) is never too few.
    """
    short = (estimates.n < least_n) | ~(estimates.n_eff >= least_effective_n)
    wide = False if widest is None else ~(estimates.high - estimates.low < widest)
    return ~estimates.measured | ((estimates.fraction < 1) & (short | wide))


def needs_caution(estimates, suppressed):
    """Mask of the shares shown with a caution: an interval over 5 points and over 130% of the smaller side.

    `suppressed` figures are not cautioned. For shares only.
    """
    width = estimates.high - estimates.low
    smaller_side = np.minimum(estimates.estimate, 1 - estimates.estimate)
    with np.errstate(all="ignore"):
        relative = np.where(smaller_side > 0, width / smaller_side, np.inf)
    return ~suppressed & (width > CAUTION_WIDTH) & (relative > CAUTION_RATIO)


def suppress_complement(suppressed, n, axis=-1):
    """Also suppress the next smallest area where exactly one is, or the total would give it away.

    Parameters
    ----------
    suppressed : array_like of bool
        What the other rules hide.
    n : array_like of int
        Respondents. Areas without any are no part of the table: neither counted nor chosen.
    axis : int
        Axis of the areas of one table; every other axis holds separate tables.

    Returns
    -------
    ndarray of bool
        `suppressed` with at most one more area in each table; of areas of equal n, the first.
    """
    suppressed, n = np.broadcast_arrays(np.asarray(suppressed, dtype=bool), np.asarray(n))
    one_alone = (suppressed & (n > 0)).sum(axis=axis, keepdims=True) == 1
    could_follow = ~suppressed & (n > 0)
    smallest = np.argmin(np.where(could_follow, n, np.iinfo(np.int64).max), axis=axis)
    chosen = np.zeros(suppressed.shape, dtype=bool)
    np.put_along_axis(chosen, np.expand_dims(smallest, axis), values=True, axis=axis)
    return suppressed | (chosen & could_follow & one_alone)


def hides_people(count, total):
    """Mask of counts that point to too few people: 1 to 4 of them, or all but 1 to 4 of `total`.

    Zero and everybody point to nobody in particular and are shown.
    """
    count, rest = np.asarray(count), np.asarray(total) - np.asarray(count)
    return ((count > 0) & (count < FEWEST_SHOWN)) | ((rest > 0) & (rest < FEWEST_SHOWN))


def count_in_words(count, total):
    """A count out of `total` as it may be shown: "12", "<5" or, when few are left, "over 295"."""
    if is_few(count):
        return f"<{FEWEST_SHOWN}"
    if is_few(total - count):
        return f"over {total - FEWEST_SHOWN:,}"
    return f"{count:,}"


def published(value, hidden=False):
    """One figure as it leaves this package: a float, or None where hidden or not finite."""
    return None if hidden or not math.isfinite(value) else float(value)
