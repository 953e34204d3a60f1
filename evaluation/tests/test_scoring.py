"""Scoring: the worked examples, each rule about missing answers, and a plainer second route."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.indicators import QuestionsNotAsked, compile_scorer, national, read_definitions, score
from evaluation.indicators.rules import Combined, Leaf
from surveys.answers import BLANK, DONT_KNOW, NOT_ASKED, OTHER, REFUSED
from surveys.bank import shipped_questions

MISSING_CODES = [BLANK, NOT_ASKED, DONT_KNOW, REFUSED]


def packed(order, groups):
    """Answers of respondents; `groups` pairs a number of them with what they answered, the rest is blank."""
    rows = []
    for respondents, answers in groups:
        row = [answers.get(code, BLANK) for code in order]
        rows += [row] * respondents
    return np.array(rows, dtype=np.int16)


def result(code, *groups):
    """(sum of y, number valid) of a national indicator for `groups` of (respondents, answers)."""
    indicator = national()[code]
    order = {question: column for column, question in enumerate(indicator.questions)}
    y, valid = score(indicator, packed(order, groups), order)
    assert (y[~valid] == 0).all()
    return y.sum(), valid.sum()


def one(code, **answers):
    """What a single respondent counts for in a national indicator, or None where they are missing."""
    total, valid = result(code, (1, answers))
    return total if valid else None


# Counts of the worked examples in the definitions: (yes, valid).
SINGLE_QUESTION_EXAMPLES = [
    ("A3", "R2", 1, 2, 44, 297),
    ("A5", "R4", 1, 2, 35, 296),
    ("A6", "R23", 1, 4, 139, 295),
    ("A8", "R13", 1, 2, 74, 290),
    ("B8", "V2", 2, 5, 19, 26),
    ("B9", "V1", 1, 4, 20, 27),
    ("B12", "R25", 2, 3, 118, 286),
    ("C2", "R7", 1, 2, 58, 296),
    ("C3", "R8", 1, 2, 55, 295),
    ("C6", "R9", 2, 3, 171, 296),
    ("C7", "R14", 2, 3, 187, 292),
    ("C11", "R18", 1, 5, 168, 288),
    ("C12", "R19", 1, 2, 176, 288),
    ("D4", "X1", 1, 2, 178, 281),
    ("E1", "V3", 2, 3, 26, 60),
    ("E2", "V4", 1, 2, 22, 60),
    ("E3", "V5a", 1, 3, 21, 58),
    ("E6", "R26", 1, 2, 54, 295),
    ("E7", "R27", 3, 0, 88, 296),
    ("F1", "V7", 2, 3, 14, 60),
    ("F2", "V6", 1, 4, 13, 59),
    ("F4", "V5g", 2, 5, 9, 58),
    ("F5", "R12", 1, 2, 86, 279),
    ("F6", "R22", 1, 2, 141, 271),
]


@pytest.mark.parametrize(("code", "question", "yes", "no", "count", "valid"), SINGLE_QUESTION_EXAMPLES)
def test_share_of_one_question_matches_the_worked_example(code, question, yes, no, count, valid):
    missing = [(1, {question: answer}) for answer in MISSING_CODES]
    groups = [(count, {question: yes}), (valid - count, {question: no}), *missing]
    assert result(code, *groups) == (count, valid)


def test_active_share_matches_the_worked_example():
    groups = [
        (25, {"R2": 1, "R4": 2}),
        (9, {"R2": 2, "R4": 1}),
        (18, {"R2": 1, "R4": 1}),
        (1, {"R2": 1, "R4": DONT_KNOW}),
        (241, {"R2": 2, "R4": 2}),
        (6, {"R2": 2, "R4": REFUSED}),
    ]
    assert result("A1", *groups) == (53, 294)


def test_share_in_any_group_matches_the_worked_example():
    groups = [
        (171, {"R1": 1, "R2": 2, "R3": BLANK}),
        (122, {"R1": 2, "R2": 2, "R3": 2}),
        (7, {"R1": 2, "R2": 2, "R3": BLANK}),
    ]
    assert result("A2", *groups) == (171, 293)


def test_regular_help_matches_the_worked_example():
    groups = [
        (12, {"R4": 1, "R5": 1}),
        (9, {"R4": 1, "R5": 2}),
        (6, {"R4": 1, "R5": 3}),
        (5, {"R4": 1, "R5": 4}),
        (258, {"R4": 2, "R5": NOT_ASKED}),
        (3, {"R4": 1, "R5": 5}),
        (7, {"R4": DONT_KNOW, "R5": NOT_ASKED}),
    ]
    assert result("A4", *groups) == (21, 290)
    total, valid = result("A7m", *groups)
    assert (total, valid) == (624 + 108 + 24 + 5, 290)
    assert total / valid * national()["A7m"].scale == pytest.approx(5248, abs=0.5)


def test_volunteering_hours_match_the_worked_example():
    groups = [(19, {"R4": 1, "H1": 30}), (281, {"R4": 2, "H1": NOT_ASKED}), (4, {"R4": 1, "H1": DONT_KNOW})]
    total, valid = result("A7", *groups)
    assert total / valid == pytest.approx(1.9)
    assert total / valid * national()["A7"].scale == pytest.approx(24_700)


def test_mutual_aid_matches_the_worked_examples():
    groups = [
        (21, {"R7": 1, "R8": 1}),
        (37, {"R7": 1, "R8": 2}),
        (34, {"R7": 2, "R8": 1}),
        (4, {"R7": 1, "R8": BLANK}),
        (198, {"R7": 2, "R8": 2}),
        (5, {"R7": 2, "R8": DONT_KNOW}),
    ]
    assert result("C1", *groups) == (96, 294)
    assert result("C4", *groups) == (21, 295)


def test_isolation_matches_the_worked_example():
    groups = [
        (10, {"R11": 0, "R9": 1, "R10": 1}),
        (17, {"R11": 4, "R9": 3, "R10": 4}),
        (262, {"R11": 4, "R9": 2, "R10": 4}),
        (11, {"R11": BLANK, "R9": 1, "R10": 1}),
    ]
    assert result("C5", *groups) == (27, 289)


def test_favours_match_the_worked_example():
    groups = [(155, {"R20": 2, "R21": 1}), (135, {"R20": 2, "R21": 2}), (10, {"R20": 2})]
    assert result("C13", *groups) == (155, 290)


@pytest.mark.parametrize(("code", "expected"), [("D1", (15, 292)), ("D2", (15, 133)), ("D3", (3, 292))])
def test_health_benefit_matches_the_worked_examples(code, expected):
    groups = [
        (15, {"R23": 1, "R24": 1}),
        (115, {"R23": 2, "R24": 2}),
        (3, {"R23": 3, "R24": 3}),
        (159, {"R23": 4, "R24": NOT_ASKED}),
        (5, {"R23": 1, "R24": DONT_KNOW}),
        (3, {"R23": REFUSED, "R24": NOT_ASKED}),
    ]
    assert result(code, *groups) == expected


def test_relationship_index_matches_the_worked_example():
    answers = dict(zip(national()["F3"].questions, [2, 2, 3, 4, 3, 2, 4], strict=True))
    assert one("F3", **answers) == pytest.approx(375 / 7)


def test_influence_with_dont_know_in_the_base_matches_the_worked_example():
    alternative = national()["F1"].as_alternative()
    order = {"V7": 0}
    answers = packed(order, [(14, {"V7": 1}), (46, {"V7": 3}), (5, {"V7": DONT_KNOW}), (4, {"V7": REFUSED})])
    y, valid = score(alternative, answers, order)
    assert (y.sum(), valid.sum()) == (14, 65)
    y, valid = score(national()["F1"], answers, order)
    assert (y.sum(), valid.sum()) == (14, 60)


@pytest.mark.parametrize("answer", [*MISSING_CODES, 0, 3, OTHER])
def test_answer_that_is_neither_yes_nor_no_is_out_of_the_base(answer):
    assert one("A3", R2=answer) is None


@pytest.mark.parametrize(
    ("code", "answers", "counts"),
    [
        ("A1", {"R2": 1, "R4": DONT_KNOW}, 1),
        ("A1", {"R2": DONT_KNOW, "R4": 1}, 1),
        ("A1", {"R2": 2, "R4": BLANK}, None),
        ("A1", {"R2": 2, "R4": 2}, 0),
        ("C4", {"R7": 2, "R8": DONT_KNOW}, 0),
        ("C4", {"R7": 1, "R8": DONT_KNOW}, None),
        ("C4", {"R7": 1, "R8": 1}, 1),
        ("A4", {"R4": 2, "R5": NOT_ASKED}, 0),
        ("A4", {"R4": 1, "R5": 5}, None),
        ("A4", {"R4": 1, "R5": DONT_KNOW}, None),
        ("A4", {"R4": DONT_KNOW, "R5": 3}, None),
        ("A7m", {"R4": 1, "R5": 5}, None),
        ("A7m", {"R4": 2, "R5": NOT_ASKED}, 0),
        ("A7m", {"R4": 1, "R5": 1}, 52),
        ("A7", {"R4": 1, "H1": 0}, 0),
        ("A7", {"R4": 1, "H1": BLANK}, None),
        ("A7", {"R4": 2, "H1": 9}, 0),
        ("A7", {"R4": DONT_KNOW, "H1": 9}, None),
        ("C5", {"R11": 0, "R9": BLANK, "R10": BLANK}, 1),
        ("C5", {"R11": BLANK, "R9": 1, "R10": 1}, None),
        ("C5", {"R11": BLANK, "R9": 3, "R10": 4}, 1),
        ("C5", {"R11": 2, "R9": 1, "R10": DONT_KNOW}, 0),
        ("C5", {"R11": 2, "R9": 4, "R10": DONT_KNOW}, None),
        ("C5", {"R11": 95, "R9": 1, "R10": 1}, 0),
        ("D1", {"R23": 4, "R24": NOT_ASKED}, 0),
        ("D1", {"R23": BLANK, "R24": 2}, None),
        ("D1", {"R23": 2, "R24": BLANK}, None),
        ("D2", {"R23": 4, "R24": NOT_ASKED}, None),
        ("D2", {"R23": 3, "R24": 2}, 0),
        ("C7", {"R14": 3}, 0),
        ("E7", {"R27": 0}, 0),
        ("E7", {"R27": BLANK}, None),
    ],
)
def test_missing_rule_decides_what_a_respondent_counts_for(code, answers, counts):
    assert one(code, **answers) == counts


@pytest.mark.parametrize(("answered", "counts"), [(7, 75), (4, 75), (3, None), (0, None)])
def test_relationship_index_needs_four_of_seven_answers(answered, counts):
    answers = dict.fromkeys(national()["F3"].questions[:answered], 2)
    assert one("F3", **answers) == counts


def test_asked_leaves_out_those_routed_past_and_those_outside_the_base():
    order = {"R23": 0, "R24": 1, "X1": 2}
    answers = packed(
        order,
        [
            (4, {"R23": 4, "R24": NOT_ASKED, "X1": 1}),
            (3, {"R23": 1, "R24": DONT_KNOW, "X1": NOT_ASKED}),
            (2, {"R23": 2, "R24": 1, "X1": BLANK}),
            (1, {"R23": DONT_KNOW, "R24": NOT_ASKED, "X1": DONT_KNOW}),
        ],
    )
    scorer = compile_scorer([national()[code] for code in ("D1", "D2", "D4")], order)
    scores = scorer.score(answers)
    assert scores.asked.sum(axis=0).tolist() == [10, 6, 7]
    assert scores.valid.sum(axis=0).tolist() == [6, 2, 4]


def test_scorer_scores_all_indicators_as_one_by_one():
    codes = list(shipped_questions())
    order = {code: column for column, code in enumerate(codes)}
    possible = np.array([*MISSING_CODES, 0, 1, 2, 3, 4, 5, 95, OTHER, 30000], dtype=np.int16)
    answers = np.random.default_rng(7).choice(possible, size=(500, len(codes)))
    scorer = compile_scorer(national().values(), order)
    scores = scorer.score(answers)
    assert scores.y.shape == scores.valid.shape == scores.asked.shape == (500, len(scorer.indicators))
    assert scorer.not_asked == ()
    for column, indicator in enumerate(scorer.indicators):
        y, valid = score(indicator, answers, order)
        np.testing.assert_array_equal(scores.y[:, column], y)
        np.testing.assert_array_equal(scores.valid[:, column], valid)
    assert not (scores.valid & ~scores.asked).any()


def test_indicator_of_a_question_left_out_is_not_asked_rather_than_missing():
    scorer = compile_scorer([national()[code] for code in ("A1", "A3", "B1")], {"R2": 0})
    assert [one.code for one in scorer.indicators] == ["A3"]
    assert [one.code for one in scorer.not_asked] == ["A1"]


@pytest.mark.parametrize(("code", "lacking"), [("A1", "R4"), ("B1", "a survey")])
def test_scoring_an_indicator_that_was_not_asked_says_what_is_lacking(code, lacking):
    with pytest.raises(QuestionsNotAsked, match=f"{code} needs {lacking}"):
        score(national()[code], np.zeros((1, 1), dtype=np.int16), {"R2": 0})


def test_sample_without_respondents_has_no_scores():
    order = {"R2": 0, "R4": 1}
    scores = compile_scorer([national()["A1"], national()["A5"]], order).score(np.empty((0, 2), dtype=np.int16))
    assert scores.y.shape == (0, 2)


def test_scoring_leaves_the_answers_as_they_were():
    order = {code: column for column, code in enumerate(shipped_questions())}
    answers = np.full((20, len(order)), 1, dtype=np.int16)
    answers.flags.writeable = False
    compile_scorer(national().values(), order).score(answers)
    assert (answers == 1).all()


def test_local_indicator_on_a_question_with_zero_as_an_answer():
    (indicator,), faults = read_definitions(
        """
        [[indicator]]
        code = "L1"
        name = "Attended a meeting"
        short = "attending"
        goal = 1
        unit = "%"
        direction = "up"
        audience = "residents"
        counted = "Attended at least once."
        out_of = "Everyone who answered."
        authored_by = "Panel"
        checked_by = "Evaluator"
        next_review = 2027-11-01
        share = {question = "Q26a", yes = ["2-4"], no = [0, 1]}
        """
    )
    assert faults == []
    y, valid = score(indicator, np.array([[0], [1], [2], [4], [-98], [9]], dtype=np.int16), {"Q26a": 0})
    assert y.tolist() == [0, 0, 1, 1, 0, 0]
    assert valid.tolist() == [True, True, True, True, False, False]


QUESTIONS = ["P1", "P2", "P3"]
leaves = st.builds(
    lambda question, yes, no: Leaf(question, tuple(sorted(yes)), tuple(sorted(no - yes))),
    st.sampled_from(QUESTIONS),
    st.sets(st.integers(0, 4), min_size=1),
    st.sets(st.integers(0, 4)),
)
rules = st.recursive(
    leaves,
    lambda parts: st.builds(
        lambda how, some: Combined(how, tuple(some)),
        st.sampled_from(["any", "all"]),
        st.lists(parts, min_size=2, max_size=3),
    ),
    max_leaves=6,
)


def plainly(rule, answers):
    """The second route: yes, no or missing for one respondent, as the documentation words it."""
    if isinstance(rule, Leaf):
        answer = answers[rule.question]
        return "yes" if answer in rule.yes else "no" if answer in rule.no else "missing"
    parts = [plainly(part, answers) for part in rule.parts]
    decisive, otherwise = ("yes", "no") if rule.how == "any" else ("no", "yes")
    if decisive in parts:
        return decisive
    return otherwise if set(parts) == {otherwise} else "missing"


@given(rules, st.lists(st.tuples(*[st.sampled_from([*MISSING_CODES, *range(5)])] * 3), min_size=1, max_size=8))
def test_rule_says_what_its_words_say(rule, respondents):
    indicator = replace(national()["A1"], share=rule)
    order = {code: column for column, code in enumerate(QUESTIONS)}
    y, valid = score(indicator, np.array(respondents, dtype=np.int16), order)
    scored = ["missing" if not known else "yes" if count else "no" for count, known in zip(y, valid, strict=True)]
    expected = [plainly(rule, dict(zip(QUESTIONS, answers, strict=True))) for answers in respondents]
    assert scored == expected
