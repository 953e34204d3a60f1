"""A programme with money in it, and who keeps it, for the tests of its spreadsheets."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from commissioning.models import Role
from commissioning.tests.entry_factories import (
    BudgetLineFactory,
    ContributionFactory,
    PartnerFactory,
    PaymentFactory,
    StageFactory,
)
from commissioning.tests.factories import MembershipFactory, ProgrammeFactory
from commissioning.tests.ledger.files import TODAY


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="vale", starts_on=date(2024, 4, 1))


@pytest.fixture
def stage(programme):
    return StageFactory(programme=programme, begins_on=date(2024, 4, 1))


@pytest.fixture
def commissioner(programme):
    return MembershipFactory(programme=programme, role=Role.COMMISSIONER).user


@pytest.fixture
def coordinator(programme):
    return MembershipFactory(programme=programme, role=Role.COORDINATOR).user


@pytest.fixture
def full(programme, stage):
    """A budget, payments and contributions with everything that is hard in a cell."""
    second = StageFactory(programme=programme, number=2)
    BudgetLineFactory(stage=stage, what="=1+1", amount=Decimal("0.10"))
    BudgetLineFactory(stage=second, what="Über 100 % – “so”", amount=Decimal("9999999999.99"))
    PaymentFactory(stage=stage, what="-5", amount=Decimal("-20.50"), reference="00012")
    PaymentFactory(stage=second, what="'=quoted", paid_on=TODAY, reference="1E5")
    partner = PartnerFactory(programme=programme, name="+Vale & Söhne, “Ltd”")
    ContributionFactory(stage=stage, partner=partner, received=None)
    ContributionFactory(stage=stage, partner=partner, received=Decimal(0))
    ContributionFactory(stage=second, partner=partner, kind="in kind", valuation='Line one;\r\n@two, "three"\ttab')
    return programme
