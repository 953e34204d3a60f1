"""A wave in the middle of its fieldwork, and an evaluator who holds interviews in it."""

import pytest

from commissioning.tests.factories import ProgrammeFactory
from surveys.tests.interviewing.doorstep import doorstep_wave, interviewer_of
from tests.browser.fieldwork.phone import ago


@pytest.fixture
def programme(db):
    return ProgrammeFactory(slug="quay", name="Quayside", starts_on=ago(700).replace(day=1))


@pytest.fixture
def wave(programme):
    return doorstep_wave(programme, starts=ago(5), ends=ago(-20), places=("Ropewalk", "Saltmarsh"))


@pytest.fixture
def gwen(wave):
    return interviewer_of(wave.programme, name="Gwen Llewellyn", email="gwen@example.org")
