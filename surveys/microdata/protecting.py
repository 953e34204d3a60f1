"""Making small groups larger before single answers leave the product. Pure numpy.

Whoever knows a neighbour's sex and age must not find that neighbour's row: within a neighbourhood every sex and age
group shown is shared by at least five respondents. Age bands are joined until that holds, then the sexes; who did not
tell both is shown with neither. A neighbourhood with fewer than five respondents is not named.
"""

from dataclasses import dataclass

import numpy as np

from neighbourhoods.bands import AGE_BANDS, SEXES, UNKNOWN
from surveys.weights.cells import collapse_cells, weighted_table

FEWEST = 5
NOWHERE = -1


@dataclass(frozen=True)
class Protected:
    """Respondents as they may be shown, arrays of (respondents,).

    `area` is the number of a neighbourhood, -1 where it is not named. `sex` is 0 where it is unknown or withheld.
    `first_band` and `last_band` are the ends of the age group, 0 where the age is unknown or withheld.
    """

    area: np.ndarray
    sex: np.ndarray
    first_band: np.ndarray
    last_band: np.ndarray

    @property
    def cells(self):
        """An int array (respondents,): the number of the group of area, sex and age that each is in."""
        shown = np.stack([self.area, self.sex, self.first_band, self.last_band])
        return np.unique(shown, axis=1, return_inverse=True)[1].ravel()


def protect(area, sex, band, fewest=FEWEST):
    """The Protected of respondents.

    Parameters
    ----------
    area, sex, band : array_like of int, (respondents,)
        Number of the neighbourhood (0 and above); sex (1, 2) and age band (from 1), 0 where unknown.
    fewest : int
        Fewest respondents that share what is shown.
    """
    area, sex, band = (np.array(column, int) for column in (area, sex, band))
    shown = Protected(area.copy(), sex.copy(), band.copy(), band.copy())
    for number in np.unique(area):
        _protect_one(shown, np.flatnonzero(area == number), fewest)
    return shown


def _protect_one(shown, rows, fewest):
    if len(rows) < fewest:
        shown.area[rows] = NOWHERE
        _withhold(shown, rows)
        return
    is_known = (shown.sex[rows] > 0) & (shown.first_band[rows] > 0)
    known = rows[is_known]
    if len(known) < fewest:
        _withhold(shown, rows)
        return
    _withhold(shown, rows[~is_known])
    sex, band = shown.sex[known], shown.first_band[known]
    counts = weighted_table(sex, band, np.ones(len(known)), (len(SEXES), len(AGE_BANDS)))
    cells = collapse_cells(sex, band, counts, fewest)
    number = cells.number[sex - 1, band - 1]
    for cell in np.unique(number):
        own = number == cell
        shown.first_band[known[own]], shown.last_band[known[own]] = band[own].min(), band[own].max()
    if cells.sexes_together:
        shown.sex[rows] = UNKNOWN


def _withhold(shown, rows):
    for column in (shown.sex, shown.first_band, shown.last_band):
        column[rows] = UNKNOWN


def even_weights(weights, cells, fewest=FEWEST):
    """The weights, averaged over each of `cells` in which fewer than `fewest` share one; and how many were averaged.

    A weight that only two have would tell their sex and age again. The sum of every cell stays.
    """
    weights, averaged = np.array(weights, float), 0
    for cell in np.unique(cells):
        own = np.flatnonzero(cells == cell)
        _, shared = np.unique(weights[own].round(9), return_counts=True)
        if len(shared) > 1 and shared.min() < fewest:
            weights[own] = weights[own].mean()
            averaged += len(own)
    return weights, averaged
