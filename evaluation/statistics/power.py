"""How many respondents a change needs, and which change a sample can show: for planning.

Shares lie in [0, 1]; `n` is respondents per wave, in one neighbourhood unless said; `deff` is the design
effect that weighting is expected to cost (1 for equal weights). Two-sided tests at 5%. All arguments may be
arrays.
"""

import numpy as np
from scipy import special

from .intervals import Z

POWER = 0.8
HALVINGS = 60  # of an interval within [0, 1]: beyond the precision of a float


def power_to_detect(p1, p2, n, deff=1.0):
    """Chance, in [0, 1], that a change from `p1` to `p2` between two waves of `n` comes out significant.

    References
    ----------
    The normal approximation of R's ``power.prop.test(n, p1, p2)``; Fleiss JL, Levin B, Paik MC (2003)
    Statistical Methods for Rates and Proportions, 3rd ed., chapter 4.
    """
    p1, p2 = np.asarray(p1, dtype=float), np.asarray(p2, dtype=float)
    null, actual = _spreads(p1, p2)
    return _chance(np.sqrt(np.asarray(n) / deff) * np.abs(p2 - p1) - Z * null, actual)


def sample_size(p1, p2, power=POWER, deff=1.0):
    """Respondents a wave, not rounded, for a chance of `power` to find `p1` to `p2` significant.

    Infinite where `p1` equals `p2`. Inverts `power_to_detect`, as R's ``power.prop.test(p1, p2, power)``.
    """
    p1, p2 = np.asarray(p1, dtype=float), np.asarray(p2, dtype=float)
    null, actual = _spreads(p1, p2)
    with np.errstate(divide="ignore"):
        return ((Z * null + special.ndtri(power) * actual) / np.abs(p2 - p1)) ** 2 * deff


def respondents_needed(p1, p2, power=POWER, deff=1.0):
    """`sample_size` rounded up to whole people (float, so that "no number is enough" stays infinite)."""
    return np.ceil(sample_size(p1, p2, power, deff) - 1e-9)


def _spreads(p1, p2):
    """Standard deviations of the difference for one respondent a wave: without change, and with it."""
    middle = (p1 + p2) / 2
    return np.sqrt(2 * middle * (1 - middle)), np.sqrt(p1 * (1 - p1) + p2 * (1 - p2))


def detectable_change(p1, n, power=POWER, deff=1.0, falling=False):
    """Smallest change from `p1` that two waves of `n` find significant with a chance of `power`.

    Returns
    -------
    ndarray
        Change as a share, negative when `falling`; NaN where even 100% (or 0%) would not be found.
    """
    p1, n, deff = np.broadcast_arrays(*(np.asarray(value, dtype=float) for value in (p1, n, deff)))
    room = -p1 if falling else 1 - p1
    enough = power_to_detect(p1, p1 + room, n, deff) >= power
    too_small, large_enough = np.zeros(p1.shape), np.ones(p1.shape)
    for _ in range(HALVINGS):
        middle = (too_small + large_enough) / 2
        found = power_to_detect(p1, p1 + middle * room, n, deff) >= power
        too_small, large_enough = np.where(found, too_small, middle), np.where(found, middle, large_enough)
    return np.where(enough, large_enough * room, np.nan)


def pooled_power(p1, p2, n, neighbourhoods, deff=1.0):
    """Power of `neighbourhoods` alike, each with `n` respondents a wave, looked at together."""
    return power_to_detect(p1, p2, np.asarray(n) * neighbourhoods, deff)


def trend_power(p, n, time, deff=1.0):
    """Chance that a straight-line trend through the waves comes out significant.

    Parameters
    ----------
    p : array_like, (..., waves)
        True share in each wave.
    n : array_like
        Respondents a wave, one number or (..., waves).
    time : array_like, (waves,)
        When each wave is held, in years.

    Returns
    -------
    ndarray, (...)
    """
    p, weight, time = np.broadcast_arrays(
        np.asarray(p, dtype=float), np.asarray(n) / deff, np.asarray(time, dtype=float)
    )
    centred = weight * (time - ((weight * time).sum(-1) / weight.sum(-1))[..., None])
    slope = (centred * p).sum(-1)
    se = np.sqrt((centred**2 * p * (1 - p) / weight).sum(-1))
    return _chance(np.abs(slope) - Z * se, se)


def _chance(distance, spread):
    """Chance that a normal deviate of this `spread` lies below `distance`; certain without spread."""
    with np.errstate(all="ignore"):
        certain = np.where(distance > 0, np.inf, -np.inf)
        return special.ndtr(np.where(spread > 0, distance / spread, certain))
