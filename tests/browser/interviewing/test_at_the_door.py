"""Interviews at the door without a signal: asked one question at a time, kept, and sent once."""

import re

import pytest
from playwright.sync_api import expect

from surveys.models import Response, WrittenAnswer
from surveys.tests.interviewing.doorstep import interviewer_of
from tests.browser.conftest import PHONE
from tests.browser.fieldwork.phone import ago
from tests.browser.interviewing.phone import (
    answer,
    begin,
    find_signal,
    go_on,
    listed,
    lock,
    lose_signal,
    lose_the_answer,
    open_interviews,
    page_of,
    question,
    said,
    stored_on,
    waiting,
)

pytestmark = pytest.mark.browser
RATHER_NOT = "Refused"


def test_two_interviews_without_a_signal_survive_closing_and_are_sent_once(
    phone, sign_in, gwen, wave, assert_accessible
):
    sign_in(phone, gwen)
    open_interviews(phone, wave)
    assert_accessible(phone)
    lose_signal(phone)

    begin(phone, language="Arabic")
    wording = question(phone, "R4").locator("[data-words='R4 wording']")
    expect(wording).to_have_text("هل قدمت المساعدة؟")
    expect(wording).to_have_attribute("dir", "rtl")
    assert_accessible(phone)
    answer(phone, R4="نعم", R5="Don’t know", L1=["Food", "Music"], L2="=Allotments", R11="=0", L3=RATHER_NOT)
    go_on(phone)
    expect(said(phone)).to_contain_text("Kept on this phone, waiting to send: Interview, Ropewalk,")
    begin(phone, place="Saltmarsh", sex="Not said", age="65 and over")
    answer(phone, R4="No")
    expect(question(phone, "L1")).to_be_visible()
    answer(phone, L1="None of these", R11="=12", L3="=1200")
    go_on(phone)
    expect(waiting(phone)).to_have_text("Waiting to send: 2")
    assert_accessible(phone)
    assert not Response.objects.exists()

    context = phone.context
    phone.close()
    again = context.new_page()
    again.goto(page_of(wave))
    expect(again.get_by_role("heading", level=1)).to_have_text("Interviews")
    expect(listed(again)).to_have_count(2)
    find_signal(again)
    expect(again.locator("[data-waiting]")).to_be_hidden()
    again.reload()
    again.wait_for_load_state()

    first, second = Response.objects.order_by("pk")
    assert first.answers.as_dict() == {"R4": 1, "R5": -98, "L1": 2 + 8192, "R11": 0, "L3": -99}
    assert second.answers.as_dict() == {"R4": 2, "R5": -96, "L1": 0, "R11": 12, "L3": 1200}
    assert list(WrittenAnswer.objects.values_list("response", "code", "text")) == [(first.pk, "L2", "Allotments")]
    assert [(each.sex, each.age_band, each.language) for each in (first, second)] == [(2, 2, "ar"), (0, 4, "")]
    assert [each.sample.neighbourhood.name for each in (first, second)] == ["Ropewalk", "Saltmarsh"]
    assert {each.mode for each in (first, second)} == {"interview"}
    assert {each.answered_on for each in (first, second)} == {ago(0)}
    assert all(each.seconds is not None and each.seconds < 120 for each in (first, second))
    assert stored_on(again) == []


def test_interview_whose_receipt_was_lost_is_stored_once(phone, sign_in, gwen, wave):
    sign_in(phone, gwen)
    open_interviews(phone, wave)
    phone.route("**/interview/send/", lose_the_answer)
    begin(phone)
    answer(phone, R4="No", L1="Sport", R11="=3", L3="=4")
    go_on(phone)
    expect(waiting(phone)).to_have_text("Waiting to send: 1")
    expect(phone.locator("[data-hint]")).to_have_text("No signal. What you save is kept on this phone.")
    assert Response.objects.count() == 1

    phone.unroute("**/interview/send/")
    phone.get_by_role("button", name="Send now").click()

    expect(phone.locator("[data-waiting]")).to_be_hidden()
    expect(said(phone)).to_contain_text("Sent: Interview, Ropewalk,")
    expect(phone.locator("[data-place]").first).to_contain_text("1 of 80 have answered")
    assert Response.objects.count() == 1


def test_half_an_interview_survives_a_reload_and_goes_on_where_it_was(phone, sign_in, gwen, wave, assert_accessible):
    sign_in(phone, gwen)
    open_interviews(phone, wave)
    lose_signal(phone)
    begin(phone)
    answer(phone, R4="Yes", R5="No")
    phone.reload()

    asked = phone.locator("[data-begun]")
    expect(asked).to_contain_text("Interview, Ropewalk,")
    expect(phone.locator("[data-waiting] [data-count]")).not_to_contain_text("1")
    assert_accessible(phone)
    asked.get_by_role("button", name="Go on").click()
    expect(question(phone, "L1")).to_be_visible()
    phone.get_by_role("button", name="Back").click()
    expect(question(phone, "R5").get_by_label("No", exact=True)).to_be_checked()
    go_on(phone)
    answer(phone, L1="Don’t know", R11="=7", L3="=8")
    go_on(phone)
    find_signal(phone)

    expect(phone.locator("[data-waiting]")).to_be_hidden()
    assert Response.objects.get().answers.as_dict() == {"R4": 1, "R5": 2, "L1": -98, "R11": 7, "L3": 8}
    assert stored_on(phone) == []


def test_half_an_interview_can_be_thrown_away_and_who_declines_leaves_nothing(phone, sign_in, gwen, wave):
    sign_in(phone, gwen)
    open_interviews(phone, wave)
    phone.on("dialog", lambda dialog: dialog.accept())
    begin(phone)
    answer(phone, R4="Yes")
    phone.reload()
    phone.locator("[data-begun]").get_by_role("button", name="Throw away…").click()
    expect(phone.locator("[data-begun]")).to_be_hidden()
    phone.get_by_label("Saltmarsh", exact=True).check()
    go_on(phone)
    phone.get_by_role("button", name="They do not take part").click()

    expect(said(phone)).to_contain_text("Nothing is kept of who does not take part.")
    assert stored_on(phone) == []
    assert not Response.objects.exists()


def test_answer_changed_on_the_way_back_leaves_nothing_of_what_is_no_longer_asked(phone, sign_in, gwen, wave):
    sign_in(phone, gwen)
    open_interviews(phone, wave)
    begin(phone)
    answer(phone, R4="Yes", R5="No")
    phone.get_by_role("button", name="Back").click()
    phone.get_by_role("button", name="Back").click()
    answer(phone, R4="No", L1="Food", L2="=Allotments")
    phone.get_by_role("button", name="Stop here and finish…").click()
    lose_signal(phone)
    go_on(phone)
    expect(waiting(phone)).to_have_text("Waiting to send: 1")
    [kept] = stored_on(phone)
    assert "q-R5" not in dict(kept["fields"])
    find_signal(phone)

    expect(phone.locator("[data-waiting]")).to_be_hidden()
    assert Response.objects.get().answers.as_dict() == {"R4": 2, "R5": -96, "L1": 2, "R11": -1, "L3": -1}


def test_nothing_goes_on_without_an_answer_and_numbers_are_checked_at_the_door(
    phone, sign_in, gwen, wave, assert_accessible
):
    sign_in(phone, gwen)
    open_interviews(phone, wave)
    go_on(phone)
    expect(phone.get_by_text("Where: choose a neighbourhood.")).to_be_visible()
    begin(phone)
    go_on(phone)
    expect(question(phone, "R4").get_by_role("alert")).to_contain_text("or “Don’t know” or “Refused”.")
    assert_accessible(phone)
    answer(phone, R4="No", L1="Sport", R11="=96")
    expect(question(phone, "R11").get_by_role("alert")).to_contain_text("The number must be from 0 to 95.")
    question(phone, "R11").get_by_label("Don’t know").check()
    expect(question(phone, "R11").get_by_role("textbox")).to_have_value("")
    go_on(phone)
    expect(question(phone, "L3")).to_be_visible()


def test_interview_of_a_wave_locked_meanwhile_is_parked_with_the_reason(phone, sign_in, gwen, wave, assert_accessible):
    sign_in(phone, gwen)
    open_interviews(phone, wave)
    lose_signal(phone)
    begin(phone)
    answer(phone, R4="No", L1="Sport", R11="=3", L3="=4")
    go_on(phone)
    expect(waiting(phone)).to_have_text("Waiting to send: 1")
    lock(wave)
    find_signal(phone)

    expect(waiting(phone)).to_have_text("To be put right: 1")
    expect(listed(phone)).to_contain_text("is locked: it is evidence and takes no more answers.")
    phone.reload()
    expect(phone.get_by_text("no interview can be added")).to_be_visible()
    expect(listed(phone)).to_have_count(1)
    assert_accessible(phone)
    with phone.expect_download() as got:
        phone.get_by_role("button", name="Download as a file").click()
    text = got.value.path().read_text()
    assert "R11 How many friends?: 3" in text
    assert "Not taken in: " in text
    phone.on("dialog", lambda dialog: dialog.accept())
    phone.get_by_role("button", name="Discard…").click()
    expect(phone.locator("[data-waiting]")).to_be_hidden()
    assert stored_on(phone) == []
    assert not Response.objects.exists()


def test_interview_that_was_refused_can_be_put_right_and_sent(phone, sign_in, gwen, wave):
    sign_in(phone, gwen)
    open_interviews(phone, wave)
    lose_signal(phone)
    begin(phone)
    answer(phone, R4="No", L1="Sport", R11="=3", L3="=4")
    go_on(phone)
    wave.samples.filter(neighbourhood__name="Ropewalk").delete()
    find_signal(phone)
    expect(listed(phone)).to_contain_text("Where: choose from what the page offers.")

    phone.get_by_role("button", name="Put right").click()
    expect(phone.locator("[data-step=start]").get_by_role("alert")).to_contain_text("Where: choose from what")
    phone.get_by_label("Saltmarsh", exact=True).check()
    for _ in range(8):
        go_on(phone)

    expect(said(phone)).to_contain_text("Sent: Interview, Saltmarsh,")
    assert Response.objects.get().sample.neighbourhood.name == "Saltmarsh"


def test_keyboard_alone_holds_an_interview(page, sign_in, gwen, wave):
    sign_in(page, gwen)
    open_interviews(page, wave)

    def press(*keys):
        for key in keys:
            page.keyboard.press(key)

    page.locator("[name=sample]").first.focus()
    press("Space", "Enter")
    expect(page.locator("[data-step=consent]")).to_be_focused()
    press("Tab", "Space", "Enter")
    expect(page.locator("[data-step=person]")).to_be_focused()
    press("Tab", "Space", "Tab", "Space", "Enter")
    expect(page.locator("[data-step=R4]")).to_be_focused()
    press("Tab", "ArrowDown", "Enter")
    expect(page.locator("[data-step=L1]")).to_be_focused()
    press("Tab", "Space", "Enter")
    press("Tab", "7", "Enter")
    press("Tab", "8", "Enter")
    expect(page.locator("[data-step=end]")).to_be_focused()
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Finish interview").focus()
    page.keyboard.press("Enter")

    expect(said(page)).to_contain_text("Sent: Interview, Ropewalk,")
    assert Response.objects.get().answers.as_dict() == {"R4": 2, "R5": -96, "L1": 1, "R11": 7, "L3": 8}


def test_second_person_on_the_phone_sees_nothing_of_the_first(phone, sign_in, gwen, wave):
    sign_in(phone, gwen)
    open_interviews(phone, wave)
    lose_signal(phone)
    begin(phone)
    answer(phone, R4="No", L1="Food", L2="=Allotments behind the mill", R11="=3", L3="=4")
    go_on(phone)
    begin(phone, place="Saltmarsh")
    answer(phone, R4="Yes")
    find_signal(phone)
    expect(phone.locator("[data-waiting]")).to_be_hidden()
    phone.get_by_text("Menu").click()
    phone.get_by_role("button", name="Sign out").click()
    phone.wait_for_url(re.compile("login"))
    lose_signal(phone)
    phone.goto(page_of(wave))
    expect(phone.get_by_role("heading", level=1)).to_have_text("No signal")
    find_signal(phone)

    sign_in(phone, interviewer_of(wave.programme, name="Robin Hale"))
    open_interviews(phone, wave)
    for part in ("[data-waiting]", "[data-waiting-list]", "[data-begun]"):
        expect(phone.locator(part)).to_be_hidden()
    assert "Allotments behind the mill" not in phone.content()

    sign_in(phone, gwen)
    open_interviews(phone, wave)
    expect(phone.locator("[data-begun]")).to_contain_text("Interview, Saltmarsh,")


def test_interview_of_one_person_is_never_sent_as_anothers(phone, sign_in, gwen, wave):
    sign_in(phone, gwen)
    open_interviews(phone, wave)
    sign_in(phone, interviewer_of(wave.programme, name="Robin Hale"))
    begin(phone)
    answer(phone, R4="No", L1="Sport", R11="=3", L3="=4")
    go_on(phone)

    expect(phone.locator("[data-hint]")).to_have_text("Sign in to send.")
    assert not Response.objects.exists()


def test_whole_questionnaire_is_an_ordinary_form_without_the_script(chromium, live_server, sign_in, gwen, wave):
    context = chromium.new_context(base_url=live_server.url, viewport=PHONE, java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    sign_in(page, gwen)
    page.goto(page_of(wave))
    page.get_by_label("Saltmarsh", exact=True).check()
    page.get_by_label("I have read this out, and they agree").check()
    question(page, "R4").get_by_label("Yes").check()
    question(page, "R5").get_by_label("Refused").check()
    question(page, "R11").get_by_role("textbox").fill("4")
    expect(page.get_by_text("Ask only if R4 is “Yes”.")).to_be_visible()
    page.get_by_role("button", name="Finish interview").click()

    expect(page.get_by_text("The interview is saved.")).to_be_visible()
    expect(page.get_by_label("Saltmarsh", exact=True)).to_be_checked()
    assert Response.objects.get().answers.as_dict() == {"R4": 1, "R5": -99, "L1": -1, "R11": 4, "L3": -1}
    context.close()
