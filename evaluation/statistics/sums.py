"""The additive sums from which every published figure is computed.

Per cell (a neighbourhood's wave, a breakdown group, an indicator) ten numbers are enough for the estimate,
its variance, effective number and interval, and for pooling neighbourhoods; no respondent has to be read
again.
"""

from dataclasses import dataclass, fields

import numpy as np


@dataclass(frozen=True)
class Sums:
    """Additive sums of one or many cells, all arrays of one number of dimensions that broadcast together.

    Usual shape: (samples, groups, indicators), where a sample is one neighbourhood in one wave. `n_resp`,
    `sw_resp` and `population` belong to the sample and have length 1 on the other axes.

    Attributes
    ----------
    n : ndarray
        Respondents with a valid answer.
    x : ndarray
        Sum of their values without weights: for a share, the number of yes.
    sw, sw2 : ndarray
        Sums over valid answers of w and w^2.
    swy, sw2y, sw2yy : ndarray
        Sums over valid answers of wy, w^2 y and w^2 y^2 (the last two are equal for shares).
    n_resp : ndarray
        All respondents of the sample, answered or not, in the group or not.
    sw_resp : ndarray
        Sum of the weights of all respondents of the sample.
    population : ndarray
        Residents of the neighbourhood; NaN where unknown.
    """

    n: np.ndarray
    x: np.ndarray
    sw: np.ndarray
    sw2: np.ndarray
    swy: np.ndarray
    sw2y: np.ndarray
    sw2yy: np.ndarray
    n_resp: np.ndarray
    sw_resp: np.ndarray
    population: np.ndarray

    @property
    def shape(self):
        """Shape of the cells."""
        return self.n.shape

    def __add__(self, other):
        """Sums of both sets of respondents of the same neighbourhoods.

        Raises
        ------
        ValueError
            If the populations differ: the respondents are then not of one neighbourhood, and are brought
            together by `shares(..., strata=axis)`, not by addition.
        """
        if not np.array_equal(self.population, other.population, equal_nan=True):
            raise ValueError("Only respondents of the same neighbourhood can be added: the populations differ.")
        added = {f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)}
        return Sums(**{**added, "population": self.population})

    def __getitem__(self, key):
        """The cells at `key`, which must keep axes of length 1 (use slices or lists, not single numbers)."""
        return self.mapped(lambda field: np.broadcast_to(field, self.shape)[key])

    def mapped(self, change):
        """Sums with `change` applied to each array."""
        return Sums(**{f.name: change(getattr(self, f.name)) for f in fields(self)})

    def scaled(self, factor):
        """Sums as if every weight had been multiplied by `factor`, an array that broadcasts."""
        square = factor**2
        return Sums(
            n=self.n,
            x=self.x,
            sw=self.sw * factor,
            sw2=self.sw2 * square,
            swy=self.swy * factor,
            sw2y=self.sw2y * square,
            sw2yy=self.sw2yy * square,
            n_resp=self.n_resp,
            sw_resp=self.sw_resp * factor,
            population=self.population,
        )

    def scaled_to_population(self):
        """Sums with weights that add up to the residents of each neighbourhood over all its respondents.

        The step before pooling neighbourhoods, so that each counts by its residents and not by its
        respondents. NaN where a sample has no respondents or no known population.
        """
        with np.errstate(all="ignore"):
            return self.scaled(np.where(self.sw_resp > 0, self.population / self.sw_resp, np.nan))


def sums_from_answers(y, valid, weights, groups=None, population=np.nan):
    """Additive sums of one sample.

    Parameters
    ----------
    y : array_like, (respondents, indicators)
        Values: 0 or 1 for a share, any number for a mean. Ignored where not valid.
    valid : array_like of bool, (respondents, indicators)
        Whether the answer counts for the indicator.
    weights : array_like, (respondents,)
        Weight of each respondent, 0 or more.
    groups : array_like of bool, (respondents, groups), optional
        Who belongs to which breakdown group; a person may be in several. Default: no breakdown.
    population : float
        Residents of the neighbourhood; NaN where unknown.

    Returns
    -------
    Sums
        Of shape (groups, indicators), or (indicators,) without `groups`.

    Raises
    ------
    ValueError
        If a weight is negative or not a number.
    """
    weights = _checked_weights(weights)
    valid = np.asarray(valid, dtype=float)
    y = np.where(valid > 0, np.asarray(y, dtype=float), 0.0)
    members = np.ones((len(weights), 1)) if groups is None else np.asarray(groups, dtype=float)
    sums = _matrix_products(y, valid, weights, members, population)
    return sums if groups is not None else sums.mapped(lambda field: field[0])


def _checked_weights(weights):
    weights = np.asarray(weights, dtype=float)
    if not np.all(np.isfinite(weights) & (weights >= 0)):
        raise ValueError("Every weight must be a number of 0 or more.")
    return weights


def _matrix_products(y, valid, weights, members, population):
    """One matrix product of [1, w, w^2] by group with the valid answers and the values."""
    powers = np.stack([np.ones_like(weights), weights, weights**2])
    # Three small products, in the order of memory: one large one would wait for idle cores.
    rows = powers[:, None, :] * np.ascontiguousarray(members.T)
    (n, sw, sw2), (x, swy, sw2y) = rows @ valid, rows @ y
    of_sample = (1,) * n.ndim
    return Sums(
        n=np.rint(n).astype(np.int64),
        x=x,
        sw=sw,
        sw2=sw2,
        swy=swy,
        sw2y=sw2y,
        sw2yy=rows[2] @ (y * y),
        n_resp=np.full(of_sample, len(weights)),
        sw_resp=np.full(of_sample, weights.sum()),
        population=np.full(of_sample, population, dtype=float),
    )


def sums_from_counts(x, n, population=np.nan):
    """Additive sums of `x` yes among `n` respondents who all answered with weight 1.

    Parameters
    ----------
    x, n : array_like of int, any shape
        Respondents saying yes, and respondents.
    population : array_like
        Residents; NaN where unknown.

    Raises
    ------
    ValueError
        If a count is negative or above its total.
    """
    x, n, population = np.broadcast_arrays(
        np.asarray(x, dtype=float), np.asarray(n), np.asarray(population, dtype=float)
    )
    if np.any((x < 0) | (x > n)):
        raise ValueError("A count of yes must lie between 0 and the number of respondents.")
    total = n.astype(float)
    return Sums(n, x, total, total, x, x, x, n, total, population)


def stack(samples):
    """Sums of several samples of one shape as one, with the samples on a new first axis."""
    samples = list(samples)
    return Sums(**{f.name: np.stack([getattr(sample, f.name) for sample in samples]) for f in fields(Sums)})


def no_answers(shape):
    """Sums of cells where nobody was asked, to fill the gaps of a grid of neighbourhoods and waves."""
    count, weight = np.zeros(shape, dtype=np.int64), np.zeros(shape)
    unknown = np.full(shape, np.nan)
    return Sums(count, weight, weight, weight, weight, weight, weight, count, weight, unknown)
