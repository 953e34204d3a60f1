"""Intervals and quantiles shared by every estimate: Wilson, MOVER, Student's t.

All functions take arrays of any shape that broadcast together and return arrays; NaN in means NaN out.
Every interval in this package is two-sided at 95%.
"""

import numpy as np
from scipy import special

CONFIDENCE = 0.95
UPPER_TAIL = 1 - (1 - CONFIDENCE) / 2
Z = float(special.ndtri(UPPER_TAIL))


def t_quantile(df):
    """Multiplier q of a 95% interval on `df` degrees of freedom (about 1.97 for a ward of 300).

    Parameters
    ----------
    df : array_like, any shape
        Degrees of freedom. Many cells share few values, so each distinct value is solved once.

    Returns
    -------
    ndarray, the shape of `df`
        NaN where `df` is NaN or not above 0.
    """
    df = np.asarray(df, dtype=float)
    distinct, where = np.unique(df, return_inverse=True)
    return special.stdtrit(distinct, UPPER_TAIL)[where].reshape(df.shape)


def t_p_value(t, df):
    """Two-sided p-value of Student's `t` on `df` degrees of freedom; NaN where `df` is not above 0."""
    return 2 * special.stdtr(np.asarray(df, dtype=float), -np.abs(t))


def wilson(p, n_eff, q=Z):
    """Wilson's score interval of a share.

    Parameters
    ----------
    p : array_like
        Share in [0, 1].
    n_eff : array_like
        Respondents that an equal-weight sample would need for the same precision; infinite gives [p, p].
    q : array_like
        Multiplier of the interval: normal (the default) or `t_quantile(df)`.

    Returns
    -------
    low, high : ndarray
        Shares in [0, 1] with low <= p <= high.

    References
    ----------
    Wilson EB (1927) Journal of the American Statistical Association 22:209-212.
    """
    p, n_eff, q = (np.asarray(value, dtype=float) for value in (p, n_eff, q))
    with np.errstate(all="ignore"):
        per_person = q * q / n_eff
        centre = (p + per_person / 2) / (1 + per_person)
        half = q * np.sqrt(p * (1 - p) / n_eff + per_person / (4 * n_eff)) / (1 + per_person)
    low = np.maximum(0, np.minimum(centre - half, p))
    high = np.minimum(1, np.maximum(centre + half, p))
    return low, high


def effective_n(p, variance, n_kish, fraction=0.0):
    """Respondents an equal-weight sample would need for the same precision of a share.

    Parameters
    ----------
    p, variance : array_like
        Share in [0, 1] and its linearised variance.
    n_kish : array_like
        Kish's effective number, (sum of w)^2 / sum of w^2 over valid answers; divided by 1 - `fraction` it is
        the ceiling, and the answer itself where the variance is 0 or unknown.
    fraction : array_like
        Share of the population interviewed, in [0, 1]; 0 where no finite population correction is wanted.

    Returns
    -------
    ndarray
        Infinite where everybody was interviewed.

    References
    ----------
    Korn EL, Graubard BI (1998) Survey Methodology 24:193-201, for p(1-p)/v; Kish L (1965) for the ceiling.
    """
    with np.errstate(all="ignore"):
        ceiling = n_kish / (1 - np.asarray(fraction, dtype=float))
        spread = p * (1 - p)
        by_variance = np.where((variance > 0) & (spread > 0), spread / variance, ceiling)
    return np.minimum(by_variance, ceiling)


def share_interval(p, variance, n_kish, df, fraction=0.0):
    """Interval of a weighted share: Wilson on the effective number, with Student's q.

    Parameters
    ----------
    p, variance, n_kish, fraction : array_like
        As for `effective_n`.
    df : array_like
        Degrees of freedom of the variance. Below 1 nothing is known of the share: [0, 1].

    Returns
    -------
    n_eff, low, high : ndarray
        Everybody interviewed (`fraction` of 1) gives [p, p]; no estimate gives NaN.
    """
    n_eff = effective_n(p, variance, n_kish, fraction)
    low, high = wilson(p, n_eff, t_quantile(df))
    everybody, nothing_known = np.asarray(fraction) >= 1, ~(np.asarray(df) >= 1) & np.isfinite(p)
    low = np.where(everybody, p, np.where(nothing_known, 0.0, low))
    high = np.where(everybody, p, np.where(nothing_known, 1.0, high))
    return n_eff, low, high


def mover(before, after):
    """Interval of the change between two independent estimates, from their own intervals.

    Parameters
    ----------
    before, after : tuple of (estimate, low, high), array_like
        In the unit of the estimate.

    Returns
    -------
    change, low, high : ndarray
        Change `after` - `before`, in the same unit (shares: times 100 gives percentage points).

    References
    ----------
    Newcombe RG (1998) Statistics in Medicine 17:873-890, method 10; Zou GY, Donner A (2008) Statistics in
    Medicine 27:1693-1702, for estimates other than shares.
    """
    was, was_low, was_high = (np.asarray(value, dtype=float) for value in before)
    now, now_low, now_high = (np.asarray(value, dtype=float) for value in after)
    change = now - was
    low = change - np.hypot(now - now_low, was_high - was)
    high = change + np.hypot(now_high - now, was - was_low)
    return change, low, high
