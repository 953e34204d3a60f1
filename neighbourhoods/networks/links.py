"""The links of groups as pages and figures read them: those of one group, and pairs of groups that stand on a day."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q
from django.utils import timezone

from commissioning.people import SEE_NAMES
from neighbourhoods.groups.eligibility import heard_of_since
from neighbourhoods.groups.standing import one_person_kinds
from neighbourhoods.models import GroupLink
from neighbourhoods.permissions import may_keep_group


@dataclass(frozen=True)
class LinkOfGroup:
    """A link as one of its groups sees it: `partner` is the other group or the agency, `confirmed_on` the last day."""

    link: GroupLink
    partner: object
    confirmed_on: date | None
    on: date

    @property
    def is_with_agency(self):
        return self.link.agency_id is not None

    @property
    def has_ended(self):
        return self.link.ended_on is not None and self.link.ended_on <= self.on

    @property
    def counts(self):
        """Whether it stands and was confirmed in the twelve months before."""
        return not self.has_ended and self.confirmed_on is not None and self.confirmed_on >= heard_of_since(self.on)

    @property
    def waits_for_today(self):
        """Whether somebody may still say today that it holds; never where it is looked at as on a day before."""
        return not self.has_ended and self.on == timezone.localdate() != self.confirmed_on


def with_confirmations(links, on):
    """The links with `confirmed_on`, the latest day up to `on` on which somebody saw or heard that each holds."""
    return links.annotate(
        confirmed_on=Max("confirmations__confirmed_on", filter=Q(confirmations__confirmed_on__lte=on))
    )


def links_seen_by(programme, user):
    """The links that `user` may find: those of an entry that is one person are for those who may read names."""
    links = GroupLink.objects.of(programme)
    if user.has_perm(SEE_NAMES, programme):
        return links
    return links.exclude(Q(group__kind__in=one_person_kinds()) | Q(other__kind__in=one_person_kinds()))


def links_of(group, links, on=None):
    """The LinkOfGroups of a group among `links`, standing ones first, by partner. One query."""
    on = on or timezone.localdate()
    links = links.filter(Q(group=group) | Q(other=group)).select_related("group", "other", "agency")
    found = [_seen_by(group, link, on) for link in with_confirmations(links, on)]
    return sorted(found, key=lambda each: (each.has_ended, str(each.partner).lower(), each.link.pk))


def _seen_by(group, link, on):
    partner = link.agency or (link.other if link.group_id == group.pk else link.group)
    for each in (link.group, partner):
        each.programme = group.programme
    return LinkOfGroup(link, partner, link.confirmed_on, on)


def links_as_at(programme, on):
    """Links of `programme` that stand on the date `on` and were confirmed in the twelve months before."""
    return GroupLink.objects.of(programme).standing(on, heard_of_since(on))


def pairs_as_at(programme, on):
    """Each unordered pair of groups with such a link, once, as (lower, higher) number. One query."""
    rows = links_as_at(programme, on).filter(other__isnull=False).order_by().values_list("group", "other")
    return {(min(pair), max(pair)) for pair in rows}


def may_keep_link(user, link):
    """Whether `user` may write about a link: one of its two groups is theirs to write about.

    A group of which nobody knows where it is makes a link nobody’s whose other group is at work elsewhere.
    """
    programme, groups = link.group.programme, [group for group in (link.group, link.other) if group is not None]
    placed = [group for group in groups if group.places.all()]
    return any(may_keep_group(programme, user, group) for group in placed or groups)
