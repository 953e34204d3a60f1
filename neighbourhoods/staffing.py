"""Who works where, and how much of full time that is."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from neighbourhoods.models import Deployment, Neighbourhood
from neighbourhoods.support_rules import INTENSIVE, MAINTENANCE


def workers_of(place, on):
    """Deployments in one neighbourhood that run on the date `on` or are still to come, the longest there first."""
    rows = Deployment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=on), neighbourhood=place)
    return list(rows.select_related("appointment__post").order_by("starts_on", "appointment__post__position", "pk"))


def longest_at_work(programme, on):
    """Neighbourhood's id -> the id of the member at work there for longest on the date `on`, of accounts not closed."""
    members = programme.memberships.filter(user__is_active=True).values("user")
    running = Deployment.objects.of(programme).running(on).filter(appointment__user__in=members)
    found = {}
    for place, user in running.order_by("starts_on", "pk").values_list("neighbourhood", "appointment__user"):
        found.setdefault(place, user)
    return found


@dataclass(frozen=True)
class Load:
    """What one neighbourhood has of the team on one day, and in words the support that is due there."""

    place: Neighbourhood | None
    due: str
    intensive: Decimal
    maintenance: Decimal
    people: int
    residents: int | None

    @property
    def total(self):
        return self.intensive + self.maintenance

    @property
    def residents_per_fte(self):
        """How many residents there are to one full-time worker, or None where either is unknown or nobody is there."""
        return round(self.residents / self.total) if self.residents is not None and self.total else None


def loads_of(places, deployments, windows, residents, on):
    """A Load for each neighbourhood where somebody works or support is due on the date `on`."""
    here = {place.pk: [] for place in places}
    for deployment in deployments:
        if deployment.runs_on(on):
            here[deployment.neighbourhood_id].append(deployment)
    found = []
    for place in places:
        due = windows[place.cohort_id].kind_on(on) if place.cohort_id else None
        if due or here[place.pk]:
            found.append(_load(place, due, here[place.pk], residents.get(place.pk)))
    return found


def _load(place, due, deployments, residents):
    by_kind = Counter()
    for deployment in deployments:
        by_kind[deployment.kind] += deployment.fte
    return Load(
        place=place,
        due=Deployment.Kind(due).label if due else "",
        intensive=by_kind[INTENSIVE] or Decimal(0),
        maintenance=by_kind[MAINTENANCE] or Decimal(0),
        people=len({deployment.appointment_id for deployment in deployments}),
        residents=residents,
    )


def total_of(loads, deployments, on):
    """All loads together; its residents are unknown where those of one neighbourhood are."""
    residents = [load.residents for load in loads]
    return Load(
        place=None,
        due="",
        intensive=sum((load.intensive for load in loads), Decimal(0)),
        maintenance=sum((load.maintenance for load in loads), Decimal(0)),
        people=len({deployment.appointment_id for deployment in deployments if deployment.runs_on(on)}),
        residents=None if None in residents else sum(residents),
    )
