"""Whether groups count, asked of the database: the test of eligibility.py beside it as conditions of a query.

Both say the same of every group; neighbourhoods/tests/test_directory_standing.py holds one against the other.
"""

from django.db.models import FilteredRelation, OuterRef, Q, Subquery

from neighbourhoods.groups.eligibility import (
    ACTIVE,
    COMMUNITY,
    COUNTS,
    NOT_ACTIVE,
    NOT_COMMUNITY,
    TO_CONFIRM,
    heard_of_since,
)
from neighbourhoods.groups.typology import kinds
from neighbourhoods.models import CommunityGroup, GroupProfile

# The parts of the test that a profile answers with yes, no or not known.
ASKED = ("named", "has_contact", "open_to_join")


def one_person_kinds():
    """The kinds of which an entry is one person, and no group."""
    return [kind.code for kind in kinds().values() if not kind.is_group]


def groups_on(programme, on):
    """The standing groups of `programme`, each with `latest`, its last profile of the date `on`; some have none."""
    told = GroupProfile.objects.told().filter(group=OuterRef("pk"), as_of__lte=on).order_by("-as_of", "-pk")
    last = FilteredRelation("profiles", condition=Q(profiles__pk=Subquery(told.values("pk")[:1])))
    return CommunityGroup.objects.of(programme).standing().annotate(latest=last)


def standing_is(standing, on):
    """The condition that groups of `groups_on` stand so on the date `on`: COUNTS, TO_CONFIRM or AGAINST."""
    if standing == COUNTS:
        return that_count(on)
    return that_wait(on) if standing == TO_CONFIRM else that_do_not_count()


def that_count(on):
    """Groups that pass every part of the test."""
    known = Q(**{f"latest__{part}": True for part in ASKED})
    active = Q(latest__state=ACTIVE, latest__as_of__gte=heard_of_since(on))
    return Q(sector=COMMUNITY) & ~Q(kind__in=one_person_kinds()) & known & active


def that_wait(on):
    """Groups that nothing speaks against and of which something is not known: each a task for a fieldworker."""
    unknown = Q(sector="") | Q(latest__state=ACTIVE, latest__as_of__lt=heard_of_since(on))
    possible = Q(sector__in=["", COMMUNITY]) & ~Q(kind__in=one_person_kinds())
    possible &= Q(latest=None) | Q(latest__state=ACTIVE)
    for part in ASKED:
        unknown |= Q(**{f"latest__{part}": None})
        possible &= Q(**{f"latest__{part}": None}) | Q(**{f"latest__{part}": True})
    return unknown & possible


def that_do_not_count():
    """Groups that fail some part of the test, whatever else is not known."""
    failed = Q(sector__in=list(NOT_COMMUNITY)) | Q(kind__in=one_person_kinds())
    for part in ASKED:
        failed |= Q(**{f"latest__{part}": False})
    return failed | Q(latest__state__in=list(NOT_ACTIVE))
