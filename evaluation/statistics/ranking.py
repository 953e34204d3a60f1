"""Ranking places by several criteria at once: scores, what each criterion gives, and how firm the order is.

Values are put on one scale by their order alone, so that units and outliers do not matter. What is unknown is
neither nought nor average: a place is scored by what is known of it, and what is missing is said.
"""

from dataclasses import dataclass

import numpy as np

MOST = 100.0  # need of the place with most; that with least has 0
MIDDLE = MOST / 2
DRAWS = 1000
SEED = 2026
FACTOR = 2.0  # in weightings near the one chosen, a weight is at most so many times larger or smaller
DUST = 1e-9  # scores closer than this are equal: what is left between them is binary arithmetic


@dataclass(frozen=True)
class Ranking:
    """Places scored by weighted criteria; NaN is unknown.

    Attributes
    ----------
    needs : ndarray, (places, criteria)
        From 0, the least need among the places known, to 100.
    weights : ndarray, (criteria,)
        As shares that add up to 1; all 0 where no criterion counts.
    contributions : ndarray, (places, criteria)
        Points of the score; NaN where the criterion is unknown or does not count.
    scores : ndarray, (places,)
        The sum of the contributions, 0 to 100. NaN where nothing that counts is known.
    lowest, highest : ndarray, (places,)
        The score if everything unknown were 0, and if it were 100. NaN where no criterion counts.
    coverage : ndarray, (places,)
        The share of the weight that lies on known criteria.
    ranks : ndarray of int, (places,)
        1 is the greatest need, equal scores share the better rank; 0 where there is no score.
    """

    needs: np.ndarray
    weights: np.ndarray
    contributions: np.ndarray
    scores: np.ndarray
    lowest: np.ndarray
    highest: np.ndarray
    coverage: np.ndarray
    ranks: np.ndarray

    def in_top(self, n):
        """Who is among the first `n`: all whose rank is at most `n`, so that nobody is cut off from an equal."""
        return (self.ranks > 0) & (self.ranks <= n)


@dataclass(frozen=True)
class Stability:
    """How firmly each place stands in the first n.

    Attributes
    ----------
    near : ndarray, (places,)
        The share of weightings near the chosen one under which the place is in the first n.
    anywhere : ndarray, (places,)
        The same under any weighting of the criteria that count.
    without : ndarray of bool, (criteria, places)
        Whether the place is in the first n when the criterion is left out; the chosen ranking's answer where the
        criterion does not count or is the only one that does.
    """

    near: np.ndarray
    anywhere: np.ndarray
    without: np.ndarray


def needs(values, more_is_need):
    """Values of any unit as need from 0 to 100, by their order among the places where they are known.

    Parameters
    ----------
    values : array_like, (places, criteria)
        NaN or infinite is unknown.
    more_is_need : array_like of bool, (criteria,)
        Whether a higher value means more need.

    Returns
    -------
    ndarray, (places, criteria)
        100 (r − 1) / (k − 1), r the place's rank among the k known, 1 the least need, the mean of their ranks for
        equals. 50 where only one is known, NaN where it is not.
    """
    values = np.where(np.isfinite(values), values, np.nan)
    scaled = [_percentiles(column if more else -column) for column, more in zip(values.T, more_is_need, strict=True)]
    return np.array(scaled).T.reshape(values.shape)


def rank_places(scaled, weights):
    """The Ranking by `scaled` needs (see `needs`) and `weights`, (criteria,), none below 0.

    Each place's score is the weighted mean of its known needs: the weight of an unknown criterion is shared among
    its known ones in proportion.

    Raises
    ------
    ValueError
        If a weight is negative or no number.
    """
    shares = _shares(weights)
    known = np.isfinite(scaled)
    counting = known & (shares > 0)
    coverage = known @ shares
    own = counting * shares / np.where(coverage > 0, coverage, 1.0)[:, None]
    contributions = np.where(counting, own * np.nan_to_num(scaled), np.nan)
    scores = np.where(coverage > 0, np.nansum(contributions, axis=1), np.nan)
    lowest = (np.nan_to_num(scaled) @ shares) if shares.any() else np.full(len(scaled), np.nan)
    highest = lowest + MOST * (1 - coverage)
    return Ranking(scaled, shares, contributions, scores, lowest, highest, coverage, _ranks(scores))


def stability(scaled, weights, n, *, draws=DRAWS, seed=SEED):
    """How much of the first `n` hangs on the `weights`: a Stability.

    Near weightings multiply each weight by its own factor, drawn evenly on the logarithm between 1/2 and 2. Any
    weighting is drawn evenly from all that add up to 1 (Dirichlet with parameters 1), over the criteria whose weight
    is above 0. The draws are the same each time.
    """
    shares = _shares(weights)
    counting = np.flatnonzero(shares)
    if not counting.size:
        nobody = np.full(len(scaled), np.nan)
        return Stability(nobody, nobody, np.zeros(np.shape(scaled)[::-1], bool))
    rng = np.random.default_rng(seed)
    factors = FACTOR ** rng.uniform(-1, 1, (draws, counting.size))
    evenly = rng.dirichlet(np.ones(counting.size), draws)
    used = np.asarray(scaled)[:, counting]
    near = _in_top(used, shares[counting] * factors, n).mean(axis=0)
    anywhere = _in_top(used, evenly, n).mean(axis=0)
    return Stability(near, anywhere, _without(scaled, shares, n))


def rounded_parts(parts, decimals=1):
    """The numbers of `parts`, rounded so that they still add up to their rounded total.

    What is lost by rounding down goes to the largest remainders, the first of equals. NaN stays NaN.
    """
    grain = 10**decimals
    exact = np.round(np.nan_to_num(np.asarray(parts, dtype=float)) * grain, 9)
    whole = np.floor(exact)
    missing = int(np.floor(exact.sum() + 0.5) - whole.sum())
    for place in np.argsort(-(exact - whole), kind="stable")[:missing]:
        whole[place] += 1
    return np.where(np.isnan(parts), np.nan, whole / grain)


def _percentiles(column):
    known = np.isfinite(column)
    count = int(known.sum())
    if count < 2:
        return np.where(known, MIDDLE, np.nan)
    ordered = np.sort(column[known])
    below = np.searchsorted(ordered, column, "left")
    up_to = np.searchsorted(ordered, column, "right")
    return np.where(known, MOST * (below + up_to - 1) / 2 / (count - 1), np.nan)


def _shares(weights):
    weights = np.asarray(weights, dtype=float)
    if not (np.isfinite(weights).all() and (weights >= 0).all()):
        raise ValueError("A weight is a number, and not below 0.")
    largest = weights.max(initial=0.0)
    if not largest:
        return np.zeros(weights.shape)
    # The largest first becomes 1, so that no sum of very large or very small weights runs over.
    relative = weights / largest
    return relative / relative.sum()


def _ranks(scores):
    compared = np.round(np.where(np.isfinite(scores), scores, -np.inf), 9)
    higher = len(scores) - np.searchsorted(np.sort(compared), compared, "right")
    return np.where(np.isfinite(scores), higher + 1, 0)


def _in_top(scaled, weightings, n):
    """Who is in the first `n` under each weighting: bool, (weightings, places)."""
    known = np.isfinite(scaled).astype(float)
    weight_known = weightings @ known.T
    points = weightings @ np.nan_to_num(scaled).T
    scores = np.where(weight_known > 0, points / np.where(weight_known > 0, weight_known, 1.0), -np.inf)
    last = min(n, scores.shape[1])
    if last < 1:
        return np.zeros(scores.shape, bool)
    least = -np.partition(-scores, last - 1, axis=1)[:, last - 1 : last]
    return np.isfinite(scores) & (scores >= least - DUST)


def _without(scaled, shares, n):
    rows = np.tile(shares, (len(shares), 1))
    if (shares > 0).sum() > 1:
        np.fill_diagonal(rows, 0.0)
    return _in_top(np.asarray(scaled), rows, n)
