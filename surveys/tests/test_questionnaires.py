"""Questionnaires: drafted from the menu, published once, never changed after; and files that declare them."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.tests.factories import UserFactory
from commissioning.tests.factories import ProgrammeFactory
from surveys.actions.bank import BankFaults, load_file, load_shipped_menu
from surveys.actions.questionnaires import (
    QuestionnaireRefused,
    delete_draft,
    draft_questionnaire,
    publish_questionnaire,
)
from surveys.bank import read_bank, shipped_questions
from surveys.models import PublishedQuestionnaire, Question, Questionnaire, QuestionnaireItem
from surveys.tests.factories import QuestionnaireFactory
from surveys.tests.question_files import HEADING, QUESTION

pytestmark = pytest.mark.django_db

ASKED_TOGETHER = """
[[questionnaire]]
title = "Panel"
questions = ["R4", "R5", "Q1"]
publish = true
"""


@pytest.fixture
def programme():
    load_shipped_menu()
    return ProgrammeFactory()


def draft(programme, *codes, title="Residents", audience="residents", by=None):
    return draft_questionnaire(programme=programme, title=title, audience=audience, codes=codes, by=by)


def codes_of(questionnaire):
    return list(questionnaire.items.values_list("code", flat=True))


def faults_of(text, programme):
    with pytest.raises(BankFaults) as refused:
        load_file(text=text, programme=programme)
    return [str(fault) for fault in refused.value.faults]


def test_draft_copies_the_questions_in_order(programme):
    drafted = draft(programme, "R4", "R5", "R2", by=UserFactory(name="Eve"))
    assert codes_of(drafted) == ["R4", "R5", "R2"]
    assert drafted.items.get(code="R5").asked_if == {"question": "R4", "is": [1]}
    assert drafted.history.first().history_user.name == "Eve"


@pytest.mark.parametrize(
    ("codes", "reason"),
    [
        (["R2", "R2"], "Asked twice: R2."),
        (["R2", "R99"], "Not on the question menu: R99."),
        (["R5", "R4"], "R5 is asked only after R4, which is not asked before it."),
        (["R5", "H1"], "R5 is asked only after R4, .* H1 is asked only after R4"),
        (["R2", "V1"], "Not questions for residents: V1."),
    ],
)
def test_draft_asked_for_wrongly_is_refused_with_every_reason(programme, codes, reason):
    with pytest.raises(QuestionnaireRefused, match=reason):
        draft(programme, *codes)
    assert not Questionnaire.objects.exists()


def test_draft_is_deleted_and_a_published_questionnaire_never(programme):
    drafted, asked = draft(programme, "R2"), draft(programme, "R2", title="Asked")
    publish_questionnaire(questionnaire=asked, by=None)
    by = UserFactory(name="Eve")
    for _ in range(2):
        delete_draft(questionnaire=drafted, by=by)
    with pytest.raises(QuestionnaireRefused, match="is published: it stays"):
        delete_draft(questionnaire=asked, by=by)
    assert Questionnaire.objects.get() == asked
    assert Questionnaire.history.get(history_type="-").history_user == by


def test_drafting_publishing_and_deleting_take_turns_in_a_programme(programme):
    """Each locks the programme before it looks at a questionnaire, in the way that leaves foreign keys to it free."""
    drafted, other = draft(programme, "R2"), draft(programme, "R2", title="Other")
    lock = "FOR NO KEY UPDATE" if connection.features.has_select_for_no_key_update else ""
    for act in (
        lambda: draft(programme, "R4"),
        lambda: publish_questionnaire(questionnaire=drafted, by=None),
        lambda: delete_draft(questionnaire=other, by=None),
    ):
        with CaptureQueriesContext(connection) as queries:
            act()
        first = next(query["sql"] for query in queries if query["sql"].startswith("SELECT"))
        assert 'FROM "commissioning_programme"' in first
        assert first.endswith(lock)


def test_draft_of_the_same_title_takes_the_place_of_the_draft(programme):
    first = draft(programme, "R2")
    second = draft(programme, "R4", "R5")
    assert (second.pk, second.version) == (first.pk, 1)
    assert codes_of(second) == ["R4", "R5"]


def test_draft_after_publication_is_the_next_version(programme):
    first = publish_questionnaire(questionnaire=draft(programme, "R2"), by=UserFactory())
    second = draft(programme, "R2", "R4")
    assert (second.version, second.is_published) == (2, False)
    assert codes_of(first) == ["R2"]


def test_publishing_twice_keeps_the_first_date_and_person(programme):
    drafted = draft(programme, "R2")
    first = publish_questionnaire(questionnaire=drafted, by=UserFactory(name="Eve"))
    again = publish_questionnaire(questionnaire=drafted, by=UserFactory(name="Ann"))
    assert (again.published_at, again.published_by.name) == (first.published_at, "Eve")


def test_questionnaire_without_questions_is_not_published():
    empty = Questionnaire.objects.create(programme=ProgrammeFactory(), title="Empty", audience="residents")
    with pytest.raises(QuestionnaireRefused, match="at least one question"):
        publish_questionnaire(questionnaire=empty, by=None)


def _item(questionnaire, **fields):
    return QuestionnaireItem(questionnaire=questionnaire, code="R9", position=9, kind="single", wording="x", **fields)


def _save(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


WAYS = {
    "title": lambda q, other: _save(q, title="x"),
    "publication taken back": lambda q, other: _save(q, published_at=None),
    "update": lambda q, other: Questionnaire.objects.filter(pk=q.pk).update(title="x"),
    "update to a draft": lambda q, other: Questionnaire.objects.filter(pk=q.pk).update(published_at=None),
    "bulk update": lambda q, other: Questionnaire.objects.bulk_update([q], ["title"]),
    "delete": lambda q, other: q.delete(),
    "queryset delete": lambda q, other: Questionnaire.objects.filter(pk=q.pk).delete(),
    "item save": lambda q, other: _save(q.items.first(), wording="x"),
    "item of a stale draft": lambda q, other: _save(_item(Questionnaire(pk=q.pk, programme=q.programme, title="x"))),
    "item moved away": lambda q, other: _save(q.items.first(), questionnaire=other, position=99),
    "item added": lambda q, other: _item(q).save(),
    "items added": lambda q, other: QuestionnaireItem.objects.bulk_create([_item(q)]),
    "item delete": lambda q, other: q.items.first().delete(),
    "items delete": lambda q, other: q.items.all().delete(),
    "items update": lambda q, other: q.items.update(wording="x"),
    "items bulk update": lambda q, other: QuestionnaireItem.objects.bulk_update([q.items.first()], ["wording"]),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_published_questionnaire_cannot_change_by(way):
    published = QuestionnaireFactory(published=True)
    other = QuestionnaireFactory(programme=published.programme)

    def stored():
        rows = Questionnaire.objects.filter(pk=published.pk).values_list()
        return list(rows), list(QuestionnaireItem.objects.filter(questionnaire=published).values_list())

    before = stored()
    with pytest.raises(PublishedQuestionnaire, match="published"), transaction.atomic():
        way(Questionnaire.objects.get(pk=published.pk), other)
    assert stored() == before


def test_draft_can_still_change_beside_a_published_one():
    QuestionnaireFactory(published=True)
    other = QuestionnaireFactory()
    other.items.update(wording="x")
    other.delete()
    assert Questionnaire.objects.count() == 1


def test_later_edit_of_the_menu_leaves_a_published_questionnaire_alone(programme):
    load_file(text=HEADING + QUESTION + ASKED_TOGETHER, programme=programme)
    load_file(text=HEADING + QUESTION.replace("Do you garden?", "Do you dig?"), programme=programme)
    assert Question.objects.get(code="Q1").wording == "Do you dig?"
    assert QuestionnaireItem.objects.get(code="Q1").wording == "Do you garden?"


def test_file_brings_questions_and_a_published_questionnaire(programme):
    by = UserFactory()
    loaded = load_file(text=HEADING + QUESTION + ASKED_TOGETHER, programme=programme, by=by)
    assert [question.code for question in loaded.questions] == ["Q1"]
    questionnaire = loaded.questionnaires[0]
    assert codes_of(questionnaire) == ["R4", "R5", "Q1"]
    assert questionnaire.published_by == by
    assert Question.objects.get(code="Q1").programme == programme


def test_same_file_twice_changes_nothing(programme):
    text = HEADING + QUESTION + ASKED_TOGETHER
    first = load_file(text=text, programme=programme)
    again = load_file(text=text, programme=programme)
    assert again == first
    assert Question.objects.get(code="Q1").history.count() == 1
    assert Questionnaire.objects.count() == 1


def test_file_that_asks_something_else_makes_the_next_version(programme):
    load_file(text=HEADING + QUESTION + ASKED_TOGETHER, programme=programme)
    changed = HEADING + ASKED_TOGETHER.replace(', "Q1"]', ', "Q1", "R2"]')
    assert load_file(text=changed, programme=programme).questionnaires[0].version == 2


def test_two_programmes_may_each_have_a_question_of_one_code(programme):
    other = ProgrammeFactory()
    load_file(text=HEADING + QUESTION, programme=programme)
    load_file(text=HEADING + QUESTION, programme=other)
    assert set(Question.objects.open_to(other).filter(code="Q1").values_list("programme", flat=True)) == {other.pk}


@pytest.mark.parametrize(
    ("written", "instead", "fault"),
    [
        ('"Q1"]', '"Q9"]', '“Panel”, questions: "Q9" is neither in this file nor on the question menu.'),
        ('"R4", "R5"', '"R5", "R4"', '"R5" is asked only after R4; list that one before it.'),
        ('"Q1"]', '"V1"]', '"V1" is a question for organisations, not residents.'),
        ('"Q1"]', '"R4"]', '"R4" is asked twice.'),
        ('["R4", "R5", "Q1"]', "[]", "must list codes in the order asked"),
        ('"Q1"]', "1]", "1 is not a code; put it in quotation marks."),
        ("publish = true", 'publish = "yes"', "must be true or false"),
        (
            "publish = true",
            "open = true",
            "is not a key used here; the keys are title, audience, questions, publish.",
        ),
        ('title = "Panel"\nquestions', "questions", "questionnaire 1 of the file, title: is missing"),
        ("publish = true", 'audience = "children"', '"children" is not known'),
    ],
)
def test_fault_of_a_questionnaire_is_named_and_nothing_is_loaded(programme, written, instead, fault):
    assert written in ASKED_TOGETHER
    text = HEADING + QUESTION + ASKED_TOGETHER.replace(written, instead, 1)
    assert any(fault in found for found in faults_of(text, programme))
    assert not Question.objects.filter(programme=programme).exists()
    assert not Questionnaire.objects.exists()


def test_questionnaire_asking_a_faulty_question_names_the_question_alone(programme):
    text = HEADING + QUESTION.replace("goal = 1", "goal = 9") + ASKED_TOGETHER
    assert faults_of(text, programme) == ["Q1, goal: 9 must be a whole number from 0 to 6."]


def test_local_question_with_a_code_of_the_menu_is_refused(programme):
    text = HEADING + QUESTION.replace('"Q1"', '"R4"')
    assert faults_of(text, programme) == [
        'R4, code: "R4" is a code of the shared menu; give the local question a code of its own.'
    ]


def test_questionnaire_in_a_file_for_no_programme_is_refused():
    text = HEADING + QUESTION + ASKED_TOGETHER.replace('["R4", "R5", "Q1"]', '["Q1"]')
    assert faults_of(text, None) == ["“Panel”, questionnaire: belongs to a programme; load the file for one."]


def test_questionnaire_table_in_a_file_of_questions_alone_is_refused():
    _, faults = read_bank(HEADING + QUESTION + ASKED_TOGETHER, known=shipped_questions())
    assert [str(fault) for fault in faults] == ["the file, questionnaire: is not used here; declare questions only."]


def test_shipped_menu_loaded_again_changes_nothing(programme):
    before = list(Question.history.values_list("history_id", flat=True))
    load_shipped_menu()
    assert list(Question.history.values_list("history_id", flat=True)) == before
