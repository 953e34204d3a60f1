"""An e-mail address is how a programme knows somebody: nobody gives themselves another one."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from accounts.models import User
from accounts.tests.factories import UserFactory

pytestmark = pytest.mark.django_db
WANTED = "the-evaluator@example.org"


@pytest.fixture
def user(client):
    user = UserFactory(email="mallory@example.org", password="a long password")
    client.post(reverse("account_login"), {"login": user.email, "password": "a long password"})
    return user


def test_address_page_says_the_address_and_who_can_change_it(client, user):
    page = client.get(reverse("account_email")).content.decode()
    assert user.email in page
    assert "ask the commissioner of your programme" in page


def test_another_address_is_neither_added_nor_made_the_one_to_sign_in_with(client, user):
    address = reverse("account_email")
    added = client.post(address, {"action_add": "", "email": WANTED})
    chosen = client.post(address, {"action_primary": "", "email": WANTED})
    assert (added.status_code, chosen.status_code) == (403, 403)
    user.refresh_from_db()
    assert user.email == "mallory@example.org"
    assert not User.objects.filter(email=WANTED).exists()
    assert not EmailAddress.objects.filter(email=WANTED).exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_address_of_somebody_is_confirmed_by_no_link(client, user, method):
    from allauth.account.models import EmailConfirmationHMAC

    row = EmailAddress.objects.create(user=user, email=WANTED, verified=False)
    key = EmailConfirmationHMAC(row).key
    getattr(client, method)(reverse("account_confirm_email", kwargs={"key": key}))
    row.refresh_from_db()
    user.refresh_from_db()
    assert not row.verified
    assert user.email == "mallory@example.org"


def test_page_that_waits_for_a_confirmation_adds_nothing(client, user):
    response = client.post(reverse("account_email_verification_sent"), {"email": WANTED, "action_add": ""})
    assert response.status_code == 403
    assert not EmailAddress.objects.filter(email=WANTED).exists()


def test_sign_up_adds_no_address_to_somebody_signed_in(client, user):
    fields = {"email": WANTED, "password1": "a long password", "password2": "a long password"}
    client.post(reverse("account_signup"), fields)
    assert not EmailAddress.objects.filter(email=WANTED).exists()
    assert not User.objects.filter(email=WANTED).exists()
