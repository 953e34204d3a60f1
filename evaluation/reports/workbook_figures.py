"""The figures of a report as rows of a spreadsheet, in numbers and in the words in which the report tells them."""

import re
from dataclasses import dataclass

from evaluation.reports.workbook_cells import day

N_WORDS = re.compile(r"n (\d[\d,]*)")
VERDICT = "verdict"


@dataclass(frozen=True)
class FigureColumn:
    """A column of the figures: its heading, what it holds, and the fields of a figure's dict it may come from."""

    heading: str
    holds: str
    fields: tuple[str, ...]
    width: int = 14


COLUMNS = (
    FigureColumn("indicator", "Code of the indicator", ("indicator",), 10),
    FigureColumn("indicator_name", "What it is", ("indicator_name", "name"), 34),
    FigureColumn("area_code", "Code of the neighbourhood, cohort or programme", ("area_code",), 16),
    FigureColumn("area", "Its name", ("area_name", "place"), 24),
    FigureColumn("wave", "The survey, or the day of a count", ("wave",), 28),
    FigureColumn("wave_date", "The day it stands for", ("wave_on", "wave_date"), 18),
    FigureColumn("unit", "Of the numbers: % are percentages from 0 to 100, and changes are points", ("unit",), 12),
    FigureColumn("n", "People or organisations that answered; empty for a count", ("count",), 9),
    FigureColumn("estimate", "The figure, not rounded", ("estimate",)),
    FigureColumn("low", "Lower end of its 95% interval", ("low",)),
    FigureColumn("high", "Upper end of its 95% interval", ("high",)),
    FigureColumn("baseline", "The figure at the baseline", ("baseline",)),
    FigureColumn("change", "Change since the baseline", ("change",)),
    FigureColumn("change_low", "Lower end of its 95% interval", ("change_low",)),
    FigureColumn("change_high", "Upper end of its 95% interval", ("change_high",)),
    FigureColumn("p_value", "p of the change by itself", ("p_value",)),
    FigureColumn("p_adjusted", "p allowing for how many were compared", ("p_adjusted",)),
    FigureColumn("verdict", "The verdict", ("verdict",), 18),
    FigureColumn("value", "The figure as the report words it", ("value",), 18),
    FigureColumn("interval", "Its 95% interval as worded", ("interval",), 14),
    FigureColumn("answers", "n as worded; for a count, what was counted", ("n",), 18),
    FigureColumn("baseline_words", "The baseline as worded, or why there is none", ("baseline_words",), 22),
    FigureColumn("change_words", "The change as worded", ("change_words",), 26),
    FigureColumn("care", "Why to read it with care", ("care",), 26),
    FigureColumn("coverage", "Which part of a larger area was asked", ("coverage",), 26),
    FigureColumn("note", "What else goes with it", ("note",), 30),
    FigureColumn("words", "The whole figure in one line", (), 60),
)
HEADINGS = [column.heading for column in COLUMNS]


def figure_row(figure):
    """The values of one figure of the evidence, in the order of COLUMNS."""
    row = {column.heading: _first_known(figure, column.fields) for column in COLUMNS}
    row["wave_date"] = day(row["wave_date"])
    row["n"] = _answers(figure) if row["n"] is None else row["n"]
    row["words"] = words_of(figure)
    return list(row.values())


def words_of(figure):
    """A figure of the evidence in one line, as `Figure.words` puts it, with its verdict."""
    value = " ".join(filter(None, (figure.get("value"), figure.get("interval"))))
    parts = (value, *(figure.get(name) for name in ("n", "baseline_words", "change_words", VERDICT)))
    return " · ".join(dict.fromkeys(filter(None, parts)))


def _first_known(figure, names):
    return next((figure[name] for name in names if figure.get(name) not in (None, "")), None)


def _answers(figure):
    """How many answered, read out of the words where the evidence has no number."""
    found = N_WORDS.fullmatch(figure.get("n") or "")
    return int(found[1].replace(",", "")) if found else None
