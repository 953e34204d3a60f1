"""An evaluator in the middle of fieldwork."""

import pytest
import time_machine

from commissioning.tests.factories import ProgrammeFactory
from surveys.tests.interviewing.doorstep import doorstep_wave, interviewer_of


@pytest.fixture(autouse=True)
def _during_fieldwork():
    with time_machine.travel("2024-07-10T11:00:00Z", tick=False):
        yield


@pytest.fixture
def wave(db):
    return doorstep_wave(ProgrammeFactory(slug="vale"))


@pytest.fixture
def gwen(wave):
    return interviewer_of(wave.programme)


@pytest.fixture
def phone(client, gwen):
    client.force_login(gwen)
    return client
