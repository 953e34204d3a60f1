"""The register of groups as it was on a day: one query for all neighbourhoods of a programme."""

from datetime import date
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from django.db.models import DateField, Min, Q, Value
from django.db.models.functions import Coalesce, Greatest

from neighbourhoods.groups.eligibility import Facts
from neighbourhoods.models import GroupProfile

COLUMNS = (
    *("group__places__neighbourhood", "group", "group__name", "group__sector", "group__kind", "as_of", "state"),
    *("named", "has_contact", "open_to_join", "members", "volunteers", "paid_staff", "themes", "about_health"),
    *("income_band", "income"),
)


class PlacedGroup(NamedTuple):
    """A group in one of the neighbourhoods that it serves, with its latest profile of the day; None is unknown."""

    neighbourhood: int
    group: int
    name: str
    sector: str
    kind: str
    as_of: date
    state: str
    named: bool | None
    has_contact: bool | None
    open_to_join: bool | None
    members: int | None
    volunteers: int | None
    paid_staff: int | None
    themes: tuple[str, ...]
    about_health: bool | None
    income_band: str
    income: Decimal | None

    @property
    def facts(self):
        """What the test for counting asks."""
        asked = (self.state, self.named, self.has_contact, self.open_to_join, self.as_of)
        return Facts(self.sector, self.kind, *asked)


def groups_as_at(programme, on):
    """A PlacedGroup for every group and neighbourhood that it served on the date `on`. One query."""
    return groups_on_days(programme, [on])[on]


def groups_on_days(programme, days):
    """Day -> the PlacedGroups of that day. One query, however many days."""
    found = {day: [] for day in days}
    parts = [_placed_on(programme, day) for day in found]
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else chain(*parts)
    for day, *row in rows:
        found[day].append(PlacedGroup(*row))
    return found


def first_told(programme):
    """Neighbourhood id -> the first day on which something is told of a group that serves it. One query.

    From that day on its register is known, and without any group there is none.
    """
    place, since = "group__places__neighbourhood", "group__places__since"
    told = GroupProfile.objects.told().filter(group__programme=programme, group__duplicate_of=None)
    first = Min(Greatest("as_of", Coalesce(since, "as_of")))
    rows = told.filter(**{f"{place}__isnull": False}).order_by().values(place).annotate(first=first)
    return dict(rows.values_list(place, "first"))


def _placed_on(programme, on):
    """The rows of one day: the day, then COLUMNS."""
    since, until = "group__places__since", "group__places__until"
    profiles = GroupProfile.objects.as_at(programme, on).filter(
        Q(**{since: None}) | Q(**{f"{since}__lte": on}),
        Q(**{until: None}) | Q(**{f"{until}__gte": on}),
        group__places__isnull=False,
    )
    return profiles.annotate(_day=Value(on, DateField())).order_by().values_list("_day", *COLUMNS)
