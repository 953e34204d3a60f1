"""Days of the registers that may lie long before the programme, and those that cannot."""

import pytest
from django.urls import reverse

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db
OLD = [
    *(("link", "started_on"), ("link", "seen_on"), ("asset", "since"), ("asset", "until")),
    *(("scheme", "opens_on"), ("scheme", "closes_on"), ("grant", "awarded_on"), ("project", "since")),
]


@pytest.fixture
def programme(client):
    programme = ProgrammeFactory(slug="vale")
    client.force_login(MembershipFactory(programme=programme, role=Role.COORDINATOR).user)
    return programme


def reasons(client, name, field, day):
    form = client.post(reverse(f"neighbourhoods:{name}-new", args=["vale"]), {field: day}).context["form"]
    return " ".join(form.errors.get(field, []))


@pytest.mark.parametrize(("name", "field"), OLD)
def test_day_long_before_the_programme_is_taken(client, programme, name, field):
    assert reasons(client, name, field, "1800-01-01") == ""


@pytest.mark.parametrize(("name", "field"), OLD)
def test_day_before_anything_there_is_is_refused_at_its_field(client, programme, name, field):
    assert "write a day from 1 January 1800 to" in reasons(client, name, field, "1799-12-31")


def test_visit_long_before_the_programme_is_a_slip(client, programme):
    assert "the programme begins on" in reasons(client, "visit", "done_on", "1950-01-01")
