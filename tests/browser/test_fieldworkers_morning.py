"""A fieldworker's morning on a phone: what needs doing, entries made without a signal, and a phone that two share."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.tests.factories import UserFactory
from commissioning.models import Role
from commissioning.tests.entry_factories import AppointmentFactory
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods.models import CommunityGroup, CommunityIssue, Deployment, FieldworkEntry, GroupProfile
from neighbourhoods.tests.factories import DeploymentFactory, NeighbourhoodFactory
from neighbourhoods.tests.register_factories import CommunityGroupFactory, CommunityIssueFactory

pytestmark = pytest.mark.browser
TODAY_URL = reverse("neighbourhoods:fieldwork", args=["quay"])


def ago(days):
    return timezone.localdate() - timedelta(days=days)


@pytest.fixture
def programme(db):
    return ProgrammeFactory(slug="quay", name="Quayside", starts_on=ago(700).replace(day=1))


@pytest.fixture
def places(programme):
    return [NeighbourhoodFactory(programme=programme, name=name) for name in ("Ropewalk", "Saltmarsh")]


def deployed(programme, places, name):
    user = UserFactory(name=name, email=f"{name.split()[0].lower()}@example.org")
    MembershipFactory(programme=programme, role=Role.FIELDWORKER, user=user)
    appointment = AppointmentFactory(post__programme=programme, user=user, starts_on=ago(500))
    for place in places:
        DeploymentFactory(appointment=appointment, neighbourhood=place, starts_on=ago(400), fte="0.5")
    return user


@pytest.fixture
def grace(programme, places):
    return deployed(programme, places, "Grace Mensah")


@pytest.fixture
def choir(programme, places):
    made = CommunityGroupFactory(
        programme=programme,
        name="Ropewalk Choir",
        eligible_in=places[:1],
        eligible_in__as_of=ago(200),
        eligible_in__members=31,
        eligible_in__themes=("arts",),
    )
    CommunityIssueFactory(neighbourhood=places[0], title="A crossing", raised_on=ago(108))
    return made


def open_today(page):
    """The page Today, once the phone keeps it."""
    page.goto(TODAY_URL)
    page.wait_for_selector("body[data-kept]")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def lose_signal(page):
    page.context.set_offline(True)


def find_signal(page):
    page.context.set_offline(False)


def unfolded(page, title):
    part = page.locator("details.fh-panel").filter(has=page.get_by_role("heading", name=title, exact=True))
    if part.get_attribute("open") is None:
        part.locator("summary").first.click()
    return part


def add_visit(page, people="14", place="Ropewalk", **more):
    form = unfolded(page, "Add a visit")
    form.get_by_label(place, exact=True).check()
    form.get_by_label("Listened to residents").check()
    form.get_by_label("1 hour").check()
    form.get_by_label("How many people").fill(people)
    for label, words in more.items():
        form.get_by_label(label).fill(words)
    form.get_by_role("button", name="Save visit").click()


def add_group(page, name):
    form = unfolded(page, "Add a group")
    form.get_by_label("Name of the group").fill(name)
    form.get_by_label("Ropewalk", exact=True).check()
    form.get_by_role("button", name="Save new group").click()


def add_issue(page, title):
    form = unfolded(page, "Add an issue")
    form.get_by_label("Ropewalk", exact=True).check()
    form.get_by_label("What should change?").fill(title)
    form.get_by_role("button", name="Save issue").click()


def waiting(page):
    return page.locator("[data-waiting] [data-count]")


def listed(page):
    return page.locator("[data-waiting-list] li")


def said_at(page, title):
    """What the page says at a form of what was saved there."""
    return unfolded(page, title).locator("[data-saved]")


def lose_the_answer(route):
    """Let what is sent arrive, and the answer to it not."""
    if route.request.method == "POST":
        route.fetch()
        route.abort()
    else:
        route.continue_()


def stored_on(page):
    """What the browser's database holds, whoever it belongs to."""
    return page.evaluate(
        """() => new Promise((resolve) => {
            const asked = indexedDB.open("foothold");
            asked.onsuccess = () => {
                const all = asked.result.transaction("entries").objectStore("entries").getAll();
                all.onsuccess = () => resolve(all.result);
            };
        })"""
    )


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


def test_forms_work_without_the_script(chromium, live_server, grace, sign_in, choir):
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    sign_in(page, grace)
    page.goto(TODAY_URL)
    add_visit(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Listened to residents")
    assert FieldworkEntry.objects.get().people == 14
    context.close()
