"""Published figures: what is shipped is what was published, and different ways of asking are never joined."""

import csv
from datetime import date
from pathlib import Path

import pytest

from evaluation.comparing.charts import PublishedPoint, national_figure
from evaluation.comparing.national import measures, measures_of
from evaluation.indicators import national
from evaluation.sparklines import WavePoint
from evaluation.tests.r_cases import REAL_DATA

PUBLISHED = Path(REAL_DATA) / "national_benchmarks.csv"
MODES = {"web/paper": "online and paper", "face-to-face": "face to face"}


@pytest.mark.realdata
def test_every_figure_with_a_primary_source_is_shipped_as_it_was_published():
    if not PUBLISHED.exists():
        pytest.skip(f"{PUBLISHED} is missing")
    with PUBLISHED.open(newline="", encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["source_type"] == "primary"]
    published = {
        (r["indicator"], r["survey"], r["year"].replace("-", " to "), r["geography"], r["percent"], MODES[r["mode"]])
        + (r["source_url"],)
        for r in rows
    }
    shipped = {
        (m.published, f.survey, f.years, f.geography, _as_published(f), f.mode, f.link)
        for m in measures()
        for f in m.figures
    }
    assert shipped == published
    assert sum(len(m.figures) for m in measures()) == len(rows)


def _as_published(figure):
    return f"{figure.percent:g}" if figure.percent is not None else f"{figure.low:g}-{figure.high:g}"


def test_each_measure_names_an_indicator_of_ours_in_percent_and_says_how_near_it_is():
    for measure in measures():
        assert measure.how.endswith(".")
        if measure.indicator:
            assert national()[measure.indicator].unit == "%"
            assert measure.likeness in ("same", "near")
        else:
            assert measure.likeness == "none"


def test_each_figure_has_a_number_or_a_range_a_source_and_years():
    for figure in (figure for measure in measures() for figure in measure.figures):
        assert (figure.percent is None) == (figure.low is not None and figure.high is not None)
        assert figure.link.startswith("http")
        assert figure.begins_on < figure.middle < figure.ends_on


def test_figures_of_different_modes_are_different_lines():
    [measure] = measures_of("C7")
    lines = list(measure.lines.values())
    assert len(lines) == 2
    assert all(len({figure.mode for figure in line}) == 1 for line in lines)


def test_chart_joins_no_two_lines():
    lines = [
        ("face to face", [PublishedPoint(date(2012, 4, 1), date(2013, 3, 31), 79, 79)]),
        ("online", [PublishedPoint(date(year, 4, 1), date(year + 1, 3, 31), 62, 62) for year in (2020, 2021)]),
    ]
    drawing = national_figure("Here", [WavePoint(date(2024, 7, 1), 66.0, 65.0, 67.0)], lines)
    [axes] = drawing.axes
    for line in axes.get_lines():
        values = set(line.get_ydata())
        assert not {79, 62} <= values
        assert not {66.0, 62} <= values
    dashed = [line for line in axes.get_lines() if line.get_linestyle() == "--" or line.is_dashed()]
    assert [list(line.get_ydata()) for line in dashed] == [[62, 62]]


def test_years_are_read_as_they_are_written():
    [measure] = measures_of("C7")
    ranged = next(figure for figure in measure.figures if figure.low is not None)
    assert (ranged.begins_on, ranged.ends_on) == (date(2013, 4, 1), date(2016, 3, 31))
    assert ranged.value_words == "58% to 60%"
