"""Whom a wave of organisations or agencies can invite from the registers, and whom of them a message can reach."""

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from neighbourhoods.groups.eligibility import COUNTS
from neighbourhoods.groups.standing import groups_on, standing_is
from neighbourhoods.models import Agency, Contact, GroupPlace
from surveys.models import Invitation
from surveys.models.questionnaires import Audience


def register_day(wave, today=None):
    """The day as at which groups are invited: the middle of the fieldwork, or today before that."""
    return min(wave.held_on, today or timezone.localdate())


def invitable(wave, today=None):
    """[(sample, groups or agencies that can be invited there, by name)]; nothing for a wave of residents."""
    samples = list(wave.samples.by_neighbourhood())
    if wave.questionnaire.audience == Audience.AGENCIES:
        agencies = list(Agency.objects.of(wave.programme).order_by("name", "pk"))
        return [(sample, agencies) for sample in samples]
    if wave.questionnaire.audience != Audience.ORGANISATIONS:
        return []
    groups = _counting_groups(wave, samples, register_day(wave, today))
    return [(sample, groups.get(sample.neighbourhood_id, [])) for sample in samples]


def with_address(invitations, today=None):
    """The invitations of groups, each with `address`: the e-mail of the contact person who agreed to be written to.

    Without one it is None: nobody is named, or they have to be asked again before anybody writes to them.
    """
    today = today or timezone.localdate()
    usable = Contact.objects.filter(group=OuterRef("group"), is_designated=True, review_on__gt=today)
    addresses = usable.exclude(email="").order_by("-consent_on", "pk").values("email")
    standing = invitations.filter(group__isnull=False, group__duplicate_of=None)
    return standing.annotate(address=Subquery(addresses[:1]))


def lapsed(invitations, today=None):
    """Those of `with_address` whose contact person has an address and has to be asked again first."""
    today = today or timezone.localdate()
    due = Contact.objects.filter(group=OuterRef("group"), is_designated=True, review_on__lte=today).exclude(email="")
    return invitations.filter(Exists(due), address=None)


def to_hand_over(wave, places, today=None):
    """Invitations of groups at work in `places` that no message reaches, whether or not they were answered."""
    of_wave = Invitation.objects.of_wave(wave).filter(is_withdrawn=False, sample__neighbourhood__in=places)
    found = with_address(of_wave, today).filter(Q(address=None))
    related = found.select_related("group", "sample__neighbourhood")
    return related.defer("sample__sealed", "sample__neighbourhood__boundary").order_by(
        "sample__neighbourhood__name", "group__name", "pk"
    )


def _counting_groups(wave, samples, on):
    """Neighbourhood id -> the groups that count there on a day, by name."""
    counting = groups_on(wave.programme, on).filter(standing_is(COUNTS, on)).values("pk")
    serving = GroupPlace.objects.serving(on).filter(
        neighbourhood__in=[sample.neighbourhood_id for sample in samples], group__in=counting
    )
    found = {}
    for place in serving.select_related("group").order_by("group__name", "group"):
        found.setdefault(place.neighbourhood_id, []).append(place.group)
    return found
