"""What the checks look for in a questionnaire."""

import pytest

from commissioning.tests.factories import ProgrammeFactory
from surveys.models import QuestionnaireItem
from surveys.quality.checks import Contradiction
from surveys.quality.rules import batteries_of, contradictions_of, declared, why_of
from surveys.tests.factories import YES_NO, QuestionnaireFactory
from surveys.tests.quality.asked import menu_codes, published

pytestmark = pytest.mark.django_db
SCALE = [{"code": code, "label": label} for code, label in enumerate(("Often", "Seldom", "Never"), start=1)]


def of_the_menu(audience):
    return published(ProgrammeFactory(), menu_codes(audience), audience)


@pytest.mark.parametrize(
    ("audience", "found"), [("residents", [("R14", "R18", 5)]), ("organisations", [("V5a", "V5g", 7)])]
)
def test_batteries_of_the_menu_are_found(audience, found):
    questionnaire = of_the_menu(audience)

    assert [(b.first, b.last, len(b.columns)) for b in batteries_of(questionnaire)] == found


def drafted(*options):
    """A draft of one question for each of these lists of options."""
    questionnaire = QuestionnaireFactory()
    questionnaire.items.all().delete()
    for position, offered in enumerate(options):
        QuestionnaireItem.objects.create(
            questionnaire=questionnaire,
            code=f"L{position}",
            position=position,
            kind="single" if offered else "text",
            wording="How often?",
            options=offered,
        )
    return questionnaire


def test_battery_is_neither_short_nor_interrupted_nor_yes_or_no():
    assert batteries_of(drafted(*[SCALE] * 4)) == []
    assert batteries_of(drafted(*[SCALE] * 3, [], *[SCALE] * 3)) == []
    assert batteries_of(drafted(*[YES_NO] * 6)) == []
    assert len(batteries_of(drafted(*[SCALE] * 5))) == 1


def test_every_contradiction_declared_is_of_questions_and_options_of_the_menu():
    """A label that the menu no longer has would switch its rule off unnoticed."""
    known = [contradictions_of(of_the_menu(audience)) for audience in ("residents", "organisations")]

    assert len(known[0]) + len(known[1]) == len(declared())
    assert [len(found) for found in known] == [3, 1]


def test_contradiction_needs_all_its_questions():
    assert contradictions_of(published(ProgrammeFactory(), ["R17", "R20"])) == []


def test_local_question_of_the_same_code_with_other_options_is_left_alone():
    codes = ["R17", "R20", "R21"]
    questionnaire = QuestionnaireFactory(codes=codes)

    assert contradictions_of(questionnaire) == []


def test_count_of_a_contradiction_begins_where_its_rule_says():
    [rule] = contradictions_of(published(ProgrammeFactory(), ["R4", "R5", "H1"]))
    hours = dict(rule.parts)[2]

    assert (79 in hours, 80 in hours, 95 in hours) == (False, True, True)


@pytest.mark.parametrize("rule", declared(), ids=lambda rule: rule["all"][0]["question"])
def test_stored_words_lead_back_to_the_reason_and_hold_no_answer(rule):
    words = Contradiction(tuple(part["question"] for part in rule["all"]), ()).words

    assert why_of(f"{words} Another thing.") == rule["why"]
    for part in rule["all"]:
        for label in part.get("is", []):
            assert f"“{label}”" not in words


def test_words_of_no_rule_have_no_reason():
    assert why_of("R1 and R2 cannot both be true.") == ""
