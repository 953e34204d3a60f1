"""Cohorts beside those still waiting: against scipy and R, and what is never compared."""

import json
from collections import namedtuple
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from evaluation.comparing.staggered import cohorts_beside_waiting
from evaluation.indicators import national
from evaluation.statistics import Strength
from evaluation.tests.comparing.world import ANSWERS, COHORTS, TODAY, read, three_cohorts
from evaluation.tests.r_cases import FOLDER, agree, column

Row = namedtuple("Row", "area_code estimate se_test design", defaults=["random"])


class Cohort:
    """Stands in for a cohort: its number and when support starts."""

    def __init__(self, number, on):
        self.number, self.support_starts_on, self.area_code = number, on, f"cohort-{number}"

    def __str__(self):
        return f"Cohort {self.number}"


class Surveys:
    """Stands in for Evidence: wave -> (its day, place -> (estimate, standard error) in percent)."""

    def __init__(self, waves):
        self.days, self.figures = {w: on for w, (on, _) in waves.items()}, {w: f for w, (_, f) in waves.items()}

    def waves(self, code):
        return self.days

    def places(self, code, wave):
        return [Row(code, *figure) for code, figure in self.figures[wave].items()]


def places(starts):
    """Neighbourhoods by code; `starts` maps each to its cohort, or None."""
    return [SimpleNamespace(code=code, cohort=cohort) for code, cohort in starts.items()]


FIRST, SECOND = Cohort(1, date(2025, 1, 1)), Cohort(2, date(2026, 1, 1))
LATER = Cohort(3, date(2028, 1, 1))
A1 = national()["A1"]


def differences(waves, starts, today=TODAY):
    return cohorts_beside_waiting(Surveys(waves), A1, places(starts), today)


def level(values):
    return {code: (value, 1.0) for code, value in values.items()}


@pytest.mark.realdata
def test_did_of_r_comes_out_of_rows_of_the_frame():
    path = FOLDER / "p063.json"
    if not path.exists():
        pytest.skip(f"{path} is missing")
    case = json.loads(path.read_text())
    p0, v0, p1, v1 = (column(case, name) for name in ("p0", "v0", "p1", "v1"))
    group = [row.strip('"') for row in column(case, "group", kind=str)]
    waves = {
        wave: (on, {str(i): (100 * p[i], 100 * np.sqrt(v[i])) for i in range(len(p))})
        for wave, on, p, v in (("before", date(2024, 7, 1), p0, v0), ("after", date(2026, 7, 1), p1, v1))
    }
    starts = {str(i): FIRST if each == "T" else LATER for i, each in enumerate(group)}
    [cohort] = differences(waves, starts)
    [step] = cohort.steps
    expected, figure = case["expected"], step.figure
    agree(
        expected,
        did=figure.change / 100,
        se_welch=step.se / 100,
        ci_welch=[figure.change_low / 100, figure.change_high / 100],
        p_welch=figure.p_value,
        se_sampling=step.survey_se / 100,
    )


@pytest.fixture
def programme(db):
    return three_cohorts()


def test_each_cohort_and_wave_equals_welch_on_the_changes_of_those_started_and_waiting(programme):
    evidence, indicator, neighbourhoods, _ = read(programme)
    first, second = cohorts_beside_waiting(evidence, indicator, neighbourhoods, TODAY)
    waiting = {"first": ("Damson", "Elder", *COHORTS[3][1]), "later": COHORTS[3][1]}
    expected = [
        (first.steps[0], COHORTS[1][1], waiting["first"], 0, 1, False),
        (first.steps[1], COHORTS[1][1], waiting["later"], 0, 2, False),
        (second.steps[0], COHORTS[2][1], waiting["later"], 1, 0, True),
        (second.steps[1], COHORTS[2][1], waiting["later"], 1, 2, False),
    ]
    assert (len(first.steps), len(second.steps)) == (2, 2)
    for step, ours, theirs, base, wave, is_before in expected:
        moved = {name: (row[wave] - row[base]) / 2 for name, row in ANSWERS.items()}
        a, b = [moved[n] for n in ours], [moved[n] for n in theirs]
        welch = stats.ttest_ind(a, b, equal_var=False)
        ends = welch.confidence_interval(0.95)
        assert step.figure.change == pytest.approx(np.mean(a) - np.mean(b))
        assert (step.figure.change_low, step.figure.change_high) == pytest.approx((ends.low, ends.high))
        assert step.figure.p_value == pytest.approx(welch.pvalue)
        assert (step.started, step.waiting, step.is_before) == (len(ours), len(theirs), is_before)
        survey = sum(
            sum(ANSWERS[n][at] / 200 * (1 - ANSWERS[n][at] / 200) / 199 for n in side for at in (base, wave))
            / len(side) ** 2
            for side in (ours, theirs)
        )
        assert step.survey_se == pytest.approx(100 * np.sqrt(survey))


def test_cohort_that_has_started_is_never_a_comparison():
    waves = {
        "2024": (date(2024, 7, 1), level({"a": 10, "b": 10, "c": 10, "d": 10, "e": 10, "f": 10})),
        "2025": (date(2025, 7, 1), level({"a": 15, "b": 16, "c": 10, "d": 10, "e": 11, "f": 10})),
        "2026": (date(2026, 7, 1), level({"a": 15, "b": 16, "c": 90, "d": 95, "e": 11, "f": 10})),
    }
    starts = {"a": FIRST, "b": FIRST, "c": SECOND, "d": SECOND, "e": LATER, "f": None}
    first, second = differences(waves, starts)
    assert [step.waiting for step in first.steps] == [4, 2]
    assert first.steps[1].figure.change == pytest.approx(5.5 - 0.5)
    assert [(step.wave, step.is_before) for step in second.steps] == [("2024", True), ("2026", False)]


@pytest.mark.parametrize(
    ("started", "strength"),
    [(1, Strength.NONE), (2, Strength.INDICATIVE), (3, Strength.INDICATIVE), (4, Strength.TESTED)],
)
def test_strength_follows_how_many_started(started, strength):
    names = [f"s{i}" for i in range(started)]
    starts = dict.fromkeys(names, FIRST) | dict.fromkeys("wxyz", LATER)
    waves = {
        "2024": (date(2024, 7, 1), level(dict.fromkeys(starts, 10))),
        "2025": (date(2025, 7, 1), level({code: 12 + at for at, code in enumerate(starts)})),
    }
    [cohort] = differences(waves, starts)
    [step] = cohort.steps
    assert step.strength == strength
    untested = strength == Strength.NONE
    assert (step.figure.p_value is None, step.figure.change_low is None, step.se is None) == (untested,) * 3
    assert step.survey_se > 0


def test_one_waiting_neighbourhood_gives_no_test():
    starts = dict.fromkeys("abcd", FIRST) | {"w": LATER}
    waves = {
        "2024": (date(2024, 7, 1), level(dict.fromkeys(starts, 10))),
        "2025": (date(2025, 7, 1), level({"a": 14, "b": 15, "c": 16, "d": 17, "w": 10})),
    }
    [cohort] = differences(waves, starts)
    assert not cohort.latest.is_tested
    assert cohort.finding == "Cohort 1: 6 points more than places still waiting, 2025 (no test)"


def test_neighbourhoods_alike_by_luck_are_not_clear_of_chance_where_the_survey_is_not():
    starts = dict.fromkeys("abcd", FIRST) | dict.fromkeys("wxyz", LATER)
    after = {"a": 12.0, "b": 12.1, "c": 11.9, "d": 12.0, "w": 10.0, "x": 10.1, "y": 9.9, "z": 10.0}
    waves = {
        "2024": (date(2024, 7, 1), dict.fromkeys(starts, (10.0, 2.0))),
        "2025": (date(2025, 7, 1), {code: (value, 2.0) for code, value in after.items()}),
    }
    [cohort] = differences(waves, starts)
    assert cohort.latest.figure.p_value < 0.001
    assert cohort.latest.chance_words == "could be chance"


def test_hidden_figures_and_places_not_asked_take_no_part():
    starts = dict.fromkeys("abc", FIRST) | dict.fromkeys("wxy", LATER)
    before = level(dict.fromkeys("abcwx", 10)) | {"y": (np.nan, np.nan)}
    waves = {
        "2024": (date(2024, 7, 1), before),
        "2025": (date(2025, 7, 1), level({"a": 14, "b": 15, "w": 10, "x": 11, "y": 99})),
    }
    [cohort] = differences(waves, starts)
    assert (cohort.latest.started, cohort.latest.waiting) == (2, 2)
    assert cohort.latest.figure.change == pytest.approx(4.5 - 0.5)


def test_small_survey_of_few_places_is_never_what_all_is_measured_from():
    starts = dict.fromkeys("abcd", FIRST) | dict.fromkeys("wxyz", LATER)
    waves = {
        "all": (date(2024, 7, 1), level(dict.fromkeys(starts, 10))),
        "street": (date(2024, 11, 1), level({"a": 30, "w": 10})),
        "later": (date(2025, 7, 1), level(dict.fromkeys(starts, 12))),
    }
    [cohort] = differences(waves, starts)
    assert cohort.base == "all"
    assert [step.wave for step in cohort.steps] == ["later"]


def test_wave_on_the_day_of_the_start_counts_as_before_it():
    starts = dict.fromkeys("ab", FIRST) | dict.fromkeys("wx", LATER)
    waves = {
        "start": (FIRST.support_starts_on, level(dict.fromkeys(starts, 10))),
        "after": (date(2025, 7, 1), level({"a": 12, "b": 14, "w": 10, "x": 11})),
    }
    [cohort] = differences(waves, starts)
    assert cohort.base == "start"


def test_nobody_left_waiting_is_said_plainly():
    waves = {
        "2024": (date(2024, 7, 1), level(dict.fromkeys("abcd", 10))),
        "2026": (date(2026, 7, 1), level(dict.fromkeys("abcd", 12))),
    }
    first, second = differences(waves, dict.fromkeys("ab", FIRST) | dict.fromkeys("cd", SECOND))
    assert first.steps == ()
    assert first.why == "Nobody was left waiting in any survey since the start, so there is nothing to compare with."
    assert first.left_out == ("2026",)


def test_no_survey_before_the_start_is_said_plainly():
    waves = {"2025": (date(2025, 7, 1), level(dict.fromkeys("abwx", 10)))}
    [cohort] = differences(waves, dict.fromkeys("ab", FIRST) | dict.fromkeys("wx", LATER))
    assert cohort.why == "No survey before the start has figures of these neighbourhoods."


def test_cohorts_that_start_on_one_day_are_one_group():
    twin = Cohort(2, FIRST.support_starts_on)
    waves = {
        "2024": (date(2024, 7, 1), level(dict.fromkeys("abwx", 10))),
        "2025": (date(2025, 7, 1), level({"a": 12, "b": 14, "w": 10, "x": 11})),
    }
    [cohort] = differences(waves, {"a": FIRST, "b": twin, "w": LATER, "x": LATER})
    assert cohort.label == "Cohort 1 and Cohort 2"
    assert cohort.latest.started == 2


def test_where_the_sides_stood_before_is_told_for_regression_to_the_mean(programme):
    evidence, indicator, neighbourhoods, _ = read(programme)
    first, _ = cohorts_beside_waiting(evidence, indicator, neighbourhoods, TODAY)
    assert first.stood_words.endswith("before support, these places stood at 10% on average, those waiting at 21%.")
