"""Which indicators a choice of questions can compute and which it loses, asked of the rooms that know."""

import pytest

from surveys.actions.bank import load_file
from surveys.drafting.indicator_needs import Wanted, indicators_of, wanted_indicators
from surveys.tests.question_files import HEADING, QUESTION
from surveys.tests.questionnaires.designing import TWELVE, draft, published

pytestmark = pytest.mark.django_db


def codes(indicators):
    return {indicator.code for indicator in indicators}


def test_wanted_indicators_are_those_of_the_audience_with_all_their_questions(programme):
    wanted = {each.code: each for each in wanted_indicators(programme, "residents")}
    assert wanted["A4"].questions == {"R4", "R5"}
    assert wanted["A1"].questions == {"R2", "R4"}
    assert wanted["A4"].name == "Regular unpaid help, monthly or more"
    assert {code for each in wanted_indicators(programme, "organisations") for code in each.questions} <= {
        *(f"V{number}" for number in range(1, 11)),
        *(f"V5{letter}" for letter in "abcdefg"),
    }
    assert wanted_indicators(programme, "agencies") == []


def test_draft_computes_what_all_its_questions_allow(programme):
    asked = draft(programme, *TWELVE)
    wanted = wanted_indicators(programme, "residents")
    found = indicators_of(asked.asked, wanted)
    assert {"A1", "A2", "A4", "A7", "D1"} <= codes(found.computed)
    assert found.lost == []
    assert found.total == len(wanted)


def test_draft_loses_what_the_version_before_had_and_says_through_which_question(programme):
    before = published(programme, "R2", "R4", "R5", "R28", "R28t")
    after = draft(programme, "R2", "R4")
    found = indicators_of(after.asked, wanted_indicators(programme, "residents"), before)
    lost = {each.indicator.code: each.questions for each in found.lost}
    assert lost["A4"] == ("R5",)
    assert all(set(questions) <= {"R5", "R28"} for questions in lost.values())
    assert "A7" in codes(each.indicator for each in found.others)


def test_words_feed_no_indicator(programme):
    load_file(
        text=HEADING + QUESTION.replace('"single"', '"text"').replace("options", "# options"), programme=programme
    )
    asked = draft(programme, "Q1")
    assert indicators_of(asked.asked, [Wanted("Q1", "Garden", frozenset({"Q1"}))]).computed == []
