"""Weights that make a sample look like the residents of its neighbourhood by sex and age.

Pure numpy. `weigh` is the way in: it merges thin groups, post-stratifies or rakes, caps the largest weights
and says in words what it did. Sex is 1 male, 2 female, 0 unknown; age bands count from 1, 0 is unknown.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from surveys.weights.cells import FEWEST_IN_CELL, Merged, age_groups, as_merged, collapse_cells, weighted_table

CAP = 5.0
TOLERANCE = 1e-10
CYCLES = 1_000


class WeightingError(ValueError):
    """A sample that cannot be weighted, with the reason worded for the user."""


class DidNotConverge(WeightingError):
    """Raking that did not settle: after `cycles` rounds a margin was still off by the share `gap`."""

    def __init__(self, cycles, gap):
        self.cycles, self.gap = cycles, gap
        super().__init__(
            f"The weights did not settle after {cycles:,} rounds: one group is still {gap:.1%} away from its "
            "number of residents. The respondents' sexes and ages are too unlike the residents'. "
            "Merge age bands, or weight by sex and age together (post-stratification)."
        )


def poststratify(weights, cells, targets):
    """Scale the weights in each cell to its residents.

    Parameters
    ----------
    weights : array_like, (respondents,)
        Weights before, above 0.
    cells : array_like of int, (respondents,)
        Cell of each respondent, an index of `targets`.
    targets : array_like, (cells,)
        Residents of each cell. A cell without respondents is passed over: merge it first (`collapse_cells`).

    Returns
    -------
    ndarray, (respondents,)
        w N_c / sum of w over the cell.

    References
    ----------
    Holt D, Smith TMF (1979) Journal of the Royal Statistical Society A 142:33-46; R's ``postStratify``.
    """
    weights, targets = np.asarray(weights, dtype=float), np.asarray(targets, dtype=float)
    return weights * _factors(weights, np.asarray(cells), targets)[cells]


def _factors(weights, cells, targets):
    """Residents for each unit of weight, 1 where a cell has no weight."""
    totals = np.bincount(cells, weights, minlength=len(targets))
    return np.divide(targets, totals, out=np.ones(len(targets)), where=totals > 0)


def rake(weights, margins, targets, tolerance=TOLERANCE, cycles=CYCLES, rounds=None):
    """Scale the weights to each margin in turn until all agree (iterative proportional fitting).

    Parameters
    ----------
    weights : array_like, (respondents,)
        Weights before, above 0.
    margins : sequence of array_like of int, each (respondents,)
        Category of each respondent on each margin, an index of its targets.
    targets : sequence of array_like
        Residents in each category of each margin, all margins adding up to the same number.
    tolerance : float
        Settled when every margin is within this share of its residents.
    cycles : int
        Most rounds over all margins.
    rounds : list of int, optional
        The number of rounds that it took is added to it.

    Returns
    -------
    ndarray, (respondents,)

    Raises
    ------
    WeightingError
        If a category has residents but no respondents, or the margins disagree on the number of residents.
    DidNotConverge
        If the margins do not settle.

    References
    ----------
    Deming WE, Stephan FF (1940) Annals of Mathematical Statistics 11:427-444; R's ``rake``.
    """
    weights = np.asarray(weights, dtype=float)
    margins = [np.asarray(margin) for margin in margins]
    targets = [np.asarray(target, dtype=float) for target in targets]
    _check_margins(margins, targets)
    gap = np.inf
    for number in range(1, cycles + 1):
        for margin, target in zip(margins, targets, strict=True):
            weights = weights * _factors(weights, margin, target)[margin]
        gap = max(_gap(weights, margin, target) for margin, target in zip(margins, targets, strict=True))
        if gap < tolerance:
            if rounds is not None:
                rounds.append(number)
            return weights
    raise DidNotConverge(cycles, gap)


def _check_margins(margins, targets):
    for margin, target in zip(margins, targets, strict=True):
        if np.any((np.bincount(margin, minlength=len(target)) == 0) & (target > 0)):
            raise WeightingError("A group with residents has no respondents: merge it with another first.")
    totals = [target.sum() for target in targets]
    if not np.allclose(totals, totals[0], rtol=1e-9):
        raise WeightingError("The margins add up to different numbers of residents.")


def _gap(weights, margin, target):
    """Largest |N_m / sum of w - 1| over the categories that have residents."""
    lived_in = target > 0
    totals = np.bincount(margin, weights, minlength=len(target))
    return np.max(np.abs(target[lived_in] / totals[lived_in] - 1))


def cap_and_rerake(weights, adjust, cap=CAP):
    """Lower the largest weights to `cap` times the median, then match the residents again.

    Parameters
    ----------
    weights : ndarray, (respondents,)
        Weights that match the residents.
    adjust : callable
        Takes weights and returns them matched to the residents: raking or post-stratification.
    cap : float
        Multiple of the median weight.

    Returns
    -------
    weights : ndarray, (respondents,)
        Matching the residents again, so that a few may still exceed the cap somewhat.
    capped : int
        Respondents whose weight was lowered.
    """
    ceiling = cap * np.median(weights)
    capped = int(np.count_nonzero(weights > ceiling))
    return (adjust(np.minimum(weights, ceiling)) if capped else weights), capped


def kish_deff(weights):
    """Kish's design effect of unequal weights, n sum w^2 / (sum w)^2: 1 for equal weights.

    References
    ----------
    Kish L (1965) Survey Sampling, section 11.7.
    """
    weights = np.asarray(weights, dtype=float)
    return float(weights.size * np.sum(weights**2) / weights.sum() ** 2)


@dataclass(frozen=True)
class Weighting:
    """The weights of one sample and what is to be known about them.

    Attributes
    ----------
    weights : ndarray, (respondents,)
        Adding up to the residents.
    method : str
        "poststratify" or "rake".
    targets, before, after : ndarray, (2, age bands)
        Residents, and sums of the weights before and after, by sex and age. Sums along an axis are the
        margins.
    merged : tuple of Merged
        Age bands weighted as one.
    sexes_together : bool
        Whether men and women were weighted as one.
    unknown : int
        Respondents of unknown sex or age, who count for the average.
    capped : int
        Respondents whose weight was lowered to the cap.
    deff : float
        Kish's design effect of the weights.
    smallest, largest : float
        Smallest and largest weight as multiples of the median.
    rounds : int
        Rounds over the margins until raking settled, before and after the cap together; 0 without raking.
    warnings : tuple of str
        All of this that a reader must know, in words.
    """

    weights: np.ndarray
    method: str
    targets: np.ndarray
    before: np.ndarray
    after: np.ndarray
    merged: tuple[Merged, ...]
    sexes_together: bool
    unknown: int
    capped: int
    deff: float
    smallest: float
    largest: float
    rounds: int
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class _Matching:
    """How the known respondents are matched to the residents."""

    adjust: Callable
    merged: tuple[Merged, ...] = field(default=())
    sexes_together: bool = False
    rounds: list[int] = field(default_factory=list)


def weigh(sex, age_band, targets, base=None, method="poststratify", age_labels=None):
    """Weights of one sample, matched to the residents of its neighbourhood by sex and age.

    Respondents of unknown sex or age are matched to nothing: their base weight is multiplied by the average
    factor of the others, so that they count like an average respondent, and all weights are then scaled to
    add up to the residents. The shares of sex and age among the others are those of the residents.

    Parameters
    ----------
    sex, age_band : array_like of int, (respondents,)
        1 male, 2 female, 0 unknown; 1 to k, 0 unknown.
    targets : array_like of int, (2, k)
        Residents by sex (male, female) and age band.
    base : array_like, (respondents,), optional
        Weights from the design of the sample, above 0. Default: 1 for everybody.
    method : {"poststratify", "rake"}
        Match each sex by age cell, or only the two margins.
    age_labels : sequence of str, optional
        Names of the age bands for the warnings.

    Returns
    -------
    Weighting

    Raises
    ------
    WeightingError
        If a code, a number of residents or a base weight cannot be used, naming the respondent.
    DidNotConverge
        If raking does not settle.
    """
    sex, age_band, targets = np.asarray(sex), np.asarray(age_band), np.asarray(targets)
    base = np.ones(len(sex)) if base is None else np.asarray(base, dtype=float)
    _check(sex, age_band, targets, base, method)
    known = (sex > 0) & (age_band > 0)
    weights, capped, matching = base, 0, _Matching(adjust=None)
    if known.any():
        matching = _matching(method, sex[known], age_band[known], targets)
        matched, capped = cap_and_rerake(matching.adjust(base[known]), matching.adjust)
        weights = base * matched.sum() / base[known].sum()
        weights[known] = matched
    weights = weights * targets.sum() / weights.sum()
    figures = {
        "merged": matching.merged,
        "sexes_together": matching.sexes_together,
        "unknown": int(np.count_nonzero(~known)),
        "capped": capped,
        "deff": kish_deff(weights),
        "largest": float(weights.max() / np.median(weights)),
    }
    before, after = (weighted_table(sex, age_band, each, targets.shape) for each in (base, weights))
    warnings = _warnings(**figures, respondents=len(sex), age_labels=age_labels)
    said = {"smallest": float(weights.min() / np.median(weights)), "rounds": sum(matching.rounds), "warnings": warnings}
    return Weighting(weights, method, targets, before, after, **figures, **said)


def _check(sex, age_band, targets, base, method):
    """Refuse what cannot be weighted; respondents are counted from 1."""
    if method not in ("poststratify", "rake"):
        raise WeightingError(f"The method {method!r} is not known: choose poststratify or rake.")
    if targets.ndim != 2 or targets.shape[0] != 2 or not np.all(targets >= 0) or not targets.sum() > 0:
        raise WeightingError("The residents by sex and age are not known, so the answers cannot be weighted.")
    if not len(sex) or len(sex) != len(age_band) or len(sex) != len(base):
        raise WeightingError("There must be respondents to weight, each with a sex, an age band and a weight.")
    _check_each(sex, np.isin(sex, (0, 1, 2)), "sex", "1, 2 or 0 (unknown)")
    last = targets.shape[1]
    _check_each(age_band, (age_band >= 0) & (age_band <= last), "age band", f"1 to {last} or 0 (unknown)")
    _check_each(base, np.isfinite(base) & (base > 0), "base weight", "a number above 0")


def _check_each(values, usable, name, allowed):
    if faulty := np.flatnonzero(~usable).tolist():
        first = faulty[0]
        more = f" ({len(faulty) - 1:,} more like this)" if len(faulty) > 1 else ""
        raise WeightingError(f"Respondent {first + 1:,}: the {name} {values[first]} is not {allowed}{more}.")


def _matching(method, sex, age_band, targets):
    return (_by_cell if method == "poststratify" else _by_margin)(sex, age_band, targets)


def _by_cell(sex, age_band, targets):
    cells = collapse_cells(sex, age_band, targets)
    used = cells.number >= 0
    residents = np.bincount(cells.number[used], targets[used])
    cell_of = cells.number[sex - 1, age_band - 1]
    return _Matching(lambda weights: poststratify(weights, cell_of, residents), cells.merged, cells.sexes_together)


def _by_margin(sex, age_band, targets):
    counts = np.bincount(age_band - 1, minlength=targets.shape[1])
    by_sex, by_age = targets.sum(axis=1), targets.sum(axis=0)
    group_of, residents, merged = np.zeros(len(counts), dtype=int), [], []
    for i, group in enumerate(age_groups(counts, by_age, FEWEST_IN_CELL)):
        group_of[group] = i
        residents.append(by_age[group].sum())
        merged += as_merged([0, 1], group, counts)
    margins, goals = [group_of[age_band - 1]], [np.array(residents)]
    together = bool((np.bincount(sex - 1, minlength=2) < FEWEST_IN_CELL).any() or (by_sex == 0).any())
    if not together:
        margins, goals = [sex - 1, *margins], [by_sex, *goals]
    rounds = []
    return _Matching(lambda weights: rake(weights, margins, goals, rounds=rounds), tuple(merged), together, rounds)


def _warnings(*, merged, sexes_together, unknown, capped, deff, largest, respondents, age_labels):
    said = [merger.words(age_labels) for merger in merged]
    if sexes_together:
        said.insert(0, f"Men and women were weighted together: one sex has under {FEWEST_IN_CELL} respondents.")
    if unknown:
        said.append(f"{unknown:,} of {respondents:,} respondents gave no sex or age and count for the average.")
    if capped:
        said.append(f"{capped:,} of {respondents:,} weights were lowered to {CAP:g} times the median.")
    if largest > CAP:
        said.append(f"After matching the residents again, the largest weight is {largest:.1f} times the median.")
    if deff > 2:
        said.append(f"Unequal weights cost much precision: {respondents:,} count for {respondents / deff:,.0f}.")
    return tuple(said)
