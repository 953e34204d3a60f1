"""What one neighbourhood's page tells of its community life today: counts of every register, each with its list."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from neighbourhoods.approaches import Mix, fieldwork_in_year, hours_words
from neighbourhoods.assets import AssetCounts, counts_of
from neighbourhoods.grants import Total, total_of
from neighbourhoods.groups.eligibility import ACTIVE, AGAINST, COUNTS, TO_CONFIRM
from neighbourhoods.groups.standing import groups_on, standing_is
from neighbourhoods.methods import Method, methods
from neighbourhoods.models import (
    CommunityIssue,
    Effect,
    Grant,
    GroupPlace,
    Neighbourhood,
    Project,
    RegisterRules,
)
from neighbourhoods.networks.links import links_as_at
from neighbourhoods.networks.measures import Network, network_of

LATELY = timedelta(days=91)
WORK = ("done_on", "hours", "people", "approaches")


@dataclass(frozen=True)
class GroupNumbers:
    """Groups that serve the neighbourhood: how many count, how many wait to be confirmed, how many there are in all."""

    counting: int
    to_confirm: int
    all: int


@dataclass(frozen=True)
class FieldworkSums:
    """Fieldwork since a day: entries, hours, and people reached in those `counted`; None where nobody was counted."""

    since: date
    entries: int
    hours: Decimal
    people: int | None
    counted: int

    @property
    def hours_words(self):
        return hours_words(self.hours)


@dataclass(frozen=True)
class IssueNumbers:
    """Issues raised here: how many wait for an answer, how many of those beyond the days an agency has, and in all."""

    waiting: int
    overdue: int
    all: int
    reply_days: int


@dataclass(frozen=True)
class Progress:
    """How many steps of a method the neighbourhood has reached."""

    method: Method
    reached: int


@dataclass(frozen=True)
class PlaceLife:
    """Community life of a neighbourhood on the date `on`. `with_agencies` counts links of its counting groups."""

    on: date
    groups: GroupNumbers
    network: Network
    with_agencies: int
    assets: AssetCounts
    grants: Total
    fieldwork: FieldworkSums
    issues: IssueNumbers
    mix: Mix
    steps: list[Progress]
    effects_good: int
    effects_bad: int


def place_life(place, on):
    """The PlaceLife of a neighbourhood. Nine queries, whatever there is."""
    programme = place.programme
    groups, mix = _groups_of(place, on), Mix(place.name, place.code)
    counting = {pk for pk, _, _, stands in groups if stands == COUNTS}
    pairs, with_agencies = _links_of(programme, counting, on)
    work = list(fieldwork_in_year(programme, on).filter(neighbourhood=place).values_list(*WORK))
    told = _told_of(place)
    _fill(mix, groups, work, _projects_of(place, on))
    return PlaceLife(
        on=on,
        groups=GroupNumbers(len(counting), sum(row[3] == TO_CONFIRM for row in groups), len(groups)),
        network=network_of(counting, pairs),
        with_agencies=with_agencies,
        assets=counts_of(place.assets.there_on(on).order_by().values_list("kind", "cost", "step_free")),
        grants=total_of(Grant.objects.of(programme).used_in([place])),
        fieldwork=_sums_since(on - LATELY, work),
        issues=_issues_of(place, on, told["reply_days"]),
        mix=mix,
        steps=_steps_of(place),
        effects_good=told["good"],
        effects_bad=told["bad"],
    )


def _groups_of(place, on):
    """(id, ways of working, state, standing) of each group that serves the place."""
    serves = GroupPlace.objects.serving(on).filter(group=OuterRef("pk"), neighbourhood=place)
    cases = (When(standing_is(standing, on), Value(standing)) for standing in (COUNTS, TO_CONFIRM))
    stands = Case(*cases, default=Value(AGAINST), output_field=CharField())
    groups = groups_on(place.programme, on).filter(Exists(serves)).annotate(stands=stands)
    return list(groups.order_by().values_list("pk", "approaches", "latest__state", "stands"))


def _links_of(programme, counting, on):
    """Pairs of counting groups that are linked, and how many of their links are with agencies."""
    touching = links_as_at(programme, on).filter(group__in=counting)
    links = list(touching.order_by().values_list("group", "other", "agency"))
    pairs = {tuple(sorted((group, other))) for group, other, _ in links if other is not None}
    return pairs, len({(group, agency) for group, _, agency in links if agency is not None})


def _projects_of(place, on):
    """(id, ways of working) of each project that runs here: it names the place, or none."""
    here = Q(places=place) | Q(places=None)
    return Project.objects.of(place.programme).there_on(on).filter(here).order_by().values_list("pk", "approaches")


def _fill(mix, groups, work, projects):
    for pk, codes, state, _ in groups:
        if state == ACTIVE:
            mix.add_group(pk, codes)
    for _, hours, _, codes in work:
        mix.add_hours(hours, codes)
    for pk, codes in projects:
        mix.add_project(pk, codes)


def _sums_since(since, work):
    lately = [row for row in work if row[0] >= since]
    counted = [people for _, _, people, _ in lately if people is not None]
    hours = sum((hours for _, hours, _, _ in lately), Decimal(0))
    return FieldworkSums(since, len(lately), hours, sum(counted) if counted else None, len(counted))


def _issues_of(place, on, reply_days):
    clocks = [clock for _, clock in CommunityIssue.objects.filter(neighbourhood=place).clocks()]
    waiting = sum(clock.is_waiting(on) for clock in clocks)
    return IssueNumbers(waiting, sum(clock.is_overdue(on, reply_days) for clock in clocks), len(clocks), reply_days)


def _steps_of(place):
    """A Progress for each method that ships."""
    reached = Counter(place.method_steps.order_by().values_list("method", flat=True))
    return [Progress(method, reached[key]) for key, method in methods().items()]


def _told_of(place):
    """Effects by kind, and the days an agency has for a reply, in one query."""
    rules = RegisterRules.objects.filter(programme=OuterRef("programme")).values("reply_days")
    usual = RegisterRules._meta.get_field("reply_days").default
    return (
        Neighbourhood.objects.filter(pk=place.pk)
        .values("pk")
        .annotate(
            good=_number_of(Effect.objects.filter(kind=Effect.Kind.GOOD)),
            bad=_number_of(Effect.objects.filter(kind=Effect.Kind.BAD)),
            reply_days=Coalesce(Subquery(rules), Value(usual)),
        )
        .get()
    )


def _number_of(rows):
    """How many of the rows are of the neighbourhood at hand."""
    counted = rows.filter(neighbourhood=OuterRef("pk")).order_by().values("neighbourhood").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), Value(0))
