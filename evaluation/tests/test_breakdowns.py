"""Figures by the options of a question: right, hidden where they must be, and the reason where there are none."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from commissioning.tests.factories import CohortFactory, ProgrammeFactory
from evaluation.areas import Area, by_options
from evaluation.breakdowns import breakdown_of, ways_of
from evaluation.catalogue import Catalogue
from evaluation.engine import recompute
from evaluation.frames import estimates_frame
from evaluation.giveaways import with_giveaways
from evaluation.indicators import national
from evaluation.statistics import benjamini_hochberg
from evaluation.tests.factories import answer
from neighbourhoods.tests.factories import NeighbourhoodFactory
from surveys.actions.bank import load_shipped_menu
from surveys.actions.locking import lock_wave
from surveys.actions.questionnaires import publish_questionnaire
from surveys.actions.retention import destroy_answers
from surveys.actions.weights import weigh_wave
from surveys.answers import DONT_KNOW, NOT_ASKED
from surveys.bank import shipped_questions
from surveys.models import QuestionnaireItem
from surveys.tests.evidence.waves import let_the_day_pass
from surveys.tests.factories import QuestionnaireFactory, SampleFactory, WaveFactory

CODES = ["R2", "R4", "R5", "Y1", "Y2"]
YES, NO = 1, 2


def people(**counts):
    """Rows of answers: `counts` map "Y1 answer and R2 answer", such as y1n2, to how many gave them."""
    rows = []
    for name, count in counts.items():
        condition, active = {"y": YES, "n": NO, "d": DONT_KNOW}[name[0]], {"y": YES, "n": NO}[name[1]]
        rows += [({"Y1": condition, "R2": active, "R5": NOT_ASKED}, None, None)] * count
    return [(answers, i % 2 + 1, i // 2 % 4 + 1) for i, (answers, _, _) in enumerate(rows)]


MANY = {"yy": 20, "yn": 80, "ny": 60, "nn": 140}
LATER = {"yy": 45, "yn": 55, "ny": 62, "nn": 138}


@pytest.fixture
def programme(db):
    load_shipped_menu()
    return ProgrammeFactory()


@pytest.fixture
def places(programme):
    return [NeighbourhoodFactory(programme=programme, name=name, residents=812) for name in ("Alder", "Birch", "Cedar")]


def held(programme, answered, *, year=2024, purpose="baseline", codes=CODES, questionnaire=None, lock=True):
    """A wave: `answered` pairs neighbourhoods with rows of answers; every answer counts the same."""
    questionnaire = questionnaire or QuestionnaireFactory(programme=programme, codes=codes, published=True)
    when = {"starts_on": date(year, 7, 1), "ends_on": date(year, 7, 31)}
    wave = WaveFactory(programme=programme, questionnaire=questionnaire, purpose=purpose, **when)
    for place, rows in answered:
        answer(SampleFactory(wave=wave, neighbourhood=place, population=6496), rows)
    weigh_wave(wave=wave, method="equal")
    return lock_wave(wave=wave, by=None) if lock else wave


def cells(found, area_code, column="estimate"):
    """Group -> a column of the frame's rows of an area; None where it is missing."""
    rows = found.frame[found.frame["area_code"] == area_code]
    return {row.group: None if row[column] != row[column] else row[column] for _, row in rows.iterrows()}


def test_shares_by_an_option_are_those_of_the_people_who_gave_it(programme, places):
    wave = held(programme, [(place, people(**MANY)) for place in places])
    found = breakdown_of(programme, wave, "Y1", ["A1"])
    assert [group.label for group in found.groups] == ["Yes", "No"]
    assert cells(found, places[0].code) == pytest.approx({"1": 20.0, "2": 30.0})
    assert cells(found, places[0].code, "n") == {"1": 100, "2": 200}
    assert cells(found, programme.slug, "n") == {"1": 300, "2": 600}


def test_frame_has_the_columns_and_kinds_of_every_frame(programme, places):
    wave = held(programme, [(place, people(**MANY)) for place in places])
    stored = estimates_frame(programme, wave=wave, breakdown="sex")
    frame = breakdown_of(programme, wave, "Y1", ["A1"]).frame
    assert list(frame.columns) == list(stored.columns)
    assert set(frame["breakdown"]) == {"Y1"}
    numbers = ["n", "estimate", "se", "ci_low", "p_adjusted", "change", "baseline_n"]
    assert (frame[numbers].dtypes == stored[numbers].dtypes).all()


def test_everybody_in_one_option_has_the_figures_that_are_stored_for_all(programme, places):
    """The same code computes both: where every person is in a group, nothing differs to the last digits."""
    rows = [({"Y1": YES, "R2": YES if i % 3 else NO}, i % 2 + 1, i // 2 % 4 + 1) for i in range(240)]
    held(programme, [(place, rows) for place in places])
    wave = held(programme, [(place, rows[:200]) for place in places], year=2025, purpose="follow-up")
    stored = estimates_frame(programme, wave=wave, breakdown="all", indicator="A1")
    found = breakdown_of(programme, wave, "Y1", ["A1"]).frame
    numbers = ["n", "estimate", "se", "ci_low", "ci_high", "n_eff", "deff", "baseline_estimate", "change", "p_value"]
    np.testing.assert_allclose(
        found[found["group"] == "1"][numbers].to_numpy(float), stored[numbers].to_numpy(float), rtol=1e-12
    )


def test_sex_and_age_are_the_figures_that_are_kept(programme, places):
    wave = held(programme, [(place, people(**MANY)) for place in places])
    stored = estimates_frame(programme, wave=wave, breakdown="age", indicator="A1")
    assert breakdown_of(programme, wave, "age", ["A1"]).frame.equals(stored)


def test_change_is_against_the_same_option_of_the_own_baseline(programme, places):
    asked = QuestionnaireFactory(programme=programme, codes=CODES, published=True)
    held(programme, [(place, people(**MANY)) for place in places], questionnaire=asked)
    wave = held(programme, [(p, people(**LATER)) for p in places], questionnaire=asked, year=2025, purpose="follow-up")
    found = breakdown_of(programme, wave, "Y1", ["A1"])
    assert found.no_change == ()
    assert cells(found, places[1].code, "change") == pytest.approx({"1": 25.0, "2": 1.0})
    assert cells(found, programme.slug, "verdict") == {"1": "clear_rise", "2": "no_clear_change"}


def test_tests_allow_for_the_groups_of_a_pooled_area_and_for_the_neighbourhoods(programme, places):
    held(programme, [(place, people(**MANY)) for place in places])
    wave = held(programme, [(p, people(**LATER)) for p in places], year=2025, purpose="follow-up")
    frame = breakdown_of(programme, wave, "Y1", ["A1"]).frame
    whole = frame[frame["area_kind"] == "programme"]
    assert whole["p_adjusted"].to_list() == pytest.approx(benjamini_hochberg(whole["p_value"].to_numpy(), axis=0))
    of_places = frame[(frame["area_kind"] == "neighbourhood") & (frame["group"] == "1")]
    expected = benjamini_hochberg(of_places["p_value"].to_numpy(), axis=0)
    assert of_places["p_adjusted"].to_list() == pytest.approx(expected)


def test_option_of_too_few_takes_the_next_smallest_with_it(programme, places):
    wave = held(programme, [(place, people(yy=4, yn=20, ny=60, nn=140)) for place in places])
    found = breakdown_of(programme, wave, "Y1", ["A1"])
    assert cells(found, places[0].code) == {"1": None, "2": None}
    assert cells(found, places[0].code, "suppressed") == {"1": "few", "2": "paired"}
    assert cells(found, places[0].code, "n") == {"1": None, "2": None}
    assert cells(found, programme.slug, "n") == {"1": 72, "2": 600}


def test_option_hidden_in_one_place_is_not_found_from_the_programme(programme, places):
    odd, *others = places
    wave = held(programme, [(odd, people(yy=4, yn=20, ny=60, nn=140)), *((p, people(**MANY)) for p in others)])
    found = breakdown_of(programme, wave, "Y1", ["A1"])
    shown = [place.code for place in places if cells(found, place.code)["1"] is not None]
    assert len(shown) == 1  # a second one is hidden beside it
    assert cells(found, programme.slug)["1"] is not None


@pytest.mark.parametrize(("silent", "is_hidden"), [(3, True), (5, False)])
def test_the_few_who_gave_no_option_are_not_found_by_subtraction(programme, places, silent, is_hidden):
    rows = people(**MANY, dy=silent)
    wave = held(programme, [(place, rows) for place in places])
    estimates = cells(breakdown_of(programme, wave, "Y1", ["A1"]), places[0].code)
    assert (estimates["1"] is None) == is_hidden
    assert estimates["2"] is not None


ANSWERS = by_options(
    QuestionnaireItem(
        code="R5",
        options=[{"code": code, "label": str(code)} for code in (1, 2, 3)],
        asked_if={"question": "R4", "is": [1]},
    )
)
AREAS = (*(Area("neighbourhood", f"W{n}", n, None, (n,)) for n in range(4)), Area("programme", "p", None, None, (0,)))


@given(
    few=arrays.arrays(bool, (5, 5, 1)),
    options=arrays.arrays(np.int64, (4, 3, 1), elements=st.integers(0, 60)),
    rest=arrays.arrays(np.int64, (4, 2, 1), elements=st.integers(0, 7)),
)
def test_nothing_shown_tells_what_one_to_four_people_said(few, options, rest):
    """Whoever adds up the options shown and takes them from a total is left with five people or more, or with none."""
    silent, not_asked = rest[:, :1], rest[:, 1:]
    asked = options.sum(axis=1, keepdims=True) + silent
    n = np.concatenate([asked + not_asked, options, asked], axis=1)
    n = np.concatenate([n, n.sum(axis=0)[None]])
    few = few | ((n < 5) & (n > 0))
    hidden = with_giveaways(few, n, AREAS, ANSWERS)
    shown = ~hidden[:, 1:4] & (n[:, 1:4] > 0)
    for total in (n[:, 0], n[:, 4]):
        left = total - np.where(shown, n[:, 1:4], 0).sum(axis=1)
        one_option_shown = shown.any(axis=1)
        assert not (one_option_shown & (left > 0) & (left < 5)).any()


@pytest.mark.parametrize("cohorts", [(1, 1, 1, 2, 2, 2), (1, 1, 2, 2, 2, 2), (1, 1, 1, 2, 2, None)])
def test_what_people_do_is_for_large_areas_only(programme, cohorts):
    found = {number: CohortFactory(programme=programme, number=number) for number in (1, 2)}
    places = [
        NeighbourhoodFactory(programme=programme, name=f"Ward {n}", residents=812, cohort=found.get(number))
        for n, number in enumerate(cohorts)
    ]
    wave = held(programme, [(place, people(**MANY)) for place in places], codes=[*CODES, "R7"])
    by_help = breakdown_of(programme, wave, "R7", ["A1"])
    opened = {"programme", "cohort"} if cohorts == (1, 1, 1, 2, 2, 2) else {"programme"}
    assert set(by_help.frame["area_kind"]) == opened
    closed = breakdown_of(programme, wave, "R7", ["A1"], area_code=places[0].code)
    assert closed.frame.empty
    assert closed.why.startswith("R7 asks what people do or think.")
    assert set(breakdown_of(programme, wave, "Y1", ["A1"]).frame["area_kind"]) == {
        "programme",
        "cohort",
        "neighbourhood",
    }


def test_fewer_than_three_places_have_no_figures_by_what_people_do(programme, places):
    wave = held(programme, [(place, people(**MANY)) for place in places[:2]], codes=[*CODES, "R7"])
    assert breakdown_of(programme, wave, "R7", ["A1"]).frame.empty
    whole = breakdown_of(programme, wave, "R7", ["A1"], area_code=programme.slug)
    assert "3 neighbourhoods and more" in whole.why


def test_indicator_is_not_broken_down_by_what_it_is_made_of(programme, places):
    wave = held(programme, [(place, people(**MANY)) for place in places])
    catalogue = Catalogue(programme)
    assert list(ways_of(catalogue["A1"], wave)) == ["age", "sex", "R5", "Y1", "Y2"]
    assert breakdown_of(programme, wave, "R2", ["A1"]).why == (
        "A1 is computed from R2, so the answers to it say nothing more about it."
    )


def test_wave_that_is_open_or_did_not_ask_says_so(programme, places):
    still_open = held(programme, [(places[0], people(**MANY))], lock=False)
    assert breakdown_of(programme, still_open, "Y1", ["A1"]).why.endswith("is not locked yet, so it has no figures.")
    other = held(programme, [(places[0], people(**MANY))], year=2025, codes=["R2", "R4"])
    found = breakdown_of(programme, other, "Y1", ["A1"])
    assert (found.why, len(found.frame)) == (f"{other.name} did not ask Y1.", 0)


def test_destroyed_answers_leave_sex_and_age(programme, places):
    wave = held(programme, [(place, people(**MANY)) for place in places])
    before = breakdown_of(programme, wave, "sex", ["A1"]).frame
    let_the_day_pass(wave)
    destroy_answers(wave=wave)
    wave.refresh_from_db()
    assert "were destroyed" in breakdown_of(programme, wave, "Y1", ["A1"]).why
    assert breakdown_of(programme, wave, "sex", ["A1"]).frame.equals(before)


def test_baseline_that_did_not_ask_or_asked_otherwise_gives_no_change(programme, places):
    held(programme, [(place, people(**MANY)) for place in places], codes=["R2", "R4", "Y1"])
    reworded = QuestionnaireFactory(programme=programme, codes=CODES)
    item = reworded.items.get(code="Y1")
    item.wording = "Are you ill?"
    item.save()
    publish_questionnaire(questionnaire=reworded, by=None)
    rows = [(place, people(**LATER)) for place in places]
    wave = held(programme, rows, year=2025, purpose="follow-up", questionnaire=reworded)
    assert wave.questionnaire_id == reworded.pk
    by_health = breakdown_of(programme, wave, "Y1", ["A1"])
    assert by_health.frame["change"].isna().all()
    assert by_health.frame["estimate"].notna().all()
    assert "asked Y1 otherwise" in by_health.no_change[0]
    by_origin = breakdown_of(programme, wave, "Y2", ["A1"])
    assert "did not ask Y2" in by_origin.no_change[0]


def test_destroyed_baseline_gives_no_change(programme, places):
    baseline = held(programme, [(place, people(**MANY)) for place in places])
    wave = held(programme, [(p, people(**LATER)) for p in places], year=2025, purpose="follow-up")
    let_the_day_pass(baseline)
    destroy_answers(wave=baseline)
    found = breakdown_of(programme, wave, "Y1", ["A1"])
    assert found.frame["change"].isna().all()
    assert "the baseline, were destroyed" in found.no_change[0]


def test_figures_are_computed_once_for_each_version_of_the_evidence(programme, places, django_assert_max_num_queries):
    wave = held(programme, [(place, people(**MANY)) for place in places])
    programme.refresh_from_db()
    first = breakdown_of(programme, wave, "Y1", ["A1"])
    with django_assert_max_num_queries(5):
        again = breakdown_of(programme, wave, "Y1", ["A1"])
    assert again.frame.equals(first.frame)


def test_stored_figures_know_nothing_of_questions_about_the_respondent(programme, places):
    about = {code for code, question in shipped_questions().items() if code in ("Y1", "Y2")}
    asked_by_indicators = {code for indicator in national().values() for code in indicator.questions}
    assert not about & asked_by_indicators
    with_them = held(programme, [(place, people(**MANY)) for place in places])
    without = held(programme, [(place, people(**MANY)) for place in places], year=2024, codes=["R2", "R4", "R5"])
    recompute(programme)
    columns = ["area_code", "group", "n", "estimate", "se", "ci_low", "ci_high", "suppressed"]
    frames = [estimates_frame(programme, wave=wave, indicator="A1")[columns] for wave in (with_them, without)]
    assert frames[0].equals(frames[1])
