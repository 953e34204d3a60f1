"""Weighted shares and means with their uncertainty, from additive sums.

Vectorised: the argument is a `Sums` of any shape, and every figure of the result is an array of that shape.
NaN means "no figure" and is never to be published: `Estimates.measured` is its mask, and
`suppression.published` turns it into None.
"""

from dataclasses import dataclass, fields, replace
from typing import NamedTuple

import numpy as np

from .intervals import share_interval, t_quantile

# A spread this much smaller than its parts is what rounding leaves of equal answers.
ROUNDING = 1e-13


@dataclass(frozen=True)
class Estimates:
    """Figures of one or many cells, all arrays of one shape.

    Attributes
    ----------
    estimate : ndarray
        Share in [0, 1], or mean in the unit of the answers. NaN without a valid answer.
    variance, se : ndarray
        Linearised variance and its square root, weights taken as fixed.
    df : ndarray
        Valid respondents less the strata that have one.
    n, n_resp : ndarray
        Valid respondents, and all respondents of the strata counted.
    n_kish, n_eff : ndarray
        Kish's number and the effective number behind the interval, infinite where everybody was interviewed.
    deff : ndarray
        Variance over that of an equal-weight sample of n; NaN at 0%, 100% and for means.
    low, high : ndarray
        95% interval.
    fraction : ndarray
        Share of the population interviewed that the finite population correction used, else 0.
    fpc : bool
        Whether the correction is on: on for published levels, off for tests of change, trend and roll-out.
    left_out : ndarray of bool or None
        For pooled figures: strata not counted (fewer than two respondents), with strata on axis 0.
    """

    estimate: np.ndarray
    variance: np.ndarray
    se: np.ndarray
    df: np.ndarray
    n: np.ndarray
    n_resp: np.ndarray
    n_kish: np.ndarray
    n_eff: np.ndarray
    deff: np.ndarray
    low: np.ndarray
    high: np.ndarray
    fraction: np.ndarray
    fpc: bool
    left_out: np.ndarray | None = None

    @property
    def measured(self):
        """Mask of the cells that have an estimate at all."""
        return np.isfinite(self.estimate)

    def __getitem__(self, key):
        """The cells at `key` of every array; `left_out`, which belongs to the strata, stays behind."""
        arrays = (f.name for f in fields(self) if f.name not in ("fpc", "left_out"))
        return replace(self, left_out=None, **{name: getattr(self, name)[key] for name in arrays})

    def times(self, factor):
        """The same figures in another unit, such as hours per 1,000 residents; n and n_eff stay."""
        scaled = {name: getattr(self, name) * factor for name in ("estimate", "se", "low", "high")}
        return replace(self, variance=self.variance * factor**2, **scaled)


def shares(sums, *, fpc=True, strata=None):
    """Weighted shares with Wilson intervals on the effective number.

    Parameters
    ----------
    sums : Sums
        From answers of 0 and 1.
    fpc : bool
        Whether the share of the population interviewed narrows the interval. On for levels, off for change.
    strata : int, optional
        Axis whose entries (neighbourhoods) are pooled as strata, with weights as they are; see
        `pooled_shares`.

    Returns
    -------
    Estimates
        Of the shape of `sums`, without the axis `strata`.

    References
    ----------
    Taylor linearisation with strata as in Woodruff RS (1971) JASA 66:411-414; missing answers stay in the
    sample with no influence (domain estimation), as `subset` of R's `survey` package.
    """
    pool = _pool(sums, strata, fpc)
    answered = np.isfinite(pool.estimate)
    # Counts decide 0% and 100%, so that rounding in a sum of weights never leaves 99.99...%.
    p = np.where(answered & (pool.x == 0), 0.0, np.where(answered & (pool.x == pool.n), 1.0, pool.estimate))
    n_eff, low, high = share_interval(p, pool.variance, pool.n_kish, pool.df, pool.fraction)
    deff = _design_effect(p, pool.variance, pool.n)
    return _estimates(pool._replace(estimate=p), fpc, n_eff, deff, low, high)


def means(sums, *, fpc=True, strata=None):
    """Weighted means with Student's intervals; parameters and shape as for `shares`.

    The effective number is Kish's, corrected for the share interviewed, as a mean has no p(1-p). Fewer than
    one degree of freedom gives no interval (NaN). Use `Estimates.times(1000)` for a figure per 1,000.
    """
    pool = _pool(sums, strata, fpc)
    with np.errstate(all="ignore"):
        n_eff = pool.n_kish / (1 - pool.fraction)
        half = t_quantile(pool.df) * np.sqrt(pool.variance)
    half = np.where(pool.fraction >= 1, 0.0, half)
    no_design_effect = np.full(half.shape, np.nan)
    return _estimates(pool, fpc, n_eff, no_design_effect, pool.estimate - half, pool.estimate + half)


def pooled_shares(sums, *, strata=0, fpc=True):
    """Programme share: each neighbourhood on the axis `strata` counts by its residents.

    Neighbourhoods with fewer than two respondents, or of unknown population, are left out and reported.
    """
    return shares(_for_pooling(sums), fpc=fpc, strata=strata)


def pooled_means(sums, *, strata=0, fpc=True):
    """Programme mean: the neighbourhoods on the axis `strata` count by residents, as in `pooled_shares`."""
    return means(_for_pooling(sums), fpc=fpc, strata=strata)


def _for_pooling(sums):
    """Sums scaled to residents, emptied where the residents or the respondents are not known."""
    known = (sums.population > 0) & (sums.sw_resp > 0)
    return sums.scaled_to_population().mapped(lambda field: np.where(known, field, 0))


class _Pool(NamedTuple):
    """What the strata say together, before any interval."""

    estimate: np.ndarray
    variance: np.ndarray
    df: np.ndarray
    n: np.ndarray
    x: np.ndarray
    n_resp: np.ndarray
    n_kish: np.ndarray
    fraction: np.ndarray
    left_out: np.ndarray | None


def _pool(sums, strata, fpc):
    layers, left_out = _layers(sums, strata)
    factor = _stratum_factor(layers.n_resp, _fractions(layers.n_resp, layers.population, fpc))
    total = {name: getattr(layers, name).sum(axis=0) for name in ("n", "x", "sw", "sw2", "swy", "n_resp")}
    with np.errstate(all="ignore"):
        estimate = total["swy"] / total["sw"]
        variance = (factor * _spread(layers, estimate)).sum(axis=0) / total["sw"] ** 2
        n_kish = total["sw"] ** 2 / total["sw2"]
    return _Pool(
        estimate,
        variance,
        df=total["n"] - (layers.n > 0).sum(axis=0),
        n=total["n"],
        x=total["x"],
        n_resp=np.broadcast_to(total["n_resp"], estimate.shape),
        n_kish=n_kish,
        fraction=np.broadcast_to(_fractions(total["n_resp"], layers.population.sum(axis=0), fpc), estimate.shape),
        left_out=left_out,
    )


def _layers(sums, strata):
    """Sums with the strata on axis 0, those with fewer than two respondents emptied and reported."""
    if strata is None:
        return sums.mapped(lambda field: np.asarray(field)[None]), None
    axis = range(len(sums.shape))[strata]
    first = sums.mapped(lambda field: np.moveaxis(field, axis, 0))
    count = first.shape[0]
    first = first.mapped(lambda field: np.broadcast_to(field, (count, *field.shape[1:])))
    lonely = first.n_resp < 2
    return first.mapped(lambda field: np.where(lonely, 0, field)), lonely


def _fractions(n_resp, population, fpc):
    """Share of each stratum's population interviewed, in [0, 1]; 0 where unknown or not wanted."""
    if not fpc:
        return np.zeros(np.shape(n_resp))
    with np.errstate(all="ignore"):
        return np.where(population > 0, np.minimum(n_resp / population, 1), 0.0)


def _stratum_factor(n_resp, fraction):
    """(1 - f) n / (n - 1) of each stratum: 0 from everybody or nobody, unknown from one person."""
    with np.errstate(all="ignore"):
        factor = np.where(n_resp > 1, (1 - fraction) * n_resp / (n_resp - 1), np.nan)
    return np.where((fraction >= 1) | (n_resp == 0), 0.0, factor)


def _spread(layers, estimate):
    """Sum of squares of w(y - estimate) about its stratum mean, missing answers counting as 0."""
    squares = layers.sw2yy - 2 * estimate * layers.sw2y + estimate**2 * layers.sw2
    shift = layers.swy - estimate * layers.sw
    spread = squares - np.where(layers.n_resp > 0, shift**2 / layers.n_resp, 0.0)
    scale = layers.sw2yy + estimate**2 * layers.sw2
    return np.where(spread > ROUNDING * scale, spread, np.where(np.isnan(spread), np.nan, 0.0))


def _design_effect(p, variance, n):
    with np.errstate(all="ignore"):
        plain = p * (1 - p) / (n - 1)
        return np.where(plain > 0, variance / plain, np.nan)


def _estimates(pool, fpc, n_eff, deff, low, high):
    return Estimates(
        estimate=pool.estimate,
        variance=pool.variance,
        se=np.sqrt(pool.variance),
        df=pool.df,
        n=pool.n,
        n_resp=pool.n_resp,
        n_kish=pool.n_kish,
        n_eff=n_eff,
        deff=deff,
        low=low,
        high=high,
        fraction=pool.fraction,
        fpc=fpc,
        left_out=pool.left_out,
    )
