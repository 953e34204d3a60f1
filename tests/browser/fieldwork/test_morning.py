"""A fieldworker’s morning on a phone: what needs doing, and entries made without a signal."""

import pytest
from playwright.sync_api import expect

from neighbourhoods.models import CommunityGroup, CommunityIssue, Deployment, FieldworkEntry, GroupProfile
from tests.browser.fieldwork.phone import (
    TODAY_URL,
    add_group,
    add_issue,
    add_visit,
    ago,
    find_signal,
    listed,
    lose_signal,
    lose_the_answer,
    open_today,
    stored_on,
    unfolded,
    waiting,
)

pytestmark = pytest.mark.browser


def test_morning_without_a_signal_is_sent_once(phone, sign_in, grace, choir, assert_accessible):
    sign_in(phone, grace)
    open_today(phone)
    expect(phone.get_by_role("link", name="Put to an agency: A crossing")).to_be_visible()
    expect(phone.get_by_text("18 days late")).to_be_visible()
    expect(phone.get_by_role("link", name="Update Ropewalk Choir")).to_be_visible()
    assert_accessible(phone)

    lose_signal(phone)
    add_visit(phone)
    expect(waiting(phone)).to_have_text("Waiting to send: 1")
    expect(phone.locator("[data-hint]")).to_have_text("No signal. What you save is kept on this phone.")
    add_group(phone, "Friday Lunch Club")
    add_issue(phone, "Lights at the bus shelter")
    expect(waiting(phone)).to_have_text("Waiting to send: 3")
    expect(listed(phone)).to_have_count(3)
    assert_accessible(phone)

    context = phone.context
    phone.close()
    again = context.new_page()
    again.goto(TODAY_URL)
    expect(again.get_by_role("heading", level=1)).to_have_text("Today")
    expect(waiting(again)).to_have_text("Waiting to send: 3")
    expect(again.get_by_text("Issue, Lights at the bus shelter")).to_be_visible()
    assert not FieldworkEntry.objects.exists()

    find_signal(again)
    expect(again.locator("[data-waiting]")).to_be_hidden()
    again.reload()
    again.wait_for_load_state()

    visit = FieldworkEntry.objects.get()
    assert (visit.kinds, visit.people, visit.done_by, visit.done_on) == (("listening",), 14, grace, ago(0))
    group = CommunityGroup.objects.get(name="Friday Lunch Club")
    assert [place.neighbourhood.name for place in group.places.all()] == ["Ropewalk"]
    assert group.profiles.get().recorded_by == grace
    issue = CommunityIssue.objects.get(title="Lights at the bus shelter")
    assert (issue.neighbourhood.name, issue.raised_on) == ("Ropewalk", ago(0))
    assert stored_on(again) == []


def test_answer_that_was_lost_on_the_way_enters_nothing_twice(phone, sign_in, grace, choir):
    sign_in(phone, grace)
    open_today(phone)
    phone.route("**/fieldwork/send/", lose_the_answer)
    add_visit(phone)
    expect(phone.locator("[data-hint]")).to_have_text("No signal. What you save is kept on this phone.")
    expect(waiting(phone)).to_have_text("Waiting to send: 1")
    assert FieldworkEntry.objects.count() == 1

    phone.unroute("**/fieldwork/send/")
    phone.get_by_role("button", name="Send now").click()

    expect(phone.locator("[data-waiting]")).to_be_hidden()
    assert FieldworkEntry.objects.count() == 1


def test_refused_entry_is_parked_with_its_reason_while_the_rest_goes(phone, sign_in, grace, places, choir):
    sign_in(phone, grace)
    open_today(phone)
    lose_signal(phone)
    add_visit(phone, place="Saltmarsh", people="3")
    add_visit(phone, place="Ropewalk", people="5")
    expect(waiting(phone)).to_have_text("Waiting to send: 2")
    Deployment.objects.filter(neighbourhood=places[1]).delete()
    find_signal(phone)

    expect(waiting(phone)).to_have_text("To be put right: 1")
    assert FieldworkEntry.objects.get().people == 5
    expect(listed(phone)).to_contain_text("Where: choose a neighbourhood in which you work today.")

    with phone.expect_download() as got:
        phone.get_by_role("button", name="Download as a file").click()
    assert "Where?: Saltmarsh" in got.value.path().read_text()

    phone.get_by_role("button", name="Put right").click()
    form = unfolded(phone, "Add a visit")
    expect(form.get_by_role("alert")).to_contain_text("Where: choose a neighbourhood in which you work today.")
    expect(form.get_by_label("How many people")).to_have_value("3")
    form.get_by_label("Ropewalk", exact=True).check()
    form.get_by_role("button", name="Save visit").click()
    expect(phone.locator("[data-waiting]")).to_be_hidden()
    assert sorted(FieldworkEntry.objects.values_list("people", flat=True)) == [3, 5]


def test_what_the_site_refuses_at_once_stands_at_its_field_and_can_be_discarded(phone, sign_in, grace, choir):
    sign_in(phone, grace)
    open_today(phone)
    form = unfolded(phone, "Add a visit")
    form.get_by_role("button", name="Save visit").click()
    expect(form.get_by_role("alert")).to_contain_text("What did you do: choose at least one.")

    add_visit(phone, **{"By when": ago(-3).isoformat()})
    expect(form.get_by_role("alert")).to_contain_text("What is next: fill this in")
    expect(form.locator(".fh-field--error")).to_have_count(1)

    phone.on("dialog", lambda dialog: dialog.accept())
    phone.get_by_role("button", name="Discard…").click()
    expect(phone.locator("[data-waiting]")).to_be_hidden()
    assert not FieldworkEntry.objects.exists()


def test_fault_of_the_site_keeps_the_entry_waiting(phone, sign_in, grace, choir):
    sign_in(phone, grace)
    open_today(phone)
    phone.route("**/fieldwork/send/", lambda route: route.fulfill(status=503, body="down"))
    add_visit(phone)

    expect(phone.locator("[data-hint]")).to_have_text("The site could not take it in just now. It is tried again.")
    expect(waiting(phone)).to_have_text("Waiting to send: 1")


def test_group_that_looks_like_another_is_parked_until_somebody_says_it_is_not(phone, sign_in, grace, choir):
    sign_in(phone, grace)
    open_today(phone)
    add_group(phone, "The Ropewalk Choir")

    expect(listed(phone)).to_contain_text("It looks like a group that is here already: Ropewalk Choir")
    assert CommunityGroup.objects.count() == 1
    phone.get_by_role("button", name="It is another group: send it").click()
    expect(phone.locator("[data-waiting]")).to_be_hidden()
    assert CommunityGroup.objects.filter(name="The Ropewalk Choir").count() == 1


def test_profile_made_without_a_signal_begins_with_the_last_one(phone, sign_in, grace, choir):
    sign_in(phone, grace)
    open_today(phone)
    lose_signal(phone)
    phone.get_by_role("link", name="Update Ropewalk Choir").click()
    form = unfolded(phone, "Update a group")
    expect(form.get_by_label("Members")).to_have_value("31")
    form.get_by_label("Members").fill("35")
    form.get_by_role("button", name="Save profile").click()
    expect(waiting(phone)).to_have_text("Waiting to send: 1")
    find_signal(phone)
    expect(phone.locator("[data-waiting]")).to_be_hidden()

    before, now = GroupProfile.objects.order_by("pk")
    assert (before.members, now.members, now.as_of, now.recorded_by) == (31, 35, ago(0), grace)
    assert (now.themes, now.named, now.state) == (("arts",), True, "active")


def test_forms_work_without_the_script(chromium, live_server, grace, sign_in, choir):
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    sign_in(page, grace)
    page.goto(TODAY_URL)
    add_visit(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Listened to residents")
    assert FieldworkEntry.objects.get().people == 14
    context.close()
