"""The page for everybody in a browser: one side of A4 when printed, accessible, and its link can be copied by hand."""

import re
from datetime import date

import pytest
from django.urls import reverse

from commissioning.models import Role
from commissioning.tests.factories import CohortFactory, MembershipFactory, ProgrammeFactory
from evaluation.engine import recompute
from evaluation.models import PublicPage
from evaluation.steering.public_actions import set_page
from evaluation.steering.public_forms import MOST_LETTERS
from evaluation.tests.factories import surveyed
from evaluation.tests.steering.factories import an_edition
from neighbourhoods.tests.register_factories import CommunityIssueFactory
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_every_page import fits

pytestmark = pytest.mark.browser
OUTCOMES = ("changed", "agreed", "answered", "declined", "")


@pytest.fixture
def full_page(db):
    """A page with as much on it as can be: words, three cohorts, every outcome, more reports than are listed."""
    wards = {f"Ward {number}": [(21, 300), (36, 300)] for number in range(6)}
    programme, _ = surveyed(
        wards, programme=ProgrammeFactory(slug="here", contractor="The Trust for the Northern Vale")
    )
    places = list(programme.neighbourhoods.all())
    for number in range(3):
        cohort = CohortFactory(programme=programme, number=number + 1, starts_in_month=1)
        programme.neighbourhoods.filter(pk__in=[place.pk for place in places[number::3]]).update(cohort=cohort)
    recompute(programme)
    for outcome in OUTCOMES:
        settled = {"outcome": outcome, "outcome_on": date(2025, 1, 1), "outcome_words": "Lit."} if outcome else {}
        CommunityIssueFactory.create_batch(6, neighbourhood=places[0], **settled)
    for number in range(8):
        an_edition(programme, title=f"Report on the work in neighbourhood {number} and what residents said")
    words = ("What we do here, and why it matters to you. " * 20)[:MOST_LETTERS]
    return set_page(programme=programme, opened=PublicPage.Opened.LINK, words=words, by=None)


def test_page_for_everybody_prints_on_one_side_of_a4(full_page, page):
    page.goto(full_page.address)
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1


def test_page_for_everybody_is_accessible_and_fits_a_phone_in_light_and_dark(full_page, page, assert_accessible):
    page.goto(full_page.address)
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert_accessible(page)
        assert fits(page)


def test_commissioner_opens_the_page_and_finds_its_address_by_its_label(page, sign_in, db):
    member = MembershipFactory(programme=ProgrammeFactory(slug="here"), role=Role.COMMISSIONER)
    sign_in(page, member.user)
    page.goto(reverse("evaluation:public-page", args=["here"]))
    page.get_by_label("Whoever has the link").check()
    page.get_by_label("I have looked at the preview").check()
    page.get_by_role("button", name="Save").click()
    address = page.get_by_label("Address of the page").input_value()
    assert page.get_by_role("button", name="Copy Address of the page").is_visible()
    page.context.clear_cookies()
    page.goto(reverse("progress", args=[address.rstrip("/").rpartition("/")[2]]))
    assert page.get_by_role("heading", level=1).inner_text() == "Community development in Northern Vale"
    assert page.context.cookies() == []


def test_steering_member_comments_and_finds_the_reply_among_what_waits(page, sign_in, db):
    member = MembershipFactory(programme=ProgrammeFactory(slug="here"), role=Role.STEERING)
    other = MembershipFactory(programme=member.programme, role=Role.COORDINATOR)
    sign_in(page, member.user)
    page.goto(reverse("evaluation:steering", args=["here"]))
    page.get_by_role("link", name="Comment", exact=True).click()
    page.get_by_role("textbox", name="Comment").fill("Which groups are these?")
    page.get_by_role("button", name="Save").click()
    address = page.url
    page.context.clear_cookies()
    sign_in(page, other.user)
    page.goto(address)
    page.get_by_label("Your reply").fill("The three in Ropewalk.")
    page.get_by_role("button", name="Reply").click()
    page.context.clear_cookies()
    sign_in(page, member.user)
    page.goto(reverse("commissioning:mine", args=["here"]))
    page.get_by_role("link", name="On the programme: say whether that settles it").click()
    page.get_by_role("link", name="Settle it…").click()
    page.get_by_role("textbox", name="What came of it").fill("Answered.")
    page.get_by_role("button", name="Settle it").click()
    assert page.get_by_role("heading", name="What came of it").is_visible()
