"""A commissioner's way from a new programme to its first decision, and the coordinator who may not take it."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import expect

from accounts.tests.factories import UserFactory
from commissioning.models import Decision, Programme, Role, Stage
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def commissioner(db):
    """Somebody who commissions another programme already, and so may set one up."""
    return MembershipFactory(programme=ProgrammeFactory(name="Ardale"), role=Role.COMMISSIONER).user


@pytest.fixture
def coordinator(db):
    return UserFactory(email="coordinator@example.org", name="Robin Hale", password="a long password")


def set_up(page):
    page.goto("/")
    page.locator("summary", has_text="Ardale").click()
    page.get_by_role("link", name="Set up a programme").click()
    page.get_by_label("Name", exact=True).fill("Quayside")
    page.get_by_role("button", name="Set up the programme").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Quayside")
    page.get_by_label("Area it covers").fill("Quayside and district")
    page.get_by_label("People in the area").fill("198,000")
    page.get_by_label("First month").fill("June 2026")
    page.get_by_label("Commissioning body").fill("Quayside Health and Wellbeing Board")
    page.get_by_label("Contractor").fill("Quayside Community Trust")
    page.get_by_label("Partners").fill("Quayside Council; Council\nMarram Homes")
    page.get_by_role("button", name="Set up the programme").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Quayside")


def add_coordinator(page):
    page.locator("summary", has_text="User").or_(page.locator("details.fh-wide summary").last).first.click()
    page.get_by_role("link", name="People").click()
    page.get_by_label("E-mail address").fill("coordinator@example.org")
    page.get_by_label("Full name").fill("Robin Hale")
    page.get_by_label("Coordinator").check()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("cell", name="Coordinator")).to_be_visible()


def do_the_work(page, stage):
    """Every task but one done together, a milestone met, a KPI judged."""
    page.goto(stage.get_absolute_url())
    tasks = page.locator("input[name=tasks]")
    for place in range(1, tasks.count()):
        tasks.nth(place).check()
    page.get_by_text("Change the ticked tasks together").click()
    page.locator("#tasks-form").get_by_label("State").select_option("done")
    page.locator("#tasks-form").get_by_label("Day they were done").fill("2026-11-20")
    page.get_by_role("button", name="Change the ticked tasks").click()
    expect(page.get_by_text(f"{stage.tasks.count() - 1} tasks changed.")).to_be_visible()
    page.get_by_text("Mark as met").first.click()
    page.get_by_role("button", name="Mark as met").first.click()
    expect(page.get_by_text("Marked as met")).to_be_visible()
    page.get_by_role("link", name=stage.kpis.first().title).click()
    page.get_by_label("3 Good, in most places").check()
    page.get_by_label("Why this score").fill("The notes of four meetings say why.")
    page.get_by_role("button", name="Save the judgement").click()
    expect(page.get_by_role("heading", name="Met")).to_be_visible()


def hand_in_report(page, stage):
    page.goto(stage.get_absolute_url())
    page.get_by_role("link", name="Hand in the report").click()
    page.get_by_label("Title").fill("What stage 1 found")
    page.get_by_label("Handed in on").fill("2026-11-21")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="What stage 1 found")).to_be_visible()


def decide(page, stage, assert_accessible):
    page.goto(reverse("evaluation:gate", args=[stage.programme.slug, stage.number]))
    page.get_by_role("link", name="Waive… Baselines of Cohort 1").click()
    page.get_by_role("button", name="Waive this line").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    page.get_by_label("Reason").fill("The wards are agreed; they are entered next week.")
    page.get_by_role("button", name="Waive this line").click()
    expect(page.get_by_text("Waived: The wards are agreed; they are entered next week.")).to_be_visible()

    expect(page.get_by_role("group", name="Condition 1")).to_be_hidden()
    page.get_by_label("Continue with conditions: each with an owner and a date").check()
    page.get_by_label("Reasons").fill("Good work, with one thing left to do.")
    page.get_by_role("button", name="Check before deciding").click()
    expect(page.locator("#decision").get_by_text("Enter at least one condition").first).to_be_visible()
    condition = page.get_by_role("group", name="Condition 1")
    condition.get_by_label("What has to be done").fill("Enter the wards.")
    condition.get_by_label("Whose it is").select_option(label="Robin Hale, coordinator")
    condition.get_by_label("By").fill("2026-12-15")
    assert_accessible(page)
    page.get_by_role("button", name="Check before deciding").click()
    expect(page.get_by_role("heading", name="Check before deciding")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Decide: continue with conditions").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gate 1: continue with conditions")
    expect(page.get_by_text("The evidence is what was frozen.")).to_be_visible()
    assert_accessible(page)


@time_machine.travel(date(2026, 11, 22), tick=True)
def test_commissioner_takes_a_new_programme_to_a_decision(
    page, open_window, sign_in, commissioner, coordinator, assert_accessible
):
    sign_in(page, commissioner)
    set_up(page)
    programme = Programme.objects.get(name="Quayside")
    add_coordinator(page)
    stage = Stage.objects.get(programme=programme, number=1)
    do_the_work(page, stage)

    other = open_window({"width": 1200, "height": 900})
    sign_in(other, coordinator)
    hand_in_report(other, stage)
    other.goto(reverse("evaluation:gate", args=[programme.slug, 1]))
    expect(other.get_by_role("heading", name="The decision")).to_be_visible()
    expect(other.get_by_role("button", name="Check before deciding")).to_have_count(0)
    expect(other.get_by_role("link", name="Waive…")).to_have_count(0)
    token = other.context.cookies()
    answer = other.request.post(
        reverse("evaluation:gate-decide", args=[programme.slug, 1]),
        form={"outcome": "break", "reasons": "Mine to say."},
        headers={"X-CSRFToken": next((c["value"] for c in token if c["name"] == "csrftoken"), "")},
    )
    assert answer.status == 403
    assert not Decision.objects.exists()

    decide(page, stage, assert_accessible)
    decision = Decision.objects.get(stage=stage)
    assert (decision.outcome, decision.decided_by) == ("conditions", commissioner)
    following = Stage.objects.get(programme=programme, number=2)
    assert (following.begins_on, following.begins_under) == (date(2026, 12, 1), decision)

    page.reload()
    frozen = page.locator("main").inner_text()
    stage.tasks.update(title="Something else altogether")
    page.reload()
    assert page.locator("main").inner_text() == frozen
