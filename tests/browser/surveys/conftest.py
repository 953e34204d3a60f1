"""A neighbourhood with a locked baseline, the menu of questions, and the people who make the next wave."""

from datetime import date

import pytest

from accounts.tests.factories import UserFactory
from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from evaluation.tests.factories import surveyed
from surveys.actions.bank import load_shipped_menu


@pytest.fixture(autouse=True)
def _no_least_time(monkeypatch):
    """A test reads faster than a resident."""
    monkeypatch.setattr("surveys.answering.limits.is_too_quick", lambda seconds, answered: False)


@pytest.fixture
def programme(db):
    """Quayside with its one neighbourhood, Ropewalk: 21 of 300 were active at its locked baseline."""
    programme = ProgrammeFactory(slug="quay", name="Quayside", starts_on=date(2024, 4, 1))
    surveyed({"Ropewalk": [(21, 300)]}, programme=programme, purposes=["baseline"], method="poststratify")
    load_shipped_menu()
    return programme


def _member(programme, role, name):
    user = UserFactory(name=name, email=f"{name.split()[0].lower()}@example.org")
    return MembershipFactory(programme=programme, role=role, user=user).user


@pytest.fixture
def robin(programme):
    """The evaluator who runs the wave."""
    return _member(programme, Role.EVALUATOR, "Robin Hale")


@pytest.fixture
def gwen(programme):
    """Holds interviews and keys paper a second time; that takes the evaluator's role."""
    return _member(programme, Role.EVALUATOR, "Gwen Llewellyn")


@pytest.fixture
def stella(programme):
    """A member of the steering group."""
    return _member(programme, Role.STEERING, "Stella Osei")


@pytest.fixture
def seen(assert_accessible):
    """`seen(page)` is said of each page on the way: nothing may stand against it, nor may it scroll sideways."""

    def seen(page):
        page.wait_for_load_state()
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url

    return seen
