"""The network of one neighbourhood on a day: its groups that count, the agencies linked to them, and their links."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.db.models import Exists, OuterRef, Q

from commissioning.number_words import counted
from neighbourhoods.groups.eligibility import COUNTS
from neighbourhoods.groups.standing import groups_on, standing_is
from neighbourhoods.models import Agency, GroupPlace
from neighbourhoods.networks.drawing import Node, drawings_of
from neighbourhoods.networks.links import links_as_at, with_confirmations
from neighbourhoods.networks.measures import graph_of, largest_part, network_of


@dataclass(frozen=True)
class Row:
    """A group or agency in the table: its number in the picture, and how many groups and agencies it is linked with."""

    number: str
    entry: object
    groups: int
    agencies: int
    in_largest: bool

    @property
    def is_lone(self):
        return not self.groups and not self.agencies


class PlaceNetwork:
    """Who is linked with whom in a neighbourhood on the date `on`. Three queries, whatever there is."""

    def __init__(self, place, on):
        self.place, self.on = place, on
        serves = GroupPlace.objects.serving(on).filter(group=OuterRef("pk"), neighbourhood=place)
        counting = groups_on(place.programme, on).filter(standing_is(COUNTS, on), Exists(serves))
        self.groups = {group.pk: group for group in counting.order_by("name", "pk")}
        touching = Q(group__in=self.groups) | Q(other__in=self.groups)
        links = links_as_at(place.programme, on).filter(touching).select_related("group", "other", "agency")
        self.links, self.leading_out = [], 0
        for link in with_confirmations(links, on).order_by("group__name", "started_on", "pk"):
            if self._is_inside(link):
                self.links.append(self._with_programme(link))
            else:
                self.leading_out += 1

    def _is_inside(self, link):
        """Whether it joins two of these groups, or one of them with an agency."""
        return link.group_id in self.groups and (link.agency_id is not None or link.other_id in self.groups)

    def _with_programme(self, link):
        for entry in (link.group, link.other, link.agency):
            if entry is not None:
                entry.programme = self.place.programme
        return link

    @cached_property
    def pairs(self):
        return {tuple(sorted((link.group_id, link.other_id))) for link in self.links if link.other_id}

    @cached_property
    def network(self):
        """B4 to B6: groups and the links between them; agencies are not in it."""
        return network_of(self.groups, self.pairs)

    @cached_property
    def agencies(self):
        found = {link.agency_id: link.agency for link in self.links if link.agency_id}
        return sorted(found.values(), key=lambda agency: (agency.name.lower(), agency.pk))

    @cached_property
    def rows(self):
        """The table: groups by name with their numbers, then agencies with letters."""
        graph, largest = graph_of(self.groups, self.pairs), largest_part(graph_of(self.groups, self.pairs))
        to_agencies = {(link.group_id, link.agency_id) for link in self.links if link.agency_id}
        rows = []
        for number, group in enumerate(self.groups.values(), start=1):
            group.programme = self.place.programme
            agencies = sum(pk == group.pk for pk, _ in to_agencies)
            rows.append(Row(str(number), group, graph.degree(group.pk), agencies, group.pk in largest))
        for number, agency in enumerate(self.agencies):
            rows.append(Row(_letters(number), agency, sum(pk == agency.pk for _, pk in to_agencies), 0, False))
        return rows

    @property
    def lone(self):
        """The groups without any link."""
        return [row for row in self.rows if row.is_lone]

    @cached_property
    def drawings(self):
        """The picture for a desk and for a phone, or none where there is no group."""
        nodes = [Node(_key(row.entry), row.number, row.entry.name, isinstance(row.entry, Agency)) for row in self.rows]
        new_since = self.on - timedelta(days=365)
        links = [
            (_key(link.group), _key(link.other or link.agency), link.started_on > new_since) for link in self.links
        ]
        return drawings_of(nodes, links) if nodes else []

    @property
    def title(self):
        """What the picture shows, in a sentence."""
        network, agencies = self.network, len(self.agencies)
        beside = f" and {counted(agencies, 'agency', 'agencies')}" if agencies else ""
        joined = f"{network.connected} of the groups are joined up" if network.links else "no two groups are linked"
        return f"{counted(network.groups, 'group')}{beside} in {self.place.name}: {joined}"

    @property
    def description(self):
        """The same at more length, for those who cannot see the picture."""
        links, with_agencies = len(self.pairs), sum(link.agency_id is not None for link in self.links)
        lone = f"Without any link: {', '.join(row.entry.name for row in self.lone)}." if self.lone else ""
        told = f"{counted(links, 'link')} between groups, {with_agencies} with agencies. {lone}".strip()
        return f"{told} The tables below name each."


def gone_quiet(place, on, links):
    """Those of `links` of groups here that stand on the date `on`, but that nobody confirmed for a year."""
    here = GroupPlace.objects.serving(on).filter(neighbourhood=place).values("group")
    confirmed = links_as_at(place.programme, on).values("pk")
    links = links.filter(
        Q(group__in=here) | Q(other__in=here), Q(ended_on=None) | Q(ended_on__gt=on), started_on__lte=on
    )
    links = links.exclude(pk__in=confirmed).select_related("group", "other", "agency")
    found = list(with_confirmations(links, on).order_by("group__name", "pk"))
    for link in found:
        link.group.programme = place.programme
    return found


def _key(entry):
    return f"{'agency' if isinstance(entry, Agency) else 'group'}-{entry.pk}"


def _letters(number):
    """A, B, ... Z, AA, AB, ..."""
    first, last = divmod(number, 26)
    return (_letters(first - 1) if first else "") + chr(ord("A") + last)
