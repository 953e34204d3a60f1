"""Residents on a phone: in English and Arabic, by touch and by keyboard alone, in one go and in two."""

import re

import pytest
from playwright.sync_api import expect

from surveys.answers import NOT_ASKED, pack_chosen
from surveys.models import PilotAnswer, Response, Sitting
from surveys.tests.answering.residents import CODE, PILOT_CODE, draft, open_sample
from surveys.views.answering import visit
from tests.browser.conftest import DESK
from tests.browser.test_every_page import fits

pytestmark = pytest.mark.browser
DOOR = f"/answer/{CODE}/"


@pytest.fixture(autouse=True)
def _no_least_time(monkeypatch):
    """A test reads faster than a resident."""
    monkeypatch.setattr("surveys.answering.limits.is_too_quick", lambda seconds, answered: False)


@pytest.fixture
def sample(db):
    return open_sample()


@pytest.fixture
def assert_fit(assert_accessible):
    """A function that accepts no fault of a page, in light and in dark, and no scrolling sideways."""

    def assert_fit(page):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert_accessible(page)
        assert fits(page), page.url

    return assert_fit


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def test_resident_answers_in_english_question_by_question(phone, sample, assert_fit):
    phone.goto(DOOR)
    assert_fit(phone)
    assert phone.context.cookies() == []
    press(phone, "Begin")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Have you given help?")
    assert_fit(phone)
    phone.get_by_label("Yes").check()
    press(phone, "Continue")
    phone.get_by_label("No", exact=True).check()
    press(phone, "Continue")
    phone.get_by_label("Food").check()
    phone.get_by_label("None of these").check()
    expect(phone.get_by_label("Food")).not_to_be_checked()
    phone.get_by_label("Food").check()
    expect(phone.get_by_label("None of these")).not_to_be_checked()
    assert_fit(phone)
    press(phone, "Continue")
    phone.get_by_label("What about food?").fill("A shared oven")
    assert_fit(phone)
    press(phone, "Continue")
    phone.get_by_label("How many friends?").fill("lots")
    press(phone, "Continue")
    expect(phone.get_by_role("alert")).to_contain_text("Write a whole number from 0 to 95")
    expect(phone).to_have_title(re.compile("^Error: Question 5 of 6"))
    assert_fit(phone)
    phone.get_by_role("alert").get_by_role("link").click()
    expect(phone.get_by_label("How many friends?")).to_be_focused()
    phone.get_by_label("How many friends?").fill("3")
    press(phone, "Continue")
    press(phone, "Leave this question out")
    phone.get_by_label("a woman").check()
    phone.get_by_label("25 to 44").check()
    assert_fit(phone)
    press(phone, "Continue")
    expect(phone.get_by_text("A shared oven")).to_be_visible()
    assert_fit(phone)
    press(phone, "Send my answers")
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Your answers are sent")
    assert_fit(phone)

    response = Response.objects.get()
    assert response.answers.as_dict() == {"R4": 1, "R5": 2, "L1": pack_chosen([2]), "R11": 3, "L3": -1}
    assert (response.sex, response.age_band, response.language) == (2, 2, "")
    phone.go_back()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Your answers are sent")
    assert Response.objects.count() == 1


def test_resident_answers_the_whole_in_arabic_from_right_to_left(phone, sample, assert_fit):
    phone.goto(DOOR)
    phone.get_by_role("link", name="العربية").click()
    expect(phone.locator("html")).to_have_attribute("dir", "rtl")
    assert_fit(phone)
    press(phone, "ابدأ")
    expect(phone.get_by_role("heading", level=1)).to_have_text("هل قدمت مساعدة؟")
    label = phone.locator("label.fh-choice", has_text="نعم")
    circle, words = label.locator("input").bounding_box(), label.locator("span").bounding_box()
    assert circle["x"] > words["x"]
    phone.get_by_label("لا", exact=True).check()
    press(phone, "اعرض كل الأسئلة في صفحة واحدة")
    expect(phone.get_by_label("لا", exact=True).first).to_be_checked()
    expect(phone.get_by_text("فقط إذا أجبت بـ").first).to_be_hidden()
    assert_fit(phone)
    phone.get_by_label("نعم", exact=True).first.check()
    expect(phone.get_by_text("How often?")).to_be_visible()
    phone.get_by_label("لا", exact=True).first.check()
    expect(phone.get_by_text("How often?")).to_be_hidden()
    phone.get_by_label("How many friends?").fill("٤")
    press(phone, "متابعة")
    assert_fit(phone)
    press(phone, "أرسل إجاباتي")
    expect(phone.get_by_role("heading", level=1)).to_contain_text("أُرسلت إجاباتك")
    assert_fit(phone)

    response = Response.objects.get()
    assert (response.language, response.answers["R4"], response.answers["R11"]) == ("ar", 2, 4)
    assert response.answers["R5"] == NOT_ASKED


def test_resident_answers_with_the_keyboard_alone(phone, sample):
    def tab_to(name):
        for _ in range(30):
            phone.keyboard.press("Tab")
            if name in phone.evaluate("document.activeElement.textContent || document.activeElement.id"):
                return
        raise AssertionError(f"{name} is not reached with the keyboard")

    phone.goto(DOOR)
    phone.keyboard.press("Tab")
    assert phone.evaluate("document.activeElement.textContent") == "Skip to the main content"
    tab_to("Begin")
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/question/1/")
    tab_to("id_R4_0")
    phone.keyboard.press("Space")
    phone.keyboard.press("ArrowDown")
    tab_to("Continue")
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/question/3/")
    phone.goto(f"{DOOR}question/5/")
    tab_to("id_R11")
    phone.keyboard.type("12")
    # Enter in a field is "Continue", whatever other buttons the page has.
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/question/6/")
    assert Sitting.objects.get().answers == {"R4": "2", "R11": "12"}
    phone.goto(f"{DOOR}check/")
    tab_to("Send my answers")
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/thanks/")
    assert Response.objects.get().answers["R11"] == 12


def test_resident_finishes_later_on_another_phone(phone, open_window, sample, assert_fit):
    phone.goto(DOOR)
    press(phone, "Begin")
    phone.get_by_label("Yes").check()
    press(phone, "Finish later")
    assert_fit(phone)
    press(phone, "Show my return code")
    code = phone.locator(".fh-return-code").inner_text()
    assert_fit(phone)
    phone.goto(DOOR)
    expect(phone.get_by_role("heading", name="Somebody began answering on this device")).to_be_visible()
    assert_fit(phone)
    phone.goto(f"{DOOR}later/")
    press(phone, "I have written it down: take me off this device")
    expect(phone.get_by_role("button", name="Begin")).to_be_visible()

    other = open_window(DESK)
    other.goto(DOOR)
    other.get_by_role("link", name="I have a return code").click()
    other.get_by_label("Return code").fill("wrong")
    press(other, "Go on")
    assert_fit(other)
    other.get_by_label("Return code").fill(code.upper())
    press(other, "Go on")
    other.wait_for_url("**/question/2/")
    other.goto(f"{DOOR}check/")
    press(other, "Send my answers")
    other.wait_for_url("**/thanks/")
    assert Response.objects.get().answers["R4"] == 1


def test_shared_phone_asks_before_it_shows_what_was_answered(phone, sample, monkeypatch):
    phone.goto(DOOR)
    press(phone, "Begin")
    phone.get_by_label("Yes").check()
    press(phone, "Continue")
    monkeypatch.setattr(visit, "PAUSE_SECONDS", -1)

    phone.goto(f"{DOOR}question/1/")

    expect(phone.get_by_role("heading", name="Somebody began answering on this device")).to_be_visible()
    monkeypatch.undo()
    press(phone, "Start afresh")
    expect(phone.get_by_label("Yes")).not_to_be_checked()


def test_draft_is_tried_with_a_word_on_each_page_that_it_is_a_try(phone, db, assert_fit):
    draft(pilot_code=PILOT_CODE)
    phone.goto(f"/answer/{PILOT_CODE}/")
    assert_fit(phone)
    press(phone, "Begin")
    expect(phone.get_by_text("This is a try. Your answers do not count.")).to_be_visible()
    phone.get_by_label("Was anything unclear? (optional)").fill("What counts as help?")
    assert_fit(phone)
    press(phone, "Continue")
    phone.goto(f"/answer/{PILOT_CODE}/check/")
    assert_fit(phone)
    press(phone, "Send my answers")
    phone.wait_for_url("**/thanks/")
    assert PilotAnswer.objects.get().remarks == {"R4": "What counts as help?"}


def test_links_that_open_nothing_say_so(phone, sample, assert_fit):
    phone.goto("/answer/nothing-here/")
    expect(phone.get_by_role("heading", level=1)).to_have_text("There is no questionnaire at this address")
    assert_fit(phone)
    sample.wave.takes_answers_online = False
    sample.wave.save()
    phone.goto(DOOR)
    expect(phone.get_by_role("heading", name="This questionnaire is not open")).to_be_visible()
    assert_fit(phone)
