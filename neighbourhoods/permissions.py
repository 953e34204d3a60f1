"""Where somebody may record: the coordinator everywhere, a fieldworker where they are deployed today."""

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from commissioning.models import Role
from neighbourhoods.models import Contact, Deployment, GroupPlace, Neighbourhood

KEEP = "neighbourhoods.keep_registers"
SEE_CONTACTS = "neighbourhoods.see_contacts"
MERGE = "neighbourhoods.merge_groups"


def worked_in(programme, user):
    """The ids of the neighbourhoods in which `user` may record. Asked of the database once a request."""
    found = programme.__dict__.setdefault("_worked_in", {})
    if user.pk not in found:
        found[user.pk] = _worked_in(programme, user)
    return found[user.pk]


def _worked_in(programme, user):
    if not user.has_perm(KEEP, programme):
        return frozenset()
    if programme.membership_of(user).role != Role.FIELDWORKER:
        return frozenset(programme.neighbourhoods.values_list("pk", flat=True))
    deployed = Deployment.objects.of(programme).running(timezone.localdate()).filter(appointment__user=user)
    return frozenset(deployed.values_list("neighbourhood", flat=True))


def places_of_work(programme, user):
    """The neighbourhoods in which `user` may record, by name, without their boundaries."""
    return Neighbourhood.objects.filter(pk__in=worked_in(programme, user)).defer("boundary")


def may_record_in(programme, user, place_id):
    """Whether `user` may record in one neighbourhood."""
    return place_id in worked_in(programme, user)


def may_keep_at(user, entry):
    """Whether `user` may change an entry where it belongs; what belongs to the whole programme, no fieldworker."""
    programme = entry.entered_in
    if entry.neighbourhood_id is not None:
        return may_record_in(programme, user, entry.neighbourhood_id)
    return user.has_perm(KEEP, programme) and programme.membership_of(user).role != Role.FIELDWORKER


def may_keep_group(programme, user, group):
    """Whether `user` may write about a group: it is at work where they are, or nobody knows yet where it is.

    Those whom it left write no more of it, unless it has left every place: then it is theirs where it was.
    """
    if not user.has_perm(KEEP, programme):
        return False
    places, today = list(group.places.all()), timezone.localdate()
    standing = [place for place in places if place.until is None or place.until >= today]
    numbers = {place.neighbourhood_id for place in standing or places}
    return not numbers or bool(numbers & worked_in(programme, user))


def contacts_seen_by(programme, user):
    """The contacts that `user` may see: those of groups at work where they are; the coordinator sees all."""
    contacts = Contact.objects.of(programme)
    if not user.has_perm(SEE_CONTACTS, programme):
        return contacts.none()
    if programme.membership_of(user).role != Role.FIELDWORKER:
        return contacts
    return contacts.filter(group__in=_groups_at_work(worked_in(programme, user)))


def _groups_at_work(places):
    """The ids of the groups at work in one of `places` or about to be, and of those that have left all and were there.

    The same as `may_keep_group` asks of one group.
    """
    standing = GroupPlace.objects.exclude(until__lt=timezone.localdate())
    has_left = ~Exists(standing.filter(group=OuterRef("group")))
    rows = GroupPlace.objects.filter(neighbourhood__in=places)
    return rows.filter(Q(pk__in=standing) | has_left).values("group")
