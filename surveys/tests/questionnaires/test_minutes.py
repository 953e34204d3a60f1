"""How long a questionnaire takes: by the documented rule, and as it really did."""

import pytest

from surveys.drafting.minutes import estimated_seconds, minutes_words, seconds_of, time_taken
from surveys.models import QuestionnaireItem
from surveys.tests.factories import ResponseFactory, SampleFactory

YES_NO = [{"code": 1, "label": "Yes"}, {"code": 2, "label": "No"}]


def item(kind="single", **fields):
    return QuestionnaireItem(code="Q1", kind=kind, wording="One two three four five six seven eight", **fields)


@pytest.mark.parametrize(
    ("question", "seconds"),
    [
        (item(options=YES_NO), 4 + 10 * 0.3),
        (item(options=YES_NO, hint="More words"), 4 + 12 * 0.3),
        (item("multiple", options=YES_NO), 7 + 10 * 0.3),
        (item("count"), 7 + 8 * 0.3),
        (item("number"), 9 + 8 * 0.3),
        (item("text"), 35 + 8 * 0.3),
    ],
)
def test_question_takes_its_words_and_its_kind(question, seconds):
    assert seconds_of(question) == pytest.approx(seconds)


def test_question_that_only_some_are_asked_counts_half():
    routed = item("count", asked_if={"question": "Q0", "is": [1]})
    assert estimated_seconds([routed], audience="agencies") == pytest.approx(seconds_of(routed) / 2)


def test_residents_are_asked_who_they_are_and_everybody_reads_the_words_around():
    assert estimated_seconds([item()], audience="residents", texts=["Ten " * 10]) == pytest.approx(
        estimated_seconds([item()], audience="agencies") + 8 + 3
    )
    assert estimated_seconds([], audience="residents") == 0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "about 1 minute"), (89, "about 1 minute"), (90, "about 2 minutes"), (420, "about 7 minutes")],
)
def test_minutes_are_rounded_and_never_none(seconds, words):
    assert minutes_words(seconds) == words


@pytest.mark.django_db
def test_time_really_taken_is_the_median_of_those_whose_time_is_known():
    sample = SampleFactory()
    for seconds in (100, 400, 220, None):
        ResponseFactory(sample=sample, seconds=seconds)
    ResponseFactory(sample=sample, seconds=9_000, is_excluded=True)
    taken = time_taken(sample.wave.questionnaire, everything=True)
    assert (taken.n, taken.seconds, taken.words) == (3, 220, "3 minutes 40 seconds")
    assert time_taken(sample.wave.questionnaire, everything=False).seconds is None
    for seconds in (220, 230):
        ResponseFactory(sample=sample, seconds=seconds)
    assert time_taken(sample.wave.questionnaire, everything=False).seconds == 220


@pytest.mark.django_db
def test_time_of_nobody_is_not_known():
    assert time_taken(ResponseFactory().sample.wave.questionnaire, everything=True) is None
