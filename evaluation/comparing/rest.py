"""A place beside the rest of its programme or cohort: two sets of people who have nobody in common.

Comparing a place with a whole that it is part of would compare it partly with itself. The rest is pooled from the
same sums as every other figure, and shown only where the place and the whole are: it tells nothing that they do not.
"""

from dataclasses import dataclass

import numpy as np

from evaluation.area_estimates import AreaEstimates
from evaluation.areas import Area
from evaluation.comparing.differences import Difference
from evaluation.comparing.over_time import estimates_of, fields_of
from evaluation.figures import Figure
from evaluation.frames import figure_of
from evaluation.kept_sums import known_sums_of
from evaluation.statistics import benjamini_hochberg, change_between, too_few
from evaluation.statistics.suppression import LEAST_N, WIDEST

REST = "rest"


@dataclass(frozen=True)
class Beside:
    """An area's figure and that of the rest of a larger one; `figure.change` is how far apart they are.

    `places` is how many neighbourhoods the rest is made of.
    """

    figure: Difference
    rest: Figure
    places: int


@dataclass(frozen=True)
class _OneIndicator:
    """Stands in for a catalogue where a wave is to be summed for one indicator only."""

    indicator: object

    def computed_for(self, audience):
        return [self.indicator] if self.indicator.audience == audience else []


def sums_for(wave, indicator):
    """WaveSums of a locked wave with one indicator in them; None where it cannot be computed."""
    if not wave.is_locked:
        return None
    made_of = known_sums_of(wave, _OneIndicator(indicator))
    return made_of if made_of and made_of.column(indicator.code) is not None else None


def beside_the_rest(made_of, rows, whole, indicator, members):
    """Area code -> Beside, for those of `rows` that are shown and of which there is a rest.

    Parameters
    ----------
    made_of : WaveSums
        Of one locked wave, from `sums_for`.
    rows : list of frame rows
        Areas of one kind in that wave; p-values allow for how many neighbourhoods are compared.
    whole : frame row
        The larger area. Where it is hidden, nothing is compared.
    members : dict
        Area code -> codes of its neighbourhoods, for `rows` that are larger areas and for `whole`.
    """
    if whole is None or whole.suppressed:
        return {}
    within = members.get(whole.area_code, set())
    counted = _counted(made_of)
    rests = []
    for row in rows:
        own = members.get(row.area_code, {row.area_code})
        left = tuple(at for at, code in counted.items() if code in within - own)
        if left and own < within and not row.suppressed:
            rests.append((row, left))
    return _compared(made_of, rests, indicator) if rests else {}


def _counted(made_of):
    """Row of each sample that pooled figures are made of -> the code of its neighbourhood."""
    counted = AreaEstimates((), made_of.indicators, one_stratum=made_of.is_one_list).counted(made_of.sums)
    return {at: place.code for at, place in enumerate(made_of.neighbourhoods) if counted[at]}


def _pooled(made_of, samples, indicator):
    """Levels and, without the population correction, Estimates for tests of each set of samples."""
    areas = [Area(REST, "", None, None, each) for each in samples]
    places = [Area("neighbourhood", n.code, n.pk, None, (at,)) for at, n in enumerate(made_of.neighbourhoods)]
    column = made_of.column(indicator.code)
    pooling = AreaEstimates((*places, *areas), (indicator,), one_stratum=made_of.is_one_list)
    found = pooling.estimates(made_of.sums[:, :1, [column]])
    return tuple(each[len(places) :, 0, 0] for each in found)


def _compared(made_of, rests, indicator):
    rows, samples = zip(*rests, strict=True)
    level, untouched = _pooled(made_of, samples, indicator)
    hidden = too_few(level, widest=WIDEST if indicator.is_share else None) | (level.n < LEAST_N)
    apart = change_between(untouched, estimates_of(rows, indicator)).times(float(indicator.scale))
    p = np.where(hidden, np.nan, apart.p)
    family = np.array([row.area_kind == "neighbourhood" for row in rows])
    adjusted = np.where(family, benjamini_hochberg(np.where(family, p, np.nan)), p)
    columns = zip(rows, samples, apart.change, apart.low, apart.high, p, adjusted, strict=True)
    return {
        row.area_code: _beside(row, _rest_figure(level[at], indicator, row), len(left), indicator, numbers)
        for at, (row, left, *numbers) in enumerate(columns)
        if not hidden[at]
    }


def _beside(row, rest, places, indicator, numbers):
    """The Beside of one area; `numbers` are the difference, its interval, and its p-values before and after."""
    names = ("change", "change_low", "change_high", "p_value", "p_adjusted")
    apart = dict(zip(names, map(float, numbers), strict=True)) | {"baseline": rest.estimate, "verdict": None}
    apart["approximate"] = row.design == "quota"
    return Beside(Difference(**fields_of(figure_of(row, indicator)) | apart), rest, places)


def _rest_figure(level, indicator, row):
    scale = float(indicator.scale)
    return Figure(
        code=indicator.code,
        name=indicator.name,
        unit=indicator.unit,
        direction=indicator.direction,
        estimate=float(level.estimate) * scale,
        low=float(level.low) * scale,
        high=float(level.high) * scale,
        n=int(level.n),
        n_eff=float(level.n_eff),
        wave_label=row.wave,
        wave_on=row.wave_date,
        approximate=row.design == "quota",
    )
