"""Handing a questionnaire out as a form, and taking one over: looked at first, stored only when it is wished."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from surveys.actions.bank import load_shipped_menu
from surveys.actions.questionnaires import draft_questionnaire
from surveys.models import Question, Questionnaire
from surveys.tests.factories import SampleFactory, WaveFactory
from surveys.tests.xlsforms.books import YES_NO, book, survey_of
from surveys.tests.xlsforms.forms import whole_form
from surveys.xlsforms.writing import xlsform_of

pytestmark = pytest.mark.django_db

GARDENS = survey_of(
    ["note", "hello", "About gardens"],
    ["begin_group", "one", "Gardening"],
    ["select_one yes_no", "Q7", "Do you garden?"],
    ["integer", "days", "On how many days?", "${Q7} = 'yes'", ". >= 0 and . <= 31"],
    ["end_group"],
    ["geopoint", "where", "Where?"],
)


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="vale")


@pytest.fixture
def evaluator(client, programme):
    client.force_login(MembershipFactory(programme=programme, role=Role.EVALUATOR).user)
    return client


LOAD = "/programmes/vale/surveys/questions/load-form/"


def text_of(response):
    return " ".join(response.content.decode().split())


def looked_at(client, content, name="gardens.xlsx", audience="residents"):
    return client.post(LOAD, {"file": SimpleUploadedFile(name, content), "audience": audience})


def taken_over(client, workbook=GARDENS, **changes):
    """Look at a form and take it over, as the page offers or with changes."""
    form = looked_at(client, workbook).context["form"]
    sent = {name: form[name].value() for name in form.fields} | changes
    return client.post(LOAD, {name: value for name, value in sent.items() if value})


def test_address_is_as_these_tests_have_it():
    assert reverse("surveys:xlsform-load", args=["vale"]) == LOAD


def test_questionnaire_is_handed_out_as_a_workbook(evaluator, programme):
    wave = WaveFactory(programme=programme)
    SampleFactory(wave=wave)
    address = reverse("surveys:questionnaire-xlsform", args=["vale", wave.questionnaire_id])

    plain, of_wave = evaluator.get(address), evaluator.get(f"{address}?wave={wave.pk}")

    assert plain["Content-Disposition"] == f'attachment; filename="residents-{wave.questionnaire.title[10:]}-1.xlsx"'
    kinds = [
        [
            row[0].value
            for row in load_workbook(io.BytesIO(each.content))["survey"].iter_rows()
            if row[1].value == "area"
        ]
        for each in (plain, of_wave)
    ]
    assert kinds == [["text"], ["select_one area"]]


@pytest.mark.parametrize("wave", ["0", "x", "²", "999999"])
def test_form_of_a_wave_that_asks_something_else_is_not_found(evaluator, programme, wave):
    questionnaire = WaveFactory(programme=programme).questionnaire
    other = WaveFactory(programme=programme)
    address = reverse("surveys:questionnaire-xlsform", args=["vale", questionnaire.pk])

    assert evaluator.get(f"{address}?wave={wave}").status_code == 404
    assert evaluator.get(f"{address}?wave={other.pk}").status_code == 404


def test_form_is_looked_at_before_anything_is_stored(evaluator):
    page = text_of(looked_at(evaluator, GARDENS))

    for words in ("2 questions can be taken over", "1 row or part cannot", "L1", "days, row 5", "only if Q7 is “Yes”"):
        assert words in page
    assert "A place on the map is not kept with answers." in page
    assert not Question.objects.exists()
    assert not Questionnaire.objects.exists()


def test_form_becomes_questions_and_a_draft_in_its_order(evaluator, programme):
    response = taken_over(evaluator)

    draft = Questionnaire.objects.get()
    assert response.url == reverse("surveys:questionnaire-detail", args=["vale", draft.pk])
    assert (draft.title, draft.introduction, draft.is_published) == ("Gardens", "About gardens", False)
    assert [(item.code, item.section) for item in draft.asked] == [("Q7", "Gardening"), ("L1", "")]
    days = Question.objects.get(code="L1")
    assert (days.programme, days.kind, days.high) == (programme, "count", 31)
    assert days.asked_if == {"question": "Q7", "is": [1]}
    assert days.source == "Question days of the form gardens"


def test_same_form_sent_twice_is_taken_over_once(evaluator):
    for _ in range(2):
        taken_over(evaluator)

    assert Questionnaire.objects.count() == 1
    assert sorted(Question.objects.values_list("code", flat=True)) == ["L1", "Q7"]
    assert "Here already" in text_of(looked_at(evaluator, GARDENS))


def test_form_that_was_changed_changes_its_questions(evaluator):
    taken_over(evaluator, with_draft="")
    changed = book([["type", "name", "label"], ["text", "days", "When?"], ["select_one yes_no", "Q7", "Gardening?"]])

    taken_over(evaluator, changed, with_draft="")

    assert Question.objects.get(code="L1").wording == "When?"
    assert Question.objects.get(code="Q7").wording == "Gardening?"
    assert not Questionnaire.objects.exists()


def test_questions_alone_are_taken_over_where_no_draft_is_wished(evaluator):
    page = text_of(evaluator.get(taken_over(evaluator, with_draft="").url))

    assert "2 questions loaded." in page
    assert "Do you garden?" in page


def test_question_of_the_menu_stays_the_one_of_the_menu(evaluator, programme):
    load_shipped_menu()
    codes = ["R4", "R5", "R11"]
    questionnaire = draft_questionnaire(programme=programme, title="Ours", audience="residents", codes=codes)
    content = xlsform_of(questionnaire)

    page = text_of(looked_at(evaluator, content))
    taken_over(evaluator, content, title="Ours again")

    assert page.count("On the menu") == 3
    assert not Question.objects.exclude(programme=None).exists()
    assert [item.code for item in Questionnaire.objects.get(title="Ours again").asked] == codes


def test_question_of_other_people_is_a_question_of_its_own(evaluator, programme):
    load_shipped_menu()
    questionnaire = draft_questionnaire(programme=programme, title="Ours", audience="residents", codes=["R4"])
    page = text_of(looked_at(evaluator, xlsform_of(questionnaire), audience="organisations"))

    assert "On the menu" not in page
    assert "L1" in page


def test_code_that_means_another_question_is_not_taken(evaluator):
    load_shipped_menu()
    content = book([["type", "name", "label"], ["select_one yes_no", "R4", "Do you sing?"]], YES_NO)

    taken_over(evaluator, content, with_draft="")

    assert Question.objects.get(source="Question R4 of the form gardens").code == "L1"


def test_translations_and_texts_of_a_form_go_into_the_draft(evaluator):
    taken_over(evaluator, xlsform_of(whole_form()), title="Again")

    draft = Questionnaire.objects.get()
    original = whole_form()
    assert (draft.introduction, draft.consent, draft.thanks) == (
        original.introduction, original.consent, original.thanks,
    )  # fmt: skip
    assert draft.languages == ["ar"]
    assert draft.translations["ar"]["consent"] == original.translations["ar"]["consent"]
    assert draft.asked[0].translations == original.asked[0].translations
    # R4, R5 and R11 are codes of the shared menu, and here they ask something else.
    assert [item.code for item in draft.asked] == ["L4", "L5", "L1", "L2", "L6", "L3"]
    assert draft.asked[1].asked_if == {"question": "L4", "is": [1]}


def test_title_of_a_draft_that_asks_something_else_is_refused(evaluator, programme):
    load_shipped_menu()
    draft_questionnaire(programme=programme, title="Gardens", audience="residents", codes=["R4"])

    page = text_of(taken_over(evaluator))

    assert "Gardens, version 1 is a draft already" in page
    assert not Question.objects.exclude(programme=None).exists()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"title": " "}, "Give the questionnaire a title."),
        ({"title": "x" * 151}, "at most 150 characters"),
        ({"content": "?"}, "The page did not arrive whole."),
        ({"content": "YWJj"}, "This is not a workbook."),
        ({"audience": "cats"}, "The page did not arrive whole."),
    ],
)
def test_forged_or_incomplete_page_stores_nothing(evaluator, changes, reason):
    page = text_of(taken_over(evaluator, **changes))

    assert reason in page
    assert not Question.objects.exists()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty."),
        (b"type,name", "This is not a workbook."),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "Open it, save it as .xlsx"),
        (bytes(1024 * 1024 + 1), "at most 1 MB"),
    ],
)
def test_file_that_is_no_form_is_explained_at_the_field(evaluator, content, reason):
    assert reason in looked_at(evaluator, content).context["form"].errors["file"][0]


def test_form_without_a_question_that_can_be_kept_says_so(evaluator):
    page = text_of(looked_at(evaluator, survey_of(["image", "x", "Picture"])))

    assert "Nothing can be taken over" in page
    assert "Take over" not in page


def test_question_whose_kind_changed_after_it_was_published_is_refused_in_words(evaluator):
    taken_over(evaluator)
    draft = Questionnaire.objects.get()
    draft.published_at = "2024-06-01T12:00Z"
    draft.save()
    changed = book([["type", "name", "label"], ["text", "days", "When?"]])

    page = text_of(taken_over(evaluator, changed))

    assert "Give a question that is answered in another way a code of its own." in page
    assert Question.objects.get(code="L1").kind == "count"


@pytest.mark.parametrize("role", [Role.COMMISSIONER, Role.COORDINATOR, Role.FIELDWORKER, Role.STEERING])
def test_only_an_evaluator_takes_forms_over(client, programme, role):
    client.force_login(MembershipFactory(programme=programme, role=role).user)

    assert looked_at(client, GARDENS).status_code == 403
