"""Every page a member can open: nothing for axe, nothing for the Content-Security-Policy, nothing off the side."""

import pytest

from commissioning.models import Role
from commissioning.tests.factories import CohortFactory, MembershipFactory
from tests.access import ACCESS, ANYBODY
from tests.browser.conftest import DESK, PHONE
from tests.test_access import ROUTES, address, world  # noqa: F401  the fixture

pytestmark = pytest.mark.browser

FILES = (
    "service-worker",
    "-csv",
    "-json",
    "-xlsx",
    "-workbook",
    "-svg",
    "-png",
    "-qr",
    "-poster",
    "-letters",
    "-pdf",
    "-print",
    "-sav",
    "-codebook",
    "-xlsform",
    "-faults",
    "-mapping",
    "programme-file",
    "edition-file",
    "progress-report",
    "logout",
    "health",
)
# The public directory as JSON: addresses beside its page, which is one.
FEED = "neighbourhoods:directory-"
API = "api:"
# Parts of a page that are fetched anew while somebody ticks.
PARTS = {"surveys:questionnaire-indicators"}


def is_page(name):
    """Whether a route answers with a whole page, and not with a file."""
    return not name.endswith(FILES) and not name.startswith((FEED, API)) and name not in PARTS


def fits(page):
    """Whether the page needs no scrolling sideways."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def pages_of(role):
    """Names and parameters of the pages that `role` may read with a GET that answers with a page."""
    for name, parameters in ROUTES:
        rule = ACCESS[name]
        allowed = isinstance(rule.who, str) or role in rule.who
        if allowed and rule.method == "get" and 200 in rule.statuses and is_page(name):
            yield name, parameters


@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.STEERING, Role.COMMISSIONER])
def test_pages_are_accessible_at_a_desk_and_on_a_phone_in_light_and_dark(
    world,  # noqa: F811
    page,
    sign_in,
    assert_accessible,
    role,
):
    programme, people, things = world
    cohort = CohortFactory(programme=programme, number=1, starts_in_month=7)
    programme.neighbourhoods.update(cohort=cohort)
    sign_in(page, people[role])
    for name, parameters in pages_of(role):
        if role == Role.STEERING and ACCESS[name].who != "members":
            continue
        if role == Role.COMMISSIONER and ACCESS[name].who != {Role.COMMISSIONER}:
            continue
        page.goto(address(name, parameters, things))
        for size in (DESK, PHONE):
            page.set_viewport_size(size)
            for scheme in ("light", "dark"):
                # Without motion no colour is caught half-way between two schemes.
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                assert_accessible(page)
            assert fits(page), f"{page.url} scrolls sideways at {size['width']} px"


def test_public_pages_are_accessible(page, assert_accessible, db):
    from django.urls import reverse

    for name, rule in ACCESS.items():
        plain = not {"key", "uidb36", "slug", "code"} & dict(ROUTES)[name]
        if rule.who == ANYBODY and rule.method == "get" and plain and is_page(name):
            page.goto(reverse(name))
            assert_accessible(page)


def test_menu_and_skip_link_work_with_the_keyboard_alone(phone, sign_in, db):
    member = MembershipFactory(role=Role.COMMISSIONER)
    sign_in(phone, member.user)
    phone.goto(member.programme.get_absolute_url())
    phone.keyboard.press("Tab")
    assert phone.evaluate("document.activeElement.textContent") == "Skip to main content"
    phone.keyboard.press("Enter")
    assert phone.evaluate("document.activeElement.id") == "main"
    summary = phone.locator("summary", has_text="Menu")
    summary.focus()
    phone.keyboard.press("Enter")
    phone.get_by_role("link", name="Indicators").focus()
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/indicators/")


def test_public_directory_is_accessible_to_visitors_and_fits_a_phone(world, page, assert_accessible):  # noqa: F811
    _, _, things = world
    page.goto(address("neighbourhoods:directory", {"slug"}, things))
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        assert_accessible(page)
        assert fits(page)
