"""One person's answers become one Response, once; those that an evaluator excluded count nowhere."""

from datetime import date
from uuid import uuid4

import pytest

from surveys.actions.answers import AnswersRefused, take_in
from surveys.actions.weights import weigh_wave
from surveys.answering.given import read_given
from surveys.coverage import coverage_of
from surveys.evidence.seals import read_rows
from surveys.models import Response, WaveLocked, WrittenAnswer
from surveys.tests.answering.questions import one_of_each_kind
from surveys.tests.factories import QuestionnaireFactory, ResponseFactory, SampleFactory, WaveFactory

pytestmark = pytest.mark.django_db
DAY = date(2024, 7, 10)


@pytest.fixture
def sample():
    questionnaire = QuestionnaireFactory(codes=["R2"])
    questionnaire.items.all().delete()
    for item in one_of_each_kind(questionnaire=questionnaire):
        item.save()
    questionnaire.published_at = "2024-06-01T12:00Z"
    questionnaire.save()
    return SampleFactory(wave=WaveFactory(programme=questionnaire.programme, questionnaire=questionnaire))


def sent(sample, key=None, **typed):
    given = read_given(sample.wave.questionnaire.asked, typed)
    return take_in(sample=sample, given=given, mode="link", key=key or uuid4(), on=DAY, language="ar", seconds=90)


def test_answers_are_stored_as_given(sample):
    response = Response.objects.get(pk=sent(sample, R4="1", L1=["2"], L2="Allotments", sex="1", age_band="3").pk)

    assert response.answers.as_dict() == {"R4": 1, "R5": -1, "L1": 2, "R11": -1, "L3": -1}
    assert list(WrittenAnswer.objects.values_list("code", "text")) == [("L2", "Allotments")]
    stored = (response.mode, response.answered_on, response.sex, response.age_band, response.language, response.seconds)
    assert stored == ("link", DAY, 1, 3, "ar", 90)


def test_same_answers_sent_twice_are_stored_once(sample):
    key = uuid4()

    assert sent(sample, key, R4="1") == sent(sample, key, R4="2")
    assert Response.objects.get().answers["R4"] == 1


@pytest.mark.parametrize("typed", [{}, {"R4": "2", "R11": "many"}])
def test_empty_and_faulty_answers_store_nothing(sample, typed):
    with pytest.raises(AnswersRefused):
        sent(sample, **typed)

    assert not Response.objects.exists()


def test_locked_wave_takes_nothing_in(sample):
    wave = sample.wave
    wave.weighted_at = wave.locked_at = "2024-08-02T12:00Z"
    wave.save()

    with pytest.raises(WaveLocked):
        sent(sample, R4="1")


def test_answers_make_weights_stale_and_pages_new(sample):
    sent(sample, R4="1")
    weigh_wave(wave=sample.wave, method="equal")
    before = sample.wave.programme.evidence_version

    sent(sample, R4="2")

    sample.wave.refresh_from_db()
    sample.wave.programme.refresh_from_db()
    assert sample.wave.weighted_at is None
    assert sample.wave.programme.evidence_version > before


def test_excluded_response_counts_nowhere(sample):
    ResponseFactory(sample=sample)
    ResponseFactory(sample=sample, is_excluded=True)

    weigh_wave(wave=sample.wave, method="equal")

    assert [wave.answers for wave in coverage_of(sample.wave.programme)] == [1]
    assert len(read_rows(sample).weights) == 1
    assert list(Response.objects.order_by("pk").values_list("weight", flat=True)) == [1.0, None]
