"""Signing in: by e-mail and password, limited, and by invitation only."""

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "a long password"


def sign_in(client, email, password):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_email_in_any_case_signs_in(client):
    user = UserFactory(email="ada@example.org", password=PASSWORD)
    sign_in(client, "Ada@Example.org", PASSWORD)
    assert client.session["_auth_user_id"] == str(user.pk)


def test_after_five_wrong_passwords_even_the_right_one_waits(client):
    user = UserFactory(password=PASSWORD)
    for _ in range(5):
        sign_in(client, user.email, "wrong")
    response = sign_in(client, user.email, PASSWORD)
    assert not is_signed_in(client)
    assert b"Too many failed" in response.content


def test_unknown_address_is_answered_like_a_wrong_password(client):
    user = UserFactory(password=PASSWORD)
    known = sign_in(client, user.email, "wrong")
    unknown = sign_in(client, "nobody@example.org", "wrong")
    assert known.status_code == unknown.status_code == 200
    message = b"not correct"
    assert message in known.content
    assert message in unknown.content


def test_nobody_signs_up_alone(client):
    fields = {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}
    client.post(reverse("account_signup"), fields)
    assert not User.objects.filter(email="new@example.org").exists()


def test_the_same_address_in_another_case_is_the_same_person():
    from django.db import IntegrityError

    UserFactory(email="ada@example.org")
    with pytest.raises(IntegrityError):
        User.objects.create(email="ADA@example.org", name="Ada")


def test_page_after_signing_in_is_never_another_site(client):
    user = UserFactory(password=PASSWORD)
    url = reverse("account_login") + "?next=https://evil.example/"
    response = client.post(url, {"login": user.email, "password": PASSWORD, "next": "https://evil.example/"})
    assert response.status_code == 302
    assert "evil.example" not in response.headers["Location"]
