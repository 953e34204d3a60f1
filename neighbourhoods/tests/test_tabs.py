"""The entry of the menu that is marked is the one whose tabs stand on the page."""

import re

import pytest
from django.urls import reverse

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods.tests.factories import NeighbourhoodFactory

pytestmark = [pytest.mark.django_db]

# Name of a page -> the entry of the menu, and the tab that is marked.
PAGES = {
    "group-list": ("Groups", "Groups"),
    "group-gaps": ("Groups", "Gaps"),
    "asset-list": ("Groups", "Assets"),
    "grant-list": ("Groups", "Grants"),
    "scheme-list": ("Groups", "Grants"),
    "agency-list": ("Groups", "Agencies"),
    "project-list": ("Groups", "Projects"),
    "approaches": ("Groups", "Projects"),
    "register-files": ("Groups", "Files"),
    "fieldwork": ("Fieldwork", "Today"),
    "visit-list": ("Fieldwork", "Diary"),
    "issue-list": ("Fieldwork", "Issues"),
    "agency-record": ("Fieldwork", "Agencies’ record"),
    "effect-list": ("Fieldwork", "Effects"),
    "case-study-list": ("Fieldwork", "Case studies"),
    "method-list": ("Fieldwork", "Methods of work"),
    "team": ("Contract", "Team"),
    "discussion-list": ("Contract", "Meetings"),
}


@pytest.fixture
def programme():
    return NeighbourhoodFactory(programme=ProgrammeFactory(slug="vale")).programme


def page_for(client, programme, name, role=Role.COORDINATOR):
    client.force_login(MembershipFactory(programme=programme, role=role).user)
    return client.get(reverse(f"neighbourhoods:{name}", args=["vale"]))


@pytest.mark.parametrize(("name", "marked"), PAGES.items())
def test_menu_marks_the_entry_whose_tabs_are_shown(client, programme, name, marked):
    page = page_for(client, programme, name)
    tabs = re.search(r'<nav class="fh-subnav".*?</nav>', page.content.decode(), re.DOTALL)[0]
    entries = [entry["label"] for entry in page.context["nav"] if entry["current"]]
    assert (*entries, *re.findall(r'aria-current="page">([^<]+)<', tabs)) == marked


@pytest.mark.parametrize(
    ("role", "may"),
    [(Role.COMMISSIONER, True), (Role.COORDINATOR, True), (Role.FIELDWORKER, False), (Role.STEERING, False)],
)
def test_files_are_offered_to_those_who_may_import(client, programme, role, may):
    page = page_for(client, programme, "asset-list", role).content.decode()
    assert (reverse("neighbourhoods:register-files", args=["vale"]) in page) == may


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        (Role.COORDINATOR, {"group-duplicates", "contact-list"}),
        (Role.FIELDWORKER, {"contact-list"}),
        (Role.COMMISSIONER, set()),
    ],
)
def test_groups_lead_to_duplicates_and_contacts_for_those_who_may(client, programme, role, offered):
    page = page_for(client, programme, "group-list", role).content.decode()
    pages = ("group-duplicates", "contact-list")
    assert {name for name in pages if reverse(f"neighbourhoods:{name}", args=["vale"]) in page} == offered
