"""Figures about Harbourside's wards of the kind that statistical offices publish, at two dates. Invented."""

from datetime import date
from typing import NamedTuple

import numpy as np

from evaluation.demonstration.borough import SEED, WARDS

SOURCE = "Invented for the demonstration"


class Measure(NamedTuple):
    """A measure: its mean over wards, what a step of need and a year add, and chance between wards."""

    slug: str
    label: str
    unit: str
    decimals: int
    mean: float
    need: float
    yearly: float
    chance: float


MEASURES = (
    Measure(
        "imd-average-rank",
        "Deprivation, average rank (1 is most deprived)",
        "rank",
        0,
        15_500,
        -7_200,
        0,
        900,
    ),
    Measure("life-expectancy-men", "Life expectancy at birth, men", "years", 1, 78.9, -2.1, 0.05, 0.5),
    Measure("life-expectancy-women", "Life expectancy at birth, women", "years", 1, 82.8, -1.7, 0.05, 0.5),
    Measure("emergency-admissions", "Emergency hospital admissions a year", "per 1,000", 1, 98, 14, 0.6, 4),
    Measure("depression-prevalence", "Adults with recorded depression", "%", 1, 12.4, 1.6, 0.3, 0.7),
)


class WardFigure(NamedTuple):
    """One measure of one ward, `ward` its place in WARDS, at one date."""

    ward: int
    measure: Measure
    as_of: date
    value: float


def official_figures(starts_on):
    """Every measure of every ward at the end of the years before the programme's first and third."""
    rng = np.random.default_rng([SEED, 5])
    need = np.array([ward.need for ward in WARDS])
    for measure in MEASURES:
        of_ward = measure.mean + measure.need * need + rng.normal(0, measure.chance, len(WARDS))
        for years in (0, 2):
            drawn = of_ward + measure.yearly * years + rng.normal(0, measure.chance / 5, len(WARDS))
            as_of = date(starts_on.year - 1 + years, 12, 31)
            for ward, value in enumerate(drawn.round(measure.decimals).tolist()):
                yield WardFigure(ward, measure, as_of, value)
