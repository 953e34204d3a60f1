"""Every figure of a programme as a row that explains itself: numbers for machines, and the words that pages show."""

import numpy as np

from evaluation.catalogue import Catalogue
from evaluation.exports import DECIMALS
from evaluation.frames import estimates_frame, figure_of
from evaluation.selection import coverage_words, places_of_areas

# Column -> what it means. The order is that of the files, and stays.
COLUMNS = {
    "goal": "Number of the goal, 1 to 6.",
    "indicator": "Code of the indicator; the sheet of indicators says what is counted.",
    "area_kind": "programme, cohort or neighbourhood.",
    "area_code": "ONS code of a neighbourhood; else the programme’s or cohort’s own code.",
    "area_name": "Name of the area.",
    "coverage": "Where fewer neighbourhoods were asked than the area has: how many. Else empty.",
    "wave": "Name of the survey wave; for registers the day that was counted.",
    "wave_date": "Middle of the fieldwork; for registers the day that was counted.",
    "breakdown": "all, sex or age.",
    "group": "all, or the code of the sex or age band.",
    "unit": "Unit of estimate, interval, baseline and change: % (changes in percentage points), count and so on.",
    "n": "Valid answers; for a count what it is out of, or the count itself. Empty where the figure is hidden.",
    "n_eff": "Effective sample size after weighting.",
    "estimate": "The figure. Empty where it is hidden or does not exist; a zero is a zero.",
    "se": "Standard error of the estimate.",
    "ci_low": "Lower end of the 95% interval; empty for complete counts.",
    "ci_high": "Upper end of the 95% interval.",
    "suppressed": "Why the figure is hidden: nobody, few, paired or whole; empty where it is shown.",
    "baseline_estimate": "The figure of the baseline wave, or of the frozen register.",
    "change": "Estimate less baseline.",
    "change_low": "Lower end of the 95% interval of the change.",
    "change_high": "Upper end of the 95% interval of the change.",
    "p_value": "Of the change, for this area alone.",
    "p_adjusted": "The same, allowing for how many neighbourhoods or groups were looked at (Benjamini-Hochberg).",
    "verdict": "clear_rise, clear_fall, no_clear_change, too_few, no_baseline or baseline.",
    "design": "random, census, quota (intervals are approximate) or register (a complete count).",
    "counted": "What a complete count is of, such as 12 of 16 issues.",
    "note": "What goes with a count.",
    "absent": "Why a register has no figure.",
    "confirmed": "Who confirmed the register, by role, and when.",
    "words": "The figure as every page and report words it.",
    "verdict_words": "The verdict as every page and report words it.",
}


class FigureRows:
    """The published figures of a programme in the order of the frame; rows are made as they are asked for."""

    def __init__(self, programme, **conditions):
        """`conditions` as of `estimates_frame`, such as ``indicator="A1"``; one on the goal too."""
        self.catalogue, goal = Catalogue(programme), conditions.pop("goal", None)
        frame = estimates_frame(programme, catalogue=self.catalogue, **conditions)
        self.frame = frame if goal is None else frame[frame["goal"] == goal].reset_index(drop=True)
        self.places = places_of_areas(programme, programme.neighbourhoods.select_related("cohort").defer("boundary"))

    def __len__(self):
        return len(self.frame)

    def __getitem__(self, part):
        """Rows as dicts by the names of COLUMNS, in the order of a slice."""
        return [self._row(row) for row in self.frame.iloc[part].itertuples(index=False, name="EstimateRow")]

    def _row(self, row):
        indicator = self.catalogue.readings[row.indicator]
        coverage = ""
        if row.audience != "organisations":
            coverage = coverage_words(row, self.places.get(row.area_code, ()))
        figure = figure_of(row, indicator, coverage)
        told = {"unit": indicator.unit, "coverage": coverage}
        told |= {"words": figure.words, "verdict_words": figure.verdict_words}
        return {name: told[name] if name in told else _cell(name, getattr(row, name)) for name in COLUMNS}


def _cell(name, value):
    """A cell of the frame for machines: unknown numbers are None, counts of people whole."""
    if isinstance(value, float | np.floating):
        if np.isnan(value):
            return None
        return int(value) if name == "n" else round(float(value), DECIMALS[name])
    return int(value) if isinstance(value, np.integer) else value
