"""The commands that make a programme and its members."""

import re
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts.models import User
from commissioning.models import Membership, Programme
from commissioning.tests.factories import ProgrammeFactory

pytestmark = pytest.mark.django_db
VALE = ("northern-vale", "--name", "Northern Vale", "--area", "Vale", "--starts-on")


def said(*command):
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


def test_make_programme_with_cohorts_and_a_commissioner():
    out = said(
        "make_programme",
        *VALE,
        "2026-04-01",
        "--cohort",
        "1:7",
        "--cohort",
        "2:25",
        "--commissioner",
        "c@example.org",
    )
    programme = Programme.objects.get(slug="northern-vale")
    assert programme.cohorts.count() == 2
    assert programme.memberships.get().role == "commissioner"
    assert "/programmes/northern-vale/, from 1 April 2026." in out
    assert "(c@example.org), commissioner." in out
    assert settings.SITE_URL in out


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((*VALE, "1 April"), "“1 April” is not a date such as"),
        ((*VALE, "2026-04-01", "--cohort", "one"), "“one” is not a number and a month"),
        ((*VALE, "2026-04-01", "--cohort", "1:7", "--cohort", "1:8"), "cohort 1 is named twice"),
        ((*VALE, "2026-04-01", "--cohort", "1:70"), "from 1 to 60, not 70"),
    ],
)
def test_make_programme_asked_wrongly_makes_nothing(arguments, reason):
    with pytest.raises(CommandError, match=reason):
        said("make_programme", *arguments)
    assert not Programme.objects.exists()


def test_add_member_prints_a_link_that_sets_the_password_once(client):
    programme = ProgrammeFactory()
    out = said("add_member", programme.slug, "eve@example.org", "evaluator", "--name", "Eve Okoro")
    assert Membership.objects.get().role == "evaluator"
    link = re.search(r"http\S+", out)[0].removeprefix(settings.SITE_URL)

    page = client.get(link, follow=True)
    password = {"password1": "a long new password", "password2": "a long new password"}
    client.post(page.redirect_chain[-1][0], password)

    assert User.objects.get(email="eve@example.org").check_password("a long new password")
    assert b"password1" in page.content
    assert b"password1" not in client.get(link, follow=True).content


def test_commissioner_who_is_no_address_makes_no_programme():
    with pytest.raises(CommandError, match="is not an e-mail address"):
        said(
            "make_programme",
            "vale",
            "--name",
            "Vale",
            "--area",
            "Vale",
            "--starts-on",
            "2026-09-01",
            "--commissioner",
            "x",
        )
    assert not Programme.objects.exists()


def test_commissioner_with_a_password_gets_no_link():
    User.objects.create_user("ann@example.org", "a long password", name="Ann")
    assert "http" not in said("make_programme", *VALE, "2026-04-01", "--commissioner", "ann@example.org")


def test_add_member_with_a_password_prints_no_link():
    programme = ProgrammeFactory()
    User.objects.create_user("ann@example.org", "a long password", name="Ann")
    assert "http" not in said("add_member", programme.slug, "ann@example.org", "steering")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("nowhere", "ann@example.org", "steering"), "no programme with the address “nowhere”"),
        (("vale", "not an address", "steering"), "is not an e-mail address"),
    ],
)
def test_add_member_asked_wrongly_adds_nobody(arguments, reason):
    ProgrammeFactory(slug="vale")
    with pytest.raises(CommandError, match=reason):
        said("add_member", *arguments)
    assert not Membership.objects.exists()
