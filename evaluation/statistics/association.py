"""Whether two things go together over a few areas: Spearman's rank correlation with its interval and chance.

Correlation says that areas high in one tend to be high in the other. It says nothing about why, nor about people.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from scipy import stats

from .intervals import Z

FEWEST = 3  # with two areas any two things go together
FEWEST_FOR_INTERVAL = 10  # the approximation is poor below
MOST_FOR_EXACT = 9  # all orders of ten are ten times as many, and the approximation is close by then
DUST = 1e-9


class Association(NamedTuple):
    """Spearman's rho of n areas; what cannot be said is NaN.

    `low` to `high` is the 95% interval of rho, `p` the chance of a rho at least as far from 0 if the two had nothing
    to do with one another; `exact` says that p counts every order instead of approximating.
    """

    rho: float
    low: float
    high: float
    p: float
    n: int
    exact: bool


def spearman(x, y):
    """Spearman's rank correlation of pairs, with a 95% interval and a two-sided p-value.

    Parameters
    ----------
    x, y : array_like, (areas,)
        Pairs with a NaN are left out. Equals share the mean of their ranks.

    Returns
    -------
    Association
        Without a rho for fewer than 3 areas, or where x or y is the same everywhere. Without an interval for fewer
        than 10 areas, or where rho is 1 or -1.

    Notes
    -----
    Interval: Fisher's z with the variance (1 + rho²/2) / (n - 3). p: for up to 9 areas without equals from all n!
    orders, else Student's t = rho √((n - 2)/(1 - rho²)) on n - 2.

    References
    ----------
    Bonett DG, Wright TA (2000) Sample size requirements for estimating Pearson, Kendall and Spearman correlations.
    Psychometrika 65:23-28. Kendall MG, Gibbons JD (1990) Rank Correlation Methods, 5th ed., chapter 4.
    """
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    known = np.isfinite(x) & np.isfinite(y)
    ranks = stats.rankdata(x[known]), stats.rankdata(y[known])
    n = int(known.sum())
    if n < FEWEST or any(np.ptp(each) == 0 for each in ranks):
        return Association(np.nan, np.nan, np.nan, np.nan, n, False)
    rho = _correlation(*ranks)
    exact = n <= MOST_FOR_EXACT and all(len(np.unique(each)) == n for each in ranks)
    p = _exact_p(rho, n) if exact else _t_p(rho, n)
    return Association(rho, *_interval(rho, n), p, n, exact)


def _correlation(x, y):
    x, y = x - x.mean(), y - y.mean()
    rho = float((x * y).sum() / np.sqrt((x**2).sum() * (y**2).sum()))
    return max(-1.0, min(1.0, rho))


def _interval(rho, n):
    if n < FEWEST_FOR_INTERVAL or 1 - abs(rho) < DUST:
        return np.nan, np.nan
    half = Z * np.sqrt((1 + rho**2 / 2) / (n - 3))
    return float(np.tanh(np.arctanh(rho) - half)), float(np.tanh(np.arctanh(rho) + half))


def _t_p(rho, n):
    if 1 - abs(rho) < DUST:
        return 0.0
    return float(2 * stats.t.sf(abs(rho) * np.sqrt((n - 2) / (1 - rho**2)), n - 2))


def _exact_p(rho, n):
    """The share of all orders of n that give a rho at least as far from 0."""
    return float(np.mean(np.abs(_every_rho(n)) >= abs(rho) - DUST))


@lru_cache(maxsize=MOST_FOR_EXACT)
def _every_rho(n):
    """Rho of the order 0, 1, … n - 1 with each of its n! orders."""
    orders = np.zeros((1, 0), dtype=np.int8)
    for size in range(n):
        # Put the next number into every place of every order so far.
        orders = np.concatenate([np.insert(orders, place, size, axis=1) for place in range(size + 1)])
    squares = ((orders - np.arange(n)) ** 2).sum(axis=1)
    return 1 - 6 * squares / (n * (n**2 - 1))
