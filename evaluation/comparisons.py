"""Comparing beyond the baseline: the straight-line trend over all waves."""

import numpy as np

from evaluation.figures import Figure
from evaluation.statistics import trend
from evaluation.statistics.trend import LEAST_WAVES

DAYS_A_YEAR = 365.25


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
    # One decimal, or two where one would hide on which side of zero an end lies.
    decimals = 2 if any(0 < abs(end) < 0.05 for end in (low, high)) else 1
    way = "Up" if slope > 0 else "Down"
    size = " ".join(filter(None, (way, f"{abs(slope):,.{decimals}f}", unit, "a year")))
    interval = f"{_signed(low, decimals)} to {_signed(high, decimals)}"
    chance = "clear of chance" if low > 0 or high < 0 else "which could be chance"
    told = f"{size} ({interval})" if round(slope, decimals) else f"Level ({interval} a year)"
    return f"{told} over {int(found.waves)} waves, {chance}."


def _signed(value, decimals):
    return f"{'−' if round(value, decimals) < 0 else ''}{abs(value):,.{decimals}f}"
