"""What every form asks alike: days that can be, what is needed sometimes, and choices that say to choose."""

import re

import pytest
import time_machine
from django.urls import reverse

from commissioning.forms.wording import whole_number
from commissioning.models import Role
from commissioning.tests.entry_factories import PostFactory, StageFactory
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db
DAYS = [
    ("payment", "paid_on"),
    ("appointment", "starts_on"),
    ("appointment", "ends_on"),
    ("risk", "review_on"),
    ("risk", "closed_on"),
    ("meeting", "held_on"),
    ("action", "due_on"),
    ("task", "done_on"),
    ("milestone", "met_on"),
    ("session", "held_on"),
    ("clause", "given_on"),
]
AHEAD = [("appointment", "ends_on"), ("risk", "review_on"), ("meeting", "held_on"), ("action", "due_on")]


@pytest.fixture
def programme(client):
    with time_machine.travel("2026-10-20", tick=False):
        programme = ProgrammeFactory(slug="vale", starts_on="2026-04-01")
        client.force_login(MembershipFactory(programme=programme, role=Role.COMMISSIONER).user)
        StageFactory(programme=programme)
        PostFactory(programme=programme)
        yield programme


def send(client, name, **given):
    return client.post(reverse(f"commissioning:{name}-new", args=["vale"]), given).context["form"]


def page(client, name):
    return client.get(reverse(f"commissioning:{name}-new", args=["vale"])).content.decode()


@pytest.mark.parametrize(("name", "field"), DAYS)
@pytest.mark.parametrize("day", ["1999-05-01", "2024-03-31"])
def test_day_that_cannot_be_is_refused_at_its_field_with_both_limits(client, programme, name, field, day):
    (message,) = send(client, name, **{field: day}).errors[field]
    assert "write a day from 1 April 2024 to 31 March 2041; the programme begins on 1 April 2026" in message


@pytest.mark.parametrize(("name", "field"), AHEAD)
def test_day_too_far_ahead_is_refused_at_its_field(client, programme, name, field):
    (message,) = send(client, name, **{field: "2041-04-01"}).errors[field]
    assert "write a day from 1 April 2024 to 31 March 2041" in message
    assert field not in send(client, name, **{field: "2041-03-31"}).errors


@pytest.mark.parametrize(("name", "field"), DAYS)
def test_day_two_years_before_the_programme_can_be(client, programme, name, field):
    assert "write a day from" not in " ".join(send(client, name, **{field: "2024-04-01"}).errors.get(field, []))


@pytest.mark.parametrize(
    ("name", "field", "hint"),
    [
        ("risk", "review_on", "Needed while the risk is open."),
        ("risk", "closed_because", "Needed once it is closed."),
        ("action", "owner", "One of the two is needed"),
        ("task", "done_on", "Needed where the state is “Done”"),
        ("contribution", "valuation", "Needed for what is not cash"),
        ("clause", "outcome_on", "Needed once there is an answer."),
    ],
)
def test_what_is_needed_sometimes_says_when_and_is_not_called_optional(client, programme, name, field, hint):
    label, shown = re.search(
        rf'for="id_{field}"[^>]*>(.*?)</label>(.*?)name="{field}"', page(client, name), re.S
    ).groups()
    assert "(optional)" not in label
    assert hint in shown


def test_later_cohorts_are_not_called_optional_beside_the_framework(client, programme):
    shown = client.get(reverse("commissioning:programme-new")).content.decode()
    for number in (2, 3):
        label = re.search(rf'for="id_cohort_{number}"[^>]*>(.*?)</label>', shown, re.S)[1]
        assert "(optional)" not in label


@pytest.mark.parametrize("name", ["payment", "risk", "task", "session", "clause", "contribution", "meeting"])
def test_choice_that_is_needed_says_to_choose(client, programme, name):
    shown = page(client, name)
    assert "---------" not in shown


@pytest.mark.parametrize(("high", "example"), [(60, "30"), (120, "60"), (100_000, "300")])
def test_example_of_a_number_lies_within_its_bounds(high, example):
    assert whole_number("Month", required="", low=1, high=high)["invalid"].endswith(f"such as {example}.")


def test_title_of_a_page_with_faults_begins_with_error(client, programme):
    assert "<title>Add a risk" in page(client, "risk")
    faulty = client.post(reverse("commissioning:risk-new", args=["vale"]), {})
    assert "<title>Error: Add a risk" in faulty.content.decode()
