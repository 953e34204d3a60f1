"""What a figure says, word for word: these are the words on every page."""

from dataclasses import replace
from datetime import date

import pytest

from evaluation.figures import Figure
from evaluation.findings import places_finding
from evaluation.selection import PlaceRow
from evaluation.statistics.verdicts import Verdict, is_improvement

ACTIVE = Figure(
    code="A1",
    name="Active in the community",
    estimate=17.96,
    low=14.1,
    high=22.7,
    n=294,
    baseline=12.2,
    change=5.8,
    change_low=0.6,
    change_high=11.0,
    p_value=0.0291,
    p_adjusted=0.0371,
    verdict="clear_rise",
    wave_on=date(2026, 6, 15),
)


def share(**numbers):
    return Figure(unit="%", **numbers)


def test_words_stand_in_the_decided_order():
    assert ACTIVE.words == "18% (14 to 23) · n 294 · baseline 12% · up 6 points (1 to 11)"


def test_finding_of_places_goes_on_in_small_letters_after_a_semicolon():
    rows = [
        PlaceRow("E1", "Ropewalk", replace(ACTIVE, verdict="clear_rise")),
        PlaceRow("E2", "Quayside", replace(ACTIVE, verdict="clear_fall")),
    ]
    words = "One neighbourhood rose clearly on its own: Ropewalk; one neighbourhood fell clearly: Quayside"
    assert places_finding(rows) == words


def test_wave_without_a_label_is_named_by_its_month():
    assert ACTIVE.wave_words == "June 2026"
    assert Figure(wave_label="Wave 2", wave_on=date(2026, 6, 15)).wave_words == "Wave 2"


@pytest.mark.parametrize(
    ("estimate", "words"),
    [
        (0, "0%"),
        (0.2, "under 1%"),
        (0.5, "1%"),
        (12.5, "13%"),
        (17.4999, "17%"),
        (29.0, "29%"),
        (0.29 * 100, "29%"),
        (99.4, "99%"),
        (99.7, "over 99%"),
        (100, "100%"),
    ],
)
def test_percentage_is_whole_and_never_pretends_none_or_all(estimate, words):
    assert share(estimate=estimate).value_words == words


@pytest.mark.parametrize(
    ("unit", "estimate", "words"),
    [
        ("hours", 24_683.2, "24,700 hours"),
        ("hours", 5_248.3, "5,248 hours"),
        ("hours", 0, "0 hours"),
        ("per 1,000", 2.3077, "2.3 per 1,000"),
        ("per 1,000", 2.0, "2.0 per 1,000"),
        ("count", 15, "15"),
        ("count", 1_204, "1,204"),
        ("index", 53.57, "54 index"),
        ("days", 45, "45 days"),
        ("FTE", 3, "3.0 FTE"),
        ("yes/no", 1, "yes"),
        ("yes/no", 0, "no"),
    ],
)
def test_value_in_each_unit(unit, estimate, words):
    assert Figure(unit=unit, estimate=estimate).value_words == words


@pytest.mark.parametrize(
    ("change", "low", "high", "words"),
    [
        (5.8, 0.6, 11.0, "up 6 points (1 to 11)"),
        (1.2, -1.4, 3.3, "up 1 point (−1 to 3)"),
        (-3.4, -9.2, 2.3, "down 3 points (−9 to 2)"),
        (-19.1, -34.0, -3.2, "down 19 points (−34 to −3)"),
        (0.0, -6.1, 6.1, "no change (−6 to 6)"),
        (0.3, -0.2, 0.8, "no change (−0.2 to 0.8)"),
        (-0.4, -6.0, 5.0, "no change (−6 to 5)"),
        (2.4, -0.04, 4.9, "up 2 points (−0.04 to 4.9)"),
        (2.4, -0.001, 4.9, "up 2 points (0.0 to 4.9)"),
        (5.0, None, None, "up 5 points"),
    ],
)
def test_change_of_a_percentage_is_in_points(change, low, high, words):
    assert share(estimate=20, change=change, change_low=low, change_high=high).change_words == words


def test_clear_change_under_a_point_is_not_called_no_change():
    figure = share(estimate=1, change=0.4, change_low=0.1, change_high=0.7, verdict="clear_rise")
    assert figure.change_words == "up less than 1 point (0.1 to 0.7)"


@pytest.mark.parametrize(
    ("unit", "estimate", "change", "words"),
    [
        ("hours", 24_700, 1_234, "up 1,200 hours (−1,000 to 3,000)"),
        ("hours", 5_248, -1, "down 1 hour (−1,000 to 3,000)"),
        ("per 1,000", 2.3, 0.8, "up 0.8 (−1,000.0 to 3,000.0)"),
        ("count", 15, 5, "up 5 (−1,000 to 3,000)"),
        ("days", 45, -10, "down 10 days (−1,000 to 3,000)"),
    ],
)
def test_change_in_other_units(unit, estimate, change, words):
    figure = Figure(unit=unit, estimate=estimate, change=change, change_low=-1000, change_high=3000)
    assert figure.change_words == words


def test_change_of_a_yes_or_no():
    assert Figure(unit="yes/no", estimate=1, change=1).change_words == "now yes, no at the baseline"
    assert Figure(unit="yes/no", estimate=0, change=-1).change_words == "now no, yes at the baseline"
    assert Figure(unit="yes/no", estimate=1, change=0).change_words == "no change"


def test_suppressed_figure_shows_no_number_anywhere():
    hidden = Figure(
        estimate=41.2,
        low=10.0,
        high=70.0,
        n=12,
        suppressed=True,
        baseline=20.0,
        change=21.2,
        change_low=-9.0,
        change_high=47.0,
        p_value=0.2,
        caution=True,
        verdict="no_clear_change",
    )
    assert hidden.value_words == "Too few answers"
    assert hidden.verdict_slug == "too_few"
    assert hidden.words == "Too few answers · n 12"
    assert [
        hidden.interval_words,
        hidden.baseline_words,
        hidden.change_words,
        hidden.unit_words,
    ] == [""] * 4
    assert [hidden.p_words, hidden.caution_words, hidden.direction_of_travel] == [""] * 3
    assert not hidden.sampled


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (None, ""),
        (0, "no answers"),
        (1, "fewer than 5 answers"),
        (4, "fewer than 5 answers"),
        (5, "n 5"),
    ],
)
def test_few_answers_are_not_counted_out(n, words):
    assert Figure(n=n, suppressed=True).n_words == words


def test_thousands_of_answers_are_separated():
    assert Figure(n=1182).n_words == "n 1,182"


def test_figure_never_measured_differs_from_zero_and_from_too_few():
    unmeasured = Figure(unit="per 1,000")
    assert unmeasured.value_words == unmeasured.verdict_words == "Not measured yet"
    assert unmeasured.words == "Not measured yet"
    assert Figure(unit="per 1,000", estimate=0).value_words == "0.0 per 1,000"


def test_figure_without_baseline_says_so():
    first = share(estimate=52, low=46, high=58, n=271, verdict="no_baseline")
    assert first.words == "52% (46 to 58) · n 271 · no baseline yet"
    assert first.verdict_words == "No baseline yet"


def test_zero_baseline_is_a_baseline():
    assert share(estimate=5, baseline=0).baseline_words == "baseline 0%"


def test_counted_figure_has_no_interval():
    counted = Figure(unit="per 1,000", estimate=2.3, baseline=1.5, change=0.8)
    assert counted.words == "2.3 per 1,000 · baseline 1.5 · up 0.8"
    assert not counted.sampled


@pytest.mark.parametrize(
    ("verdict", "direction", "tone"),
    [
        ("clear_rise", "up", "better"),
        ("clear_fall", "up", "worse"),
        ("clear_rise", "down", "worse"),
        ("clear_fall", "down", "better"),
        ("clear_rise", "context", "neutral"),
        ("clear_fall", "context", "neutral"),
        ("no_clear_change", "up", "neutral"),
        ("too_few", "up", "neutral"),
        ("no_baseline", "down", "neutral"),
        (None, "up", "neutral"),
    ],
)
def test_tone_follows_the_direction_of_improvement(verdict, direction, tone):
    assert share(estimate=1, verdict=verdict, direction=direction).tone == tone


def test_suppressed_clear_rise_is_not_coloured():
    assert share(estimate=1, verdict="clear_rise", suppressed=True).tone == "neutral"


@pytest.mark.parametrize("verdict", list(Verdict))
def test_verdict_reads_and_is_coloured_as_the_statistics_say(verdict):
    assert Figure(verdict=verdict).verdict_words == verdict.words
    for direction in ("up", "down", "context"):
        coloured = is_improvement(verdict, direction) or "neutral"
        assert share(estimate=1, verdict=verdict, direction=direction).tone == coloured


def test_figure_of_the_baseline_itself_is_not_compared():
    first = share(estimate=12.2, low=9, high=17, n=291, verdict="baseline")
    assert first.words == "12% (9 to 17) · n 291"
    assert first.verdict_words == "The baseline"


def test_figure_whose_baseline_is_hidden_does_not_say_there_was_none():
    figure = share(estimate=12.2, low=9, high=17, n=291, verdict="too_few")
    assert figure.words == "12% (9 to 17) · n 291 · too few answers in the baseline"


@pytest.mark.parametrize(("change", "way"), [(2.4, "up"), (-7, "down"), (0.2, "level"), (None, "")])
def test_direction_of_travel(change, way):
    assert share(estimate=20, change=change).direction_of_travel == way


@pytest.mark.parametrize(
    ("plain", "adjusted", "words"),
    [
        (0.02, 0.0371, "p 0.037"),
        (0.46, None, "p 0.46"),
        (0.0001, 0.0004, "p under 0.001"),
        (None, None, ""),
    ],
)
def test_p_value_after_allowing_for_comparisons_comes_first(plain, adjusted, words):
    assert share(estimate=1, p_value=plain, p_adjusted=adjusted).p_words == words


@pytest.mark.parametrize(
    ("missing", "words"),
    [(None, ""), (0, "0% gave no answer"), (0.003, "under 1% gave no answer")],
)
def test_missing_answers_in_words(missing, words):
    assert share(estimate=1, missing_share=missing).missing_words == words


def test_caution_names_its_reason():
    assert share(estimate=1, caution=True).caution_words == "Wide interval: read with care"
    assert share(estimate=1, missing_share=0.21).caution_words == "Many gave no answer: read with care"
    assert share(estimate=1, missing_share=0.2).caution_words == ""


def test_nan_from_a_frame_is_unknown_not_a_number():
    figure = share(
        estimate=12.0,
        low=float("nan"),
        high=float("nan"),
        baseline=float("nan"),
        change=float("nan"),
    )
    assert figure.words == "12% · no baseline yet"


def test_handbook_example_reads_as_published():
    active = share(estimate=12.0, baseline=7.0, change=5.0, change_low=0.34, change_high=9.78)
    assert active.change_words == "up 5 points (0.3 to 9.8)"


def test_change_that_rounding_would_contradict_is_shown_to_one_decimal():
    clear = Figure(estimate=23.6, low=22.7, high=24.5, baseline=22.2, change=1.4, change_low=0.2, change_high=2.6)
    assert (clear.value_words, clear.baseline_words) == ("24%", "baseline 22%")
    assert clear.change_words == "up 1.4 points (0.2 to 2.6)"
    small = Figure(estimate=9.6, low=9.0, high=10.2, baseline=9.2, change=0.4, change_low=-0.5, change_high=1.2)
    assert small.change_words == "up 0.4 points (−0.5 to 1.2)"


def test_change_that_adds_up_stays_in_whole_points():
    figure = Figure(estimate=12, low=9, high=16, n=300, baseline=7, change=5, change_low=0.253, change_high=9.82)
    assert figure.change_words == "up 5 points (0.3 to 9.8)"
