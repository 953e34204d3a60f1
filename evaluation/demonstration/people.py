"""The five invented people of Harbourside, one in each role."""

from typing import NamedTuple

from django.contrib.auth.hashers import check_password, make_password

from accounts.models import User
from commissioning.models import Membership, Role

PASSWORD = "foothold-demo"  # noqa: S105  known to everybody, for a copy that only its owner can reach
DOMAIN = "harbourside.example"
NAMES = {
    Role.COMMISSIONER: "Amina Okafor",
    Role.COORDINATOR: "Tomasz Wieczorek",
    Role.FIELDWORKER: "Priya Raman",
    Role.EVALUATOR: "Gwen Llewellyn",
    Role.STEERING: "Desmond Achterberg",
}


class SignIn(NamedTuple):
    """How one person signs in; `password` is None where they have changed theirs."""

    role: str
    email: str
    password: str | None


def email_of(role):
    return f"{role.value}@{DOMAIN}"


def enrol(programme, password):
    """Give each role its person, made if need be, and return the users by role."""
    encoded = make_password(password)  # once for all five: it is meant to be slow
    users = {role: _user(role, encoded) for role in NAMES}
    for role, user in users.items():
        Membership.objects.get_or_create(programme=programme, user=user, defaults={"role": role})
    return users


def sign_ins(password):
    """A SignIn for each role."""
    users = {user.email: user for user in User.objects.filter(email__in=map(email_of, NAMES))}
    opens = {encoded: check_password(password, encoded) for encoded in {u.password for u in users.values()}}
    people = [(role, users[email_of(role)]) for role in NAMES]
    return [SignIn(role.label, user.email, password if opens[user.password] else None) for role, user in people]


def _user(role, encoded):
    email = email_of(role)
    return User.objects.filter(email=email).first() or User.objects.create(
        email=email, name=NAMES[role], password=encoded
    )
