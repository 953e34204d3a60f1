"""Signing in, as a person does it."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.tests.factories import UserFactory

pytestmark = pytest.mark.browser


def test_sign_in_with_wrong_password_says_so(page, assert_accessible):
    user = UserFactory()

    page.goto(reverse("account_login"))
    assert_accessible(page)
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password", exact=True).fill("not the password")
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_text("not correct")).to_be_visible()
    assert_accessible(page)
