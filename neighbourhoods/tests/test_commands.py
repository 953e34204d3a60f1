"""Commands about neighbourhoods."""

import pytest
from django.core.management import CommandError, call_command

from commissioning.tests.factories import CohortFactory
from neighbourhoods.models import CohortChoice
from neighbourhoods.signals import baselines_wanted
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


def test_assign_cohort_after_a_locked_baseline_wants_a_reason_and_keeps_it(cohort):
    programme = cohort.programme
    place = NeighbourhoodFactory(programme=programme, name="Ropewalk", cohort=cohort)
    CohortFactory(programme=programme, number=2, starts_in_month=25)
    move = ("assign_cohort", programme.slug, "2", place.code)

    def locked(sender, neighbourhoods, **kwargs):
        return {area.pk: "June 2025" for area in neighbourhoods}

    baselines_wanted.connect(locked)
    try:
        for because in ([], ["--because", " "]):
            with pytest.raises(CommandError, match=r"locked baseline \(June 2025\).* say why with --because"):
                call_command(*move, *because)
        place.refresh_from_db()
        assert place.cohort == cohort
        call_command(*move, "--because", "Agreed with both.")
    finally:
        baselines_wanted.disconnect(locked)
    place.refresh_from_db()
    choice = CohortChoice.objects.get()
    assert place.cohort.number == choice.number == 2
    assert (choice.reason, choice.baseline) == ("Agreed with both.", "June 2025")
