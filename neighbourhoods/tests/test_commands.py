"""Commands about neighbourhoods."""

import pytest
from django.core.management import CommandError, call_command

from commissioning.tests.factories import CohortFactory
from neighbourhoods.tests.factories import NeighbourhoodFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    return CohortFactory(number=1)


def test_assign_cohort_puts_the_named_neighbourhoods_into_it(cohort):
    place = NeighbourhoodFactory(programme=cohort.programme)
    other = NeighbourhoodFactory(programme=cohort.programme)
    call_command("assign_cohort", cohort.programme.slug, "1", place.code)
    place.refresh_from_db()
    other.refresh_from_db()
    assert (place.cohort, other.cohort) == (cohort, None)


def test_assign_cohort_with_an_unknown_code_changes_nothing(cohort):
    place = NeighbourhoodFactory(programme=cohort.programme)
    with pytest.raises(CommandError, match="E05999999"):
        call_command("assign_cohort", cohort.programme.slug, "1", place.code, "E05999999")
    place.refresh_from_db()
    assert place.cohort is None


def test_assign_cohort_names_the_cohorts_there_are(cohort):
    with pytest.raises(CommandError, match="Its cohorts: 1"):
        call_command("assign_cohort", cohort.programme.slug, "7", "E05000001")
