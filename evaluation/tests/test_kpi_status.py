"""Whether KPIs are met: every kind of target against every state of a figure."""

import pytest

from evaluation.figures import Figure
from evaluation.kpi_status import (
    KpiStatus,
    Reading,
    level_words,
    read_figure,
    read_judgements,
    read_together,
    target_number,
)

MET, RIGHT, SAME, WRONG, NOT = (
    KpiStatus.MET,
    KpiStatus.RIGHT_WAY,
    KpiStatus.NO_CHANGE,
    KpiStatus.WRONG_WAY,
    KpiStatus.NOT_MEASURED,
)


def share(estimate, baseline, low, high, verdict="no_clear_change", **more):
    """A share with its change and the change's interval, in points."""
    change = estimate - baseline
    given = {"low": estimate - 4, "high": estimate + 4, "n": 300} | more
    return Figure(
        estimate=estimate, baseline=baseline, change=change, change_low=low, change_high=high, verdict=verdict, **given
    )


CLEAR_RISE = share(19.0, 13.0, 3.0, 9.0, "clear_rise")
ALONE_CLEAR = share(17.0, 13.0, 0.5, 7.5)
MAYBE_RISE = share(33.0, 31.0, -2.0, 6.0)
LEVEL = share(35.0, 35.0, -4.0, 4.0)
MAYBE_FALL = share(29.0, 31.0, -6.0, 2.0)
CLEAR_FALL = share(16.0, 35.0, -34.0, -3.0, "clear_fall")


@pytest.mark.parametrize(
    ("kind", "target", "figure", "status", "words"),
    [
        ("any_increase", None, CLEAR_RISE, MET, "up 6 points (3 to 9), beyond chance"),
        ("any_increase", None, ALONE_CLEAR, MET, "beyond chance"),
        ("any_increase", None, MAYBE_RISE, RIGHT, "up 2 points (−2 to 6), which could be chance"),
        ("any_increase", None, LEVEL, SAME, "no change (−4 to 4)"),
        ("any_increase", None, MAYBE_FALL, WRONG, "down 2 points (−6 to 2), which could be chance"),
        ("any_increase", None, CLEAR_FALL, WRONG, "down 19 points (−34 to −3), beyond chance"),
        ("significant", None, CLEAR_RISE, MET, "beyond chance"),
        ("significant", None, ALONE_CLEAR, RIGHT, "not clear once the neighbourhoods compared are allowed for"),
        ("significant", None, MAYBE_RISE, RIGHT, "could be chance"),
        ("points", 5, CLEAR_RISE, MET, "up 6 points"),
        ("points", 6, CLEAR_RISE, MET, "up 6 points"),
        ("points", 8, CLEAR_RISE, RIGHT, "beyond chance, but not yet 8 points"),
        ("points", 2, MAYBE_RISE, RIGHT, "could be chance"),
        ("points", 5, LEVEL, SAME, "no change"),
        ("reach", 60, LEVEL, SAME, "35%, below 60%; no change (−4 to 4)"),
        ("reach", 30, MAYBE_RISE, MET, "the baseline was there already"),
        ("reach", 18, CLEAR_RISE, MET, "its interval (15 to 23) still includes figures below it"),
        ("reach", 60, MAYBE_RISE, RIGHT, "33%, below 60%; up 2 points"),
        ("reach", 60, CLEAR_FALL, WRONG, "16%, below 60%; down 19 points"),
    ],
)
def test_kpi_on_a_measured_change(kind, target, figure, status, words):
    reading = read_figure(kind, target, figure)
    assert reading.status is status
    assert words in reading.reason


def test_share_of_a_target_is_never_spoken_of():
    """35% against a target of 60% that started at 35% is no change, never 58% of target."""
    assert "58" not in read_figure("reach", 60, LEVEL).reason


@pytest.mark.parametrize("kind", ["any_increase", "points", "significant"])
def test_kpi_without_a_baseline_is_not_measured(kind):
    reading = read_figure(kind, 5, Figure(estimate=63.0, low=60.0, high=66.0, n=1124, verdict="no_baseline"))
    assert reading.status is NOT
    assert "no baseline yet" in reading.reason


def test_level_can_be_reached_without_a_baseline_but_not_missed():
    figure = Figure(estimate=63.0, low=60.0, high=66.0, n=1124, verdict="no_baseline")
    assert read_figure("reach", 60, figure) == (MET, "63%, target 60%")
    missed = read_figure("reach", 70, figure)
    assert missed.status is NOT
    assert "below 70%" in missed.reason


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (Figure(), "Nothing has measured this yet"),
        (Figure(estimate=12.0, suppressed=True), "Too few answers"),
        (Figure(estimate=12.0, low=9.0, high=15.0, verdict="baseline"), "Only the baseline"),
        (Figure(estimate=12.0, direction="context", verdict="clear_rise"), "context indicator"),
    ],
)
@pytest.mark.parametrize("kind", ["any_increase", "points", "reach", "significant"])
def test_kpi_without_a_figure_is_not_measured_and_says_why(kind, figure, words):
    reading = read_figure(kind, 5, figure)
    assert reading.status is NOT
    assert words in reading.reason


def test_zero_is_a_figure():
    figure = share(0.0, 0.0, -1.0, 1.0)
    assert read_figure("any_increase", None, figure).status is SAME
    assert read_figure("reach", 0, figure).status is MET


@pytest.mark.parametrize(
    ("kind", "target", "figure", "status"),
    [
        ("any_increase", None, share(9.0, 14.0, -9.0, -1.0, "clear_fall", direction="down"), MET),
        ("points", 5, share(9.0, 14.0, -9.0, -1.0, "clear_fall", direction="down"), MET),
        ("points", 6, share(9.0, 14.0, -9.0, -1.0, "clear_fall", direction="down"), RIGHT),
        ("significant", None, share(9.0, 14.0, -9.0, -1.0, "clear_fall", direction="down"), MET),
        ("any_increase", None, share(14.0, 9.0, 1.0, 9.0, "clear_rise", direction="down"), WRONG),
        ("reach", 10, share(9.0, 14.0, -9.0, -1.0, direction="down"), MET),
        ("reach", 8, share(9.0, 14.0, -9.0, -1.0, direction="down"), RIGHT),
    ],
)
def test_lower_is_better_where_the_indicator_says_so(kind, target, figure, status):
    assert read_figure(kind, target, figure).status is status


def test_what_is_counted_in_full_has_no_chance_in_it():
    groups = {"unit": "count", "estimate": 15.0, "baseline": 10.0, "change": 5.0, "verdict": "no_clear_change"}
    reading = read_figure("any_increase", None, Figure(**groups))
    assert reading.status is MET
    assert "counted in full" in reading.reason
    fallen = Figure(**groups | {"estimate": 8.0, "change": -2.0})
    assert read_figure("any_increase", None, fallen).status is WRONG


def test_target_is_held_against_the_exact_figure_and_a_near_miss_says_so():
    figure = share(60 / 3.6, 7.0, 5.0, 14.0)
    assert read_figure("points", 9.6, figure).status is MET
    missed = read_figure("points", 9.7, figure)
    assert missed.status is RIGHT
    assert "but not yet 9.7 points (9.67 before rounding)" in missed.reason
    assert read_figure("reach", 16.6, figure).status is MET
    below = read_figure("reach", 16.9, figure)
    assert below.status is RIGHT
    assert below.reason.startswith("17% (16.67 before rounding), below 16.9%")
    assert "(4.999 before rounding)" in read_figure("points", 5, share(17.999, 13.0, 1.0, 9.0)).reason
    assert read_figure("points", 2.4, share(12.4, 10.0, 0.3, 4.5)).status is MET


def test_target_is_shown_with_every_digit_that_was_agreed():
    assert (level_words(16.9, "%"), level_words(0.7, "%"), level_words(24_680, "hours")) == ("16.9%", "0.7%", "24,680")
    assert target_number(1_234_567) == "1,234,567"
    assert target_number(12_345_678_901) == "12,345,678,901"


@pytest.mark.parametrize(
    ("scores", "status"),
    [([], NOT), ([0], SAME), ([1], RIGHT), ([3], MET), ([1, 2], RIGHT), ([2, 2], SAME), ([2, 1], WRONG), ([4, 3], MET)],
)
def test_judgements(scores, status):
    assert read_judgements(3, scores).status is status


def test_chosen_neighbourhoods_are_as_good_as_the_worst_of_them():
    both = [("Ropewalk", Reading(MET, "")), ("Dockray", Reading(WRONG, ""))]
    assert read_together(both) == (WRONG, "Met in 1 of 2 neighbourhoods; wrong way in Dockray")
    assert read_together([("Ropewalk", Reading(MET, "a")), ("Limekiln", Reading(MET, "b"))]).status is MET
    assert read_together([]).status is NOT
