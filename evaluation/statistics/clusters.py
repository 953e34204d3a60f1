"""Shares from respondents drawn in clusters (streets, households), which the additive sums do not hold.

Works from the answers themselves, one share at a time. Without clusters it is the plainer second route to
`estimates.shares`, which the tests compare.
"""

import numpy as np

from .estimates import Estimates
from .intervals import share_interval


def clustered_share(y, weights, *, strata=None, clusters=None, population=None):
    """Weighted share of a stratified sample of clusters.

    Parameters
    ----------
    y : array_like, (respondents,)
        0 or 1; NaN where there is no valid answer.
    weights : array_like, (respondents,)
        Weights.
    strata, clusters : array_like, (respondents,), optional
        Labels of the neighbourhood and of the cluster within it. Default: one stratum; everybody alone.
    population : array_like, (respondents,), optional
        Clusters in the whole stratum (residents, without clusters), the same for all its respondents.
        Default: no finite population correction.

    Returns
    -------
    Estimates
        Of single numbers (arrays without dimensions). `n` counts respondents; the degrees of freedom and
        `fraction` count clusters. Strata with one cluster only make the variance unknown.

    References
    ----------
    Wolter KM (2007) Introduction to Variance Estimation, 2nd ed., chapter 6; equal to ``svymean`` of R's
    ``survey`` with ``subset(design, !is.na(y))``.
    """
    y, weights = np.asarray(y, dtype=float), np.asarray(weights, dtype=float)
    strata = _codes(np.zeros(len(y)) if strata is None else strata)
    clusters = _codes(np.arange(len(y)) if clusters is None else clusters)
    _, clusters = np.unique(np.stack([strata, clusters]), axis=1, return_inverse=True)
    stratum_of = strata[np.unique(clusters, return_index=True)[1]]
    valid = ~np.isnan(y)
    with np.errstate(all="ignore"):
        p = np.sum((weights * y)[valid]) / weights[valid].sum()
        influence = np.where(valid, weights * (y - p), 0) / weights[valid].sum()
        n_kish = weights[valid].sum() ** 2 / (weights[valid] ** 2).sum()
    counts, sizes = np.bincount(stratum_of), _sizes(strata, population)
    variance = _variance(np.bincount(clusters, influence), stratum_of, counts, counts / sizes)
    df = len(np.unique(clusters[valid])) - len(np.unique(strata[valid]))
    fraction = min(counts.sum() / sizes.sum(), 1.0)
    return _as_estimates(p, variance, df, y, n_kish, fraction, fpc=population is not None)


def _codes(labels):
    return np.unique(np.asarray(labels), return_inverse=True)[1].ravel()


def _sizes(strata, population):
    """Population of each stratum, infinite without a correction."""
    first = np.unique(strata, return_index=True)[1]
    return np.full(len(first), np.inf) if population is None else np.asarray(population, dtype=float)[first]


def _variance(totals, stratum_of, counts, fraction):
    """Sum over strata of (1 - f) m / (m - 1) times the squares of cluster totals about their mean."""
    apart = totals - (np.bincount(stratum_of, totals) / counts)[stratum_of]
    with np.errstate(all="ignore"):
        factor = np.where(fraction < 1, (1 - fraction) * counts / (counts - 1), 0.0)
        return np.sum(factor * np.bincount(stratum_of, apart**2))


def _as_estimates(p, variance, df, y, n_kish, fraction, fpc):
    n = int(np.count_nonzero(~np.isnan(y)))
    n_eff, low, high = share_interval(p, variance, n_kish, df, fraction)
    with np.errstate(all="ignore"):
        deff = np.where(p * (1 - p) > 0, variance / (p * (1 - p) / (n - 1)), np.nan)
    single = (p, variance, np.sqrt(variance), df, n, len(y), n_kish, n_eff, deff, low, high, fraction)
    return Estimates(*(np.asarray(figure) for figure in single), fpc=fpc)
