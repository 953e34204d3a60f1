"""Two neighbourhoods, a fieldworker in both, and a choir with something to do."""

import pytest

from commissioning.tests.factories import ProgrammeFactory
from neighbourhoods.tests.factories import NeighbourhoodFactory
from neighbourhoods.tests.register_factories import CommunityGroupFactory, CommunityIssueFactory
from tests.browser.fieldwork.phone import ago, deployed


@pytest.fixture
def programme(db):
    return ProgrammeFactory(slug="quay", name="Quayside", starts_on=ago(700).replace(day=1))


@pytest.fixture
def places(programme):
    return [NeighbourhoodFactory(programme=programme, name=name) for name in ("Ropewalk", "Saltmarsh")]


@pytest.fixture
def grace(programme, places):
    return deployed(programme, places, "Grace Mensah")


@pytest.fixture
def choir(programme, places):
    made = CommunityGroupFactory(
        programme=programme,
        name="Ropewalk Choir",
        eligible_in=places[:1],
        eligible_in__as_of=ago(200),
        eligible_in__members=31,
        eligible_in__themes=("arts",),
    )
    CommunityIssueFactory(neighbourhood=places[0], title="A crossing", raised_on=ago(108))
    return made
