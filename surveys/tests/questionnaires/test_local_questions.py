"""A programme's own questions written by form: every kind, and what is refused with its reason."""

import pytest

from commissioning.tests.factories import ProgrammeFactory
from surveys.actions.bank import BankFaults, load_file
from surveys.models import Question
from surveys.tests.question_files import HEADING, QUESTION
from surveys.tests.questionnaires.designing import address, anew, draft, published, text_of

SENT = {
    "audience": "residents",
    "code": "Q1",
    "wording": "Do you garden?",
    "hint": "",
    "kind": "single",
    "options": "Yes\nNo",
    "goal": "1",
    "source": "Panel, 2026",
    "licence": "Ours",
}


def sent(evaluator, **fields):
    return evaluator.post(address("question-new"), SENT | fields, follow=True)


def errors_of(response):
    return response.context["form"].errors


@pytest.mark.parametrize(
    ("fields", "stored"),
    [
        ({}, {"kind": "single", "options": [(1, "Yes"), (2, "No")]}),
        ({"options": "0 = None\n97 = Other"}, {"options": [(0, "None"), (97, "Other")]}),
        ({"options": "5 or more times\nFewer\n\n"}, {"options": [(1, "5 or more times"), (2, "Fewer")]}),
        ({"kind": "multiple"}, {"kind": "multiple", "options": [(1, "Yes"), (2, "No")]}),
        ({"kind": "count", "high": "28"}, {"kind": "count", "low": 0, "high": 28, "options": []}),
        ({"kind": "number", "low": "1", "high": "30000"}, {"low": 1, "high": 30_000}),
        ({"kind": "text"}, {"kind": "text", "options": [], "high": None}),
    ],
)
def test_question_of_each_kind_is_put_on_the_menu_of_its_programme(evaluator, programme, fields, stored):
    page = text_of(sent(evaluator, **fields))
    question = Question.objects.get(code="Q1")
    assert "Q1 is on the menu." in page
    assert 'id="q-Q1"' in page
    assert question.programme == programme
    found = {"options": [(option["code"], option["label"]) for option in question.options]}
    assert {name: found.get(name, getattr(question, name)) for name in stored} == stored


@pytest.mark.parametrize(
    ("fields", "field", "reason"),
    [
        ({"code": "q1"}, "code", "must be capital letters, then digits"),
        ({"code": "R4"}, "code", "is a code of the shared menu"),
        ({"code": ""}, "code", "Give the question a code."),
        ({"wording": " "}, "wording", "Write the question."),
        ({"options": "Yes"}, "options", "Write at least two options, one a line."),
        ({"options": "1 = Yes\nNo"}, "options", "Give each line a number, or none: “No” has none."),
        ({"options": "1 = Yes\n2 = "}, "options", "Write words after each number."),
        ({"options": "1 = Yes\n1 = No"}, "options", "1 is the code of more than one option."),
        ({"options": "1 = Yes\n96 = No"}, "options", "96 is kept for"),
        ({"options": "1 = Yes\n98 = No"}, "options", "98 is kept for"),
        ({"options": "1 = Yes\n99 = No"}, "options", "99 is kept for"),
        ({"options": "1 = Yes\n-1 = No"}, "options", "must be from 0 to 95"),
        ({"kind": "multiple", "options": "0 = Yes\n1 = No"}, "options", "0 must be from 1 to 14"),
        (
            {"kind": "multiple", "options": "\n".join(f"Answer {n}" for n in range(15))},
            "options",
            "15 must be from 1 to 14: more cannot be chosen together.",
        ),
        ({"kind": "count", "high": "96"}, "high", "96 must be a whole number from 0 to 95."),
        ({"kind": "count"}, "high", "Write the most that can be answered."),
        ({"kind": "count", "low": "9", "high": "2"}, "low", "9 is above high, which is 2."),
        ({"kind": "number", "high": "30001"}, "high", "write a number from 0 to 30,000"),
        ({"goal": "9"}, "goal", "Goal: choose from what the page offers."),
        ({"kind": "song"}, "kind", "choose from what the page offers"),
        ({"source": ""}, "source", "Say who wrote it, and when."),
    ],
)
def test_question_written_wrongly_is_refused_at_its_field(evaluator, fields, field, reason):
    response = sent(evaluator, **fields)
    assert reason in " ".join(errors_of(response)[field])
    assert "There is a problem" in text_of(response)
    assert not Question.objects.filter(programme__isnull=False).exists()


def test_code_is_used_once_and_a_form_sent_twice_makes_one_question(evaluator):
    sent(evaluator)
    assert "is the code of another question" in errors_of(sent(evaluator))["code"][0]
    assert Question.objects.filter(code="Q1").count() == 1


def test_changed_question_leaves_questionnaires_as_they_are_and_says_which(evaluator, programme):
    sent(evaluator)
    asked = draft(programme, "Q1", title="Garden panel")
    question = Question.objects.get(code="Q1")
    url = address("question-edit", question.pk)
    page = text_of(evaluator.get(url))
    assert "1 = Yes" in page
    assert "Garden panel, version 1" in page
    page = text_of(evaluator.post(url, SENT | {"wording": "Do you dig?", "code": "Q9"}, follow=True))
    assert "Drafts that ask it keep the words they have: Garden panel, version 1." in page
    question.refresh_from_db()
    assert (question.code, question.wording) == ("Q1", "Do you dig?")
    assert asked.items.get().wording == "Do you garden?"
    assert "Departs from Q1 of the menu" in text_of(evaluator.get(address("questionnaire-edit", asked.pk)))


def test_routing_from_a_file_stays_when_the_words_are_changed(evaluator, programme):
    text = HEADING + QUESTION + 'asked_if = {question = "R4", is = [1]}\n'
    load_file(text=text, programme=programme)
    question = Question.objects.get(code="Q1")
    evaluator.post(address("question-edit", question.pk), SENT | {"wording": "Do you dig?"})
    question.refresh_from_db()
    assert (question.wording, question.asked_if) == ("Do you dig?", {"question": "R4", "is": [1]})


def test_question_that_was_asked_stays_answered_in_the_same_way(evaluator, programme):
    sent(evaluator)
    published(programme, "Q1")
    question = Question.objects.get(code="Q1")
    response = evaluator.post(address("question-edit", question.pk), SENT | {"kind": "multiple"})
    assert "multiple is not how Residents, version 1 asks it" in errors_of(response)["kind"][0]
    with pytest.raises(BankFaults) as refused:
        load_file(text=HEADING + QUESTION.replace('"single"', '"multiple"'), programme=programme)
    assert "is not how Residents, version 1 asks it: there it is single." in str(refused.value.faults[0])
    assert Question.objects.get(code="Q1").kind == "single"


def test_questions_of_the_menu_and_of_others_are_not_changed(evaluator):
    load_file(text=HEADING + QUESTION, programme=ProgrammeFactory())
    for question in (Question.objects.get(code="R4"), Question.objects.get(code="Q1")):
        assert evaluator.get(address("question-edit", question.pk)).status_code == 404


def test_question_of_several_options_is_asked_and_shown(evaluator, programme):
    sent(evaluator, kind="multiple")
    asked = anew(draft(programme, "Q1"))
    for name in ("questionnaire-edit", "questionnaire-detail", "question-list"):
        page = text_of(evaluator.get(address(name, *([asked.pk] if "naire" in name else []))))
        assert "Any of:" in page
        assert "None to None" not in page
