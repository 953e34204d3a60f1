"""The directory of groups: who finds which, by what, in which order, and what a row says."""

from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.utils import timezone

from commissioning.people import SEE_NAMES
from neighbourhoods.groups.eligibility import AGAINST, COUNTS, TO_CONFIRM, Standing, facts_of, standing_of
from neighbourhoods.groups.standing import groups_on, one_person_kinds, standing_is
from neighbourhoods.models import CommunityGroup, GroupPlace, GroupProfile

UNKNOWN = "unknown"
ON_A_PAGE = 50
SEARCHED = ("name", "about", "meets_where")
APOSTROPHES = "'’"
ORDERS = {
    "name": ("By name", ("name", "pk")),
    "members": ("Most members first", (F("latest__members").desc(nulls_last=True), "name", "pk")),
    "newest": ("Latest profile first", (F("latest__as_of").desc(nulls_last=True), "name", "pk")),
    "oldest": ("Oldest profile first", (F("latest__as_of").asc(nulls_first=True), "name", "pk")),
}
YES_NO = {"yes": True, "no": False, UNKNOWN: None}
IN_WORDS = {COUNTS: "Counts", TO_CONFIRM: "Not confirmed yet", AGAINST: "Does not count"}


def groups_seen_by(programme, user, on):
    """The groups of `groups_on` that `user` may find; entries of one person are for those who may read names."""
    groups = groups_on(programme, on)
    return groups if user.has_perm(SEE_NAMES, programme) else groups.exclude(kind__in=one_person_kinds())


def groups_told_of(programme, user, on):
    """What `user` may find as at `on`: of a day in the past only groups that had a profile by then."""
    groups = groups_seen_by(programme, user, on)
    return groups if on >= timezone.localdate() else groups.filter(latest__isnull=False)


def order_of(name):
    """How groups are sorted for the order of this name; by name unless another is asked for."""
    return ORDERS.get(name, ORDERS["name"])[1]


def found(groups, wanted, on):
    """The groups that fit everything in `wanted`, a dict of filter names; what is not asked for is left open."""
    asked = {name: value for name, value in wanted.items() if value and name in CONDITIONS}
    conditions = [CONDITIONS[name](value, on) for name, value in asked.items()]
    return groups.filter(reduce(and_, conditions, Q()))


def _searched(words, on):
    """Every word stands somewhere in the name, in what the group does, or in where it meets."""
    return reduce(and_, (_stands_in(word) for word in words.split()), Q())


def _stands_in(word):
    spellings = {word, *(word.replace(one, other) for one in APOSTROPHES for other in APOSTROPHES)}
    return reduce(or_, (Q(**{f"{field}__icontains": each}) for field in SEARCHED for each in spellings))


def _in_place(code, on):
    serving = GroupPlace.objects.serving(on)
    if code == UNKNOWN:
        return ~Q(pk__in=serving.values("group"))
    return Q(pk__in=serving.filter(neighbourhood__code=code).values("group"))


def _meeting(how, on):
    if how == UNKNOWN:
        return Q(meets="")
    return Q(meets__in=[how, CommunityGroup.Meets.BOTH])


def _of_state(state, on):
    return Q(latest=None) if state == UNKNOWN else Q(latest__state=state)


def _about(theme, on):
    return Q(latest=None) | Q(latest__themes="") if theme == UNKNOWN else Q(latest__themes__contains=theme)


# Name of a filter -> the condition, of the value asked for and the day.
CONDITIONS = {
    "q": _searched,
    "theme": _about,
    "kind": lambda code, on: Q(kind="" if code == UNKNOWN else code),
    "sector": lambda code, on: Q(sector="" if code == UNKNOWN else code),
    "place": _in_place,
    "open": lambda answer, on: Q(latest__open_to_join=YES_NO[answer]),
    "standing": standing_is,
    "state": _of_state,
    "health": lambda answer, on: Q(latest__about_health=YES_NO[answer]),
    "meets": _meeting,
}


@dataclass(frozen=True)
class Numbers:
    """How many groups there are, and how many of them count, wait for confirmation, and do not count."""

    all: int
    counts: int
    confirm: int

    @property
    def against(self):
        return self.all - self.counts - self.confirm

    def of(self, standing):
        """How many stand so; all where none is asked for."""
        return getattr(self, standing) if standing else self.all


def numbers_of(groups, on):
    """The Numbers of `groups`. One query."""
    counted = {name: Count("pk", filter=standing_is(name, on)) for name in (COUNTS, TO_CONFIRM)}
    return Numbers(**groups.order_by().aggregate(all=Count("pk"), **counted))


class CountedPaginator(Paginator):
    """Pages of a list whose length is known already."""

    def __init__(self, groups, count):
        super().__init__(groups, ON_A_PAGE)
        self.__dict__["count"] = count


@dataclass(frozen=True)
class Row:
    """A group in the directory: with its last profile of the day, or None, and the names of the places it served."""

    group: CommunityGroup
    profile: GroupProfile | None
    places: list
    standing: Standing

    @property
    def standing_words(self):
        return IN_WORDS[self.standing.name]

    @property
    def why(self):
        """What is not known, or what speaks against it, in words."""
        if self.profile is None and self.standing.to_confirm:
            return "it has no profile yet"
        return "; ".join(self.standing.against or self.standing.unknown)

    @property
    def is_one_person(self):
        """Whether it is nobody's group, so that it has no members to know of."""
        return self.group.kind in one_person_kinds()

    @property
    def themes(self):
        """What it is about, in words."""
        return GroupProfile._meta.get_field("themes").in_words(self.profile.themes) if self.profile else ""


def rows_of(groups, on):
    """A Row for each of `groups`. Three queries, however many there are."""
    groups = list(groups.annotate(latest_id=F("latest__pk")))
    profiles = GroupProfile.objects.in_bulk({group.latest_id for group in groups if group.latest_id})
    places = places_of(groups, on)
    return [_row(group, profiles.get(group.latest_id), places.get(group.pk, []), on) for group in groups]


def _row(group, profile, places, on):
    return Row(group, profile, places, standing_of(facts_of(group, profile), on))


def places_of(groups, on):
    """Group id -> the neighbourhoods that it served on the date `on`, as (code, name), by name."""
    served = GroupPlace.objects.serving(on).filter(group__in=[group.pk for group in groups])
    rows = served.order_by("neighbourhood__name").values_list("group", "neighbourhood__code", "neighbourhood__name")
    found = {}
    for group, code, name in rows:
        found.setdefault(group, []).append((code, name))
    return found
