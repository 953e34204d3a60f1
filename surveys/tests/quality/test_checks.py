"""Each check by itself: what it notices, and what it leaves alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from surveys.answers import BLANK, DONT_KNOW, NOT_ASKED, PACKED, REFUSED
from surveys.quality import checks
from surveys.quality.checks import Battery, Contradiction

ONE = np.zeros(100, dtype=int)


def found(findings):
    return [finding.at for finding in findings]


def timed(*seconds, usual=300, others=30):
    """The seconds of `others` usual people, then these."""
    return np.array([usual] * others + list(seconds), dtype=float)


@pytest.mark.parametrize(("seconds", "is_fast"), [(119, True), (120, False), (300, False), (np.nan, False), (0, True)])
def test_speeder_takes_less_than_two_fifths_of_the_usual_time(seconds, is_fast):
    assert (30 in found(checks.speeders(timed(seconds), ONE[:31]))) == is_fast


def test_speeders_are_compared_with_their_own_way_and_language():
    seconds = np.concatenate([timed(), timed(usual=60)])
    group = np.repeat([0, 1], 30)

    assert checks.speeders(seconds, group) == []


def test_nobody_is_fast_where_too_few_times_are_known():
    few = [300.0] * 18 + [10.0]

    assert checks.speeders(few, ONE[:19]) == []
    assert found(checks.speeders([*few, np.nan, 300.0], ONE[:21])) == [18]


def test_speed_is_told_as_a_share_and_not_in_seconds():
    [finding] = checks.speeders(timed(30), ONE[:31])

    assert finding.words.startswith("10% of the usual time")


BATTERY = Battery("R14", "R18", (0, 1, 2, 3, 4))


@pytest.mark.parametrize(
    ("answers", "is_straight"),
    [
        ([2, 2, 2, 2, 2, 9], True),
        ([0, 0, 0, 0, 0, 9], True),
        ([2, 2, 2, 2, 3, 2], False),
        ([2, 2, 2, 2, BLANK, 2], False),
        ([DONT_KNOW] * 6, False),
        ([NOT_ASKED] * 6, False),
    ],
)
def test_straight_liner_gives_one_option_throughout_a_whole_battery(answers, is_straight):
    assert bool(checks.straight_liners(np.array([answers], PACKED), [BATTERY])) == is_straight


def test_straight_line_is_told_without_the_option():
    [finding] = checks.straight_liners(np.full((1, 5), 4, PACKED), [BATTERY])

    assert finding.words == "The same option in all 5 questions from R14 to R18."


def duplicates(answers, sample=(1, 1), sex=(1, 1), band=(2, 2)):
    return found(checks.duplicates(np.array(answers, PACKED), sample, sex, band, ["first", "second"]))


TEN = [1, 2, 1, 2, 1, 2, 1, 2, 1, 2, BLANK, NOT_ASKED]


def test_second_of_two_alike_is_noticed_and_says_whom_it_is_like():
    [finding] = checks.duplicates(np.array([TEN, TEN], PACKED), [1, 1], [1, 1], [2, 2], ["first", "second"])

    assert finding == (1, "The same 10 answers as first, of the same sex and age.")


@pytest.mark.parametrize(
    "other",
    [{"sample": (1, 2)}, {"sex": (1, 2)}, {"band": (2, 3)}],
    ids=["another neighbourhood", "another sex", "another age"],
)
def test_people_who_differ_otherwise_are_no_duplicates(other):
    assert duplicates([TEN, TEN], **other) == []


def test_one_answer_more_or_less_is_no_duplicate_nor_are_two_who_answered_little():
    nine = [*TEN[:9], BLANK, BLANK, NOT_ASKED]

    assert duplicates([TEN, [*TEN[:10], 1, NOT_ASKED]]) == []
    assert duplicates([TEN, [*TEN[:10], DONT_KNOW, NOT_ASKED]]) == []
    assert duplicates([nine, nine]) == []


def test_combination_is_impossible_only_if_every_part_was_said():
    rule = Contradiction(("R20", "R21"), ((0, (2,)), (1, (1, 2))))
    answers = np.array([[2, 1], [2, 2], [2, BLANK], [1, 1], [NOT_ASKED, 1]], PACKED)

    assert found(checks.impossible(answers, [rule])) == [0, 1]
    assert checks.impossible(answers, [rule])[0].words == "R20 and R21 cannot both be true."


@pytest.mark.parametrize(
    ("answers", "is_missing"),
    [
        ([1, 1, BLANK, BLANK, BLANK], True),
        ([1, 1, DONT_KNOW, REFUSED, BLANK], True),
        ([0, 0, 0, BLANK, BLANK], False),
        ([1, 1, 1, BLANK, BLANK, BLANK], False),
        ([1, 1, NOT_ASKED, NOT_ASKED, NOT_ASKED, 1, 1, 1], False),
        ([BLANK, BLANK, BLANK, BLANK, NOT_ASKED], False),
    ],
    ids=["most blank", "every kind", "zero is an answer", "exactly half", "not asked", "asked too little"],
)
def test_most_left_out_is_more_than_half_of_what_was_asked(answers, is_missing):
    assert bool(checks.mostly_missing(np.array([answers], PACKED))) == is_missing


@given(
    answers=arrays(
        PACKED, st.tuples(st.integers(1, 12), st.just(12)), elements=st.sampled_from([1, 2, BLANK, NOT_ASKED])
    ),
    again=st.integers(0, 11),
)
def test_sending_answers_again_adds_exactly_that_one(answers, again):
    """Whoever answered enough is found when sent once more, and nobody else is."""
    again %= len(answers)
    people = len(answers) + 1
    alike, names = np.ones(people), [str(number) for number in range(people)]
    twice = np.vstack([answers, answers[again]])
    before = checks.duplicates(answers, alike, alike, alike, names)

    after = checks.duplicates(twice, alike, alike, alike, names)

    enough = (answers[again] >= 0).sum() >= checks.FEWEST_SAME
    assert found(after) == found(before) + [len(answers)] * int(enough)
