"""Straight-line trend over three waves or more."""

from dataclasses import dataclass

import numpy as np

from .intervals import t_p_value, t_quantile

LEAST_WAVES = 3


@dataclass(frozen=True)
class Trend:
    """Trend of one or many cells, arrays of one shape; NaN where there are too few waves.

    Attributes
    ----------
    slope, low, high : ndarray
        Change per unit of time and its 95% interval (shares per year, when time is in years).
    se, t, df, p : ndarray
        Standard error, test of no trend and its two-sided p-value.
    waves : ndarray of int
        Waves with a figure.
    """

    slope: np.ndarray
    low: np.ndarray
    high: np.ndarray
    se: np.ndarray
    t: np.ndarray
    df: np.ndarray
    p: np.ndarray
    waves: np.ndarray


def trend(estimate, variance, n_kish, df, time, least_waves=LEAST_WAVES):
    """Weighted least-squares slope of the estimates, tested by their own sampling variances.

    Parameters
    ----------
    estimate, variance, n_kish, df : array_like, (..., waves)
        As in `Estimates` made with ``fpc=False``. A wave whose estimate or variance is NaN is missing.
    time : array_like, (..., waves) or (waves,)
        When each wave was held, in years; real dates, so unequal gaps count as they are.
    least_waves : int
        Fewer waves with a figure give NaN.

    Returns
    -------
    Trend
        Of shape (...). Without variance in any wave there is nothing to test against: t is 0 and p is 1.

    References
    ----------
    Weighted regression of independent wave estimates with known variances: Cochran WG (1954) Biometrics
    10:417-451, with the linearised variances in place of the binomial ones.
    """
    arrays = np.broadcast_arrays(*(np.asarray(a, dtype=float) for a in (estimate, variance, n_kish, df, time)))
    there = np.isfinite(arrays[0]) & np.isfinite(arrays[1]) & (arrays[2] > 0)
    estimate, variance, weight, df, time = (np.where(there, a, 0.0) for a in arrays)
    waves = there.sum(axis=-1)
    with np.errstate(all="ignore"):
        apart = time - ((weight * time).sum(-1) / weight.sum(-1))[..., None]
        centred = weight * apart
        squares = (centred * apart).sum(-1)
        slope = (centred * estimate).sum(-1) / squares
        se = np.sqrt((centred**2 * variance).sum(-1)) / squares
        t = np.where(se > 0, slope / se, 0.0)
    fitted = (waves >= least_waves) & (squares > 0)
    return _trend(*(np.where(fitted, a, np.nan) for a in (slope, se, t, df.sum(-1))), waves)


def _trend(slope, se, t, df, waves):
    half = t_quantile(df) * se
    p = np.where(t == 0, 1.0, t_p_value(t, df))
    return Trend(slope, slope - half, slope + half, se, t, df, p, waves)
