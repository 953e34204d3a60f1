"""A programme with two neighbourhoods and those who may import into it."""

from datetime import date

import pytest
import time_machine

from commissioning.models import Role
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from neighbourhoods.tests.factories import NeighbourhoodFactory

TODAY = date(2025, 1, 15)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="vale", starts_on=date(2024, 4, 1))


@pytest.fixture
def ropewalk(programme):
    return NeighbourhoodFactory(programme=programme, code="E05000001", name="Ropewalk")


@pytest.fixture
def quayside(programme):
    return NeighbourhoodFactory(programme=programme, code="E05000002", name="Quayside, old")


@pytest.fixture
def coordinator(programme):
    return MembershipFactory(programme=programme, role=Role.COORDINATOR).user
