"""What a fieldworker does on a phone, and what the phone then shows and holds."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from commissioning.models import Role
from commissioning.tests.entry_factories import AppointmentFactory
from commissioning.tests.factories import MembershipFactory
from neighbourhoods.tests.factories import DeploymentFactory

TODAY_URL = reverse("neighbourhoods:fieldwork", args=["quay"])


def ago(days):
    return timezone.localdate() - timedelta(days=days)


def deployed(programme, places, name):
    user = UserFactory(name=name, email=f"{name.split()[0].lower()}@example.org")
    MembershipFactory(programme=programme, role=Role.FIELDWORKER, user=user)
    appointment = AppointmentFactory(post__programme=programme, user=user, starts_on=ago(500))
    for place in places:
        DeploymentFactory(appointment=appointment, neighbourhood=place, starts_on=ago(400), fte="0.5")
    return user


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
