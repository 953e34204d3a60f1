"""A whole wave: drafted, tried, published, answered in every way there is, weighed, locked, and read as a verdict."""

import re
from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from surveys.models import PilotAnswer, Response, Wave
from tests.browser.conftest import DESK, PHONE
from tests.browser.fieldwork.phone import ago
from tests.browser.surveys import desk, ways

pytestmark = pytest.mark.browser

FIRST, LAST = ago(3), ago(-20)
# Paper in figures: somebody who helps a group now and then, and somebody who does not.
FORM_1 = {"R2": "2", "R4": "1", "R5": "4", "R7": "1", "R8": "2", "R11": "12", "R14": "2", "R17": "3", "R20": "1"}
FORM_1 |= {"R21": "1", "R23": "3", "R24": "2", "sex": "2", "age_band": "4"}
FORM_2 = {"R2": "2", "R4": "2", "R7": "2", "R8": "2", "R11": "3", "R14": "4", "R17": "4", "R20": "1", "R21": "2"}
FORM_2 |= {"R23": "4", "sex": "1", "age_band": "4"}
MISREAD = FORM_2 | {"R11": "8"}


@pytest.fixture
def sit_down(open_window, sign_in):
    """`sit_down(user)` is a desk at which the user is signed in."""

    def sit_down(user):
        page = open_window(DESK)
        sign_in(page, user)
        return page

    return sit_down


@pytest.fixture
def pocket(open_window):
    """`pocket()` is somebody's own phone."""
    return lambda: open_window(PHONE, has_touch=True, is_mobile=True)


def draft_and_publish(page, pocket, seen):
    """The questionnaire, from the menu to publication, with a try in between that counts nowhere."""
    desk.draft(page, seen)
    desk.translate(page, seen)
    ways.try_draft(pocket(), desk.open_pilot(page, seen), seen)
    page.reload()
    expect(page.get_by_text("Tried by 1")).to_be_visible()
    expect(page.get_by_text("Does the choir count?")).to_be_visible()
    desk.publish(page, seen)
    assert PilotAnswer.objects.count() == 1


def key_on_paper(page, sit_down, gwen, seen):
    """Two forms, keyed by two people who read one number differently; the evaluator looks at the paper."""
    ways.key_twice(page, seen)
    page.get_by_role("link", name="Key forms of Ropewalk").click()
    seen(page)
    ways.key_forms(page, {1: FORM_1, 2: MISREAD})
    expect(page.get_by_text("Form 2 waits for its second keying.")).to_be_visible()
    other = sit_down(gwen)
    other.goto(page.url.partition("/paper/")[0] + "/paper/")
    other.get_by_role("link", name=re.compile("Key it a second time ?, form 1")).click()
    expect(other.get_by_text("This is its second keying.")).to_be_visible()
    seen(other)
    ways.key_forms(other, {1: FORM_1, 2: FORM_2})
    expect(other.get_by_role("heading", name="What does the paper say?")).to_be_visible()
    seen(other)
    other.get_by_label("Second keying: 3").check()
    desk.press(other, "Count the form")
    expect(other.get_by_text("Form 2 of Ropewalk counts.")).to_be_visible()
    seen(other)


def take_answers_in(page, wave, sit_down, pocket, sign_in, gwen, seen):
    """Answers by link in two languages, at the door, on paper and from KoboToolbox."""
    link = desk.open_links(page, seen)
    ways.answer_in_english(pocket(), link, seen)
    ways.answer_in_arabic(pocket(), link, seen)
    phone = pocket()
    sign_in(phone, gwen)
    ways.interview_without_signal(phone, wave, seen)
    key_on_paper(page, sit_down, gwen, seen)
    ways.import_export(page, wave, ago(1).isoformat(), seen)


def test_wave_goes_from_the_menu_of_questions_to_a_verdict(
    programme, robin, gwen, stella, sit_down, pocket, sign_in, seen
):
    page = sit_down(robin)
    draft_and_publish(page, pocket, seen)
    desk.open_wave(page, FIRST, LAST, seen)
    wave = Wave.objects.get(name="Second year")

    take_answers_in(page, wave, sit_down, pocket, sign_in, gwen, seen)

    responses = Response.objects.of_wave(wave)
    assert Counter(responses.values_list("mode", flat=True)) == {"link": 2, "interview": 302, "paper": 2}
    assert Counter(responses.values_list("language", flat=True)) == {"": 305, "ar": 1}
    desk.go_to(page, "Progress", seen)
    expect(page.get_by_role("row", name="Ropewalk")).to_contain_text("306 of 300")
    expect(page.get_by_role("row", name="Ropewalk")).to_contain_text("reached")
    desk.decide_flag(page, seen)
    assert responses.counted().count() == 305
    desk.weigh(page, seen)

    with time_machine.travel(timezone.now() + timedelta(days=25), tick=True):
        sign_in(page, robin)
        page.goto(wave.get_absolute_url())
        desk.keep_until_suggested(page, seen)
        desk.lock(page, seen)
        readers = sit_down(stella)
        readers.goto(reverse("evaluation:programme-overview", args=["quay"]))
        tile = readers.locator(".fh-goal").first
        # 39 of 305: 36 of KoboToolbox, one by link, one at the door, one on paper.
        for words in ("13%", "baseline 7%", "up 6 points", "Clear rise"):
            expect(tile).to_contain_text(words)
        seen(readers)
