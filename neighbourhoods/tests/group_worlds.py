"""Programmes with people at work in neighbourhoods, for the tests of groups."""

from datetime import date

from accounts.tests.factories import UserFactory
from commissioning.models import Role
from commissioning.tests.entry_factories import AppointmentFactory
from commissioning.tests.factories import MembershipFactory
from neighbourhoods.tests.factories import DeploymentFactory


def member(programme, role, name="Ada Moss"):
    """Somebody with a role in a programme."""
    return MembershipFactory(programme=programme, role=role, user=UserFactory(name=name)).user


def worker_in(*places, name="Bo Ek"):
    """A fieldworker who is deployed to some neighbourhoods of one programme."""
    programme = places[0].programme
    worker = member(programme, Role.FIELDWORKER, name)
    appointment = AppointmentFactory(post__programme=programme, user=worker, starts_on=date(2024, 4, 1))
    for place in places:
        DeploymentFactory(appointment=appointment, neighbourhood=place, fte="0.2")
    return worker


def new_group(at_work_in, **given):
    """What the form for a new group sends."""
    return {
        "name": "Ropewalk Choir",
        "places": [place.pk for place in at_work_in],
        "kind": "grass-roots",
        "sector": "community",
        "named": "yes",
        "has_contact": "yes",
        "open_to_join": "yes",
        "members": "12",
        "themes": ["arts"],
        "source": "visit",
        "as_of": "2026-11-30",
    } | given


def new_profile(**given):
    """What the form for a profile sends."""
    return {
        "as_of": "2026-11-30",
        "state": "active",
        "source": "visit",
        "named": "yes",
        "has_contact": "yes",
        "open_to_join": "yes",
        "members": "21",
    } | given
