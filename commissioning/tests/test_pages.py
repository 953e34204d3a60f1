"""Where people arrive, and the pages that anybody may read."""

from datetime import date

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.tests.factories import UserFactory
from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db
HOME = "/"


def test_visitor_at_home_is_sent_to_sign_in(client):
    response = client.get(HOME)
    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse(settings.LOGIN_URL))


def test_member_of_one_programme_goes_straight_to_it(client):
    member = MembershipFactory()
    client.force_login(member.user)
    assert client.get(HOME).headers["Location"] == member.programme.get_absolute_url()


@time_machine.travel("2026-05-10")
def test_member_of_several_sees_role_month_and_stage_of_each(client):
    user = UserFactory()
    MembershipFactory(
        user=user, role=Role.EVALUATOR, programme=ProgrammeFactory(name="Ardale", starts_on=date(2024, 4, 1))
    )
    MembershipFactory(user=user, programme=ProgrammeFactory(name="Bexford", starts_on=date(2027, 4, 1)))
    MembershipFactory(user=user, programme=ProgrammeFactory(name="Corsley", starts_on=date(2020, 4, 1)))
    MembershipFactory(programme=ProgrammeFactory(name="Somebody else’s"))
    client.force_login(user)
    page = client.get(HOME).content.decode()
    assert "Stage 3 of 4, month 26 of 60" in page
    assert "Evaluator" in page
    assert "1 April 2027" in page
    assert 'Ended <time datetime="2025-03-31">31 March 2025</time>' in page
    assert "Somebody else" not in page


def test_member_of_none_is_told_whom_to_ask(client):
    user = UserFactory()
    client.force_login(user)
    page = client.get(HOME).content.decode()
    assert "Ask the commissioner of your programme" in page
    assert user.email in page


@pytest.mark.parametrize("name", ["accessibility", "privacy", "glossary"])
def test_page_about_the_service_is_open_to_anybody_and_linked_from_the_foot(client, name):
    address = reverse(f"commissioning:{name}")
    response = client.get(address)
    assert response.status_code == 200
    assert f'href="{address}"' in client.get(reverse(settings.LOGIN_URL)).content.decode()


def test_privacy_page_names_the_cookies_that_are_really_set(client):
    user = UserFactory()
    client.force_login(user)
    client.get(HOME)
    page = client.get(reverse("commissioning:privacy")).content.decode()
    assert [name for name in client.cookies if f"<code>{name}</code>" not in page] == []


def test_form_from_a_page_left_open_too_long_is_refused_in_plain_words():
    careful = Client(enforce_csrf_checks=True)
    response = careful.post(reverse("account_login"), {"login": "a@example.org", "password": "x"})
    page = response.content.decode()
    assert response.status_code == 403
    assert "This page was open for too long" in page
    assert "DEBUG" not in page
    assert "CSRF" not in page
