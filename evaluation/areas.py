"""The areas of a wave, in the order of the engine's rows: neighbourhoods, cohorts, the programme."""

from typing import NamedTuple

import numpy as np

from evaluation.models import Estimate
from neighbourhoods.bands import AGE_BANDS, SEXES

ALL = "all"


class Group(NamedTuple):
    """A group of people that figures are broken down by."""

    breakdown: str
    code: str
    label: str


GROUPS = (
    Group(ALL, ALL, "Everyone"),
    *(Group("sex", sex.code, sex.label) for sex in SEXES),
    *(Group("age", band.code, band.label) for band in AGE_BANDS),
)
BREAKDOWNS = {name: [i for i, g in enumerate(GROUPS) if g.breakdown == name] for name in ("sex", "age")}


def membership(sex, age_band):
    """Who belongs to which group: a bool array (respondents, groups). Unknown sex or age is in "all" only."""
    columns = [np.ones(len(sex), bool)]
    columns += [sex == s.number for s in SEXES]
    columns += [age_band == b.number for b in AGE_BANDS]
    return np.stack(columns, axis=1)


class Area(NamedTuple):
    """A place that has figures, and the samples (rows of the wave's sums) it is made of."""

    kind: str
    code: str
    neighbourhood_id: int | None
    cohort_id: int | None
    samples: tuple[int, ...]


def areas_of(programme, neighbourhoods):
    """The areas that samples of `neighbourhoods` (in the order of the samples) give figures for."""
    kinds = Estimate.AreaKind
    yield from (Area(kinds.NEIGHBOURHOOD, n.code, n.pk, None, (row,)) for row, n in enumerate(neighbourhoods))
    by_cohort = {}
    for row, neighbourhood in enumerate(neighbourhoods):
        if neighbourhood.cohort is not None:
            by_cohort.setdefault(neighbourhood.cohort, []).append(row)
    for cohort in sorted(by_cohort, key=lambda c: c.number):
        yield Area(kinds.COHORT, cohort.area_code, None, cohort.pk, tuple(by_cohort[cohort]))
    yield Area(kinds.PROGRAMME, programme.slug, None, None, tuple(range(len(neighbourhoods))))
