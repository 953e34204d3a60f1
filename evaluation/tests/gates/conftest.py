"""A programme in its first stage, with a commissioner, for tests of gates."""

import pytest
import time_machine

from commissioning.models import Role
from commissioning.tests.entry_factories import (
    MilestoneFactory,
    StageFactory,
    TaskFactory,
)
from commissioning.tests.factories import MembershipFactory
from evaluation.tests.gates.making import TODAY


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def commissioner():
    return MembershipFactory(role=Role.COMMISSIONER).user


@pytest.fixture
def programme(commissioner):
    return commissioner.memberships.get().programme


@pytest.fixture
def stages(programme):
    """Four stages of which the first runs, with a task and a milestone."""
    made = [StageFactory(programme=programme, number=n, title=f"Title {n}") for n in (1, 2, 3, 4)]
    made[0].begins_on = programme.starts_on
    made[0].save()
    TaskFactory(stage=made[0], title="Fix the boundaries")
    MilestoneFactory(stage=made[0], title="Baselines complete")
    return made


@pytest.fixture
def stage(stages):
    return stages[0]
