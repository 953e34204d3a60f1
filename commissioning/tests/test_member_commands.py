"""Commands that change who belongs to a programme."""

import pytest
from django.core.management import CommandError, call_command

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    commissioner = MembershipFactory(role=Role.COMMISSIONER)
    return MembershipFactory(programme=commissioner.programme, role=Role.STEERING)


def test_change_role_gives_the_member_the_new_role(member):
    call_command("change_role", member.programme.slug, member.user.email.upper(), "evaluator")
    member.refresh_from_db()
    assert member.role == Role.EVALUATOR


def test_remove_member_ends_the_role_and_keeps_the_account(member):
    call_command("remove_member", member.programme.slug, member.user.email)
    assert not member.programme.memberships.filter(user=member.user).exists()
    member.user.refresh_from_db()


def test_last_commissioner_stays(member):
    last = member.programme.memberships.get(role=Role.COMMISSIONER)
    with pytest.raises(CommandError, match="last commissioner"):
        call_command("remove_member", member.programme.slug, last.user.email)
    with pytest.raises(CommandError, match="last commissioner"):
        call_command("change_role", member.programme.slug, last.user.email, "steering")


def test_stranger_has_no_role_to_change(member):
    with pytest.raises(CommandError, match="has no role"):
        call_command("change_role", member.programme.slug, "nobody@example.org", "steering")


def test_unknown_programme_is_answered_with_those_there_are(member):
    with pytest.raises(CommandError, match=member.programme.slug):
        call_command("remove_member", "nowhere", member.user.email)
