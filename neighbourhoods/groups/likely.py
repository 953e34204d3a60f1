"""Entries of the register that may be one group, as `duplicates` finds them among what somebody may see."""

from dataclasses import dataclass
from hashlib import sha256

from django.core.cache import cache
from django.db.models import Q

from neighbourhoods.groups.duplicates import Likeness, likely, listed, pairs
from neighbourhoods.models import CommunityGroup, DistinctGroups, GroupPlace
from neighbourhoods.permissions import contacts_seen_by

MOST_SHOWN = 6
A_DAY = 24 * 3600


@dataclass(frozen=True)
class Match:
    """A group that another may be, where it is at work, and why it is shown."""

    group: CommunityGroup
    places: str
    likeness: Likeness

    @property
    def why(self):
        return ", ".join(self.likeness.reasons)


@dataclass(frozen=True)
class Pair:
    """Two groups that may be one."""

    one: CommunityGroup
    other: CommunityGroup
    one_places: str
    other_places: str
    likeness: Likeness

    @property
    def why(self):
        return ", ".join(self.likeness.reasons)


class ComparedRegister:
    """The standing groups of a programme as they are compared. Contacts count as far as the viewer may see them."""

    def __init__(self, programme, viewer):
        self.programme = programme
        self.names = dict(CommunityGroup.objects.of(programme).standing().values_list("pk", "name"))
        self.places = self._places(programme)
        self.entries = {}
        contacts = self._contacts(programme, viewer)
        for pk, name in self.names.items():
            places = (number for number, _ in self.places.get(pk, ()))
            self.entries[pk] = listed(pk, name, places, contacts.get(pk, ()))

    def like(self, entry, apart=()):
        """The Matches of an entry, the likeliest first, without the numbers in `apart`."""
        found = [each for each in likely(entry, self.entries.values()) if each.other not in apart][:MOST_SHOWN]
        groups = self._groups(likeness.other for likeness in found)
        return [Match(groups[each.other], self._where(each.other), each) for each in found]

    def pairs(self):
        """The likenesses over the whole register that nobody has answered yet."""
        told = set(DistinctGroups.objects.filter(one__programme=self.programme).values_list("one", "other"))
        compared = cache.get_or_set(self._state(), lambda: pairs(self.entries.values()), A_DAY)
        return [each for each in compared if (each.one, each.other) not in told]

    def _state(self):
        """What the likenesses rest on: as long as it is the same, they are."""
        entries = sorted((pk, name, sorted(places), sorted(met)) for pk, name, _, places, met in self.entries.values())
        return f"likely-groups:{self.programme.pk}:{sha256(repr(entries).encode()).hexdigest()}"

    def shown(self, likenesses):
        """The Pairs of some likenesses, in one query."""
        groups = self._groups(pk for each in likenesses for pk in (each.one, each.other))
        return [
            Pair(groups[each.one], groups[each.other], self._where(each.one), self._where(each.other), each)
            for each in likenesses
        ]

    def _groups(self, numbers):
        groups = CommunityGroup.objects.in_bulk(list(numbers))
        for group in groups.values():
            group.programme = self.programme
        return groups

    def _where(self, pk):
        return ", ".join(name for _, name in self.places.get(pk, ()))

    @staticmethod
    def _places(programme):
        rows = GroupPlace.objects.filter(group__programme=programme).order_by("neighbourhood__name")
        found = {}
        for group, number, name in rows.values_list("group", "neighbourhood", "neighbourhood__name"):
            found.setdefault(group, []).append((number, name))
        return found

    @staticmethod
    def _contacts(programme, viewer):
        found = {}
        if viewer is not None:
            for group, *addresses in contacts_seen_by(programme, viewer).values_list("group", "phone", "email"):
                found.setdefault(group, []).extend(addresses)
        return found


def likely_groups(programme, viewer, *, name, places=(), contacts=()):
    """The Matches of a group that is about to be entered. Four queries."""
    entry = listed(0, name, (place.pk for place in places), contacts)
    return ComparedRegister(programme, viewer).like(entry)


def told_apart(group):
    """(other group, DistinctGroups) of each that somebody said is not this group, the latest first."""
    told = DistinctGroups.objects.filter(Q(one=group) | Q(other=group)).select_related("one", "other")
    standing = told.filter(one__duplicate_of=None, other__duplicate_of=None).order_by("-told_at", "-pk")
    return [(answer.other if answer.one_id == group.pk else answer.one, answer) for answer in standing]


def number_of_doubles(programme, viewer):
    """How many pairs may be one group, counted anew once a register or an answer has changed."""
    answers = DistinctGroups.objects.filter(one__programme=programme).count()
    key = f"likely-number:{programme.pk}:{viewer.pk}:{programme.register_version}:{answers}"
    return cache.get_or_set(key, lambda: len(ComparedRegister(programme, viewer).pairs()), A_DAY)


def likely_doubles(programme, viewer, group):
    """The Matches of a group that is in the register, without those that somebody told apart from it."""
    register = ComparedRegister(programme, viewer)
    told = {other.pk for other, _ in told_apart(group)}
    entry = register.entries.get(group.pk)
    return register.like(entry, apart=told) if entry else []
