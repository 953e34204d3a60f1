"""The question menu and questionnaires on their pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from surveys.actions.bank import load_file, load_shipped_menu
from surveys.models import Question, Questionnaire
from surveys.tests.factories import QuestionnaireFactory
from surveys.tests.test_questionnaires import ASKED_TOGETHER, HEADING, QUESTION

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    load_shipped_menu()
    return ProgrammeFactory(slug="vale")


@pytest.fixture
def evaluator(client, programme):
    client.force_login(MembershipFactory(programme=programme, role=Role.EVALUATOR).user)
    return client


def address(name, *args):
    return reverse(f"surveys:{name}", args=["vale", *args])


def text_of(response):
    return " ".join(response.content.decode().split())


def test_menu_shows_wording_options_routing_and_source(evaluator):
    page = text_of(evaluator.get(address("question-list")))
    assert "During the last 12 months have you given any unpaid help" in page
    assert "At least once every three months" in page
    assert "only if R4 is “Yes”" in page
    assert "Open Government Licence" in page
    assert "A whole number from 0 to 95" in page


def test_menu_shows_the_programmes_own_questions_and_no_others(evaluator, programme):
    load_file(text=HEADING + QUESTION, programme=programme)
    load_file(text=HEADING + QUESTION.replace("garden", "sing"), programme=ProgrammeFactory())
    page = text_of(evaluator.get(address("question-list")))
    assert "Do you garden?" in page
    assert "This programme’s own question" in page
    assert "Do you sing?" not in page


@pytest.mark.parametrize(
    ("filters", "there", "gone"),
    [
        ("audience=organisations", 'id="q-V1"', 'id="q-R1"'),
        ("audience=residents&goal=4", 'id="q-R24"', 'id="q-R5"'),
        ("goal=nine&audience=cats", 'id="q-R1"', "No question fits"),
        ("audience=agencies&goal=4", "No question fits", 'id="q-R1"'),
    ],
)
def test_menu_is_filtered_by_audience_and_goal(evaluator, filters, there, gone):
    page = text_of(evaluator.get(f"{address('question-list')}?{filters}"))
    assert there in page
    assert gone not in page


@pytest.mark.parametrize("as_file", [True, False])
def test_file_of_questions_is_loaded_from_upload_or_paste(evaluator, programme, as_file):
    text = HEADING + QUESTION + ASKED_TOGETHER
    sent = {"file": SimpleUploadedFile("panel.toml", text.encode())} if as_file else {"text": text}
    page = text_of(evaluator.post(address("question-load"), sent, follow=True))
    assert "Loaded 1 question and 1 questionnaire." in page
    assert Question.objects.get(code="Q1").programme == programme


def test_faulty_file_lists_each_fault_keeps_the_text_and_loads_nothing(evaluator):
    text = HEADING + QUESTION.replace("goal = 1", "goal = 9").replace("code = 2", "code = 99")
    file = SimpleUploadedFile("panel.toml", text.encode())
    response = evaluator.post(address("question-load"), {"file": file})
    page = text_of(response)
    assert "2 faults in the file" in page
    assert "must be a whole number from 0 to 6." in page
    assert "is kept for" in page
    assert "Do you garden?" in page
    assert not Question.objects.filter(code="Q1").exists()


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ({}, "Choose a file, or paste its text below."),
        ({"file": SimpleUploadedFile("a.toml", b"\xff\xfe\x00")}, "This is not a text file in UTF-8."),
        ({"file": SimpleUploadedFile("a.toml", b"")}, "The file is empty."),
        ({"file": SimpleUploadedFile("a.toml", b"x" * 1024 * 1025)}, "at most 1 MB"),
        ({"file": SimpleUploadedFile("a.toml", b"x=1"), "text": "y=2"}, "not both"),
        ({"text": "[bank"}, "The question file has 1 fault."),
    ],
    ids=["nothing", "not text", "empty", "too large", "both", "not toml"],
)
def test_file_that_cannot_be_read_says_why(evaluator, sent, reason):
    page = text_of(evaluator.post(address("question-load"), sent))
    assert "There is a problem" in page
    assert reason in page


def test_questionnaire_is_drafted_in_menu_order_read_and_published(evaluator, programme):
    sent = {"title": "Residents", "codes": ["R5", "R4", "R2"]}
    page = text_of(evaluator.post(address("questionnaire-new"), sent, follow=True))
    assert "Residents, version 1 is drafted" in page
    drafted = Questionnaire.objects.get()
    assert [item.code for item in drafted.asked] == ["R2", "R4", "R5"]
    assert "never change again" in text_of(evaluator.get(address("questionnaire-publish", drafted.pk)))
    assert not Questionnaire.objects.get().is_published

    for _ in range(2):
        page = text_of(evaluator.post(address("questionnaire-publish", drafted.pk), follow=True))
    assert "Why it is read only" in page
    assert "Draft the next version" in page
    assert address("questionnaire-publish", drafted.pk) not in page
    assert Questionnaire.objects.get().published_by == programme.memberships.get().user


def test_question_without_the_one_it_depends_on_is_warned_about_and_nothing_lost(evaluator):
    sent = {"title": "Residents", "codes": ["R2", "R5", "H1"]}
    response = evaluator.post(address("questionnaire-new"), sent)
    assert response.context["form"].errors["codes"] == [
        "R5 is asked only after R4: tick that as well, or leave R5 out.",
        "H1 is asked only after R4: tick that as well, or leave H1 out.",
    ]
    page = text_of(response)
    assert 'value="Residents"' in page
    assert page.count("checked") == 3
    assert not Questionnaire.objects.exists()


@pytest.mark.parametrize(
    ("sent", "field", "reason"),
    [
        ({"title": "", "codes": ["R2"]}, "title", "Give the questionnaire a title."),
        ({"title": "x" * 151, "codes": ["R2"]}, "title", "Title: at most 150 characters; this has 151. Shorten it."),
        ({"title": "Residents"}, "codes", "Tick at least one question."),
        ({"title": "Residents", "codes": ["R99"]}, "codes", "Questions: choose from what the page offers."),
    ],
)
def test_questionnaire_asked_for_wrongly_is_refused_at_the_field(evaluator, sent, field, reason):
    response = evaluator.post(address("questionnaire-new"), sent)
    assert response.context["form"].errors == {field: [reason]}
    assert text_of(response).count("There is a problem") == 1


def test_draft_is_deleted_after_asking_and_a_published_one_stays(evaluator, programme):
    drafted = QuestionnaireFactory(programme=programme, title="Residents")
    asked = QuestionnaireFactory(programme=programme, title="Asked", published=True)
    delete = address("questionnaire-delete", drafted.pk)
    assert delete in text_of(evaluator.get(address("questionnaire-detail", drafted.pk)))
    assert "Delete this draft" in text_of(evaluator.get(delete))
    assert Questionnaire.objects.count() == 2
    assert "is deleted." in text_of(evaluator.post(delete, follow=True))

    delete = address("questionnaire-delete", asked.pk)
    assert delete not in text_of(evaluator.get(address("questionnaire-detail", asked.pk)))
    for response in (evaluator.get(delete, follow=True), evaluator.post(delete, follow=True)):
        assert "is published: it stays" in text_of(response)
    assert Questionnaire.objects.get() == asked


def test_questionnaire_for_another_audience_offers_its_questions(evaluator):
    page = text_of(evaluator.get(address("questionnaire-new") + "?audience=organisations"))
    assert 'value="V1"' in page
    assert 'value="R1"' not in page


def test_next_version_starts_from_the_last(evaluator, programme):
    published = QuestionnaireFactory(programme=programme, codes=["R2", "R4"], published=True, title="Residents")
    url = f"{address('questionnaire-new')}?from={published.pk}"
    page = text_of(evaluator.get(url))
    assert "Starting from Residents, version 1" in page
    assert page.count("checked") == 2
    evaluator.post(url, {"title": "Residents", "codes": ["R2", "R4", "R1"]})
    assert Questionnaire.objects.latest("pk").version == 2


def test_list_of_questionnaires_counts_questions_and_waves(evaluator, programme):
    QuestionnaireFactory(programme=programme, title="Residents", published=True)
    QuestionnaireFactory(title="Somebody else’s")
    page = text_of(evaluator.get(address("questionnaire-list")))
    assert "Residents, version 1" in page
    assert "Published" in page
    assert "Somebody else" not in page


def test_questionnaires_of_another_programme_are_not_found(evaluator):
    other = QuestionnaireFactory()
    for name in ("questionnaire-detail", "questionnaire-publish"):
        assert evaluator.get(address(name, other.pk)).status_code == 404
    url = f"{address('questionnaire-new')}?from={other.pk}"
    assert "Starting from" not in text_of(evaluator.get(url))


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.EVALUATOR])
def test_reader_reads_everything_and_changes_nothing(client, programme, role):
    client.force_login(MembershipFactory(programme=programme, role=role).user)
    drafted = QuestionnaireFactory(programme=programme)
    for name, args in (
        ("question-list", []),
        ("questionnaire-list", []),
        ("questionnaire-detail", [drafted.pk]),
    ):
        page = client.get(address(name, *args))
        assert page.status_code == 200
        assert "btn-primary" not in text_of(page)
    for name, args in (
        ("question-load", []),
        ("questionnaire-new", []),
        ("questionnaire-publish", [drafted.pk]),
        ("questionnaire-delete", [drafted.pk]),
    ):
        assert client.get(address(name, *args)).status_code == 403
        assert client.post(address(name, *args)).status_code == 403
