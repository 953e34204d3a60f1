"""Programmes with people at work in neighbourhoods, for the tests of groups."""

from accounts.tests.factories import UserFactory
from commissioning.tests.factories import MembershipFactory


def member(programme, role, name="Ada Moss"):
    """Somebody with a role in a programme."""
    return MembershipFactory(programme=programme, role=role, user=UserFactory(name=name)).user


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
