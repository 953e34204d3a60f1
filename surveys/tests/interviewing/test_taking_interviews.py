"""The one way by which interviews are stored keeps to the days of fieldwork and stores each once."""

from datetime import date
from uuid import uuid4

import pytest

from surveys.actions.answers import AnswersRefused
from surveys.actions.interviews import take_interview
from surveys.answering.given import read_given
from surveys.models import Response, WaveLocked
from surveys.tests.interviewing.doorstep import lock


def take(sample, key=None, on=date(2024, 7, 9), today=date(2024, 7, 10)):
    given = read_given(sample.wave.questionnaire.asked, {"R4": "2"})
    return take_interview(sample=sample, given=given, key=key or uuid4(), on=on, today=today)


def test_same_interview_is_stored_once_in_its_wave_whatever_became_of_it(wave):
    (here, there), key = wave.samples.all(), uuid4()
    first, is_new = take(here, key)
    again = [take(there, key), take(here, key, today=date(2025, 1, 1))]
    lock(wave)
    again.append(take(here, key))

    assert is_new
    assert again == [(first, False)] * 3
    assert Response.objects.get().mode == "interview"


@pytest.mark.parametrize(
    ("on", "today"),
    [
        (date(2024, 7, 11), date(2024, 7, 10)),
        (date(2024, 8, 1), date(2024, 8, 2)),
        (date(2024, 6, 30), date(2024, 7, 2)),
        (date(2024, 7, 31), date(2024, 8, 8)),
    ],
)
def test_interview_outside_its_days_is_refused(wave, on, today):
    with pytest.raises(AnswersRefused):
        take(wave.samples.first(), on=on, today=today)

    assert not Response.objects.exists()


def test_locked_wave_takes_no_new_interview(wave):
    lock(wave)

    with pytest.raises(WaveLocked):
        take(wave.samples.first())
