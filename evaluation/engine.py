"""Computes the figures of a programme from its answers and writes them as Estimate rows."""

import numpy as np
from django.db import transaction

from commissioning.models import raise_evidence_version
from evaluation.catalogue import Catalogue
from evaluation.kept_sums import known_sums_of
from evaluation.models import Estimate
from evaluation.wave_figures import figures_of
from surveys.copying import copy_rows

ROW = ("wave", "area_kind", "area_code", "neighbourhood", "cohort", "indicator", "breakdown", "group")
SUMS = ("n", "x", "sw", "sw2", "swy", "sw2y", "sw2yy")
LEVEL = ("estimate", "se", "ci_low", "ci_high", "n_eff", "n_kish", "se_test", "df", "deff")
COMPARED = (
    "baseline_wave",
    "baseline_estimate",
    "baseline_n",
    "change",
    "change_low",
    "change_high",
    "p_value",
)
FIELDS = (
    *(*ROW, "respondents", "population", "places", "n_missing", *SUMS, "sw_missing", *LEVEL, "suppressed", "caution"),
    *(*COMPARED, "p_adjusted", "verdict"),
)


@transaction.atomic
def recompute(programme, waves=None):
    """Write the estimates of `waves` (all of the programme if not given) anew from the answers.

    Waves without weights have no figures: theirs are removed. Safe to repeat; the same answers give the same rows.
    """
    chosen = None if waves is None else {wave.pk for wave in waves}
    doomed = Estimate.objects.filter(wave__programme=programme)
    (doomed if chosen is None else doomed.filter(wave__in=chosen))._raw_delete(doomed.db)
    for figures in programme_figures(programme, chosen):
        copy_rows(Estimate, FIELDS, rows_of(figures))
    raise_evidence_version(programme)


def recompute_after(wave):
    """Write anew what a change of `wave` can alter: itself, and every wave compared with it."""
    if not wave.is_baseline:
        return recompute(wave.programme, [wave])
    return recompute(wave.programme)


def programme_figures(programme, chosen=None):
    """WaveFigures of the weighted waves of the programme whose ids are `chosen` (all if not given), baselines first.

    A baseline counts once it is locked, for waves that were not held before it. The one locked first is a
    neighbourhood's baseline for good.
    """
    catalogue, baselines = Catalogue(programme), {}
    waves = programme.waves.filter(weighted_at__isnull=False).select_related("questionnaire", "programme")
    for wave in sorted(waves, key=_baselines_first):
        is_wanted, counts = chosen is None or wave.pk in chosen, wave.is_baseline and wave.is_locked
        made_of = known_sums_of(wave, catalogue) if is_wanted or counts else None
        if made_of is None:
            continue
        known = baselines.setdefault(wave.questionnaire.audience, {})
        figures = figures_of(made_of, {} if wave.is_baseline else _held_by_then(known, wave))
        if is_wanted:
            yield figures
        if counts:
            for neighbourhood in made_of.neighbourhoods:
                known.setdefault(neighbourhood.pk, figures)


def _held_by_then(baselines, wave):
    """Those baselines that `wave` came after, or was held beside."""
    return {place: found for place, found in baselines.items() if found.made_of.wave.starts_on <= wave.starts_on}


def _baselines_first(wave):
    """Locked baselines in the order in which they were locked, then every other wave."""
    counts = wave.is_baseline and wave.is_locked
    return (not counts, wave.locked_at.timestamp() if counts else 0, wave.starts_on, wave.pk)


def rows_of(figures):
    """Tuples in the order of FIELDS, one for each area, group and indicator; groups that nobody is in have none."""
    grouping = figures.made_of.grouping
    asked = (figures.area_sums["n"] + figures.missing > 0) | (np.arange(len(grouping.groups)) == 0)[:, None]
    asked &= np.array([group.is_shown for group in grouping.groups])[:, None]
    asked &= _down(np.array([area.kind in grouping.opened for area in figures.areas]))
    columns = [np.broadcast_to(column, asked.shape)[asked].tolist() for column in _columns(figures)]
    return list(zip(*columns, strict=True))


def _columns(figures):
    """The columns of FIELDS as arrays that broadcast to (areas, groups, indicators)."""
    yield from _names(figures)
    sums, scale = figures.area_sums, figures.scale
    yield _down(_or_none(sums["respondents"], whole=True))
    yield _down(_or_none(sums["population"], whole=True))
    yield _down(_whole(sums["places"]))
    yield figures.missing
    yield _whole(sums["n"])
    yield from (_or_none(sums[name]) for name in SUMS[1:])
    yield figures.sw_missing
    level = figures.level
    for field in (level.estimate, level.se, level.low, level.high):
        yield _or_none(field * scale)
    yield _or_none(level.n_eff)
    yield _or_none(level.n_kish)
    yield _or_none(figures.untouched.se * scale)
    yield _or_none(level.df)
    yield _or_none(level.deff)
    yield figures.suppressed
    yield figures.caution
    yield from _comparison(figures)
    yield figures.verdict


def _names(figures):
    wave, areas, groups = figures.made_of.wave, figures.areas, figures.made_of.grouping.groups
    yield np.array(wave.pk)
    for values in zip(*((str(a.kind), a.code, a.neighbourhood_id, a.cohort_id) for a in areas), strict=True):
        yield _down(np.array(values, dtype=object))
    yield np.array([indicator.code for indicator in figures.made_of.indicators], dtype=object)
    yield np.array([group.breakdown for group in groups], dtype=object)[:, None]
    yield np.array([group.code for group in groups], dtype=object)[:, None]


def _comparison(figures):
    baseline, change, scale = figures.baseline, figures.change, figures.scale
    wave = _down(np.array([wave.pk if wave else None for wave in baseline.waves], dtype=object))
    yield np.where(baseline.usable, wave, None)
    yield _or_none(np.where(baseline.usable, baseline.level.estimate * scale, np.nan))
    yield _or_none(np.where(baseline.usable, baseline.level.n, np.nan), whole=True)
    for field in (change.change, change.low, change.high):
        yield _or_none(np.where(figures.comparable, field * scale, np.nan))
    yield _or_none(np.where(figures.comparable, change.p, np.nan))
    yield _or_none(figures.p_adjusted)


def _down(column):
    """A value of each area, along the first axis."""
    return column[:, None, None]


def _whole(counts):
    return np.rint(counts).astype(int)


def _or_none(field, whole=False):
    """An object array in which NaN and infinity, which are no figures, are None."""
    field = np.asarray(field, dtype=float)
    known = np.isfinite(field)
    values = np.where(known, field, 0)
    return np.where(known, _whole(values) if whole else values, None)
