"""Tables and charts made from Figures: their words are the Figure's own in every kind of file, and say all of it."""

import io
from datetime import date
from types import SimpleNamespace

import pytest
from openpyxl import load_workbook

from evaluation.figures import Figure
from evaluation.gate_evidence import figure_facts
from evaluation.indicator_page import AreaSeries
from evaluation.indicators import national
from evaluation.reports import blocks
from evaluation.reports.document import Cell, Document, Facts, Section
from evaluation.reports.html import as_html
from evaluation.reports.pdf import as_pdf
from evaluation.reports.pictures import draw
from evaluation.reports.word import as_docx
from evaluation.reports.workbook import as_xlsx
from evaluation.selection import PlaceRow
from evaluation.sparklines import WavePoint
from evaluation.tests.reports.documents import assert_in_order, docx_words, html_words, pdf_words
from evaluation.tiles import Tile
from neighbourhoods.maps import Area, KeyItem, area_map

A1, B1 = national()["A1"], national()["B1"]
KNOWN = {"code": "A1", "name": A1.name, "low": 14.0, "high": 23.4, "n": 1294, "wave_label": "Residents 2026"}
CHANGED = {"baseline": 12.04, "change": 6.177, "change_low": 1.2, "change_high": 11.1}
RISEN = Figure(**KNOWN, **CHANGED, estimate=18.217, verdict="clear_rise", wave_on=date(2026, 6, 15))
HIDDEN = Figure(code="A1", name=A1.name, suppressed=True, n=3, wave_label="Residents 2026")
COUNTED = Figure(
    code="B1",
    name=B1.name,
    unit="per 1,000",
    estimate=2.3,
    counted="15 groups",
    wave_on=date(2026, 11, 22),
    verdict=None,
)
MILLRACE, QUAY = PlaceRow("W01", "Millrace", RISEN), PlaceRow("W02", "Quay", HIDDEN, "Fewer than 30 answers")


def row(on, estimate, wave):
    known = float("nan") if estimate is None else estimate
    return SimpleNamespace(wave_date=on, estimate=known, ci_low=known - 3, ci_high=known + 3, wave=wave)


def series(label="Cohort 1", estimates=(12.0, None, 18.2)):
    rows = [row(date(2024 + n, 6, 15), estimate, f"Wave {n}") for n, estimate in enumerate(estimates)]
    figures = [Figure(**{**KNOWN, "estimate": e, "wave_label": f"Wave {n}"}) for n, e in enumerate(estimates)]
    figures[-1] = RISEN
    return AreaSeries("c1", label, tuple(rows), {r.wave: (r, f) for r, f in zip(rows, figures, strict=True)})


def test_table_tells_a_figure_whole_and_in_its_own_words():
    table = blocks.figures_table("Goals", [("Active", RISEN)])
    assert [cell.text for cell in table.rows[0]] == [
        "Active",
        "18% (14 to 23)",
        "1,294",
        "12%",
        "up 6 points (1 to 11)",
        "Clear rise",
    ]
    assert table.rows[0][-1].tone == "better"
    assert table.note == "Measured: Residents 2026."


def test_table_of_several_waves_has_a_column_for_them():
    table = blocks.figures_table("Goals", [("Active", RISEN), ("Groups", COUNTED)])
    assert table.columns[-1].heading == "Measured"
    assert [row[-1].text for row in table.rows] == ["Residents 2026", "November 2026"]
    assert table.rows[1][2].text == "15 groups"


def test_figure_that_is_not_shown_says_why_and_has_no_number():
    table = blocks.figures_table("Places", [(row.name, row.figure, row.note) for row in (MILLRACE, QUAY)])
    assert table.rows[1] == (
        Cell("Quay", note="Fewer than 30 answers"),
        Cell("Too few answers"),
        *(Cell("–") for _ in range(3)),
        Cell("Too few answers"),
    )


def test_trend_has_its_finding_its_figures_in_words_and_a_gap_where_a_wave_is_missing():
    chart = blocks.trend_chart(A1, series(), series("Whole programme"), start=date(2025, 1, 1))
    assert chart.title.startswith("Cohort 1: 18%")
    assert "Wave 0 12% (14 to 23)" in chart.alt
    assert RISEN.words in chart.alt
    assert "Whole programme: " in chart.alt
    assert [point["value"] for point in chart.drawing["lines"][0]["points"]] == [12.0, None, 18.2]
    assert chart.drawing["start"] == {"on": "2025-01-01", "words": "Support starts"}
    assert chart.drawing["key"] == "Dotted: baseline 12%. Shaded: 95% intervals."
    assert draw(chart.drawing)


def test_nothing_measured_makes_no_chart():
    assert blocks.trend_chart(A1, AreaSeries("c1", "Cohort 1", (), {})) is None
    assert blocks.ranked_chart(A1, [QUAY], "2026") is None
    assert blocks.groups_chart(A1, "By sex", [("Women", HIDDEN)]) is None
    assert blocks.map_chart(None, []) is None


def test_ranking_says_its_figures_and_what_its_signs_mean():
    chart = blocks.ranked_chart(A1, [MILLRACE, QUAY], "Residents 2026", {"W01"})
    assert chart.title == (
        "Active in the community, Residents 2026: one neighbourhood rose clearly on its own: Millrace"
    )
    assert f"Millrace {RISEN.words}; Quay Too few answers" in chart.alt
    assert chart.drawing["key"] == (
        "Blue: where support has started. Hollow dots: the baseline. Level lines: 95% intervals."
    )
    assert chart.drawing["rows"][1]["value"] is None
    assert chart.drawing["rows"][1]["why"] == "Fewer than 30 answers"


def test_long_ranking_names_both_ends_and_how_many_have_no_figure():
    many = [PlaceRow(f"W{n}", f"Place {n}", RISEN) for n in range(12)]
    chart = blocks.ranked_chart(A1, [*many, QUAY], "2026")
    assert "Highest: Place 0 18% (14 to 23); Place 1" in chart.alt
    assert "Lowest: Place 9 18% (14 to 23); Place 10" in chart.alt
    assert chart.alt.endswith("Without a figure: 1.")


@pytest.mark.parametrize("figure", [HIDDEN, Figure(code="A1", estimate=18.0, suppressed=True, n=2, baseline=11.0)])
def test_hidden_figure_leaves_no_number_in_a_chart(figure):
    rows = [MILLRACE, PlaceRow("W02", "Quay", figure)]
    ranked = blocks.ranked_chart(A1, rows, "2026").drawing["rows"][1]
    bars = blocks.groups_chart(A1, "By sex", [("Men", RISEN), ("Women", figure)]).drawing["groups"][1]["bars"]
    tile = Tile(1, "Community activity", A1, figure, (WavePoint(date(2026, 6, 15), None),))
    goal = blocks.goals_chart([tile]).drawing["goals"][0]
    numbers = [ranked["value"], ranked["low"], ranked["before"], goal["baseline"]]
    assert numbers + [bar["value"] for bar in bars] == [None] * 6
    assert goal["value"] == "Too few answers"


def test_groups_are_drawn_beside_their_baseline():
    chart = blocks.groups_chart(A1, "Active by sex", [("Women", RISEN), ("Men", HIDDEN)])
    assert chart.drawing["series"] == ["Baseline", "Now"]
    assert [bar["words"] for bar in chart.drawing["groups"][0]["bars"]] == ["12%", "18% (14 to 23)"]
    assert chart.alt == f"Women {RISEN.words}; Men Too few answers."


def test_goals_tell_each_figure_with_its_verdict():
    tiles = [Tile(1, "Community activity", A1, RISEN, (WavePoint(date(2026, 6, 15), 18.2, 14.0, 23.4),))]
    chart = blocks.goals_chart(tiles)
    goal = chart.drawing["goals"][0]
    assert (goal["value"], goal["about"]) == ("18%", "(14 to 23) · n 1,294")
    assert (goal["change"], goal["verdict"], goal["tone"]) == ("up 6 points (1 to 11)", "Clear rise", "better")
    assert chart.alt == f"1 Community activity, active in the community: {RISEN.words}, clear rise."


def test_map_keeps_its_shapes_its_key_and_its_figures_in_words():
    corners = [[-1.6, 53.7], [-1.5, 53.7], [-1.5, 53.8], [-1.6, 53.8], [-1.6, 53.7]]
    square = {"type": "Polygon", "coordinates": [corners]}
    area = Area(code="W01", name="Millrace", geometry=square, fill="better", icon="rise", supported=True)
    mapped = area_map([area], title="Verdict", description="", key=[KeyItem("better", "Clear change for the better")])
    chart = blocks.map_chart(mapped, [MILLRACE])
    assert chart.alt == f"Map of 1 neighbourhood. Millrace {RISEN.words}."
    assert [item["fill"] for item in chart.drawing["key"]] == ["better", "supported"]
    assert draw(chart.drawing)


def test_same_figure_has_the_same_words_in_every_kind_of_file():
    figures = [("Active", RISEN), ("Hidden", HIDDEN), ("Groups", COUNTED)]
    section = Section("s", "Figures", (blocks.figures_table("Goals", figures),))
    document = Document("Report", "", Facts(()), (section,))
    evidence = {"figures": [figure_facts(label, figure) for label, figure in figures]}
    told = [
        words
        for label, figure in figures
        for words in (label, f"{figure.value_words} {figure.interval_words}", figure.change_words, figure.verdict_words)
    ]
    for words in (html_words(as_html(document)), pdf_words(as_pdf(document)), docx_words(as_docx(document))):
        assert_in_order(told, words)
    sheet = load_workbook(io.BytesIO(as_xlsx(document, evidence)))["Figures"]
    head, *rows = sheet.iter_rows(values_only=True)
    shown = [dict(zip(head, row, strict=True)) for row in rows]
    assert [row["words"] for row in shown] == [
        f"{RISEN.words} · Clear rise",
        "Too few answers",
        f"{COUNTED.words} · Not judged",
    ]
