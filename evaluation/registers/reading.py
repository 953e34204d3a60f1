"""The register states of all neighbourhoods of a programme, read in as many queries for one day as for many."""

from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Min, Q

from commissioning.models import Role
from evaluation.registers.state import (
    EVERYTHING,
    GROUPS,
    HUBS,
    INPUT,
    ISSUES,
    LINKS,
    MONEY,
    SPACES,
    Confirmed,
    CountingGroup,
    RegisterState,
)
from neighbourhoods.groups.as_at import first_told, groups_on_days
from neighbourhoods.groups.eligibility import ACTIVE, heard_of_since, is_small, standing_of
from neighbourhoods.issues.clocks import IssueClock
from neighbourhoods.models import (
    Asset,
    CommunityGroup,
    CommunityIssue,
    Deployment,
    Grant,
    GrantScheme,
    GroupLink,
    Neighbourhood,
    RegisterConfirmation,
    RegisterRules,
)
from neighbourhoods.population import residents_total

HUB_KIND = "hub"
# What a confirmation makes known: without rows it is none, and no longer unknown.
MADE_KNOWN = {"groups": (GROUPS, LINKS, HUBS), "assets": (SPACES, MONEY, HUBS), "input": (INPUT,)}
Kind, Cost, Sector = Asset.Kind, Asset.Cost, CommunityGroup.Sector


def states_on(programme, days):
    """Day -> neighbourhood id -> RegisterState, for every neighbourhood. Twelve queries, however many days."""
    registers = Registers(programme)
    return {day: registers.states(day, rows) for day, rows in groups_on_days(programme, days).items()}


class Lasting(NamedTuple):
    """Something there from a day to another; None is without a beginning or an end."""

    pk: int
    place: int
    since: object
    until: object
    kind: str = ""
    cost: str = ""
    amount: Decimal | None = None

    def has_come(self, on):
        return self.since is None or self.since <= on

    def is_there(self, on):
        return self.has_come(on) and (self.until is None or self.until >= on)


class Linked(NamedTuple):
    """A link between two groups with one of the days on which it was confirmed, or None."""

    group: int
    other: int
    started_on: object
    ended_on: object
    confirmed_on: object

    def stands(self, on, since):
        """As `LinkQuerySet.standing` asks it of the database."""
        is_confirmed = self.confirmed_on is not None and since <= self.confirmed_on <= on
        return is_confirmed and self.started_on <= on and (self.ended_on is None or self.ended_on > on)


class Registers:
    """The registers of a programme with all their days, but for the groups' profiles."""

    def __init__(self, programme):
        self.rules = RegisterRules.of_programme(programme)
        self.places = list(Neighbourhood.objects.filter(programme=programme).order_by().values_list("pk", flat=True))
        self.residents = residents_total(self.places)
        self.first_profiles = first_told(programme)
        self.links = _links(programme)
        self.assets = _assets(programme)
        self.schemes = _schemes(programme, self.places)
        self.grants = _grants(programme)
        self.deployments = _deployments(programme)
        self.issues = _issues(programme)
        self.confirmations = _confirmations(programme)

    def states(self, on, rows):
        """Neighbourhood id -> RegisterState of the day `on`, whose PlacedGroups are `rows`."""
        told, known, since = defaultdict(_Told), defaultdict(set), heard_of_since(on)
        self._tell_groups(told, known, rows, on, since)
        self._tell_assets(told, known, on)
        self._tell_money(told, known, on, since)
        self._tell_input(told, known, on)
        self._tell_issues(told, known, on)
        confirmed = self._confirmed(on)
        for place, registers in confirmed.items():
            known[place].update(thing for register in registers for thing in MADE_KNOWN[register])
        return {
            place: RegisterState(
                on=on,
                residents=self.residents.get(place),
                reply_days=self.rules.reply_days,
                threshold=self.rules.income_threshold,
                known=EVERYTHING & known[place],
                confirmed=confirmed.get(place, {}),
                **told[place].parts,
            )
            for place in self.places
        }

    def _tell_groups(self, told, known, rows, on, since):
        for place, first in self.first_profiles.items():
            if first <= on:
                known[place] |= {GROUPS, HUBS}
        for row in rows:
            standing = standing_of(row.facts, on)
            if standing.counts:
                told[row.neighbourhood].groups[row.group] = self._counting(row)
            elif standing.to_confirm:
                told[row.neighbourhood].waiting.add(row.group)
            if _is_hub(row, since):
                told[row.neighbourhood].hubs.add(f"group-{row.group}")
        self._tell_links(told, known, rows, on, since)

    def _counting(self, row):
        small = is_small(row.income_band, row.income, self.rules.income_threshold)
        return CountingGroup(row.themes, row.volunteers, small, row.paid_staff)

    def _tell_links(self, told, known, rows, on, since):
        ever = {pk for link in self.links if link.started_on <= on for pk in (link.group, link.other)}
        for row in rows:
            if row.group in ever:
                known[row.neighbourhood].add(LINKS)
        counting = {pk for each in told.values() for pk in each.groups}
        standing = {_pair(link) for link in self.links if link.stands(on, since)}
        of_group = defaultdict(set)
        for pair in standing:
            if counting.issuperset(pair):
                of_group[pair[0]].add(pair)
                of_group[pair[1]].add(pair)
        for each in told.values():
            each.links.update(*(of_group[pk] for pk in each.groups))

    def _tell_assets(self, told, known, on):
        for asset in self.assets:
            if not asset.has_come(on):
                continue
            known[asset.place].add(HUBS)
            if asset.kind == Kind.SPACE:
                known[asset.place].add(SPACES)
            if asset.kind == Kind.INPUT:
                known[asset.place].add(INPUT)
            if asset.is_there(on):
                told[asset.place].add_asset(asset)

    def _tell_money(self, told, known, on, since):
        for scheme in self.schemes:
            if scheme.has_come(on):
                known[scheme.place].add(MONEY)
                if scheme.until is None or scheme.until >= since:
                    told[scheme.place].schemes.add(scheme.pk)
        for grant in self.grants:
            if grant.since <= on:
                known[grant.place].add(MONEY)
                if grant.since >= since:
                    told[grant.place].grants[grant.pk] = grant.amount

    def _tell_input(self, told, known, on):
        for deployment in self.deployments:
            if deployment.has_come(on):
                known[deployment.place].add(INPUT)
                if deployment.is_there(on):
                    told[deployment.place].workers[f"deployment-{deployment.pk}"] = deployment.amount

    def _tell_issues(self, told, known, on):
        for pk, place, clock in self.issues:
            if clock.is_raised_by(on):
                known[place].add(ISSUES)
                told[place].issues[pk] = _as_at(clock, on)

    def _confirmed(self, on):
        """Neighbourhood id -> register -> the last Confirmed of a day up to `on`."""
        found = defaultdict(dict)
        for place, register, as_at, role in self.confirmations:
            if as_at <= on:
                found[place][register] = Confirmed(as_at, Role(role).label.lower() if role else "register’s keeper")
        return found


class _Told:
    """What is found for one state while the registers are gone through."""

    def __init__(self):
        self.groups, self.grants, self.workers, self.issues = {}, {}, {}, {}
        self.waiting, self.links, self.hubs, self.spaces, self.unpriced, self.schemes = (set() for _ in range(6))

    def add_asset(self, asset):
        if asset.kind == Kind.HUB:
            self.hubs.add(f"asset-{asset.pk}")
        elif asset.kind == Kind.INPUT:
            self.workers[f"asset-{asset.pk}"] = asset.amount
        elif asset.kind == Kind.SPACE and asset.cost in (Cost.FREE, Cost.LOW):
            self.spaces.add(asset.pk)
        elif asset.kind == Kind.SPACE and not asset.cost:
            self.unpriced.add(asset.pk)

    @property
    def parts(self):
        return {name: frozenset(part) if isinstance(part, set) else part for name, part in vars(self).items()}


def _is_hub(row, since):
    """An active hub counts as one whether or not it also is a service, and need not be open to join."""
    is_one = row.kind == HUB_KIND and row.sector in (Sector.COMMUNITY, Sector.OVERLAP)
    return is_one and row.state == ACTIVE and row.as_of >= since


def _pair(link):
    return (min(link.group, link.other), max(link.group, link.other))


def _as_at(clock, on):
    """The clock without what had not happened yet."""
    closed = clock.is_closed_by(on)
    return IssueClock(
        clock.raised_on,
        clock.answered_on if clock.answered_on is not None and clock.answered_on <= on else None,
        clock.closed_on if closed else None,
        closed and clock.changed,
        closed and clock.withdrawn,
    )


def _links(programme):
    rows = GroupLink.objects.of(programme).filter(other__isnull=False).order_by()
    return [Linked(*row) for row in rows.values_list(*Linked._fields[:-1], "confirmations__confirmed_on")]


def _assets(programme):
    rows = Asset.objects.of(programme).order_by()
    return [Lasting(*row) for row in rows.values_list("pk", "neighbourhood", "since", "until", "kind", "cost", "fte")]


def _schemes(programme, places):
    """A Lasting for each neighbourhood of a scheme; one for every neighbourhood where it names none."""
    rows = GrantScheme.objects.of(programme).order_by().values_list("pk", "places", "opens_on", "closes_on")
    return [
        Lasting(pk, place, opens_on, closes_on)
        for pk, named, opens_on, closes_on in rows
        for place in ((named,) if named is not None else places)
    ]


def _grants(programme):
    """A Lasting for each neighbourhood of a grant in pounds: the one it names, or those its group served that day."""
    at_work = ("group__places__neighbourhood", "group__places__since", "group__places__until")
    rows = Grant.objects.of(programme).in_pounds().filter(group__duplicate_of=None).order_by()
    found = {}
    for pk, amount, awarded_on, named, *service in rows.values_list(
        "pk", "amount", "awarded_on", "neighbourhood", *at_work
    ):
        place, since, until = service
        serves = place is not None and Lasting(pk, place, since, until).is_there(awarded_on)
        if where := named or (place if serves else None):
            found[pk, where] = Lasting(pk, where, awarded_on, None, amount=amount)
    return list(found.values())


def _deployments(programme):
    rows = Deployment.objects.of(programme).order_by().values_list("pk", "neighbourhood", "starts_on", "ends_on", "fte")
    return [Lasting(*row, amount=fte) for *row, fte in rows]


def _issues(programme):
    """(id, neighbourhood id, IssueClock) of every issue."""
    Outcome = CommunityIssue.Outcome
    answered = Min("replies__replied_on", filter=Q(replies__is_substantive=True))
    rows = CommunityIssue.objects.of(programme).order_by().annotate(answered=answered)
    return [
        (pk, place, IssueClock(raised, answered, closed, outcome == Outcome.CHANGED, outcome == Outcome.WITHDRAWN))
        for pk, place, raised, answered, closed, outcome in rows.values_list(
            "pk", "neighbourhood", "raised_on", "answered", "outcome_on", "outcome"
        )
    ]


def _confirmations(programme):
    """Rows of neighbourhood id, register, day and role, the earliest first."""
    rows = RegisterConfirmation.objects.of(programme).order_by("as_at", "pk")
    return list(rows.values_list("neighbourhood", "register", "as_at", "confirmed_as"))
