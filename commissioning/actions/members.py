"""Who belongs to a programme: added, given another role, removed."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from accounts.models import User
from commissioning.models import Membership, Programme, Role


class MemberRefused(Exception):
    """The membership cannot change as asked; the message says why."""


@transaction.atomic
def add_member(*, programme, email, role, name="", by=None):
    """Give the person with this e-mail address a role; a missing account is made, without a password.

    Adding somebody twice in the same role is the same as once. Raises MemberRefused where the person has
    another role already, or where the address is none.
    """
    _refuse_role(role)
    _refuse_address(email.strip())
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    user = User.objects.filter(email__iexact=email.strip()).first()
    user = user or User.objects.create_user(email.strip(), name=name.strip() or email.split("@")[0])
    membership = programme.memberships.filter(user=user).first()
    if membership and membership.role != role:
        now = membership.get_role_display().lower()
        raise MemberRefused(f"{user} is {now} in {programme} already. Change the role instead.")
    return membership or _saved(Membership(programme=programme, user=user, role=role), by)


@transaction.atomic
def change_role(*, membership, role, by=None):
    """Give a member another role. Raises MemberRefused if the person has none, or no commissioner would be left."""
    _refuse_role(role)
    user, membership = membership.user, _locked(membership)
    if membership is None:
        raise MemberRefused(f"{user} has no role here any more. Add them again.")
    if membership.role == role:
        return membership
    _refuse_losing_last_commissioner(membership)
    membership.role = role
    return _saved(membership, by)


@transaction.atomic
def remove_member(*, membership, by=None):
    """End a membership; the account stays. Raises MemberRefused if no commissioner would be left.

    Removing somebody twice is the same as once.
    """
    membership = _locked(membership)
    if membership is None:
        return
    _refuse_losing_last_commissioner(membership)
    membership._history_user = by
    membership.delete()


def _locked(membership):
    """The membership as stored, or None; nobody else changes the programme's members until this is done."""
    Programme.objects.select_for_update(no_key=True).get(pk=membership.programme_id)
    return Membership.objects.select_related("programme", "user").filter(pk=membership.pk).first()


def _saved(row, by):
    row._history_user = by
    row.save()
    return row


def _refuse_role(role):
    if role not in Role.values:
        raise MemberRefused(f"“{role}” is not a role. Choose one of {', '.join(Role.values)}.")


def _refuse_address(email):
    try:
        validate_email(email)
    except ValidationError as error:
        raise MemberRefused(f"“{email}” is not an e-mail address.") from error


def _refuse_losing_last_commissioner(membership):
    others = membership.programme.memberships.exclude(pk=membership.pk)
    if membership.role == Role.COMMISSIONER and not others.filter(role=Role.COMMISSIONER).exists():
        raise MemberRefused(
            f"{membership.user} is the last commissioner of {membership.programme}. Name another one first."
        )
