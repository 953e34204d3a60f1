"""Change since the survey before: from what was published, against what is stored and what plain arithmetic gives."""

import json
from datetime import date
from math import hypot, sqrt

import pytest
from scipy import stats

from evaluation import statistics as st
from evaluation.comparing.over_time import change_of, previous_row, since_last, trend_of, trend_words
from evaluation.indicators import national
from evaluation.tests.comparing.test_trend_words import Row
from evaluation.tests.comparing.world import ANSWERS, read, three_cohorts
from evaluation.tests.factories import answer, answers_with, surveyed
from evaluation.tests.r_cases import FOLDER, agree, column, sums_by_ward
from surveys.actions.locking import lock_wave
from surveys.actions.weights import weigh_wave
from surveys.tests.factories import SampleFactory, WaveFactory


@pytest.fixture
def programme(db):
    return three_cohorts()


def waves_of(evidence):
    """Names of the waves, the earliest first."""
    return list(reversed(evidence.waves("A1")))


def by_name(evidence, wave):
    return {row.area_name: row for row in evidence.places("A1", wave)}


@pytest.mark.realdata
def test_restored_estimates_give_the_change_that_r_gives():
    path = FOLDER / "p050.json"
    if not path.exists():
        pytest.skip(f"{path} is missing")
    case = json.loads(path.read_text())
    ward, w, y, wave = (
        column(case, name, kind=kind) for name, kind in (("ward", str), ("w", float), ("y", float), ("wave", float))
    )
    published = [
        st.shares(sums_by_ward(ward[wave == at], w[wave == at], None, y[wave == at]), strata=0, fpc=False)[0]
        for at in (0, 1)
    ]
    restored = [st.restored_estimates(e.estimate, e.se, e.n_kish, e.df, is_share=True) for e in published]
    change = st.change_between(*restored)
    agree(
        case["expected"],
        app_diff=change.change,
        app_diff_ci=[change.low, change.high],
        app_t=change.t,
        app_p=change.p,
        se_diff=change.se,
    )


def test_change_from_published_rows_is_the_one_that_the_engine_stored(programme):
    evidence, indicator, *_ = read(programme)
    first, *_, last = waves_of(evidence)
    for area in (programme.slug, "cohort-1", *sorted(evidence.codes("A1", last))):
        rows = {row.wave: row for row in evidence.series("A1", area)}
        found = change_of([rows[first]], [rows[last]], indicator)
        stored = rows[last]
        assert found.change[0] == pytest.approx(stored.change, abs=1e-9)
        assert found.low[0] == pytest.approx(stored.change_low, abs=1e-9)
        assert found.high[0] == pytest.approx(stored.change_high, abs=1e-9)
        assert found.p[0] == pytest.approx(stored.p_value, rel=1e-9)


def test_change_of_a_mean_from_published_rows_is_the_one_that_the_engine_stored(db):
    programme, waves = surveyed({"Ropewalk": []}, codes=("R4", "H1"), purposes=())
    questionnaire = programme.questionnaires.get()
    for year, (helpers, hours) in ((2024, (40, 3)), (2025, (60, 4))):
        wave = WaveFactory(
            programme=programme,
            questionnaire=questionnaire,
            purpose="baseline" if year == 2024 else "follow-up",
            starts_on=date(year, 7, 1),
            ends_on=date(year, 7, 31),
        )
        rows = [
            ({"R4": 1, "H1": hours + i % 3} if i < helpers else {"R4": 2, "H1": -1}, i % 2 + 1, 2) for i in range(200)
        ]
        answer(SampleFactory(wave=wave, neighbourhood=programme.neighbourhoods.get(), population=6496), rows)
        weigh_wave(wave=wave, method="equal")
        lock_wave(wave=wave, by=None)
    evidence, indicator, *_ = read(programme, "A7")
    before, after = evidence.series("A7", programme.slug)
    found = change_of([before], [after], indicator)
    assert found.change[0] == pytest.approx(after.change)
    assert (found.low[0], found.high[0]) == pytest.approx((after.change_low, after.change_high))
    assert found.p[0] == pytest.approx(after.p_value)


def wilson_of(yes, n):
    """Wilson with Student's q, no correction, equal weights: n_eff is Kish's n, since p(1-p)/v is n - 1 or more."""
    p, q = yes / n, stats.t.ppf(0.975, n - 1)
    v = p * (1 - p) / (n - 1)
    n_eff = min(p * (1 - p) / v, n)
    centre = (p + q * q / 2 / n_eff) / (1 + q * q / n_eff)
    half = q * sqrt(p * (1 - p) / n_eff + q * q / 4 / n_eff**2) / (1 + q * q / n_eff)
    return p, centre - half, centre + half, v


def test_since_last_equals_plain_arithmetic_with_the_family_of_all_neighbourhoods(programme):
    evidence, indicator, _, members = read(programme)
    wave = waves_of(evidence)[2]
    found = since_last(evidence, indicator, wave, members)
    raw = {}
    for name, row in by_name(evidence, wave).items():
        (p1, l1, u1, v1), (p2, l2, u2, v2) = (wilson_of(ANSWERS[name][at], 200) for at in (1, 2))
        figure, d = found[row.area_code], p2 - p1
        assert figure.change == pytest.approx(100 * d)
        assert figure.change_low == pytest.approx(100 * (d - hypot(p2 - l2, u1 - p1)))
        assert figure.change_high == pytest.approx(100 * (d + hypot(u2 - p2, p1 - l1)))
        raw[row.area_code] = 2 * stats.t.sf(abs(d) / sqrt(v1 + v2), 398)
        assert figure.p_value == pytest.approx(raw[row.area_code])
        assert figure.against == waves_of(evidence)[1]
    # Benjamini and Hochberg by hand: the smallest over those at least as large of p times the tests over its rank.
    ranked = sorted(raw, key=raw.get)
    adjusted = [raw[code] * len(ranked) / (at + 1) for at, code in enumerate(ranked)]
    for at, code in enumerate(ranked):
        assert found[code].p_adjusted == pytest.approx(min(1, *adjusted[at:], 2))


def test_larger_areas_keep_their_p_value_as_it_is(programme):
    evidence, indicator, _, members = read(programme)
    found = since_last(evidence, indicator, waves_of(evidence)[-1], members)
    for code in (programme.slug, "cohort-1", "cohort-2"):
        assert found[code].p_adjusted == found[code].p_value


def test_verdict_since_last_is_clear_only_after_allowing_for_the_others(programme):
    evidence, indicator, _, members = read(programme)
    latest = waves_of(evidence)[-1]
    alder = by_name(evidence, latest)["Alder"].area_code
    figure = since_last(evidence, indicator, latest, members)[alder]
    assert figure.p_value < 0.05 < figure.p_adjusted
    assert figure.change_low > 0
    assert figure.verdict_words == "No clear change"


def test_first_survey_has_none_before_it(programme):
    evidence, indicator, _, members = read(programme)
    assert since_last(evidence, indicator, waves_of(evidence)[0], members) == {}


def test_figure_since_last_says_what_it_is_beside(programme):
    evidence, indicator, _, members = read(programme)
    first, second, *_ = waves_of(evidence)
    figure = since_last(evidence, indicator, second, members)[programme.slug]
    assert figure.words == f"17% (15 to 19) · n 1,800 · {first} 15% · up 2 points (−1 to 4)"


def street_survey(programme):
    """One more wave between the second and the third, in Alder alone."""
    wave = WaveFactory(
        programme=programme,
        questionnaire=programme.questionnaires.get(),
        name="Street survey",
        purpose="follow-up",
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 1, 31),
    )
    place = programme.neighbourhoods.get(name="Alder")
    answer(SampleFactory(wave=wave, neighbourhood=place, population=6496), answers_with("R2", 100, 200))
    weigh_wave(wave=wave, method="equal")
    lock_wave(wave=wave, by=None)
    programme.refresh_from_db()


def test_larger_area_is_compared_over_the_same_neighbourhoods_only(programme):
    street_survey(programme)
    evidence, _, _, members = read(programme)
    *_, second, street, latest = waves_of(evidence)
    [whole] = [row for row in evidence.series("A1", programme.slug) if row.wave == latest]
    alder = by_name(evidence, latest)["Alder"]
    assert previous_row(evidence, whole, members[programme.slug]).wave == second
    assert previous_row(evidence, alder, {alder.area_code}).wave == street == "Street survey"


def test_hidden_survey_before_is_too_few_and_tells_no_number(db):
    programme = three_cohorts({**ANSWERS, "Alder": (1, 1, 16)}, small={("Alder", 1): 8})
    evidence, indicator, _, members = read(programme)
    latest = waves_of(evidence)[-1]
    alder = by_name(evidence, latest)["Alder"].area_code
    figure = since_last(evidence, indicator, latest, members)[alder]
    assert (figure.change, figure.verdict, figure.p_value, figure.baseline) == (None, "too_few", None, None)
    assert figure.baseline_words.endswith(": too few answers")


def test_trend_of_hours_is_in_hundreds():
    hours = enumerate((7260, 6277, 7706, 8938))
    rows = [Row(date(2023 + year, 7, 1), value, 900.0, 300, 299) for year, value in hours]
    words = trend_words(trend_of(rows), national()["A7"])
    assert words == "Up 600 hours a year (−100 to 1,400) over 4 waves, which could be chance."
