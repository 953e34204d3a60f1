"""Answers as they are stored: whatever goes in comes out, by question."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from surveys.answers import BLANK, DONT_KNOW, NOT_ASKED, REFUSED
from surveys.models import Response
from surveys.tests.factories import QuestionnaireFactory, ResponseFactory, SampleFactory, WaveFactory

CODES = ["R2", "R4", "R11"]


class PackedAnswersRoundTrip(TestCase):
    """Any codes survive saving and loading, on either database."""

    @given(st.lists(st.integers(-32768, 32767), min_size=3, max_size=3))
    def test_answers_of_any_codes_survive_saving_and_loading(self, values):
        response = ResponseFactory()
        for code, value in zip(CODES, values, strict=True):
            response.answers[code] = value
        response.save()

        loaded = Response.objects.get(pk=response.pk)
        assert loaded.answers.as_dict() == dict(zip(CODES, values, strict=True))
        assert loaded.answers == response.answers


@pytest.mark.django_db
def test_zero_blank_and_not_asked_stay_different():
    response = ResponseFactory()
    for code, value in zip(CODES, (0, NOT_ASKED, DONT_KNOW), strict=True):
        response.answers[code] = value
    response.save()
    loaded = Response.objects.get()
    assert [loaded.answers[code] for code in CODES] == [0, NOT_ASKED, DONT_KNOW]
    assert len({0, BLANK, NOT_ASKED, DONT_KNOW, REFUSED}) == 5


@pytest.mark.django_db
def test_answers_nobody_gave_are_blank():
    sample = SampleFactory()
    response = Response(sample=sample, key="new", answers=b"")
    response.answers["R4"] = 1
    response.save()
    assert Response.objects.get().answers.as_dict() == {"R2": BLANK, "R4": 1, "R11": BLANK}


@pytest.mark.django_db
def test_answer_to_a_question_in_words_has_no_place_among_the_packed():
    questionnaire = QuestionnaireFactory(codes=["R2", "R28t", "R4"])
    questionnaire.items.filter(code="R28t").update(kind="text", options=[])
    sample = SampleFactory(wave=WaveFactory(programme=questionnaire.programme, questionnaire=questionnaire))
    response = ResponseFactory(sample=sample)
    assert response.sample.wave.questionnaire.order == {"R2": 0, "R4": 1}
    with pytest.raises(KeyError):
        response.answers["R28t"] = 1


@pytest.mark.django_db
def test_answers_given_as_an_array_are_stored_as_they_are():
    response = ResponseFactory(answers=np.array([1, 2, 0], "<i2"))
    assert Response.objects.get(pk=response.pk).answers.as_dict() == {"R2": 1, "R4": 2, "R11": 0}
