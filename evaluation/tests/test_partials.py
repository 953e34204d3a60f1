"""The partials that show figures: the order of the words, and what a hidden figure must not give away."""

import re
from datetime import date

import pytest
from django.template.loader import render_to_string
from django.utils.html import strip_tags

from evaluation.figures import Figure
from evaluation.sparklines import WavePoint, sparkline

ACTIVE = Figure(
    name="Active in the community",
    estimate=18,
    low=14,
    high=23,
    n=294,
    baseline=12,
    change=6,
    change_low=1,
    change_high=11,
    verdict="clear_rise",
)
HIDDEN = Figure(estimate=41.7, low=13.3, high=72.9, n=12, suppressed=True, baseline=23.1, change=18.6)


def page(template, **context):
    return render_to_string(template, context)


def words(template, **context):
    return " ".join(strip_tags(page(template, **context)).split())


def test_figure_reads_in_the_decided_order():
    assert (
        words("_figure.html", figure=ACTIVE)
        == "18% 95% interval (14 to 23) n 294 baseline 12% up 6 points (1 to 11) Clear rise"
    )


def test_hidden_figure_gives_no_number_away():
    assert words("_figure.html", figure=HIDDEN) == "Too few answers n 12 Too few answers"


def test_figure_never_measured_says_so():
    assert words("_figure.html", figure=Figure()) == "Not measured yet Not measured yet"


def test_count_is_told_from_a_sample():
    groups = Figure(unit="per 1,000", estimate=2.3, baseline=1.5, change=0.8)
    assert words("_value.html", figure=groups) == "2.3 per 1,000"
    assert words("_figure_meta.html", figure=groups) == "baseline 1.5 up 0.8 counted, not sampled"


@pytest.mark.parametrize(
    ("verdict", "direction", "css", "icon"),
    [
        ("clear_rise", "up", "fh-verdict fh-verdict--better", "i-rise"),
        ("clear_rise", "down", "fh-verdict fh-verdict--worse", "i-rise"),
        ("clear_rise", "context", "fh-verdict", "i-rise"),
        ("clear_fall", "down", "fh-verdict fh-verdict--better", "i-fall"),
        ("no_clear_change", "up", "fh-verdict", "i-same"),
        ("too_few", "up", "fh-verdict fh-verdict--few", "i-few"),
        ("no_baseline", "up", "fh-verdict fh-verdict--none", "i-nobase"),
        (None, "up", "fh-verdict fh-verdict--open", "i-open"),
    ],
)
def test_verdict_has_words_icon_and_colour_together(verdict, direction, css, icon):
    figure = Figure(estimate=1, verdict=verdict, direction=direction)
    chip = page("_verdict.html", figure=figure)
    assert f'class="{css}"' in chip
    assert f'href="#{icon}"' in chip
    assert figure.verdict_words in chip


def test_every_icon_that_is_used_is_on_the_sheet():
    sheet = set(re.findall(r'<symbol id="([^"]+)"', page("_icons.html")))
    assert {
        "i-rise",
        "i-fall",
        "i-same",
        "i-few",
        "i-nobase",
        "i-open",
        "i-ok",
        "i-late",
        "i-due",
        "i-note",
    } <= sheet


def test_tile_shows_goal_indicator_figure_and_direction_of_travel():
    figure = Figure(name="Active", estimate=18, change=2, change_low=-2, change_high=6, verdict="no_clear_change")
    tile = words("_goal_tile.html", number=1, title="Community activity", figure=figure, href="/goal/")
    assert tile.startswith("1Community activity Active 18%")
    assert tile.endswith("No clear change Direction of travel: up")


def test_tile_of_a_hidden_figure_has_no_direction_of_travel():
    assert "travel" not in words("_goal_tile.html", number=1, title="Community activity", figure=HIDDEN)


def test_sparkline_is_hidden_from_screen_readers():
    spark = sparkline([WavePoint(date(2025, 6, 1), 1.0), WavePoint(date(2026, 6, 1), 2.0)], baseline=1.0)
    drawn = page("_sparkline.html", spark=spark)
    assert 'aria-hidden="true"' in drawn
    assert drawn.count("fh-spark__line") == 1
    assert not page("_sparkline.html", spark=None).strip()


def test_progress_names_itself():
    assert '<progress class="fh-progress fh-progress--thin" max="300" value="0" aria-label="Marram">' in page(
        "_progress.html", label="Marram", value=0, most=300
    )
    assert words("_progress.html", label="Marram", value=0, most=300).startswith("Marram0 ")


def test_empty_state_links_to_the_next_step():
    assert '<a class="btn btn-outline-primary" href="/add/">Add one</a>' in page(
        "_empty.html",
        title="No waves yet",
        text="A wave is one round of a survey.",
        href="/add/",
        action="Add one",
    )
