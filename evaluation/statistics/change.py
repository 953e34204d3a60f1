"""Change between two waves of different people, and Benjamini-Hochberg over a family of tests."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import false_discovery_control

from .intervals import mover, t_p_value


@dataclass(frozen=True)
class Change:
    """Change since an earlier wave, arrays of one shape; NaN where either wave has no figure.

    Attributes
    ----------
    change, low, high : ndarray
        Change and its 95% interval, in the unit of the estimates (shares: times 100 for points).
    se : ndarray
        Standard error of the change.
    t, df, p : ndarray
        Test of no change, and its two-sided p-value before any allowance for many tests.
    """

    change: np.ndarray
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

    def times(self, factor):
        """The same change in another unit; t and p stay."""
        return Change(
            self.change * factor,
            self.low * factor,
            self.high * factor,
            self.se * factor,
            self.t,
            self.df,
            self.p,
        )


def change_between(before, after):
    """Change from one set of estimates to another made from other people.

    Parameters
    ----------
    before, after : Estimates
        Of shapes that broadcast together, both made with ``fpc=False``.

    Returns
    -------
    Change
        Interval by MOVER; p-value by Wald's t with the degrees of freedom of both. Where neither wave has any
        variance (0% or 100% in both), p is 1 for equal estimates, else from the score test on Kish's numbers.

    Raises
    ------
    ValueError
        If either was made with the finite population correction: a test asks about an underlying process, not
        about the residents of one year (Cochran WG (1977) Sampling Techniques, 3rd ed., section 2.15).

    Notes
    -----
    Assumes independent samples; people followed up would be paired.

    References
    ----------
    Newcombe RG (1998) Statistics in Medicine 17:873-890, method 10; the t test is that of ``svyglm(y ~
    wave)``.
    """
    if before.fpc or after.fpc:
        raise ValueError("A change is tested on estimates made without the finite population correction.")
    change, low, high = mover((before.estimate, before.low, before.high), (after.estimate, after.low, after.high))
    t, se = _wald_t(change, before, after)
    df = np.asarray(before.df + after.df, dtype=float)
    df = np.where(np.isfinite(change), df, np.nan)
    return Change(change, low, high, se, t, df, np.where(t == 0, 1.0, t_p_value(t, df)))


def _wald_t(change, before, after):
    variance = before.variance + after.variance
    with np.errstate(all="ignore"):
        t = np.where(variance > 0, change / np.sqrt(variance), _score_t(change, before, after))
    t = np.where(np.isnan(variance), np.nan, t)
    return np.where((variance == 0) & (change == 0), 0.0, t), np.sqrt(variance)


def _score_t(change, before, after):
    """Pooled score statistic for shares of 0% and 100%, which leave no variance of their own."""
    both = before.n_kish + after.n_kish
    share = (before.n_kish * before.estimate + after.n_kish * after.estimate) / both
    return change / np.sqrt(share * (1 - share) * (1 / before.n_kish + 1 / after.n_kish))


def benjamini_hochberg(p, axis=-1):
    """p-values allowing for the number of neighbourhoods looked at: false discovery rate within each family.

    Parameters
    ----------
    p : array_like
        Raw p-values; NaN (suppressed, no baseline) is left out of its family and stays NaN.
    axis : int
        Axis along which a family lies; every other axis holds separate families.

    Returns
    -------
    ndarray, the shape of `p`

    Raises
    ------
    ValueError
        If a p-value lies outside [0, 1].

    References
    ----------
    Benjamini Y, Hochberg Y (1995) Journal of the Royal Statistical Society B 57:289-300.
    """
    families = np.moveaxis(np.asarray(p, dtype=float), axis, -1)
    order = np.argsort(families, axis=-1, kind="stable")  # NaN last
    ranked = np.take_along_axis(families, order, axis=-1)
    tests = np.count_nonzero(~np.isnan(ranked), axis=-1)
    adjusted = np.full(ranked.shape, np.nan)
    for size in np.unique(tests[tests > 0]):  # families of one size together
        chosen = tests == size
        adjusted[chosen, :size] = false_discovery_control(ranked[chosen, :size], axis=-1)
    restored = np.empty_like(adjusted)
    np.put_along_axis(restored, order, adjusted, axis=-1)
    return np.moveaxis(restored, -1, axis)
