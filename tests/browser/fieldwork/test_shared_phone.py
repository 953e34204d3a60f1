"""A phone that two share, and a session that is over: nobody sees or sends what another entered."""

import re

import pytest
from playwright.sync_api import expect

from neighbourhoods.models import Deployment, FieldworkEntry
from tests.browser.fieldwork.phone import (
    TODAY_URL,
    add_visit,
    ago,
    deployed,
    find_signal,
    lose_signal,
    open_today,
    said_at,
    waiting,
)

pytestmark = pytest.mark.browser


def test_session_that_is_over_keeps_the_entry_and_asks_to_sign_in(phone, sign_in, grace, choir):
    sign_in(phone, grace)
    open_today(phone)
    phone.context.clear_cookies()
    add_visit(phone)

    expect(phone.locator("[data-hint]")).to_have_text("Sign in to send.")
    expect(waiting(phone)).to_have_text("Waiting to send: 1")
    sign_in(phone, grace)
    phone.goto(TODAY_URL)
    expect(phone.locator("[data-waiting]")).to_be_hidden()
    assert FieldworkEntry.objects.get().done_by == grace


def test_shared_phone_shows_nobody_what_another_entered(phone, sign_in, grace, programme, places, choir):
    sign_in(phone, grace)
    open_today(phone)
    lose_signal(phone)
    add_visit(phone, **{"What happened?": "Mrs Ashe spoke."})
    expect(waiting(phone)).to_have_text("Waiting to send: 1")
    Deployment.objects.filter(neighbourhood=places[0]).update(ends_on=ago(1))
    find_signal(phone)
    expect(waiting(phone)).to_have_text("To be put right: 1")
    phone.get_by_text("Menu").click()
    phone.get_by_role("button", name="Sign out").click()
    phone.wait_for_url(re.compile("login"))
    expect(phone.locator("[data-waiting]")).to_have_count(0)
    assert phone.evaluate("caches.keys().then((names) => names.filter((name) => name.startsWith('private-')))") == []
    lose_signal(phone)
    phone.goto(TODAY_URL)
    expect(phone.get_by_role("heading", level=1)).to_have_text("No signal")
    find_signal(phone)

    robin = deployed(programme, places[1:], "Robin Hale")
    sign_in(phone, robin)
    open_today(phone)
    expect(phone.locator("[data-waiting]")).to_be_hidden()
    expect(phone.locator("[data-waiting-list]")).to_be_hidden()
    assert "Ashe" not in phone.content()
    add_visit(phone, place="Saltmarsh", people="7")
    expect(said_at(phone, "Add a visit")).to_contain_text("Saved and sent")
    assert FieldworkEntry.objects.get().done_by == robin

    Deployment.objects.filter(neighbourhood=places[0]).update(ends_on=None)
    sign_in(phone, grace)
    open_today(phone)
    expect(waiting(phone)).to_have_text("To be put right: 1")
    phone.get_by_role("button", name="Put right").click()
    phone.get_by_role("button", name="Save visit").click()
    expect(phone.locator("[data-waiting]")).to_be_hidden()
    assert FieldworkEntry.objects.get(people=14).done_by == grace


def test_entry_of_one_person_is_never_sent_as_anothers(phone, sign_in, grace, programme, places, choir):
    sign_in(phone, grace)
    open_today(phone)
    robin = deployed(programme, places, "Robin Hale")
    sign_in(phone, robin)
    add_visit(phone)

    expect(phone.locator("[data-hint]")).to_have_text("Sign in to send.")
    assert not FieldworkEntry.objects.exists()


def test_signing_out_without_a_signal_is_done_once_there_is_one(phone, sign_in, grace, choir):
    sign_in(phone, grace)
    open_today(phone)
    lose_signal(phone)
    phone.get_by_text("Menu").click()
    phone.get_by_role("button", name="Sign out").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("No signal")
    phone.goto(TODAY_URL)
    expect(phone.get_by_role("heading", level=1)).to_have_text("No signal")

    find_signal(phone)
    phone.goto(TODAY_URL)
    phone.wait_for_url(re.compile("login"))
