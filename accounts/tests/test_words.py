"""What sign-in says, on its pages and in its messages: our words, and links that open."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from accounts.invitations import InvitationNotSent, send_invitation
from accounts.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def link_in(message):
    return re.search(r"https?://\S+", message.body)[0]


def test_sign_in_page_asks_for_address_password_button_and_then_offers_help(client):
    page = client.get(reverse("account_login")).content.decode()
    parts = ["E-mail address", 'name="login"', "Password", 'name="password"', "Sign in</button>", "Forgotten your"]
    places = [page.index(part) for part in parts]
    assert places == sorted(places)
    assert page.count(reverse("account_reset_password")) == 1
    assert "emember" not in page


def test_sign_in_lasts_as_long_as_the_privacy_page_says(client):
    user = UserFactory(password="a long password")
    client.post(reverse("account_login"), {"login": user.email, "password": "a long password"})
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert int(cookie["max-age"]) == settings.SESSION_COOKIE_AGE
    assert f"{settings.SESSION_COOKIE_AGE // 3600} hours" in client.get("/privacy/").content.decode()


def test_sign_in_without_anything_written_names_both_fields(client):
    page = client.post(reverse("account_login"), {}).content.decode()
    assert "Write your e-mail address." in page
    assert "Write your password." in page
    assert "This field is required" not in page


def test_signing_in_is_said_plainly(client):
    user = UserFactory(name="Ada", password="a long password")
    fields = {"login": user.email, "password": "a long password"}
    page = client.post(reverse("account_login"), fields, follow=True).content.decode()
    assert "You are signed in as Ada." in page
    assert "Successfully" not in page


def test_message_about_a_forgotten_password_is_ours_and_its_link_works(client, mailoutbox, settings):
    settings.SITE_URL = "http://127.0.0.1:8477"
    user = UserFactory(email="ada@example.org")
    client.post(reverse("account_reset_password"), {"email": user.email}, headers={"host": "localhost"})
    [message] = mailoutbox
    assert message.subject == "Foothold: choose a new password"
    assert "Hello from" not in message.body
    assert link_in(message).startswith("http://127.0.0.1:8477/accounts/password/reset/key/")
    page = client.get(link_in(message).removeprefix(settings.SITE_URL), follow=True)
    fields = {"password1": "another long one", "password2": "another long one"}
    labels = [" ".join(field.label.split()) for field in page.context["form"]]
    assert labels == ["New password", "New password once more"]
    client.post(page.request["PATH_INFO"], fields)
    user.refresh_from_db()
    assert user.check_password("another long one")


def test_unknown_address_gets_a_message_of_ours_without_a_way_to_sign_up(client, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    [message] = mailoutbox
    assert message.subject == "Foothold: no account with this address"
    assert "http" not in message.body
    assert "sign up" not in message.body


def test_invitation_goes_to_the_address_and_its_link_sets_the_first_password(client, mailoutbox):
    user = UserFactory(email="new@example.org", name="New Person", password=None)
    send_invitation(user=user, programme="Northern\nVale", inviter=UserFactory(name="Ada"))
    [message] = mailoutbox
    assert message.to == ["new@example.org"]
    assert message.subject == "Foothold: you have been added to Northern Vale"
    assert "Ada has added you" in message.body
    page = client.get(link_in(message).removeprefix(settings.SITE_URL), follow=True)
    client.post(page.request["PATH_INFO"], {"password1": "a first long one", "password2": "a first long one"})
    user.refresh_from_db()
    assert user.check_password("a first long one")


def test_invitation_that_does_not_leave_says_so(monkeypatch):
    def down(*args):
        raise ConnectionRefusedError

    monkeypatch.setattr("accounts.invitations.send_mail", down)
    user = UserFactory(password=None)
    with pytest.raises(InvitationNotSent, match=user.email):
        send_invitation(user=user, programme="Northern Vale", inviter="Ada")
