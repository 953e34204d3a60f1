"""What stays comparable between two versions, question by question and indicator by indicator."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.actions.drafting import route_question
from surveys.actions.questionnaires import draft_next_version
from surveys.drafting.comparability import Asked, Stays, compare_questions, compare_versions
from surveys.drafting.indicator_needs import Wanted
from surveys.models import QuestionnaireItem
from surveys.tests.questionnaires.designing import anew, draft, published

YES_NO = [{"code": 1, "label": "Yes"}, {"code": 2, "label": "No"}]


def item(code="Q1", **fields):
    start = {"kind": "single", "wording": f"Wording of {code}", "options": YES_NO}
    return QuestionnaireItem(code=code, **start | fields)


SWAPPED = [{"code": 1, "label": "No"}, {"code": 2, "label": "Yes"}]


def standing(before, after, code="Q1"):
    return next(change for change in compare_questions(before, after) if change.code == code)


@pytest.mark.parametrize(
    ("before", "after", "stands", "reason"),
    [
        ({}, {}, Asked.SAME, ""),
        ({}, {"wording": "Other"}, Asked.REWORDED, "Another wording."),
        ({}, {"hint": "Other"}, Asked.REWORDED, "Another hint."),
        ({}, {"options": [{"code": 1, "label": "Aye"}, YES_NO[1]]}, Asked.REWORDED, "Other words for the answer 1."),
        ({}, {"options": YES_NO[::-1]}, Asked.REWORDED, "another order"),
        ({}, {"options": SWAPPED}, Asked.CHANGED, "Another number for the answers: “No”, “Yes”."),
        ({}, {"options": [*YES_NO, {"code": 3, "label": "Both"}]}, Asked.CHANGED, "Added to the answers: “Both”."),
        ({}, {"options": YES_NO[:1]}, Asked.CHANGED, "Gone from the answers: “No”."),
        ({}, {"kind": "multiple"}, Asked.CHANGED, "one option before, any of several options now"),
        (
            {"kind": "count", "options": [], "low": 0, "high": 95},
            {"kind": "count", "options": [], "low": 0, "high": 28},
            Asked.CHANGED,
            "The range was 0 to 95; it is 0 to 28.",
        ),
        (
            {"asked_if": {"question": "Q0", "is": [1, 2]}},
            {"asked_if": {"question": "Q0", "is": [2, 1]}},
            Asked.SAME,
            "",
        ),
        ({}, {"asked_if": {"question": "Q0", "is": [1]}}, Asked.CHANGED, "everybody before, only if Q0 is “Yes” now"),
    ],
)
def test_question_of_two_versions_stands(before, after, stands, reason):
    gate = item("Q0")
    change = standing([gate, item(**before)], [gate, item(**after)])
    assert change.standing == stands
    assert reason in " ".join(change.reasons)


def test_question_is_new_or_gone():
    assert standing([], [item()]).standing == Asked.NEW
    assert standing([item()], []).standing == Asked.GONE


@pytest.mark.parametrize(
    ("gate", "stands"),
    [
        ({"wording": "Other"}, Asked.REWORDED),
        ({"options": [*YES_NO, {"code": 3, "label": "x"}]}, Asked.CHANGED),
        ({}, Asked.SAME),
    ],
)
def test_question_that_rests_on_another_stands_as_that_one_does(gate, stands):
    """Who is asked is another if the question that decides it is."""
    first = {"asked_if": {"question": "Q0", "is": [1]}}
    second = {"asked_if": {"question": "Q1", "is": [1]}}
    before = [item("Q0"), item("Q1", **first), item("Q2", **second)]
    after = [item("Q0", **gate), item("Q1", **first), item("Q2", **second)]
    assert standing(before, after, "Q2").standing == stands


class Version:
    def __init__(self, *asked):
        self.asked, self.version = list(asked), 1


WANTED = [
    Wanted("A1", "Both", frozenset({"Q1", "Q2"})),
    Wanted("A2", "One", frozenset({"Q1"})),
    Wanted("A3", "Third", frozenset({"Q3"})),
    Wanted("A4", "Nowhere", frozenset({"Q9"})),
]


@pytest.mark.parametrize(
    ("after", "stands"),
    [
        ([item("Q1"), item("Q2")], {"A1": Stays.COMPARABLE, "A2": Stays.COMPARABLE}),
        ([item("Q1"), item("Q2", wording="x")], {"A1": Stays.REWORDED, "A2": Stays.COMPARABLE}),
        ([item("Q1", wording="x"), item("Q2", options=YES_NO[:1])], {"A1": Stays.BROKEN, "A2": Stays.REWORDED}),
        ([item("Q1")], {"A1": Stays.LOST, "A2": Stays.COMPARABLE}),
        (
            [item("Q1"), item("Q2"), item("Q3")],
            {"A1": Stays.COMPARABLE, "A2": Stays.COMPARABLE, "A3": Stays.NEW},
        ),
        ([item("Q1"), item("Q2", kind="text", options=[])], {"A1": Stays.LOST, "A2": Stays.COMPARABLE}),
    ],
)
def test_indicator_stands_as_the_worst_of_its_questions(after, stands):
    comparison = compare_versions(Version(item("Q1"), item("Q2")), Version(*after), WANTED)
    assert {change.code: change.standing for change in comparison.indicators} == stands
    reasoned = [change for change in comparison.indicators if change.standing != Stays.COMPARABLE]
    assert all(change.reason for change in reasoned)


def test_indicator_that_is_lost_names_the_question_that_is_missing():
    comparison = compare_versions(Version(item("Q1"), item("Q2")), Version(item("Q1")), WANTED)
    [lost] = [change for change in comparison.indicators if change.standing == Stays.LOST]
    assert lost.reason == "It needs Q2."
    assert not comparison.is_untouched


def items():
    codes = st.lists(st.sampled_from(["Q1", "Q2", "Q3", "Q4"]), unique=True)
    words = st.sampled_from(["One wording", "Another"])
    return codes.flatmap(lambda chosen: st.tuples(*(st.builds(item, st.just(code), wording=words) for code in chosen)))


@given(before=items(), after=items())
def test_comparison_speaks_of_every_question_once_and_mirrors_itself(before, after):
    there = {change.code: change.standing for change in compare_questions(before, after)}
    back = {change.code: change.standing for change in compare_questions(after, before)}
    assert there.keys() == {each.code for each in (*before, *after)} == back.keys()
    mirrored = {Asked.NEW: Asked.GONE, Asked.GONE: Asked.NEW}
    assert back == {code: mirrored.get(standing, standing) for code, standing in there.items()}


def test_next_version_as_drafted_is_wholly_comparable_until_it_is_changed(programme):
    first = published(programme, "R2", "R4", "R5")
    second = anew(draft_next_version(questionnaire=first))
    wanted = [Wanted("A4", "Regular help", frozenset({"R4", "R5"})), Wanted("A3", "Local", frozenset({"R2"}))]
    assert compare_versions(first, second, wanted).is_untouched
    route_question(questionnaire=second, code="R5", asked_if=None)
    changes = {each.code: each for each in compare_versions(first, anew(second), wanted).indicators}
    assert (changes["A4"].standing, changes["A3"].standing) == (Stays.BROKEN, Stays.COMPARABLE)
    assert "R5: Asked of other people: only if R4 is “Yes” before, everybody now." in changes["A4"].reason


def test_drafts_of_one_title_are_compared_whatever_the_menu_says(programme):
    first = published(programme, "R2")
    assert compare_questions(first.asked, draft(programme, "R2").asked)[0].standing == Asked.SAME
