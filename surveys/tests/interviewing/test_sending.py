"""What an interviewer's phone sends: taken in once, on the days of fieldwork, refused with reasons by field."""

from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from commissioning.models import Role
from commissioning.tests.factories import ProgrammeFactory
from surveys.models import Response, WrittenAnswer
from surveys.tests.factories import SampleFactory
from surveys.tests.interviewing.doorstep import doorstep_wave, interviewer_of, lock

ANSWERS = {"q-R4": "1", "q-R5": "refused", "q-L1": ["2", "14"], "q-L2": "Allotments", "q-R11": "0", "q-L3": "dk"}


def address(wave):
    return reverse("surveys:interview-send", args=["vale", wave.pk])


def interview(wave, **changes):
    held = {"sample": wave.samples.first().pk, "language": "ar", "consent": "on", "sex": "2", "age_band": "3"}
    return held | {"answered_on": "2024-07-09", "seconds": "431", "key": str(uuid4())} | ANSWERS | changes


def send(client, wave, by, **changes):
    return client.post(address(wave), interview(wave, **changes) | {"sent_by": by.pk, "sent_kind": "interview"})


def test_token_comes_with_who_is_signed_in(phone, wave, gwen):
    told = phone.get(address(wave))

    assert told.json()["user"] == str(gwen.pk)
    assert told.json()["token"]
    assert "no-store" in told.headers["Cache-Control"]


def test_interview_is_stored_as_it_was_given_and_nothing_else_of_it(phone, wave, gwen):
    told = send(phone, wave, gwen)

    response = Response.objects.get()
    assert told.json() == {"state": "saved", "title": "Interview"}
    assert response.answers.as_dict() == {"R4": 1, "R5": -99, "L1": 2 + 8192, "R11": 0, "L3": -98}
    assert list(WrittenAnswer.objects.values_list("code", "text")) == [("L2", "Allotments")]
    assert (response.mode, response.answered_on, response.seconds) == ("interview", date(2024, 7, 9), 431)
    assert (response.sex, response.age_band, response.language) == (2, 3, "ar")
    assert response.sample == wave.samples.first()


def test_english_is_stored_as_no_other_language(phone, wave, gwen):
    send(phone, wave, gwen, language="en")

    assert Response.objects.get().language == ""


def test_unsaid_sex_and_age_and_unknown_time_stay_unknown(phone, wave, gwen):
    send(phone, wave, gwen, sex="0", age_band="", seconds="")

    response = Response.objects.get()
    assert (response.sex, response.age_band, response.seconds) == (0, 0, None)


def test_same_key_is_taken_in_once_whatever_became_of_the_wave(phone, wave, gwen):
    key = str(uuid4())
    states = [send(phone, wave, gwen, key=key).json()["state"]]
    states.append(send(phone, wave, gwen, key=key, sample=wave.samples.last().pk).json()["state"])
    with time_machine.travel("2024-08-20T11:00:00Z"):
        phone.force_login(gwen)
        states.append(send(phone, wave, gwen, key=key).json()["state"])
        lock(wave)
        states.append(send(phone, wave, gwen, key=key).json()["state"])

    assert states == ["saved", "already", "already", "already"]
    assert Response.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"answered_on": "2024-07-11"}, "answered_on", "11 July 2024 has not come yet"),
        ({"answered_on": "2024-06-30"}, "answered_on", "from 1 July 2024 to 31 July 2024"),
        ({"answered_on": "yesterday"}, "answered_on", "a real date"),
        ({"sample": "999999"}, "sample", "choose from what the page offers"),
        ({"sample": "9" * 40}, "sample", "choose from what the page offers"),
        ({"consent": ""}, "consent", "Without it there is no interview"),
        ({"language": "pl"}, "language", "choose from what the page offers"),
        ({"sex": "3"}, "sex", "choose from what the page offers"),
        ({"seconds": "-1"}, "seconds", "did not arrive whole"),
        ({"key": "one"}, "key", "did not arrive whole"),
        ({"q-R4": "7"}, "q-R4", "R4: Choose one of the answers shown."),
        ({"q-R11": "96"}, "q-R11", "R11: The number must be from 0 to 95."),
    ],
)
def test_refusal_says_what_is_wrong_at_its_field(phone, wave, gwen, changes, field, words):
    told = send(phone, wave, gwen, **changes)

    assert told.status_code == 422
    assert list(told.json()["errors"]) == [field]
    assert words in told.json()["errors"][field][0]
    assert not Response.objects.exists()


def test_nothing_answered_is_refused(phone, wave, gwen):
    told = send(phone, wave, gwen, **dict.fromkeys(ANSWERS, ""))

    assert told.json()["errors"] == {"": ["Nothing is answered, so there is nothing to send."]}


def test_sample_of_another_wave_or_programme_is_refused(phone, wave, gwen):
    other = doorstep_wave(wave.programme, places=["Millbank"], name="Other")
    for sample in (other.samples.get(), SampleFactory()):
        assert list(send(phone, wave, gwen, sample=sample.pk).json()["errors"]) == ["sample"]
    assert not Response.objects.exists()


@pytest.mark.parametrize(
    ("today", "words"),
    [
        ("2024-06-30", "Fieldwork of Doorstep begins on 1 July 2024."),
        ("2024-08-08", "its interviews could be sent until 7 August 2024."),
    ],
)
def test_interview_is_refused_before_and_a_week_after_fieldwork(client, wave, gwen, today, words):
    with time_machine.travel(f"{today}T11:00:00Z"):
        client.force_login(gwen)
        told = send(client, wave, gwen, answered_on="2024-07-31")

    assert told.status_code == 422
    assert words in " ".join(sum(told.json()["errors"].values(), []))
    assert not Response.objects.exists()


def test_interview_held_in_time_may_come_a_week_late(client, wave, gwen):
    with time_machine.travel("2024-08-07T21:00:00Z"):
        client.force_login(gwen)
        assert send(client, wave, gwen, answered_on="2024-07-31").status_code == 200
        assert list(send(client, wave, gwen, answered_on="2024-08-01").json()["errors"]) == ["answered_on"]


def test_locked_wave_refuses_in_words_and_still_says_who_is_signed_in(phone, wave, gwen):
    lock(wave)

    assert phone.get(address(wave)).status_code == 200
    told = send(phone, wave, gwen)
    assert told.status_code == 422
    assert "is locked: it is evidence and takes no more answers" in told.json()["errors"][""][0]


def test_interview_of_somebody_else_is_not_taken_in(phone, wave):
    other = interviewer_of(wave.programme)

    assert send(phone, wave, other).status_code == 401
    assert not Response.objects.exists()


def test_nothing_is_taken_in_without_a_token(wave, gwen):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(gwen)

    assert send(strict, wave, gwen).status_code == 403
    token = strict.get(address(wave)).json()["token"]
    posted = interview(wave) | {"sent_by": gwen.pk}
    assert strict.post(address(wave), posted, headers={"X-CSRFToken": token}).status_code == 200


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.EVALUATOR])
def test_other_roles_hold_no_interviews(client, wave, role):
    user = interviewer_of(wave.programme, role)
    client.force_login(user)

    assert send(client, wave, user).status_code == 403
    assert not Response.objects.exists()


def test_wave_of_another_programme_is_not_found(phone, gwen):
    elsewhere = doorstep_wave(ProgrammeFactory(slug="elsewhere"))

    assert phone.get(address(elsewhere)).status_code == 404
    assert phone.get(reverse("surveys:interview-send", args=["elsewhere", elsewhere.pk])).status_code == 404
