"""Register figures in the columns of `evaluation.frames`, so that every page reads them as it reads a survey's.

Each day that was counted takes the place of a wave, and is named like one: "30 November 2026".
"""

import numpy as np
import pandas as pd
from django.utils import timezone

from evaluation.registers.counting import day_words
from evaluation.registers.rows import CountedRow, counted_rows, days_of, rows_on

DESIGN = AUDIENCE = "register"
EVERYBODY = "all"


def register_frame(programme, catalogue, *, on=None, also_on=None, **conditions):
    """Counted figures, one row for each indicator, area and day, in a survey's columns; None without any.

    Parameters
    ----------
    on : date, optional
        The last day that is counted; today if not given.
    also_on : date, optional
        One more day to count.
    **conditions
        As of `estimates_frame`. What asks for a wave, or for anything else that no register has, finds nothing out.
    """
    codes = _wanted(catalogue, conditions)
    if not codes or conditions.get("breakdown", EVERYBODY) != EVERYBODY:
        return None
    unjudged = frozenset(code for code in catalogue.indicators if not catalogue[code].is_judged)
    until = on or timezone.localdate()
    rows = counted_rows(programme, unjudged, until, codes)
    if also_on is not None and rows and also_on not in days_of(programme, until):
        rows += _rows_of(programme, also_on, unjudged, codes, {(row.area_code, row.wave_date) for row in rows})
    for name in ("area_kind", "area_code"):
        if name in conditions:
            rows = [row for row in rows if getattr(row, name) == conditions[name]]
    return _framed(rows, catalogue) if rows else None


def _rows_of(programme, day, unjudged, codes, counted):
    """The CountedRows of one more day, of the areas that were not `counted` on it: it may be some area's baseline."""
    found = (row for row in rows_on(programme, [day], unjudged) if row.wave_date == day and row.indicator in codes)
    return [row for row in found if (row.area_code, day) not in counted]


def _wanted(catalogue, conditions):
    """Codes of the register indicators that are asked for."""
    codes = {code for code, indicator in catalogue.indicators.items() if not indicator.from_survey}
    if "indicator" in conditions:
        codes &= {conditions["indicator"]}
    if "indicator__in" in conditions:
        codes &= set(conditions["indicator__in"])
    return codes


def _framed(rows, catalogue):
    frame = pd.DataFrame.from_records(rows, columns=CountedRow._fields)
    numbers = ["x", "n", "estimate", "baseline_estimate", "baseline_n", "change"]
    frame[numbers] = frame[numbers].astype(float)
    frame["goal"] = frame["indicator"].map({code: catalogue[code].goal for code in frame["indicator"].unique()})
    frame["wave"] = frame["wave_date"].map(day_words)
    frame["neighbourhood_name"] = frame["area_name"].where(frame["area_kind"] == "neighbourhood", None)
    frame["purpose"] = np.where(frame["verdict"] == "baseline", "baseline", "follow-up")
    fixed = {"breakdown": EVERYBODY, "group": EVERYBODY, "suppressed": "", "design": DESIGN, "audience": AUDIENCE}
    return frame.assign(**fixed, caution=False)
