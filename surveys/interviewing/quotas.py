"""How many people of each sex and age a sample aims at, and how many have answered.

A quota is the share of the ward's residents in a group of sex and age, of the sample's target. It guides whom to ask
next; it never turns anybody away.
"""

from dataclasses import dataclass

import numpy as np
from django.db.models import Count

from neighbourhoods.bands import AGE_BANDS, SEXES, UNKNOWN
from surveys.models import Response
from surveys.weights.residents import residents_of

# Rows by sex and columns by age band as Responses number them, with the unknown first.
COUNTED = (len(SEXES) + 1, len(AGE_BANDS) + 1)
MOST_NAMED = 3


@dataclass(frozen=True)
class QuotaCell:
    """A group of sex and age: how many people are aimed at and how many have answered."""

    sex: object
    band: object
    wanted: int
    achieved: int

    @property
    def still(self):
        """How many are still wanted; nobody, where more answered than were aimed at."""
        return max(0, self.wanted - self.achieved)

    @property
    def words(self):
        return f"{self.sex.label.lower()} {self.band.label}"


@dataclass(frozen=True)
class Achieved:
    """Who has answered: an int array (3, 5) by number of sex and age band, the unknown first."""

    counts: np.ndarray

    @property
    def table(self):
        """Those of known sex and age: an int array (2, 4), in the order of SEXES and AGE_BANDS."""
        return self.counts[UNKNOWN + 1 :, UNKNOWN + 1 :]

    @property
    def total(self):
        """Everybody, those of unknown sex or age too."""
        return int(self.counts.sum())

    @property
    def unknown(self):
        """How many answered without saying their sex or their age."""
        return self.total - int(self.table.sum())


@dataclass(frozen=True)
class Quotas:
    """The quotas of one sample: `wanted` as by `quota_table`, or None where the residents are not known."""

    target: int
    wanted: np.ndarray | None
    achieved: Achieved

    @property
    def rows(self):
        """Pairs of an age band and its QuotaCells by sex, or nothing where there are no quotas."""
        if self.wanted is None:
            return []
        return [(band, [self._cell(sex, band) for sex in SEXES]) for band in AGE_BANDS]

    @property
    def most_wanted(self):
        """The cells in which most people are still wanted, at most three, the emptiest first."""
        cells = [cell for _, row in self.rows for cell in row if cell.still]
        return sorted(cells, key=lambda cell: -cell.still)[:MOST_NAMED]

    def _cell(self, sex, band):
        place = sex.number - 1, band.number - 1
        return QuotaCell(sex, band, wanted=int(self.wanted[place]), achieved=int(self.achieved.table[place]))


def cell_labels():
    """The names of the cells, such as "Men 16 to 24", as rows of SEXES."""
    return [[f"{sex.label} {band.label}" for band in AGE_BANDS] for sex in SEXES]


def quota_table(target, population):
    """Share `target` out over `population` by largest remainder, so that the cells add up to it.

    Parameters
    ----------
    target : int
        People aimed at, 0 or more.
    population : array_like of int, (2, 4), or None
        Residents by sex and age band; None where they are not known.

    Returns
    -------
    numpy.ndarray of int, (2, 4), or None
        People aimed at in each cell, within 1 of its exact share; None without residents to share it out over. Of
        equal remainders the first cell, in the order of the table, gets the person over.
    """
    if population is None:
        return None
    population = np.asarray(population, dtype=np.int64)
    residents = int(population.sum())
    if not residents:
        return None
    whole, remainder = np.divmod(population * int(target), residents)
    over = int(target) - int(whole.sum())
    first = np.argsort(-remainder, axis=None, kind="stable")[:over]
    whole.flat[first] += 1
    return whole


def achieved_of(people):
    """Achieved of `people`: triples of sex, age band and how many counted responses have them."""
    counts = np.zeros(COUNTED, dtype=np.int64)
    for sex, band, number in people:
        counts[sex, band] += number
    return Achieved(counts)


def achieved_by_sample(samples):
    """Achieved of the counted responses of each sample, by its key; nobody where none answered. One query."""
    people = {sample.pk: [] for sample in samples}
    counted = Response.objects.counted().filter(sample__in=people).order_by()
    for sample, *cell in counted.values_list("sample_id", "sex", "age_band").annotate(Count("pk")):
        people[sample].append(cell)
    return {sample: achieved_of(cells) for sample, cells in people.items()}


def tables_of(samples):
    """Residents by sex and age band that each sample is weighted to: arrays (2, 4) by its key, None where not known."""
    known = residents_of(samples)
    return {
        sample.pk: known[sample.neighbourhood_id].table if sample.neighbourhood_id in known else None
        for sample in samples
    }


def quotas_of(samples):
    """Quotas by the key of each sample of residents; three queries, whatever their number."""
    samples = list(samples)
    residents, achieved = tables_of(samples), achieved_by_sample(samples)
    return {
        sample.pk: Quotas(sample.target, quota_table(sample.target, residents[sample.pk]), achieved[sample.pk])
        for sample in samples
    }
