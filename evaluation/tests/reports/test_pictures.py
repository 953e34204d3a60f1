"""Pictures of a report: what is in them, that they are always the same, and that no word of theirs covers another."""

import json
import re

import pytest
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.text import Text

from evaluation.charts import BLUE, NARROW, SURFACE, WIDE, WORSE
from evaluation.reports.document import Chart
from evaluation.reports.pictures import KINDS, as_png, as_svg, as_svgs, draw, shape_of, told
from evaluation.tests.reports.documents import (
    DRAWINGS,
    goals_drawing,
    groups_drawing,
    map_drawing,
    ranked_drawing,
    trend_drawing,
)


def words(figure):
    return [text.get_text() for axes in figure.axes for text in axes.texts] + [t.get_text() for t in figure.texts]


def test_there_is_a_drawing_of_every_kind_here():
    assert {make()["kind"] for make in DRAWINGS} == set(KINDS)


@pytest.mark.parametrize("make", DRAWINGS)
@pytest.mark.parametrize("narrow", [True, False])
def test_picture_is_as_wide_as_the_page_shows_it(make, narrow):
    figure = draw(make(), narrow=narrow)
    assert figure.get_figwidth() * 72 == pytest.approx(NARROW if narrow else WIDE)


@pytest.mark.parametrize("make", DRAWINGS)
def test_same_drawing_gives_the_same_bytes_after_json_too(make):
    drawn, again = make(), json.loads(json.dumps(make()))
    chart, same = Chart("Finding", "Words", drawn), Chart("Finding", "Words", again)
    assert as_png(chart) == as_png(same)
    assert as_svg(chart) == as_svg(same)


@pytest.mark.parametrize("make", DRAWINGS)
def test_words_stay_within_the_picture(make):
    for narrow in (True, False):
        figure = draw(make(), narrow=narrow)
        figure.draw_without_rendering()
        across, high = figure.get_size_inches() * 72
        texts = [text for axes in figure.axes for text in axes.texts] + figure.texts
        for box in (text.get_window_extent() for text in texts if text.get_text()):
            assert box.x0 >= -1
            assert box.x1 <= across + 1
            assert box.y0 >= -1
            assert box.y1 <= high + 1


@pytest.mark.parametrize("make", DRAWINGS)
def test_only_letters_of_the_shipped_font_are_drawn(make):
    assert all(set(text) <= set("欢迎�") or "欢" not in text for text in words(draw(make("欢迎"))))
    assert "�" in " ".join(words(draw(make("欢迎"))))


def test_signs_without_a_shape_are_left_out_of_pictures():
    drawn = " ".join(words(draw(ranked_drawing("Mill\u2060race\u00ad e\u0301 e\u0301\u0301"))))
    assert "Millrace é é" in drawn
    assert "�" not in drawn


def test_pictures_of_a_page_share_no_ids():
    first, second = (as_svgs(Chart("A", "B", trend_drawing()), uid) for uid in ("one", "two"))
    ids = [set(re.findall(r'id="([^"]+)"', svg)) for svg in (*first, *second)]
    assert sum(map(len, ids)) == len(set.union(*ids))


def test_picture_of_a_file_names_its_font_and_has_a_shape():
    chart = Chart("A", "B", map_drawing())
    assert as_svg(chart).startswith('<svg font-family="DejaVu Sans"')
    assert shape_of(chart)[0] == WIDE


@pytest.mark.parametrize(("title", "alt", "said"), [("T", "A", "A"), ("T", " ", "T"), ("\u200b", "", "A chart")])
def test_picture_always_has_words(title, alt, said):
    assert told(Chart(title, alt, {})) == said


def test_baseline_of_a_trend_is_named_in_the_small_print_or_on_its_line():
    with_key = trend_drawing()
    assert "Dotted: baseline. Cohort 1" in words(draw(with_key))
    assert "Baseline of Cohort 1" not in words(draw(with_key))
    without = {name: part for name, part in with_key.items() if name != "key"}
    assert "Baseline of Cohort 1" in words(draw(without))


def test_row_without_a_figure_says_why():
    assert "Millrace" in words(draw(ranked_drawing()))


def test_bar_has_its_length_and_its_words_and_none_where_no_figure_is_shown():
    axes = draw(groups_drawing()).axes[0]
    bars = [patch for patch in axes.patches if isinstance(patch, Rectangle) and patch.get_height() > 12]
    assert [to_hex(bar.get_facecolor()) for bar in bars][-1] == BLUE
    base, now = (bar.get_width() for bar in bars)
    assert now / base == pytest.approx(18.2 / 12.0)
    assert words(draw(groups_drawing("Too few answers"))).count("Too few answers") == 4


def test_goal_without_a_figure_has_words_and_no_line():
    axes = draw(goals_drawing("Not measured yet")).axes[0]
    assert len([line for line in axes.lines if line.get_marker() == "o"]) == 1
    assert "Not measured yet" in words(draw(goals_drawing("Not measured yet")))


def test_verdict_of_a_goal_is_coloured_by_its_tone():
    drawing = goals_drawing("Clear fall")
    drawing["goals"][0]["tone"] = "worse"
    shown = [text for text in draw(drawing).axes[0].texts if text.get_text() == "Clear fall"]
    assert WORSE in [to_hex(text.get_color()) for text in shown]


def test_neighbourhood_without_a_figure_is_hatched_and_supported_ones_outlined():
    shapes = [patch for patch in draw(map_drawing()).axes[0].patches if isinstance(patch, PathPatch)]
    assert [bool(shape.get_hatch()) for shape in shapes] == [False, True, False, False]
    assert sum(shape.get_facecolor()[3] == 0 for shape in shapes) == 2


def test_map_on_a_phone_leaves_names_to_the_table():
    assert "Millrace" not in [text.get_text() for text in draw(map_drawing(), narrow=True).axes[0].texts]
    assert "Millrace" in [text.get_text() for text in draw(map_drawing()).axes[0].texts]


def brightness(colour):
    """The relative luminance of WCAG 2.2."""
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


@pytest.mark.parametrize("make", DRAWINGS)
def test_words_stand_out_from_the_paper(make):
    drawing = make()
    for line in drawing.get("lines", ()):
        line["main"] = False
    figure = draw(drawing)
    figure.draw_without_rendering()
    for text in figure.findobj(Text):
        if text.get_text() and to_hex(text.get_color()) != SURFACE:  # on the deep fills of a map
            assert 1.05 / (brightness(text.get_color()) + 0.05) >= 4.5, text.get_text()
