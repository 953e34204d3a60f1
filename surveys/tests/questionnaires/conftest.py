"""A programme with the shipped menu, and the evaluator who designs its questionnaires."""

import pytest

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from surveys.actions.bank import load_shipped_menu


@pytest.fixture
def programme(db):
    load_shipped_menu()
    return ProgrammeFactory(slug="vale", name="Vale")


@pytest.fixture
def evaluator(client, programme):
    client.force_login(MembershipFactory(programme=programme, role=Role.EVALUATOR).user)
    return client
