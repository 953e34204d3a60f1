"""Sex by age cells with enough respondents to be weighted, and what was merged to get them.

Pure numpy. Sex is 1 male, 2 female; age bands count from 1.
"""

from dataclasses import dataclass

import numpy as np

FEWEST_IN_CELL = 5
WHO = {(1,): "Men", (2,): "Women", (1, 2): "Men and women"}


@dataclass(frozen=True)
class Merged:
    """Age bands weighted as one for want of respondents: sex codes, age bands, and their respondents."""

    sexes: tuple[int, ...]
    age_bands: tuple[int, ...]
    respondents: int

    def words(self, age_labels=None):
        """One sentence; `age_labels` names the bands in order, such as ``["16 to 24", ...]``."""
        names = [age_labels[band - 1] if age_labels else f"age band {band}" for band in self.age_bands]
        ages = f"{', '.join(names[:-1])} and {names[-1]}"
        people = "1 respondent" if self.respondents == 1 else f"{self.respondents:,} respondents"
        return f"{WHO[self.sexes]}: {ages} were weighted together ({people})."


@dataclass(frozen=True)
class Cells:
    """How sex by age was cut into cells with enough respondents.

    `number` is an int array (2, age bands) with the cell of each sex and age, -1 where nobody lives or
    answered. `sexes_together` is set where one sex had too few respondents to stand alone.
    """

    number: np.ndarray
    merged: tuple[Merged, ...]
    sexes_together: bool


def collapse_cells(sex, age_band, targets, fewest=FEWEST_IN_CELL):
    """Cut sex by age into cells of at least `fewest` respondents, merging adjacent ages within a sex.

    The thinnest cell goes first, to the thinner of its neighbours (of equals, the younger). A sex with fewer
    than `fewest` respondents in all is weighted together with the other one, by age only.

    Parameters
    ----------
    sex, age_band : array_like of int, (respondents,)
        Known sex (1, 2) and age band (1 to k).
    targets : array_like of int, (2, k)
        Residents by sex and age band. A cell with respondents but no residents is merged too.
    fewest : int
        Fewest respondents in a cell.

    Returns
    -------
    Cells
    """
    targets = np.asarray(targets)
    counts = weighted_table(sex, age_band, np.ones(len(sex)), targets.shape).astype(int)
    together = bool((counts.sum(axis=1) < fewest).any() or (targets.sum(axis=1) == 0).any())
    number, merged, cells = np.full(targets.shape, -1), [], 0
    for rows in [[0, 1]] if together else [[0], [1]]:
        of_sex = counts[rows].sum(axis=0)
        for group in age_groups(of_sex, targets[rows].sum(axis=0), fewest):
            number[np.ix_(rows, group)] = cells
            cells += 1
            merged += as_merged(rows, group, of_sex)
    return Cells(number, tuple(merged), together)


def as_merged(rows, group, counts):
    """The group as a list of one `Merged`, or of none where it is a single age band."""
    if len(group) == 1:
        return []
    bands = tuple(band + 1 for band in group)
    return [Merged(tuple(row + 1 for row in rows), bands, int(counts[group].sum()))]


def age_groups(counts, targets, fewest):
    """Lists of adjacent bands (from 0), each with enough respondents unless only one list is left."""
    groups = [[band] for band in range(len(counts)) if counts[band] or targets[band]]
    while len(groups) > 1:
        sizes = [counts[group].sum() for group in groups]
        thin = [i for i, group in enumerate(groups) if sizes[i] < fewest or not targets[group].sum()]
        if not thin:
            break
        first = min(thin, key=sizes.__getitem__)
        beside = [i for i in (first - 1, first + 1) if 0 <= i < len(groups)]
        left = min(first, min(beside, key=sizes.__getitem__))
        groups[left : left + 2] = [groups[left] + groups[left + 1]]
    return groups


def weighted_table(sex, age_band, weights, shape):
    """Sum of weights by sex and age band; unknowns are in no cell."""
    sex, age_band = np.asarray(sex), np.asarray(age_band)
    known = (sex > 0) & (age_band > 0)
    table = np.zeros(shape)
    np.add.at(table, (sex[known] - 1, age_band[known] - 1), np.asarray(weights)[known])
    return table
