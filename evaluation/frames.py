"""The one door through which figures leave: a tidy frame that pages, charts, gates, reports and exports all read.

What may not be shown is not in the frame: hidden figures and numbers of one to four people are missing values there.
"""

import numpy as np
import pandas as pd

from evaluation import hidden
from evaluation.areas import GROUPS
from evaluation.catalogue import Catalogue
from evaluation.figures import NOTHING_KEPT, Figure
from evaluation.models import Estimate
from evaluation.registers.frame import register_frame

STORED = {
    "indicator": "indicator",
    "area_kind": "area_kind",
    "area_code": "area_code",
    "neighbourhood__name": "neighbourhood_name",
    "cohort__number": "cohort_number",
    "wave_id": "wave_id",
    "breakdown": "breakdown",
    "group": "group",
    "n": "n",
    "n_missing": "n_missing",
    "respondents": "respondents",
    "places": "places",
    "x": "x",
    "sw": "sw",
    "swy": "swy",
    "sw_missing": "sw_missing",
    "n_eff": "n_eff",
    "n_kish": "n_kish",
    "se_test": "se_test",
    "estimate": "estimate",
    "se": "se",
    "ci_low": "ci_low",
    "ci_high": "ci_high",
    "deff": "deff",
    "df": "df",
    "suppressed": "suppressed",
    "caution": "caution",
    "baseline_wave_id": "baseline_wave_id",
    "baseline_estimate": "baseline_estimate",
    "baseline_n": "baseline_n",
    "change": "change",
    "change_low": "change_low",
    "change_high": "change_high",
    "p_value": "p_value",
    "p_adjusted": "p_adjusted",
    "verdict": "verdict",
}
OF_WAVE = {
    "wave__name": "wave",
    "wave__starts_on": "_starts",
    "wave__ends_on": "_ends",
    "wave__purpose": "purpose",
    "wave__design": "design",
    "wave__questionnaire__audience": "audience",
    "baseline_wave__design": "baseline_design",
}
IN_UNIT = (
    "estimate",
    "se",
    "se_test",
    "ci_low",
    "ci_high",
    "baseline_estimate",
    "change",
    "change_low",
    "change_high",
)
HIDDEN_WITH_FIGURE = (
    "n_eff",
    "n_kish",
    "deff",
    "df",
    *IN_UNIT,
    "baseline_n",
    "p_value",
    "p_adjusted",
    "x",
    "sw",
    "swy",
    "sw_missing",
    "n_missing",
)
# Only registers have these: what the figure was counted from, what goes with it, why there is none, who confirmed it.
COUNTED = ("counted", "note", "absent", "confirmed")
EXPORT_COLUMNS = (
    *("goal", "indicator", "area_code", "area_name", "wave", "wave_date", "breakdown", "group", "n", "n_eff"),
    *("estimate", "se", "ci_low", "ci_high", "suppressed", "baseline_estimate", "change", "change_low"),
    *("change_high", "p_value", "p_adjusted", "verdict", "design", *COUNTED),
)


def estimates_frame(programme, *, catalogue=None, provisional=False, on=None, also_on=None, **conditions):
    """Figures of a programme, one row for each indicator, area, wave and group; for registers, each day counted.

    Parameters
    ----------
    programme : Programme
    provisional : bool
        Also figures of waves that are not locked yet; for evaluators only.
    on, also_on : date, optional
        The last day that registers are counted on, today if not given; and one more.
    **conditions
        Filters on Estimate, such as ``indicator="A1"`` or ``breakdown="all"``. Those that ask for a wave say nothing of
        registers.

    Returns
    -------
    DataFrame
        Columns: those of STORED and COUNTED, and goal, area_name, wave, wave_date, purpose, design, audience,
        baseline_design (of the wave compared with; missing where there is none, or a pooled area has several). Shares
        and their changes are in percent and percentage points, means in the indicator's unit. Everything measured, and
        `n`, is missing where `suppressed` says why; organisations of one neighbourhood keep an `n` of 10 or more.
        Ordered by goal, indicator, wave, area and group.
    """
    catalogue = catalogue or Catalogue(programme)
    rows = Estimate.objects.filter(wave__programme=programme, **conditions)
    if not provisional:
        rows = rows.filter(wave__locked_at__isnull=False)
    values = rows.order_by().values_list(*OF_WAVE, *STORED)
    frame = surveyed_frame(list(values), programme, catalogue)
    counted = register_frame(programme, catalogue, on=on, also_on=also_on, **conditions)
    return ordered(_together(frame, counted), catalogue)


def surveyed_frame(values, programme, catalogue):
    """Figures from surveys as the frame has them, in no order; `values` are tuples of OF_WAVE and STORED."""
    surveyed = [code for code, indicator in catalogue.readings.items() if indicator.from_survey]
    frame = pd.DataFrame.from_records(values, columns=[*OF_WAVE.values(), *STORED.values()])
    frame = frame[frame["indicator"].isin(surveyed)].reset_index(drop=True)
    return _named(_masked(_in_units(frame, catalogue)), programme, catalogue).assign(**dict.fromkeys(COUNTED, ""))


def _together(surveyed, counted):
    """What surveys and registers tell, as one frame; what a count does not have is missing there."""
    if counted is None:
        return surveyed
    if surveyed.empty:
        return counted.reindex(columns=surveyed.columns)
    return pd.concat([surveyed, counted], ignore_index=True)


def _in_units(frame, catalogue):
    """Shares as percentages; numbers as floats, unknown ones NaN."""
    definitions = catalogue.readings
    scale = frame["indicator"].map({code: 100.0 if i.is_share else 1.0 for code, i in definitions.items()})
    measured = ["n", *HIDDEN_WITH_FIGURE]
    frame[measured] = frame[measured].astype(float)
    frame[list(IN_UNIT)] = frame[list(IN_UNIT)].mul(scale, axis=0)
    return frame


def _masked(frame):
    """Take out what may not be shown; a hidden figure's n goes with it, or other totals would find it."""
    is_hidden = frame["suppressed"] != ""
    nobody = frame["suppressed"] == hidden.NOBODY
    enough = (frame["suppressed"] == hidden.WHOLE_ONLY) & (frame["n"] >= hidden.FEWEST_ORGANISATIONS)
    frame.loc[is_hidden, list(HIDDEN_WITH_FIGURE)] = np.nan
    frame.loc[is_hidden & ~nobody & ~enough, "n"] = np.nan
    return frame


def _named(frame, programme, catalogue):
    """Names and dates as people read them."""
    definitions = catalogue.readings
    frame["goal"] = frame["indicator"].map({code: i.goal for code, i in definitions.items()}).astype(int)
    starts, ends = (pd.to_datetime(frame.pop(name)) for name in ("_starts", "_ends"))
    frame["wave_date"] = (starts + (ends - starts) // pd.Timedelta(days=2) * pd.Timedelta(days=1)).dt.date
    cohort = "Cohort " + frame["cohort_number"].fillna(0).astype(int).astype(str)
    pooled = cohort.where(frame["area_kind"] == "cohort", programme.name)
    frame["area_name"] = frame["neighbourhood_name"].where(frame["area_kind"] == "neighbourhood", pooled)
    return frame


def ordered(frame, catalogue, groups=GROUPS):
    """The frame by goal, indicator, wave, area and group, these in the order of `groups`."""
    order = {code: place for place, code in enumerate(catalogue.readings)}
    places = {group.code: place for place, group in enumerate(groups)}
    keys = pd.DataFrame(
        {
            "goal": frame["goal"],
            "indicator": frame["indicator"].map(order),
            "wave": frame["wave_date"],
            "kind": frame["area_kind"].map({"programme": 0, "cohort": 1, "neighbourhood": 2}),
            "area": frame["area_name"],
            "group": frame["group"].map(places),
        }
    )
    return frame.loc[keys.sort_values(list(keys.columns), kind="stable").index].reset_index(drop=True)


def figure_of(row, indicator, coverage=""):
    """The Figure of one row of the frame (see `selection.Evidence`); `coverage` as in Figure."""
    asked = row.n + row.n_missing
    return Figure(
        code=indicator.code,
        name=indicator.name,
        unit=indicator.unit,
        direction=indicator.direction,
        estimate=row.estimate,
        low=row.ci_low,
        high=row.ci_high,
        n=None if np.isnan(row.n) or row.design == "register" else int(row.n),  # nobody answered a count
        n_eff=row.n_eff,
        suppressed=bool(row.suppressed),
        caution=row.caution,
        baseline=row.baseline_estimate,
        change=row.change,
        change_low=row.change_low,
        change_high=row.change_high,
        p_value=row.p_value,
        p_adjusted=row.p_adjusted,
        verdict=row.verdict or None,
        wave_label=row.wave,
        wave_on=row.wave_date,
        missing_share=row.n_missing / asked if asked > 0 else None,
        approximate="quota" in (row.design, row.baseline_design),
        coverage=coverage,
        counted=row.counted,
        note=row.note,
        absent=row.absent,
        confirmed=row.confirmed,
    )


MANY_MISSING = 0.10


def bounds_of(row, indicator):
    """What a share would be if everybody without an answer had said no, and if all had said yes, in percent.

    None unless more than a tenth of those asked gave no answer, or where no figure is shown.
    """
    asked = row.n + row.n_missing
    if not indicator.is_share or not asked > 0 or row.n_missing / asked <= MANY_MISSING:
        return None
    everybody = row.sw + row.sw_missing
    return 100 * row.swy / everybody, 100 * (row.swy + row.sw_missing) / everybody


def unmeasured(indicator):
    """The Figure of an indicator that nothing has measured yet."""
    absent = "" if indicator.from_survey else NOTHING_KEPT
    told = {"code": indicator.code, "name": indicator.name, "unit": indicator.unit, "direction": indicator.direction}
    return Figure(**told, absent=absent)
