"""The demonstration without its surveys, on days on which something might be askew."""

import pytest
from django.db import connection, transaction

from commissioning.models import Programme
from evaluation.demonstration import building
from evaluation.demonstration.people import PASSWORD
from evaluation.tests.demonstration_days import AWKWARD_DAYS, at_noon


@pytest.fixture(scope="module", params=AWKWARD_DAYS, ids=str)
def made(request, django_db_setup, django_db_blocker):
    """The id of the demonstration and the day on which it was made; built once for each day."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "hold_surveys", lambda *args: None)
        with at_noon(request.param):
            programme = building.make_demonstration(today=request.param, password=PASSWORD).programme
        connection.check_constraints()  # else PostgreSQL checks these rows anew after every test
        yield programme.pk, request.param
        transaction.set_rollback(True)


@pytest.fixture
def any_day(made, db):
    """The demonstration as it is found on the day on which it was made."""
    pk, day = made
    with at_noon(day):
        yield Programme.objects.get(pk=pk)
