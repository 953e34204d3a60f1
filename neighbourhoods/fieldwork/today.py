"""What needs doing in the neighbourhoods: read from the registers as they stand, for whoever works there.

The number of queries does not depend on how many neighbourhoods and groups there are.
"""

from datetime import timedelta

from django.db.models import Exists, Max, OuterRef, Q
from django.urls import reverse
from django.utils.formats import date_format

from neighbourhoods.fieldwork.to_do import (
    CONFIRM,
    CONTACT,
    LINK,
    PLACE,
    REPLY,
    STEP,
    UPDATE,
    PlaceWork,
    ToDo,
    months_later,
)
from neighbourhoods.groups.as_at import groups_as_at
from neighbourhoods.groups.eligibility import standing_of
from neighbourhoods.models import (
    AgencyReply,
    CommunityGroup,
    CommunityIssue,
    FieldworkEntry,
    GroupLink,
    GroupPlace,
    GroupProfile,
    RegisterRules,
)
from neighbourhoods.permissions import contacts_seen_by

DAYS_AHEAD = 14
PROFILE_MONTHS = 6  # a profile is to be renewed after these
LINK_MONTHS = 12  # a link that nobody confirmed for these counts no more
REMIND_MONTH_BEFORE = 11
STILL_GOING = (GroupProfile.State.ACTIVE, GroupProfile.State.DORMANT)


class Day:
    """What needs doing in some `places` of a programme on one day, as `viewer` may read it."""

    def __init__(self, programme, viewer, places, today):
        self.programme, self.viewer, self.today = programme, viewer, today
        self.places = {place.pk: place for place in places}
        self.place_of = self._place_of_groups()

    def work(self):
        """A PlaceWork for each place, in their order."""
        found = {pk: PlaceWork(place, self.today) for pk, place in self.places.items()}
        for to_do in self.to_dos():
            found[to_do.place_id].to_dos.append(to_do)
        return list(found.values())

    def to_dos(self):
        """Every ToDo of the places. A group at work in several of them is told in the first by name."""
        yield from self._without_reply()
        yield from self._steps()
        yield from self._of_profiles()
        yield from self._without_profile()
        yield from self._links()
        yield from self._contacts()

    def without_place(self):
        """A ToDo for each group of which nobody knows where it is at work."""
        placed = GroupPlace.objects.filter(group=OuterRef("pk"))
        groups = CommunityGroup.objects.of(self.programme).standing().filter(~Exists(placed))
        for pk, name in groups.values_list("pk", "name"):
            yield ToDo(PLACE, None, f"Say where {name} is at work", "", self._group_url(pk), group_id=pk)

    def _place_of_groups(self):
        """Group's id -> the first, by name, of the places that it serves today."""
        rows = GroupPlace.objects.serving(self.today).filter(
            neighbourhood__in=self.places, group__duplicate_of=None, group__programme=self.programme
        )
        found = {}
        for group, place in rows.order_by("neighbourhood__name", "pk").values_list("group", "neighbourhood"):
            found.setdefault(group, place)
        return found

    def _without_reply(self):
        days = RegisterRules.of_programme(self.programme).reply_days
        answered = AgencyReply.objects.filter(issue=OuterRef("pk"), is_substantive=True, replied_on__lte=self.today)
        due = self.today - timedelta(days=days - DAYS_AHEAD)
        waiting = CommunityIssue.objects.of(self.programme).filter(
            ~Exists(answered), neighbourhood__in=self.places, outcome="", raised_on__lte=due
        )
        for issue in waiting.select_related("agency").order_by("raised_on", "pk"):
            whom = f"Chase {issue.agency}" if issue.agency else "Put to an agency"
            yield ToDo(
                REPLY,
                issue.neighbourhood_id,
                f"{whom}: {issue.title}",
                f"Raised {_day(issue.raised_on)}, no reply in {(self.today - issue.raised_on).days} days",
                reverse("neighbourhoods:issue-detail", args=[self.programme.slug, issue.pk]),
                issue.raised_on + timedelta(days=days),
            )

    def _steps(self):
        soon = self.today + timedelta(days=DAYS_AHEAD)
        visits = FieldworkEntry.objects.of(self.programme).filter(
            Q(next_on=None) | Q(next_on__lte=soon), neighbourhood__in=self.places, next_done_on=None
        )
        for visit in visits.exclude(next_step="").order_by("next_on", "pk"):
            whose = "your visit" if visit.done_by_id == self.viewer.pk else "the visit"
            yield ToDo(
                STEP,
                visit.neighbourhood_id,
                visit.next_step,
                f"From {whose} on {_day(visit.done_on)}",
                reverse("neighbourhoods:visit-detail", args=[self.programme.slug, visit.pk]),
                visit.next_on,
                visit_id=visit.pk,
            )

    def _of_profiles(self):
        """Groups whose last profile is old, and groups of which it leaves something unknown."""
        self._profiled, soon = set(), self.today + timedelta(days=DAYS_AHEAD)
        for each in groups_as_at(self.programme, self.today):
            if self.place_of.get(each.group) != each.neighbourhood:
                continue
            self._profiled.add(each.group)
            due = months_later(each.as_of, PROFILE_MONTHS)
            if each.state in STILL_GOING and due <= soon:
                yield self._update(each.group, each.name, f"Profile of {_day(each.as_of)}", due)
            standing = standing_of(each.facts, each.as_of)  # that it grew old is told above
            if standing.to_confirm:
                words = "Not known: " + "; ".join(standing.unknown)
                place, url = each.neighbourhood, self._group_url(each.group)
                yield ToDo(CONFIRM, place, f"Confirm {each.name}", words, url, group_id=each.group)

    def _without_profile(self):
        unknown = set(self.place_of) - self._profiled
        groups = CommunityGroup.objects.filter(pk__in=unknown).order_by("name", "pk")
        for pk, name in groups.values_list("pk", "name"):
            yield self._update(pk, name, "It has no profile yet", None)

    def _update(self, pk, name, words, due):
        return ToDo(UPDATE, self.place_of[pk], f"Update {name}", words, self._group_url(pk), due, group_id=pk)

    def _links(self):
        """Links that nobody confirmed for eleven months: after twelve they count no more."""
        before = months_later(self.today, -REMIND_MONTH_BEFORE)
        links = GroupLink.objects.of(self.programme).filter(ended_on=None, started_on__lte=before)
        links = links.annotate(seen_on=Max("confirmations__confirmed_on"))
        links = links.filter(Q(seen_on=None) | Q(seen_on__lte=before)).select_related("group", "other", "agency")
        for link in links:
            group = link.group_id if link.group_id in self.place_of else link.other_id
            if group in self.place_of:
                seen = f"Last confirmed {_day(link.seen_on)}" if link.seen_on else f"Since {_day(link.started_on)}"
                due = months_later(link.seen_on or link.started_on, LINK_MONTHS)
                yield ToDo(LINK, self.place_of[group], f"Confirm: {link}", seen, self._group_url(group), due)

    def _contacts(self):
        """People to be asked again whether their details may be kept. Not named: the page is kept on the phone."""
        soon = self.today + timedelta(days=DAYS_AHEAD)
        contacts = contacts_seen_by(self.programme, self.viewer).filter(review_on__lte=soon, group__duplicate_of=None)
        for contact in contacts.select_related("group").order_by("review_on", "pk"):
            if contact.group_id in self.place_of:
                yield ToDo(
                    CONTACT,
                    self.place_of[contact.group_id],
                    f"Ask a contact of {contact.group} again",
                    "Whether their details may still be kept",
                    self._group_url(contact.group_id),
                    contact.review_on,
                )

    def _group_url(self, pk):
        return reverse("neighbourhoods:group-detail", args=[self.programme.slug, pk])


def _day(day):
    return date_format(day, "j F Y")
