"""The five invented people of Harbourside, one in each role."""

from typing import NamedTuple

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
    users = {role: _user(role, password) for role in NAMES}
    for role, user in users.items():
        Membership.objects.get_or_create(programme=programme, user=user, defaults={"role": role})
    return users


def sign_ins(password):
    """A SignIn for each role."""
    users = {user.email: user for user in User.objects.filter(email__in=map(email_of, NAMES))}
    return [_sign_in(role, users[email_of(role)], password) for role in NAMES]


def _user(role, password):
    email = email_of(role)
    return User.objects.filter(email=email).first() or User.objects.create_user(
        email, password, name=NAMES[role]
    )


def _sign_in(role, user, password):
    return SignIn(role.label, user.email, password if user.check_password(password) else None)
