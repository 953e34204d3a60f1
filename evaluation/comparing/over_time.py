"""Comparing beyond the baseline: the survey before, and the straight-line trend over all waves."""

from dataclasses import fields

import numpy as np

from evaluation.comparing.differences import Compared
from evaluation.figures import Figure
from evaluation.frames import figure_of
from evaluation.registers.counting import OF_CASES
from evaluation.rounding import plain
from evaluation.statistics import (
    benjamini_hochberg,
    change_between,
    restored_estimates,
    trend,
    verdicts,
)
from evaluation.statistics.trend import LEAST_WAVES

DAYS_A_YEAR = 365.25
CHANGED = ("baseline", "change", "change_low", "change_high", "p_value", "p_adjusted", "verdict")


def estimates_of(rows, indicator):
    """Estimates of frame rows as tests need them: without the population correction, means of answers."""
    scale = float(indicator.scale)
    columns = [[getattr(row, name) for row in rows] for name in ("estimate", "se_test", "n_kish", "df")]
    estimate, se, n_kish, df = (np.array(column, float) for column in columns)
    return restored_estimates(estimate / scale, se / scale, n_kish, df, is_share=indicator.is_share)


def change_of(before, after, indicator):
    """The Change from frame rows to later ones of other people, in the indicator's unit."""
    found = change_between(estimates_of(before, indicator), estimates_of(after, indicator))
    return found.times(float(indicator.scale))


def previous_row(evidence, row, places):
    """The latest row before `row` of the same area and the same neighbourhoods, hidden or not; None without one.

    `places` are the codes of the area's neighbourhoods. Organisations are one list, wherever they are, and so are
    issues.
    """
    earlier = [old for old in evidence.series(row.indicator, row.area_code) if old.wave_date < row.wave_date]
    if row.audience == "organisations" or row.indicator in OF_CASES:
        return earlier[-1] if earlier else None
    now = evidence.codes(row.indicator, row.wave) & places
    alike = [old for old in earlier if evidence.codes(row.indicator, old.wave) & places == now]
    return alike[-1] if alike else None


def since_last(evidence, indicator, wave, areas):
    """Area code -> Compared, each area's figure of `wave` against that of the survey before it there.

    `areas` maps codes to the codes of their neighbourhoods. p-values of neighbourhoods allow for how many of them are
    compared in this wave; those of larger areas stand as they are. Areas without an earlier survey are left out.
    """
    pairs = [
        (row, old)
        for row in evidence.rows
        if row.indicator == indicator.code and row.wave == wave and row.group == "all"
        if (old := previous_row(evidence, row, areas.get(row.area_code, {row.area_code})))
    ]
    if not pairs:
        return {}
    after, before = zip(*pairs, strict=True)
    return _judged(before, after, indicator) if indicator.from_survey else _counted(before, after, indicator)


def _judged(before, after, indicator):
    change = change_of(before, after, indicator)
    family = np.array([row.area_kind == "neighbourhood" for row in after])
    adjusted = np.where(family, np.nan, change.p)
    adjusted[family] = benjamini_hochberg(change.p[family]) if family.any() else adjusted[family]
    told = verdicts(
        change,
        adjusted,
        suppressed=np.array([bool(row.suppressed) for row in after]),
        has_baseline=np.isfinite(change.p),
    )
    columns = (change.change, change.low, change.high, change.p, adjusted, told)
    return {
        new.area_code: _compared(new, old, indicator, *values)
        for new, old, *values in zip(after, before, *columns, strict=True)
    }


def _counted(before, after, indicator):
    """Counts have no chance in them, and are judged against the frozen baseline alone."""
    return {
        new.area_code: _compared(new, old, indicator, new.estimate - old.estimate, *[None] * 4, "")
        for new, old in zip(after, before, strict=True)
    }


def fields_of(figure):
    """The fields of a Figure, to make another kind of it."""
    return {field.name: getattr(figure, field.name) for field in fields(figure)}


def _compared(new, old, indicator, *values):
    """The Compared of two rows; `values` as in CHANGED, after the earlier estimate."""
    told = fields_of(figure_of(new, indicator))
    numbers = [value if value is None else str(value) if isinstance(value, str) else float(value) for value in values]
    told |= dict(zip(CHANGED, (old.estimate, *numbers), strict=True))
    approximate = "quota" in (new.design, old.design)
    verdict = "too_few" if old.suppressed and indicator.from_survey else told["verdict"] or None
    return Compared(**told | {"against": old.wave, "approximate": approximate, "verdict": verdict})


def trend_of(rows):
    """The straight-line trend of a series of frame rows, per year and in the indicator's unit; None below 3 waves.

    What is counted in full has no error to weigh, and no trend.
    """
    known = [row for row in rows if not np.isnan(row.estimate) and not np.isnan(row.se_test)]
    if len(known) < LEAST_WAVES:
        return None
    time = [(row.wave_date - known[0].wave_date).days / DAYS_A_YEAR for row in known]
    columns = [[getattr(row, name) for row in known] for name in ("estimate", "se_test", "n_kish", "df")]
    estimate, se, n_kish, df = (np.array(column, float) for column in columns)
    return trend(estimate, se**2, n_kish, df, np.array(time))


def trend_words(found, indicator):
    """The trend in a sentence: "Up 1.2 points a year (0.3 to 2.1), clear of chance over 4 waves"."""
    slope, low, high = (float(getattr(found, name)) for name in ("slope", "low", "high"))
    unit = "points" if indicator.unit == "%" else Figure(unit=indicator.unit, estimate=slope).unit_words
    chance = "clear of chance" if low > 0 or high < 0 else "which could be chance"
    # One decimal, or two where one would hide on which side of zero an end lies. Hours are in hundreds.
    decimals = 2 if any(0 < abs(end) < 0.05 for end in (low, high)) else 1
    if indicator.unit == "hours":
        slope, low, high, decimals = round(slope, -2), round(low, -2), round(high, -2), 0
    way = "Up" if slope > 0 else "Down"
    size = " ".join(filter(None, (way, f"{abs(slope):,.{decimals}f}", unit, "a year")))
    interval = f"{plain(low, decimals)} to {plain(high, decimals)}"
    told = f"{size} ({interval})" if round(slope, decimals) else f"Level ({interval} a year)"
    return f"{told} over {int(found.waves)} waves, {chance}."
