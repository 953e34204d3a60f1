"""The sums behind the figures of one area by groups, as strata: of a wave, and of the baseline it is compared with."""

from typing import NamedTuple

import numpy as np

from evaluation.areas import STANDARD, areas_of, by_options
from evaluation.baselines import baseline_waves
from evaluation.breakdowns import SEX_AND_AGE, opened_to, questions_asked
from evaluation.kept_sums import known_sums_of
from evaluation.made_once import made_once
from evaluation.models import Estimate
from evaluation.statistics import Sums


class Strata(NamedTuple):
    """Sums of one area, (neighbourhoods, groups, indicators), now and in its baseline: None where it is one itself.

    Their weights are those by which neighbourhoods count for the area. `codes` are of the groups, `indicators` of the
    indicators.
    """

    codes: tuple[str, ...]
    indicators: tuple[str, ...]
    now: Sums
    before: Sums | None


def grouping_by(programme, wave, by):
    """The Grouping by "sex", "age" or the code of a single-choice question of the wave."""
    if by in SEX_AND_AGE:
        return STANDARD
    item = next(item for item in questions_asked(wave) if item.code == by)
    return by_options(item, opened_to(programme, wave, by))


def strata_of(programme, wave, by, indicators, area_code, catalogue):
    """The Strata of one area; None where the wave has no sums of it. Sex and age are read together, once."""
    grouping = grouping_by(programme, wave, by)
    return made_once(
        lambda: _read(programme, wave, grouping, indicators, area_code, catalogue),
        *(programme, "strata", wave.pk, grouping.question, tuple(indicators), area_code),
    )


def _read(programme, wave, grouping, indicators, area_code, catalogue):
    made_of = known_sums_of(wave, catalogue, grouping, indicators)
    area = made_of and _area(programme, made_of, area_code)
    if not area:
        return None
    one_list = made_of.is_one_list
    now = made_of.sums[list(area.samples)]
    before = None
    if not wave.is_baseline:
        earlier = _baseline_sums(made_of, area, catalogue, grouping, indicators)
        before = _weighed(_only(earlier, _counted(now, area, one_list)), area, one_list)
    codes = tuple(group.code for group in grouping.groups)
    return Strata(codes, tuple(i.code for i in made_of.indicators), _weighed(now, area, one_list), before)


def _area(programme, made_of, area_code):
    areas = areas_of(programme, made_of.neighbourhoods)
    return next((area for area in areas if area.code == area_code), None)


def _is_pooled(area):
    return area.kind != Estimate.AreaKind.NEIGHBOURHOOD


def _counted(sums, area, one_list):
    """Which samples a figure of the area is made of, (samples,)."""
    people = sums.n_resp[:, 0, 0]
    if one_list or not _is_pooled(area):
        return people > 0
    return (people >= 2) & (sums.population[:, 0, 0] > 0) & (sums.sw_resp[:, 0, 0] > 0)


def _only(sums, counted):
    return sums.mapped(lambda field: np.where(counted[:, None, None], field, 0))


def _weighed(sums, area, one_list):
    """The sums with the weights by which their neighbourhoods count; those that count for nothing are empty."""
    if not _is_pooled(area):
        return sums
    if one_list:
        return sums.mapped(lambda field: field.sum(axis=0, keepdims=True))
    return _only(sums.scaled_to_population(), _counted(sums, area, one_list))


def _baseline_sums(made_of, area, catalogue, grouping, indicators):
    """Sums like those of `made_of` for the samples of the area, each from its neighbourhood's own baseline."""
    waves = baseline_waves(made_of.wave)
    own = [waves.get(made_of.neighbourhoods[row].pk) for row in area.samples]
    found = {wave.pk: known_sums_of(wave, catalogue, grouping, indicators) for wave in set(own) if wave}
    rows = [_row(found.get(wave and wave.pk), made_of, row) for wave, row in zip(own, area.samples, strict=True)]
    return Sums(**{name: np.stack([getattr(row, name) for row in rows]) for name in Sums.__dataclass_fields__})


def _row(earlier, made_of, row):
    """The sums of one neighbourhood in the WaveSums `earlier`, in the order of the indicators now; nobody without."""
    groups, columns = made_of.sums.shape[1:]
    at = earlier.row(made_of.neighbourhoods[row].pk) if earlier else None
    cells = {name: np.zeros((groups, columns)) for name in ("n", "x", "sw", "sw2", "swy", "sw2y", "sw2yy")}
    if at is None:
        return Sums(**cells, **{name: np.zeros((1, 1)) for name in ("n_resp", "sw_resp", "population")})
    for column, indicator in enumerate(made_of.indicators):
        source = earlier.column(indicator.code)
        if source is not None:
            for name, cell in cells.items():
                cell[:, column] = getattr(earlier.sums, name)[at][:, source]
    return Sums(**cells, **{name: getattr(earlier.sums, name)[at] for name in ("n_resp", "sw_resp", "population")})
