"""Where somebody may record: the coordinator everywhere, a fieldworker where they are deployed today."""

from django.db.models import Q
from django.utils import timezone

from commissioning.models import Role
from neighbourhoods.models import Contact, Deployment, Neighbourhood

KEEP = "neighbourhoods.keep_registers"
SEE_CONTACTS = "neighbourhoods.see_contacts"


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
    today = timezone.localdate()
    deployed = Deployment.objects.of(programme).filter(
        Q(ends_on=None) | Q(ends_on__gte=today), appointment__user=user, starts_on__lte=today
    )
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
    """Whether `user` may write about a group: it is at work where they are, or nobody knows yet where it is."""
    if not user.has_perm(KEEP, programme):
        return False
    places = {place.neighbourhood_id for place in group.places.all()}
    return not places or bool(places & worked_in(programme, user))


def contacts_seen_by(programme, user):
    """The contacts that `user` may see: those of groups at work where they are; the coordinator sees all."""
    contacts = Contact.objects.of(programme)
    if not user.has_perm(SEE_CONTACTS, programme):
        return contacts.none()
    if programme.membership_of(user).role != Role.FIELDWORKER:
        return contacts
    return contacts.filter(group__places__neighbourhood__in=worked_in(programme, user)).distinct()
