"""Words are kept as evidence with the consent of who said them, and only what may be repeated is read by others."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from surveys import models
from surveys.models import Question, QuestionnaireItem, Response, WrittenAnswer
from surveys.testimonies import agency_answers
from surveys.tests.factories import QuestionnaireFactory, ResponseFactory, SampleFactory, WaveFactory

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
OPTIONS = [
    {"code": code, "label": label} for code, label in ((1, "Very easy"), (2, "Difficult"), (3, "Very difficult"))
]


@pytest.fixture
def wave():
    """A survey among agencies that asks K4, in words K8, whether they may be quoted, and their role."""
    questionnaire = QuestionnaireFactory(audience="agencies", codes=["K9"])
    questionnaire.items.all().delete()
    asked = [("K4", "single", OPTIONS, None), ("K8", "text", [], None), ("K9", "single", OPTIONS, None)]
    asked.append(("K10", "text", [], {"question": "K9", "is": [1]}))
    for position, (code, kind, options, asked_if) in enumerate(asked):
        QuestionnaireItem.objects.create(
            questionnaire=questionnaire,
            position=position,
            code=code,
            kind=kind,
            options=options,
            asked_if=asked_if,
            wording=f"Wording of {code}",
        )
    questionnaire.published_at = timezone.now()
    questionnaire.save()
    return WaveFactory(programme=questionnaire.programme, questionnaire=questionnaire)


def answered(sample, words="", role="", **answers):
    response = ResponseFactory.build(sample=sample)
    for code, packed in answers.items():
        response.answers[code] = packed
    response.save()
    for code, text in (("K8", words), ("K10", role)):
        if text:
            WrittenAnswer.objects.create(response=response, code=code, text=text)
    return response


def visit(client, programme, role, name, *args, **query):
    client.force_login(MembershipFactory(programme=programme, role=role).user, backend=BACKEND)
    return client.get(reverse(f"surveys:{name}", args=[programme.slug, *args]), query)


def test_testimony_begins_with_the_words_place_and_consent_of_a_written_answer(client, wave):
    response = answered(SampleFactory(wave=wave), words="They call back now.", role="Practice manager", K9=1)
    written = response.written_answers.get(code="K8")

    form = visit(client, wave.programme, Role.EVALUATOR, "testimony-new", answer=written.pk).context["form"]

    begun = {name: form[name].value() for name in ("words", "consent", "said_as", "neighbourhood", "wave")}
    assert begun == {
        "words": "They call back now.",
        "consent": "role",
        "said_as": "Practice manager",
        "neighbourhood": response.sample.neighbourhood_id,
        "wave": wave.pk,
    }


@pytest.mark.parametrize(("packed", "consent"), [(2, "anonymous"), (3, "not-given"), (-1, "not-given")])
def test_role_is_not_taken_over_without_consent_to_tell_it(client, wave, packed, consent):
    response = answered(SampleFactory(wave=wave), words="They call back.", role="Practice manager", K9=packed)

    written = response.written_answers.get(code="K8")
    form = visit(client, wave.programme, Role.EVALUATOR, "testimony-new", answer=written.pk).context["form"]

    assert form["consent"].value() == consent
    assert not form["said_as"].value()


@pytest.mark.parametrize("answer", ["999999", "words", "²"])
def test_invented_answer_begins_an_empty_form(client, wave, answer):
    assert (
        not visit(client, wave.programme, Role.EVALUATOR, "testimony-new", answer=answer)
        .context["form"]["words"]
        .value()
    )


def test_written_answer_of_another_programme_begins_an_empty_form(client, wave):
    written = answered(SampleFactory(wave=wave), words="They call back now.").written_answers.get()

    form = visit(client, ProgrammeFactory(), Role.EVALUATOR, "testimony-new", answer=written.pk).context["form"]

    assert not form["words"].value()


def test_evaluator_keeps_a_testimony_once(client, wave):
    programme = wave.programme
    client.force_login(MembershipFactory(programme=programme, role=Role.EVALUATOR).user, backend=BACKEND)
    typed = {"key": uuid4(), "words": "They call back now.", "theme": "responsiveness", "consent": "anonymous"}

    for _ in range(2):
        client.post(reverse("surveys:testimony-new", args=[programme.slug]), typed)

    assert models.Testimony.objects.get().words == "They call back now."


@pytest.mark.parametrize(
    ("consent", "is_read", "has_role"),
    [("not-given", False, False), ("anonymous", True, False), ("role", True, True)],
)
@pytest.mark.parametrize("role", [Role.STEERING, Role.COMMISSIONER])
def test_others_read_only_what_may_be_repeated(client, role, consent, is_read, has_role):
    programme = ProgrammeFactory()
    models.Testimony.objects.create(
        programme=programme, theme="harm", words="The hall closed.", said_as="Caretaker", consent=consent
    )

    page = visit(client, programme, role, "testimony-list").text

    assert ("The hall closed." in page, "Caretaker" in page) == (is_read, has_role)


def test_written_answers_are_read_by_the_evaluator_alone(client, wave):
    answered(SampleFactory(wave=wave), words="They call back now.")

    assert "They call back now." in visit(client, wave.programme, Role.EVALUATOR, "testimony-written").text
    assert visit(client, wave.programme, Role.COMMISSIONER, "testimony-written").status_code == 403


def test_excluded_answers_are_not_offered(client, wave):
    response = answered(SampleFactory(wave=wave), words="They call back now.")
    Response.objects.filter(pk=response.pk).update(is_excluded=True)

    assert "They call back" not in visit(client, wave.programme, Role.EVALUATOR, "testimony-written").text


def counts_of(wave, *answers):
    sample = SampleFactory(wave=wave)
    for packed in answers:
        answered(sample, K4=packed)
    wave.weighted_at = wave.locked_at = timezone.now()
    wave.save()
    _, _, (k4,) = agency_answers(wave.programme)
    return k4


def test_agency_answers_are_counts_of_those_that_answered(wave):
    counts = counts_of(wave, *[1] * 6, *[2] * 5, -98, -1)

    assert (counts.answered, [row[1:] for row in counts.rows]) == (
        11,
        [("6 of 11", 55), ("5 of 11", 45), ("0 of 11", 0)],
    )


def test_small_count_and_the_one_that_would_tell_it_are_withheld(wave):
    counts = counts_of(wave, *[1] * 8, *[2] * 6, *[3] * 3)

    assert [words for _, words, _ in counts.rows] == ["8 of 17", "not shown", "fewer than 5"]


def test_question_that_few_answered_shows_nothing(client, wave):
    assert not counts_of(wave, 1, 2, 3, -1, -1).is_shown


def test_open_wave_shows_no_agency_answers(wave):
    answered(SampleFactory(wave=wave), K4=1)

    assert agency_answers(wave.programme) is None


def test_page_costs_the_same_however_many_answered(client, wave, django_assert_max_num_queries):
    counts_of(wave, *[1] * 30)
    models.Testimony.objects.bulk_create(
        models.Testimony(
            programme=wave.programme, theme="harm", words=f"Words {n}", said_on=date(2024, 7, 1), wave=wave
        )
        for n in range(30)
    )

    visit(client, wave.programme, Role.EVALUATOR, "testimony-list")

    with django_assert_max_num_queries(9):
        client.get(reverse("surveys:testimony-list", args=[wave.programme.slug]))


def test_menu_asks_agencies_whether_they_may_be_quoted(db):
    from surveys.actions.bank import load_file
    from surveys.bank import bank_files

    for path in bank_files():
        load_file(text=path.read_text(encoding="utf-8"))

    assert Question.objects.get(code="K10").asked_if == {"question": "K9", "is": [1]}
