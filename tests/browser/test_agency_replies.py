"""A commissioner reads what agencies answered: side by side, then one issue's story, then what residents read."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods.tests.factories import NeighbourhoodFactory
from neighbourhoods.tests.register_factories import AgencyFactory, AgencyReplyFactory, CommunityIssueFactory
from tests.browser.test_every_page import fits


def ago(days):
    return timezone.localdate() - timedelta(days=days)


@pytest.fixture
def programme(db):
    """Roads answered one issue after 40 days and changed something; another waits for 120."""
    programme = ProgrammeFactory(slug="here", starts_on=ago(700).replace(day=1))
    place = NeighbourhoodFactory(programme=programme, code="W01", name="Ropewalk")
    roads = AgencyFactory(programme=programme, name="Roads and waste")
    asked = {"neighbourhood": place, "agency": roads}
    crossing = CommunityIssueFactory(
        title="A crossing at the school gate",
        raised_on=ago(60),
        sent_on=ago(58),
        acknowledged_on=ago(50),
        outcome="changed",
        outcome_on=ago(10),
        outcome_words="The crossing was painted.",
        **asked,
    )
    AgencyReplyFactory(issue=crossing, replied_on=ago(20))
    CommunityIssueFactory(title="Bins at the quay", raised_on=ago(120), sent_on=ago(119), **asked)
    return programme


def test_commissioner_reads_an_agencys_replies(programme, page, sign_in, assert_accessible):
    sign_in(page, MembershipFactory(programme=programme, role=Role.COMMISSIONER).user)
    page.goto("/programmes/here/")
    page.get_by_role("navigation", name="Primary").get_by_role("link", name="Fieldwork").click()
    page.get_by_role("link", name="Agencies’ record").click()
    assert_accessible(page)
    assert fits(page)
    row = page.get_by_role("row", name="Roads and waste")
    expect(row).to_contain_text("1 of 2")
    expect(row).to_contain_text("longest 120 days")

    row.get_by_role("link", name="Roads and waste").click()
    page.get_by_role("link", name="A crossing at the school gate").first.click()
    assert_accessible(page)
    story = page.get_by_role("main")
    expect(story).to_contain_text("The crossing is planned for the spring.")
    expect(story).to_contain_text("The crossing was painted.")
    expect(page.get_by_role("button", name="Save")).to_have_count(0)

    page.goto("/programmes/here/neighbourhoods/W01/you-said/")
    assert_accessible(page)
    expect(page.get_by_role("main")).to_contain_text("The crossing was painted.")
    expect(page.get_by_role("main")).to_contain_text("No answer yet, after 120 days.")
