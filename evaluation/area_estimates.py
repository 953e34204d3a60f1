"""Estimates of every area of a wave: neighbourhoods one by one, cohorts and the programme pooled.

Arrays have the axes (areas, groups, indicators), the areas in the order of `areas_of`.
"""

from dataclasses import fields

import numpy as np

from evaluation.statistics import Estimates, Sums, means, pooled_means, pooled_shares, shares

CELL_SUMS = ("n", "x", "sw", "sw2", "swy", "sw2y", "sw2yy")
WITH_AND_WITHOUT = (True, False)
FIGURES = tuple(f.name for f in fields(Estimates) if f.name not in ("fpc", "left_out"))


class AreaEstimates:
    """How samples make up areas, and columns are shares or means. Built once a wave."""

    def __init__(self, areas, indicators, *, one_stratum):
        """`one_stratum`: pooled figures take everybody as one list with the weights they have, not by residents."""
        self.areas, self.one_stratum = areas, one_stratum
        self.neighbourhoods = sum(len(area.samples) == 1 and area.neighbourhood_id is not None for area in areas)
        is_share = np.array([indicator.is_share for indicator in indicators])
        self.columns = {True: np.flatnonzero(is_share), False: np.flatnonzero(~is_share)}
        self.is_share = is_share

    def estimates(self, sums, pooled=None):
        """Estimates of all areas from Sums of shape (samples, groups, indicators).

        Pooled areas are made from `pooled`, Sums of the same shape, where it is given. Returns the estimates twice:
        with the correction for the population, for levels, and without, for tests.
        """
        pooled = sums if pooled is None else pooled
        parts = [self._merged(sums, {True: shares, False: means})]
        parts += [self._pooled(pooled[list(area.samples)]) for area in self.areas[self.neighbourhoods :]]
        return tuple(
            Estimates(**{name: np.concatenate([part[name] for part in found]) for name in FIGURES}, fpc=fpc)
            for fpc, found in zip(WITH_AND_WITHOUT, zip(*parts, strict=True), strict=True)
        )

    def area_sums(self, sums):
        """Additive sums by area as a dict of arrays, with `respondents` and `population` of each area.

        Those of pooled areas have weights that add up to the residents, and are of the samples that count there.
        """
        counts, to_residents = self.counted(sums)[:, None, None], self._to_residents(sums)
        scaled = sums.scaled(to_residents).mapped(lambda field: np.where(counts, field, 0))
        added = {name: self._added(getattr(sums, name), getattr(scaled, name)) for name in CELL_SUMS}
        of_sample = {"respondents": sums.n_resp, "population": sums.population, "places": np.ones(counts.shape)}
        pooled = {name: np.where(counts, field, 0) for name, field in of_sample.items()}
        return added | {name: self._added(of_sample[name], pooled[name])[:, 0, 0] for name in of_sample}

    def added(self, sums, counts):
        """Counts by sample added up for each area, over the samples that its figures are made of."""
        return self._added(counts, np.where(self.counted(sums)[:, None, None], counts, 0))

    def added_weights(self, sums, weights):
        """Sums of weights by sample added up for each area, on the scale of `area_sums`."""
        to_residents = np.where(self.counted(sums)[:, None, None], self._to_residents(sums), 0)
        return self._added(weights, weights * to_residents)

    def counted(self, sums):
        """Which samples pooled figures are made of, (samples,).

        A sample that stands for an unknown number of residents has no weight among others, and one of a single
        person has no spread.
        """
        people = sums.n_resp[:, 0, 0]
        return people > 0 if self.one_stratum else (people >= 2) & (self._to_residents(sums)[:, 0, 0] > 0)

    def everywhere_pooled(self, known):
        """Whether something holds in each sample of a pooled area: (samples, x) -> (pooled areas, 1, x)."""
        return np.stack([known[list(area.samples)].all(axis=0) for area in self.areas[self.neighbourhoods :]])[:, None]

    def _to_residents(self, sums):
        """What each sample's weights are multiplied by before pooling, (samples, 1, 1); 0 leaves it out."""
        if self.one_stratum:
            return np.ones(sums.population.shape)
        with np.errstate(all="ignore"):
            return np.nan_to_num(sums.population / sums.sw_resp, posinf=0)

    def _added(self, own, pooled):
        rows = [pooled[list(area.samples)].sum(axis=0) for area in self.areas[self.neighbourhoods :]]
        return np.concatenate([own, np.stack(rows)])

    def _pooled(self, sums):
        if self.one_stratum:
            together = sums.mapped(lambda field: field.sum(axis=0, keepdims=True))
            return self._merged(together, {True: shares, False: means})
        merged = self._merged(sums, {True: pooled_shares, False: pooled_means})
        return [{name: field[None] for name, field in each.items()} for each in merged]

    def _merged(self, sums, ways):
        """Figures by name, with and without the correction: shares and means put back in the order of indicators."""
        merged = {}, {}
        for is_share, columns in self.columns.items():
            if not len(columns):
                continue
            selected = sums[:, :, columns]
            for fpc, whole in zip(WITH_AND_WITHOUT, merged, strict=True):
                self._place(ways[is_share](selected, fpc=fpc), whole, columns)
        return merged

    def _place(self, part, whole, columns):
        for name in FIGURES:
            field = np.asarray(getattr(part, name), dtype=float)
            if name not in whole:
                whole[name] = np.full((*field.shape[:-1], len(self.is_share)), np.nan)
            whole[name][..., columns] = field


def empty_sums(shape):
    """Writable Sums of cells where nobody was asked: (samples, groups, indicators), sample totals (samples, 1, 1)."""
    cells = {name: np.zeros(shape) for name in CELL_SUMS}
    of_sample = (shape[0], 1, 1)
    return Sums(
        **cells,
        n_resp=np.zeros(of_sample),
        sw_resp=np.zeros(of_sample),
        population=np.full(of_sample, np.nan),
    )
