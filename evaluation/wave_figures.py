"""From sums to what is published of one wave: levels, suppression, change against the baseline, verdicts.

Arrays have the axes (areas, groups, indicators); areas are the neighbourhoods, then the cohorts, then the programme.
"""

from dataclasses import dataclass

import numpy as np

from evaluation.area_estimates import AreaEstimates
from evaluation.areas import Area, areas_of
from evaluation.baselines import Baseline, baseline_of
from evaluation.giveaways import with_giveaways
from evaluation.hidden import FEW, NOBODY, PAIRED, WHOLE_ONLY
from evaluation.statistics import (
    Change,
    Estimates,
    benjamini_hochberg,
    change_between,
    needs_caution,
    too_few,
    verdicts,
)
from evaluation.statistics.suppression import LEAST_N, WIDEST
from evaluation.wave_sums import WaveSums
from surveys.models.questionnaires import Audience

BASELINE = "baseline"


@dataclass(frozen=True)
class WaveFigures:
    """Everything published of one wave. `scale` turns a mean into its published unit; 1 for shares.

    `level` has the population correction; `untouched` is the same without, for tests.
    """

    made_of: WaveSums
    areas: tuple[Area, ...]
    area_sums: dict
    missing: np.ndarray
    sw_missing: np.ndarray
    scale: np.ndarray
    level: Estimates
    untouched: Estimates
    suppressed: np.ndarray
    caution: np.ndarray
    baseline: Baseline
    change: Change
    comparable: np.ndarray
    p_adjusted: np.ndarray
    verdict: np.ndarray


def figures_of(wave_sums, baselines):
    """WaveFigures of one wave; `baselines` maps neighbourhood id to the WaveFigures of its baseline wave."""
    wave = wave_sums.wave
    areas = tuple(areas_of(wave.programme, wave_sums.neighbourhoods))
    whole_only = wave.questionnaire.audience == Audience.ORGANISATIONS
    estimates = AreaEstimates(areas, wave_sums.indicators, one_stratum=wave_sums.is_one_list)
    places = estimates.neighbourhoods
    level, untouched = estimates.estimates(wave_sums.sums)
    grouping = wave_sums.grouping
    suppressed = _reasons(level, estimates.is_share, areas, grouping, whole_only)
    baseline = baseline_of(
        wave_sums,
        estimates,
        baselines,
        lambda found, hidden: with_giveaways(hidden | _too_few(found, estimates.is_share), found.n, areas, grouping),
    )
    change = change_between(baseline.untouched, untouched)
    comparable = baseline.usable & (suppressed == "") & np.isfinite(change.p)
    p_adjusted = _adjusted(np.where(comparable, change.p, np.nan), places, grouping)
    return WaveFigures(
        made_of=wave_sums,
        areas=areas,
        area_sums=estimates.area_sums(wave_sums.sums),
        missing=estimates.added(wave_sums.sums, wave_sums.missing),
        sw_missing=estimates.added_weights(wave_sums.sums, wave_sums.sw_missing),
        scale=np.array([1.0 if indicator.is_share else float(indicator.scale) for indicator in wave_sums.indicators]),
        level=level,
        untouched=untouched,
        suppressed=suppressed,
        caution=needs_caution(level, suppressed != "") & estimates.is_share,
        baseline=baseline,
        change=change,
        comparable=comparable,
        p_adjusted=p_adjusted,
        verdict=_verdicts(wave, change, p_adjusted, (suppressed != "") | baseline.hidden, comparable),
    )


def _verdicts(wave, change, p_adjusted, hidden, comparable):
    """Slugs of Verdict; a baseline wave is compared with nothing and says that it is the baseline.

    `hidden` is where the figure of this wave, or that of its baseline, may not be shown.
    """
    found = verdicts(change, p_adjusted, suppressed=hidden, has_baseline=comparable)
    return np.where(hidden, found, BASELINE) if wave.is_baseline else found


def _too_few(level, is_share):
    """Too few or too uneven answers; fewer than 30 people never have a figure, even where everybody was asked."""
    hidden = np.where(is_share, too_few(level, widest=WIDEST), too_few(level, widest=None))
    return hidden | (level.n < LEAST_N)


def _reasons(level, is_share, areas, grouping, whole_only):
    """Why each figure is hidden; empty where it is shown."""
    few = _too_few(level, is_share)
    hidden = few if whole_only else with_giveaways(few, level.n, areas, grouping)
    reasons = np.where(hidden, np.where(few, FEW, PAIRED), "")
    reasons = np.where(level.n == 0, NOBODY, reasons).astype("<U8")
    if whole_only:
        reasons[:-1] = WHOLE_ONLY
    return reasons


def _adjusted(p, places, grouping):
    """p-values allowing for how many were looked at: over neighbourhoods, and over the groups of a pooled area."""
    adjusted = p.copy()
    adjusted[:places] = benjamini_hochberg(p[:places], axis=0)
    for groups in grouping.breakdowns.values():
        adjusted[places:, groups] = benjamini_hochberg(p[places:, groups], axis=1)
    return adjusted
