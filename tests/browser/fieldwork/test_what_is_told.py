"""What the phone tells of what was saved, at the form and in the list."""

import pytest
from playwright.sync_api import expect

from neighbourhoods.models import CommunityGroup, FieldworkEntry
from neighbourhoods.tests.register_factories import CommunityGroupFactory
from tests.browser.fieldwork.phone import (
    add_group,
    add_issue,
    add_visit,
    find_signal,
    listed,
    lose_signal,
    open_today,
    said_at,
    unfolded,
    waiting,
)

pytestmark = pytest.mark.browser


def test_visit_that_was_saved_is_told_at_its_form_with_and_without_a_signal(
    phone, sign_in, grace, choir, assert_accessible
):
    sign_in(phone, grace)
    open_today(phone)
    add_visit(phone)

    said = said_at(phone, "Add a visit")
    expect(said).to_contain_text("Saved and sent: Visit, Ropewalk.")
    expect(said).to_be_in_viewport(ratio=1)
    expect(said).to_be_focused()
    expect(said.get_by_role("link")).to_have_attribute("href", FieldworkEntry.objects.get().get_absolute_url())
    lose_signal(phone)
    add_visit(phone, place="Saltmarsh")
    expect(said).to_contain_text("Kept on this phone, waiting to send: Visit, Saltmarsh.")
    expect(said).to_be_in_viewport(ratio=1)
    expect(said).to_be_focused()
    assert_accessible(phone)


def test_group_that_looks_like_another_is_asked_about_in_its_form_at_once_and_when_opened(
    phone, sign_in, grace, choir, assert_accessible
):
    sign_in(phone, grace)
    open_today(phone)
    add_group(phone, "The Ropewalk Choir")

    asked = unfolded(phone, "Add a group").get_by_role("alert")
    expect(asked).to_contain_text("Is it one of these?")
    expect(asked).to_be_focused()
    expect(asked.get_by_role("link", name="Ropewalk Choir")).to_have_attribute("href", choir.get_absolute_url())
    assert_accessible(phone)
    phone.reload()
    listed(phone).get_by_role("button", name="Open").click()
    expect(asked).to_contain_text("Is it one of these?")
    asked.get_by_role("button", name="This is another group: save it").click()

    expect(said_at(phone, "Add a group")).to_contain_text("Saved and sent: New group, The Ropewalk Choir.")
    expect(asked).to_have_count(0)
    assert CommunityGroup.objects.filter(name="The Ropewalk Choir").count() == 1


def test_everything_sent_after_the_signal_is_back_is_told_and_the_list_made_anew(phone, sign_in, grace, choir):
    sign_in(phone, grace)
    open_today(phone)
    phone.evaluate("window.stays = true")
    lose_signal(phone)
    phone.get_by_role("link", name="Update Ropewalk Choir").click()
    unfolded(phone, "Update a group").get_by_role("button", name="Save profile").click()
    add_visit(phone)
    add_issue(phone, "Lights at the bus shelter")
    expect(waiting(phone)).to_have_text("Waiting to send: 3")
    find_signal(phone)

    told = phone.locator("[data-told] > *")
    expect(told).to_have_count(3)
    expect(told).to_contain_text(["Sent: Profile, Ropewalk Choir", "Sent: Visit, Ropewalk", "Sent: Issue, Lights"])
    expect(said_at(phone, "Add a visit")).to_contain_text("Saved and sent")
    expect(phone.get_by_role("link", name="Update Ropewalk Choir")).to_have_count(0)
    assert phone.evaluate("window.stays")


def test_list_is_made_anew_on_request_while_somebody_types(phone, sign_in, grace, choir):
    sign_in(phone, grace)
    open_today(phone)
    lose_signal(phone)
    phone.get_by_role("link", name="Update Ropewalk Choir").click()
    unfolded(phone, "Update a group").get_by_role("button", name="Save profile").click()
    expect(said_at(phone, "Update a group")).to_contain_text("Kept on this phone")
    unfolded(phone, "Add a visit").get_by_label("What happened?").fill("They sang")
    find_signal(phone)

    button = phone.get_by_role("button", name="Show the list anew")
    expect(button).to_be_visible()
    expect(phone.get_by_role("link", name="Update Ropewalk Choir")).to_be_visible()
    button.click()
    expect(phone.get_by_role("link", name="Update Ropewalk Choir")).to_have_count(0)
    expect(button).to_be_hidden()
    expect(unfolded(phone, "Add a visit").get_by_label("What happened?")).to_have_value("They sang")


def test_groups_of_the_chosen_neighbourhood_are_ticked_without_a_signal(
    phone, sign_in, grace, programme, places, choir
):
    names = [f"Rowers {number}" for number in range(1, 10)]
    for name in names:
        CommunityGroupFactory(programme=programme, name=name, eligible_in=places[1:])
    sign_in(phone, grace)
    open_today(phone)
    lose_signal(phone)
    form = unfolded(phone, "Add a visit")
    form.get_by_label("Saltmarsh", exact=True).check()
    expect(form.get_by_label("Ropewalk Choir")).to_be_hidden()
    expect(form.locator("[data-sifted]")).to_have_text("9 groups at work in Saltmarsh.")
    form.get_by_label("Part of its name").fill("rowers 7")
    form.get_by_label("Rowers 7").check()
    form.get_by_label("Part of its name").press("Enter")
    expect(form.get_by_label("Rowers 2")).to_be_hidden()
    add_visit(phone, place="Saltmarsh")
    expect(said_at(phone, "Add a visit")).to_contain_text("Kept on this phone")
    expect(listed(phone)).to_contain_text("Rowers 7")
    find_signal(phone)
    expect(phone.locator("[data-waiting]")).to_be_hidden()

    assert [group.name for group in FieldworkEntry.objects.get().groups.all()] == ["Rowers 7"]


def test_button_brings_the_form_to_the_top_and_nothing_in_it_hides_behind_the_bar_that_saves(
    phone, sign_in, grace, choir
):
    sign_in(phone, grace)
    open_today(phone)
    phone.get_by_role("link", name="Add a group").click()

    expect(phone.locator("#add-group summary").first).to_be_focused()
    assert 0 <= phone.locator("#add-group h2").first.bounding_box()["y"] < 60
    for _ in range(12):
        phone.keyboard.press("Tab")
        phone.wait_for_function(
            """() => {
                const at = document.activeElement, bar = at.closest("form")?.querySelector(".fh-save");
                if (!bar || bar.contains(at)) return true;
                return at.getBoundingClientRect().bottom <= bar.getBoundingClientRect().top;
            }""",
            timeout=3000,
        )
