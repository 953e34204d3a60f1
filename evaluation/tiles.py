"""The six goals of one area as tiles: the headline's latest figure, its line over time, and the verdict."""

from dataclasses import dataclass

import numpy as np

from evaluation.catalogue import GOALS
from evaluation.figures import Figure
from evaluation.frames import figure_of, unmeasured
from evaluation.indicators import Indicator
from evaluation.registers.words import first_step
from evaluation.selection import coverage_words, standing
from evaluation.sparklines import WavePoint, sparkline


@dataclass(frozen=True)
class Tile:
    """One goal: its number, title and headline, the latest figure and what to say beside it."""

    number: int
    title: str
    indicator: Indicator
    figure: Figure
    points: tuple[WavePoint, ...]
    note: str = ""

    @property
    def spark(self):
        return sparkline(self.points, baseline=self.figure.baseline)


def goal_tiles(evidence, catalogue, area_code, programme, places):
    """A Tile for each goal that has a headline, for the area `area_code`, whose neighbourhoods are `places`.

    What organisations say is judged for the whole programme, whichever the area.
    """
    return [
        _tile(evidence, number, title, catalogue.headlines[number], area_code, programme, places)
        for number, title in GOALS.items()
        if number in catalogue.headlines
    ]


def _tile(evidence, number, title, indicator, area_code, programme, places):
    whole = indicator.audience == "organisations"
    rows = evidence.full_series(indicator.code, programme.slug if whole else area_code)
    if not rows:
        return Tile(number, title, indicator, unmeasured(indicator), (), first_step(indicator.code))
    note = "Whole programme" if whole and area_code != programme.slug else ""
    now = standing(rows)
    coverage = "" if whole else coverage_words(now, places)
    return Tile(number, title, indicator, figure_of(now, indicator, coverage), points_of(rows), note)


def points_of(rows):
    """Rows of a series as points of a chart; a hidden figure is a gap, and a complete count has no interval."""
    return tuple(WavePoint(row.wave_date, *map(_known, (row.estimate, row.ci_low, row.ci_high))) for row in rows)


def _known(number):
    return None if np.isnan(number) else number
