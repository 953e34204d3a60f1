"""Charts as readers and their browsers get them: gaps, names, and nothing a strict policy forbids."""

import re
from datetime import date

import pytest
from matplotlib.colors import to_hex
from matplotlib.dates import num2date
from matplotlib.figure import Figure

from evaluation import charts, drawings
from evaluation.charts import BENCHMARK, BLUE, GREY, Column, Mark, RankedRow, Start, TrendLine
from evaluation.sparklines import WavePoint, runs, sparkline

JUNE = [date(year, 6, 15) for year in (2022, 2023, 2024, 2025, 2026)]
WITH_GAP = [13.1, 12.2, None, 12.7, 19.1]


def waves(values, half_width=2.0):
    return [
        WavePoint(on, value, *(() if value is None else (value - half_width, value + half_width)))
        for on, value in zip(JUNE, values, strict=True)
    ]


def cohort(values=WITH_GAP, **options):
    return TrendLine(label="Cohort 1", points=waves(values), **options)


def lines_of(drawing, colour, style=None):
    found = [line for line in drawing.axes[0].get_lines() if to_hex(line.get_color()) == colour]
    return [line for line in found if style is None or line.get_linestyle() == style]


def words_of(drawing):
    return [text.get_text() for text in drawing.axes[0].texts]


def joined(drawing):
    """The stretches drawn as lines: solid, without markers, of more than one date."""
    solid = [line for line in lines_of(drawing, BLUE, "-") if line.get_marker() == "None"]
    return [line.get_xdata() for line in solid if len(set(line.get_xdata())) > 1]


def test_missing_wave_is_a_gap_in_the_line():
    stretches = joined(charts.trend_figure([cohort()]))
    assert [list(days) for days in stretches] == [JUNE[:2], JUNE[3:]]


def test_line_without_a_missing_wave_is_whole():
    assert len(joined(charts.trend_figure([cohort([10, 11, 12, 13, 14])]))) == 1


def test_interval_is_drawn_for_a_sample_and_not_for_a_count():
    counted = TrendLine(label="Groups", points=[WavePoint(on, 2.0) for on in JUNE])
    assert len(charts.trend_figure([cohort()]).axes[0].collections) == 2
    assert not charts.trend_figure([counted], unit="per 1,000").axes[0].collections


def test_baseline_is_dotted_and_benchmark_dashed_and_both_are_named():
    drawing = charts.trend_figure(
        [cohort()], baseline=Mark(12.7, "Baseline 13%"), benchmark=Mark(25, "Handbook example, 25%")
    )
    dotted, dashed = lines_of(drawing, BLUE, "--")[-1], lines_of(drawing, BENCHMARK)[0]
    assert dotted.get_ydata() == [12.7, 12.7]
    assert dashed.get_ydata() == [25, 25]
    assert {"Baseline 13%", "Handbook example, 25%"} <= set(words_of(drawing))


@pytest.mark.parametrize("width", [charts.WIDE, charts.NARROW])
@pytest.mark.parametrize("height", [25, 19, 14, 4])
def test_words_of_a_benchmark_and_of_the_start_do_not_overlap(width, height):
    start = Start(date(2022, 8, 1), "Support starts")
    drawing = charts.trend_figure(
        [cohort()], benchmark=Mark(height, "Handbook, sparse area"), start=start, width=width, height=400
    )
    drawing.draw_without_rendering()
    words = {text.get_text(): text.get_window_extent() for text in drawing.axes[0].texts}
    assert not words["Handbook, sparse area"].overlaps(words["Support starts"])


def test_benchmark_above_every_figure_stays_in_sight():
    drawing = charts.trend_figure([cohort()], benchmark=Mark(60, "Example, 60%"))
    assert drawing.axes[0].get_ylim()[1] > 60


def test_axis_starts_at_zero_and_holds_the_interval():
    low, high = charts.trend_figure([cohort()]).axes[0].get_ylim()
    assert low == 0
    assert high > 21.1


def test_other_places_are_grey_and_named_apart():
    drawing = charts.trend_figure([cohort(), TrendLine(label="Others", points=waves(WITH_GAP), main=False)])
    named = {text.get_text(): text.xy[1] for text in drawing.axes[0].texts}
    assert lines_of(drawing, GREY)
    assert abs(named["Others"] - named["Cohort 1"]) > 1


def test_support_start_is_marked_in_words():
    drawing = charts.trend_figure([cohort()], start=Start(date(2025, 10, 1), "Support starts"))
    assert "Support starts" in words_of(drawing)


@pytest.mark.parametrize(
    "points",
    [[], waves([None] * 5), [WavePoint(JUNE[0], 12.0, 9.0, 16.0)], [WavePoint(JUNE[0], 0.0, 0.0, 0.0)]],
    ids=["no waves", "all hidden", "one wave", "only zero"],
)
def test_trend_with_next_to_nothing_is_still_drawn(points):
    drawing = charts.trend_figure([TrendLine(label="Cohort 1", points=points)])
    assert "<svg" in drawings.page_svg(drawing, "t", "Title", "Words")


ROWS = [
    RankedRow(name="Ropewalk", value=22, low=18, high=27, before=12, main=True, cells=("22%",), tone="better"),
    RankedRow(name="Dockray", value=16, low=12, high=21, cells=("16%",)),
    RankedRow(name="Holm Bridge", value=None, why="Too few answers: fewer than 30"),
]


def test_ranking_keeps_the_order_given_from_top_to_bottom():
    axes = charts.ranked_figure(ROWS).axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["Ropewalk", "Dockray", "Holm Bridge"]
    assert axes.get_ylim()[0] > axes.get_ylim()[1]


def test_row_without_a_figure_says_why_and_has_no_dot():
    drawing = charts.ranked_figure(ROWS)
    assert "Too few answers: fewer than 30" in words_of(drawing)
    assert not [line for line in drawing.axes[0].get_lines() if 2 in line.get_ydata()]


def test_phone_shows_the_reason_up_to_its_colon_and_no_columns():
    wide, narrow = drawings.ranked_svgs("r", "Title", "Words", ROWS, columns=[Column("Share", 20)])
    assert "fewer than 30" in wide
    assert "Share" in wide
    assert "fewer than 30" not in narrow
    assert "Share" not in narrow


def test_only_a_verdict_is_coloured_in_a_ranking():
    columns = [Column("Share", 20), Column("Verdict", 90, toned=True)]
    row = RankedRow(name="Ropewalk", value=22, cells=("22%", "Clear rise"), tone="better")
    texts = {text.get_text(): text.get_color() for text in charts.ranked_figure([row], columns=columns).axes[0].texts}
    assert (texts["22%"], texts["Clear rise"]) == (charts.INK, charts.BETTER)


def test_ranking_of_nothing_is_still_drawn():
    assert charts.ranked_figure([])


def trend_pair(uid="tr"):
    return drawings.trend_svgs(
        uid, "19% are active & up", "A line <rising>", [cohort()], baseline=Mark(12.7, "Baseline 13%")
    )


def test_page_svg_holds_nothing_a_strict_policy_forbids():
    for svg in trend_pair():
        assert not re.search(r"\sstyle=|<style|<script|\son\w+=|javascript:", svg)


def test_page_svg_is_named_and_described_in_escaped_words():
    wide, _ = trend_pair()
    assert 'role="img" aria-labelledby="trw-t trw-d"' in wide
    assert '<title id="trw-t">19% are active &amp; up</title>' in wide
    assert '<desc id="trw-d">A line &lt;rising&gt;</desc>' in wide


def test_ids_of_two_charts_on_a_page_never_meet():
    ids = [set(re.findall(r'\bid="([^"]+)"', svg)) for uid in ("a", "b") for svg in trend_pair(uid)]
    assert sum(map(len, ids)) == len(set().union(*ids))
    wide = trend_pair("a").wide
    assert set(re.findall(r'(?:href="#|url\(#)([^")]+)', wide)) <= set(re.findall(r'\bid="([^"]+)"', wide))


def test_same_numbers_give_the_same_bytes():
    assert trend_pair() == trend_pair()


def test_wide_and_narrow_carry_the_classes_that_show_one_of_them():
    wide, narrow = trend_pair()
    assert 'class="fh-chart fh-wide"' in wide
    assert 'width="700"' in wide
    assert 'class="fh-chart fh-narrow"' in narrow
    assert 'width="328"' in narrow


def test_words_of_a_place_reach_the_page_as_words():
    row = RankedRow(name="<b>Fish & $chips$</b> 12.345", value=3)
    svg = drawings.page_svg(charts.ranked_figure([row]), "x", "Title", "Words")
    assert "&lt;b&gt;Fish &amp; $chips$&lt;/b&gt; 12.345" in svg


def test_downloads_stand_alone_with_their_title():
    svg = drawings.plain_svg(charts.trend_figure([cohort()]), "Active in Harbourside")
    png = drawings.plain_png(charts.trend_figure([cohort()]), "Active in Harbourside")
    assert b"Active in Harbourside" in svg
    assert png.startswith(b"\x89PNG")


def test_sparkline_leaves_a_gap_and_joins_it_with_a_dash():
    spark = sparkline(waves(WITH_GAP), baseline=12.7)
    assert len(spark["lines"]) == len(spark["bands"]) == 2
    assert len(spark["gaps"]) == 1
    assert len(spark["bars"]) == 4
    assert spark["base"].endswith("H120")


def test_sparkline_of_a_count_has_no_band():
    spark = sparkline([WavePoint(on, value) for on, value in zip(JUNE, (1, 2, 3, 4, 5), strict=True)])
    assert (spark["bands"], spark["bars"], spark["base"]) == ([], [], None)


def test_sparkline_places_waves_by_date_and_higher_values_higher():
    line = sparkline([WavePoint(JUNE[0], 1.0), WavePoint(JUNE[1], 2.0), WavePoint(JUNE[4], 3.0)])["lines"][0]
    (x0, y0), (x1, y1), (x2, y2) = [tuple(map(float, pair.split())) for pair in line[1:].split(" L")]
    assert x1 - x0 < x2 - x1
    assert y0 > y1 > y2


def test_sparkline_of_one_wave_is_a_dot():
    spark = sparkline(waves([None, None, None, None, 12.0]))
    assert spark["lines"] == spark["gaps"] == []
    assert spark["dot"]["x"] == "114.0"


@pytest.mark.parametrize("points", [[], waves([None] * 5)])
def test_nothing_measured_has_no_sparkline(points):
    assert sparkline(points) is None


def test_runs_part_where_a_wave_is_missing():
    assert [[point.on for point in run] for run in runs(waves(WITH_GAP))] == [JUNE[:2], JUNE[3:]]


def test_years_stand_at_their_first_day():
    axes = Figure().subplots()

    charts._frame_time(axes, [cohort()], width=900, small=False)

    ticks = [num2date(tick).date() for tick in axes.get_xticks()]
    assert ticks == [date(year, 1, 1) for year in (2023, 2024, 2025, 2026, 2027)]
    assert [label.get_text() for label in axes.get_xticklabels()] == [f"Jan {day.year}" for day in ticks]
