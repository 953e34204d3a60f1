"""What was typed becomes packed answers, words and faults, by the same rules for every way of answering."""

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from surveys.answering.given import read_given
from surveys.answers import BLANK, DONT_KNOW, MOST_CHOSEN, NOT_ASKED, REFUSED, chosen_codes, pack_chosen
from surveys.tests.answering.questions import one_of_each_kind

ITEMS = one_of_each_kind()


def answers_to(**typed):
    return read_given(ITEMS, typed)


def test_everything_answered_is_read_by_kind():
    given = answers_to(R4="1", R5="2", L1=["2", "14"], L2=" Allotments ", R11="0", L3="1200", sex="2", age_band="4")

    assert given.faults == {}
    assert given.answers == {"R4": 1, "R5": 2, "L1": pack_chosen([2, 14]), "R11": 0, "L3": 1200}
    assert given.words == {"L2": "Allotments"}
    assert (given.sex, given.age_band) == (2, 4)


def test_nothing_typed_is_blank_and_not_zero():
    given = answers_to()

    assert given.answers == {"R4": BLANK, "R5": BLANK, "L1": BLANK, "R11": BLANK, "L3": BLANK}
    assert given.is_empty
    assert (given.sex, given.age_band) == (0, 0)


def test_zero_is_an_answer():
    assert not answers_to(R11="0").is_empty


def test_question_ruled_out_is_not_asked_whatever_was_typed():
    assert answers_to(R4="2", R5="1").answers["R5"] == NOT_ASKED


def test_question_after_dont_know_is_not_asked():
    given = answers_to(R4="dk")

    assert (given.answers["R4"], given.answers["R5"]) == (DONT_KNOW, NOT_ASKED)


def test_words_after_another_choice_are_dropped():
    assert answers_to(L1=["1"], L2="Allotments").words == {}


@pytest.mark.parametrize(("typed", "packed"), [("dk", DONT_KNOW), ("refused", REFUSED), ("none", 0)])
def test_several_options_may_be_answered_without_any(typed, packed):
    assert answers_to(L1=[typed]).answers["L1"] == packed


@pytest.mark.parametrize(
    ("code", "typed"),
    [("R4", "3"), ("R4", "yes"), ("L1", ["1", "9"]), ("R11", "96"), ("R11", "-1"), ("R11", "many"), ("L3", "30001")],
)
def test_what_is_no_answer_is_a_fault_at_the_question(code, typed):
    given = read_given(ITEMS, {"R4": "1"} | {code: typed})

    assert set(given.faults) == {code}
    assert given.answers[code] == BLANK


def test_endless_words_are_a_fault():
    assert set(answers_to(L1=["2"], L2="a" * 5_001).faults) == {"L2"}


@examples(st.sets(st.integers(1, MOST_CHOSEN)))
def test_any_options_chosen_come_back_from_their_packed_answer(codes):
    assert chosen_codes(pack_chosen(codes)) == sorted(codes)
