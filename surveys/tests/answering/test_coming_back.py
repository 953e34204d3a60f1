"""Finishing later: a code to write down, on any device, and nothing left on one that others use."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from surveys.answering import limits
from surveys.models import Invitation, Response, Sitting
from surveys.tests.answering.residents import Browser, open_sample, page_of
from surveys.tests.factories import SampleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def sample():
    return open_sample()


@pytest.fixture
def browser(sample):
    begun = Browser()
    begun.begin()
    begun.answer(5, R11="7")
    return begun


def code_for(browser):
    browser.post("later")
    return browser.get("later").context["code"]


def test_return_code_is_shown_only_when_asked_for(browser):
    browser.post("question", 6, typed={"L3": "12", "go": "later"})

    assert browser.get("later").context["code"] == ""
    assert Sitting.objects.get().return_hash is None
    code = code_for(browser)
    assert code in page_of(browser.get("later"))
    assert code.replace("-", "") not in str(Sitting.objects.values_list().get())


@pytest.mark.parametrize("written", ["{}", " {} ", "{upper}", "{spaced}"])
def test_return_code_opens_the_answers_on_another_device(browser, written):
    code = code_for(browser)
    typed = written.format(code, upper=code.upper(), spaced=" ".join(code))
    phone = Browser()

    assert phone.post("resume", typed={"return_code": typed}).headers["Location"] == phone.url("question", 6)
    assert "7" in page_of(phone.get("check"))


def test_device_left_behind_opens_nothing_once_the_code_is_used(browser):
    code = code_for(browser)

    Browser().post("resume", typed={"return_code": code})

    assert browser.get("check").headers["Location"] == browser.url("door") + "?gone"


def test_going_on_and_sending_uses_the_code_up(browser):
    code = code_for(browser)
    phone = Browser()
    phone.post("resume", typed={"return_code": code})
    phone.send()

    assert Response.objects.get().answers["R11"] == 7
    assert "No answers are kept under this code" in page_of(Browser().post("resume", typed={"return_code": code}))


@pytest.mark.parametrize("typed", ["", "abcde-fghjk", "%00", "٣" * 10, "a" * 10_000])
def test_wrong_code_opens_nothing_and_says_so(browser, typed):
    code_for(browser)
    phone = Browser()

    response = phone.post("resume", typed={"return_code": typed})

    assert response.status_code == 200
    assert "Error: " in page_of(response)
    assert phone.cookie is None


def test_code_opens_nothing_at_another_link(browser, sample):
    code = code_for(browser)
    wave = sample.wave
    other = SampleFactory(wave=wave, link_code="wxyz2345")
    invitation = Invitation.objects.create(sample=sample, number=1)

    for door in (other.link_code, invitation.code):
        assert Browser(door).post("resume", typed={"return_code": code}).status_code == 200


def test_wrong_codes_are_counted_and_right_ones_are_not(browser):
    code = code_for(browser)
    guessing = Browser()
    for _ in range(limits.MOST_WRONG_CODES):
        assert guessing.post("resume", typed={"return_code": "abcde-fghjk"}).status_code == 200

    response = guessing.post("resume", typed={"return_code": code})

    assert response.status_code == 429
    assert "try again in ten minutes" in page_of(response)
    assert Browser().begin().status_code == 302


def test_device_that_others_use_forgets_and_the_code_still_works(browser):
    code = code_for(browser)

    browser.post("leave", typed={"what": "device"})

    assert "Somebody began" not in page_of(browser.get("door"))
    assert Browser().post("resume", typed={"return_code": code}).status_code == 302


def test_leaving_without_a_code_deletes_the_answers(browser):
    browser.post("leave", typed={"what": "device"})

    assert not Sitting.objects.exists()


def test_everything_answered_can_be_deleted(browser):
    code_for(browser)

    browser.post("leave", typed={"what": "all"})

    assert not Sitting.objects.exists()


@pytest.mark.parametrize(("days", "kept"), [(30, 1), (31, 0)])
def test_command_deletes_what_nobody_came_back_to_for_thirty_days(browser, days, kept):
    Sitting.objects.update(touched_on=timezone.localdate() - timedelta(days=days))
    said = StringIO()

    call_command("delete_old_sittings", stdout=said)

    assert Sitting.objects.count() == kept
    assert said.getvalue() == f"Deleted {1 - kept} unfinished {'sittings' if kept else 'sitting'}.\n"
