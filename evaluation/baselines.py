"""What a wave is compared with: each neighbourhood's own baseline sample, wherever and whenever it was taken."""

from dataclasses import dataclass

import numpy as np

from evaluation.area_estimates import CELL_SUMS, empty_sums
from evaluation.hidden import FEW, PAIRED
from evaluation.statistics import Estimates
from surveys.models import Sample


@dataclass(frozen=True)
class Baseline:
    """The baseline of every area of a later wave; arrays of shape (areas, groups, indicators).

    `waves` names the wave it was taken in, None where there is none or where a pooled area has several.
    `level` is what was published then; `untouched` the same without the correction that tests leave out. `usable` is
    where there is a baseline that may be shown, `hidden` where there is one that may not.
    """

    waves: tuple
    level: Estimates
    untouched: Estimates
    usable: np.ndarray
    hidden: np.ndarray


def baseline_of(wave_sums, estimates, baselines, hide):
    """The Baseline for `wave_sums`.

    A pooled area is compared over exactly the samples that its figure is made of now, and only if each of them has a
    baseline that counts.

    Parameters
    ----------
    wave_sums : WaveSums
    estimates : AreaEstimates
        Of the later wave; the baseline samples are pooled in the same way.
    baselines : dict
        Neighbourhood id -> WaveFigures of its baseline wave; a neighbourhood that is not there has none.
    hide : callable
        (Estimates, mask already hidden) -> mask of what may not be shown.
    """
    sums, asked, hidden, waves = _baseline_rows(wave_sums, baselines)
    now, then = estimates.counted(wave_sums.sums), estimates.counted(sums)
    level, untouched = estimates.estimates(sums, pooled=sums.mapped(lambda field: _only(field, now)))
    same_samples = estimates.everywhere_pooled(~now[:, None] | (then[:, None] & asked))
    known = np.concatenate([asked[:, None, :], same_samples])
    carried = np.zeros(level.estimate.shape, bool)
    carried[: len(hidden)] = hidden
    usable = known & level.measured & ~hide(level, carried | _hidden_beside(wave_sums, estimates, baselines))
    areas_waves = tuple(_the_one({waves[row] for row in area.samples}) for area in estimates.areas)
    return Baseline(areas_waves, level, untouched, usable, known & (level.n > 0) & ~usable)


def baseline_waves(wave):
    """Neighbourhood id -> the wave that is its baseline for `wave`, in the order in which these were locked.

    What was locked first is a neighbourhood's baseline for good, whatever it asked (as in engine.programme_figures);
    where that was held after `wave` there is none.
    """
    if wave.is_baseline:
        return {}
    samples = Sample.objects.of_locked_baselines(wave.programme, wave.questionnaire.audience).filter(respondents__gt=0)
    samples = samples.select_related("wave__questionnaire", "wave__programme").defer("sealed")
    first = {}
    for sample in samples.order_by("wave__locked_at", "wave__starts_on", "wave", "neighbourhood"):
        first.setdefault(sample.neighbourhood_id, sample.wave)
    return {place: earlier for place, earlier in first.items() if earlier.starts_on <= wave.starts_on}


def _only(field, counted):
    """The rows of `counted` samples; the others as if nobody had been asked."""
    nobody = np.nan if np.isnan(field).any() else 0
    return np.where(counted[:, None, None], field, nobody)


def _hidden_beside(wave_sums, estimates, baselines):
    """Pooled baselines that would give away a figure hidden in the baseline wave, (areas, groups, indicators).

    The baseline wave published its own total. A second total without the neighbourhoods that this wave leaves out
    would tell by subtraction what they said.
    """
    shape = (len(estimates.areas), *wave_sums.sums.shape[1:])
    found, here_now = np.zeros(shape, bool), {n.pk for n in wave_sums.neighbourhoods}
    rows = {area.cohort_id: row for row, area in enumerate(estimates.areas) if area.cohort_id is not None}
    for earlier in {id(figures): figures for figures in baselines.values()}.values():
        here, there = _columns_in_both(wave_sums, earlier.made_of)
        for source, neighbourhood in enumerate(earlier.made_of.neighbourhoods):
            if neighbourhood.pk in here_now:
                continue
            secret = np.isin(earlier.suppressed[source][:, there], (FEW, PAIRED))
            for row in {shape[0] - 1, rows.get(neighbourhood.cohort_id, shape[0] - 1)}:
                found[row][:, here] |= secret
    return found


def _the_one(found):
    return found.pop() if len(found) == 1 else None


def _baseline_rows(wave_sums, baselines):
    """Sums, asked (samples, indicators), hidden and wave of each neighbourhood's baseline, in this wave's order."""
    shape = wave_sums.sums.shape
    sums, hidden = empty_sums(shape), np.zeros(shape, bool)
    asked, waves = np.zeros((shape[0], shape[2]), bool), [None] * shape[0]
    for row, neighbourhood in enumerate(wave_sums.neighbourhoods):
        earlier = baselines.get(neighbourhood.pk)
        if earlier is None:
            continue
        source, waves[row] = earlier.made_of.row(neighbourhood.pk), earlier.made_of.wave
        here, there = _columns_in_both(wave_sums, earlier.made_of)
        for name in CELL_SUMS:
            getattr(sums, name)[row][:, here] = getattr(earlier.made_of.sums, name)[source][:, there]
        for name in ("n_resp", "sw_resp", "population"):
            getattr(sums, name)[row] = getattr(earlier.made_of.sums, name)[source]
        asked[row, here] = True
        hidden[row][:, here] = earlier.suppressed[source][:, there] != ""
    return sums, asked, hidden, waves


def _columns_in_both(wave_sums, earlier):
    pairs = [(here, earlier.column(indicator.code)) for here, indicator in enumerate(wave_sums.indicators)]
    pairs = [pair for pair in pairs if pair[1] is not None]
    return [here for here, _ in pairs], [there for _, there in pairs]
