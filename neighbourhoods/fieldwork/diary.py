"""The fieldwork diary as a list: what was asked for, and the hours and people that it adds up to."""

from typing import NamedTuple

from django.db.models import Count, Sum

from accounts.models import User
from commissioning.people import naming_for
from neighbourhoods.models import FieldworkEntry


class Totals(NamedTuple):
    """What visits add up to. `people` is the sum of the `counted` ones; None where nobody was counted anywhere."""

    visits: int
    hours: object
    people: int | None
    counted: int

    @property
    def uncounted(self):
        """Visits of which nobody knows how many people were met; that is not 0 people."""
        return self.visits - self.counted


def visits_of(programme, place="", kind="", person="", since=None, until=None):
    """The visits of a programme, the latest first, narrowed to what is given."""
    asked = {"neighbourhood__code": place, "kinds__contains": kind, "done_by": person}
    asked |= {"done_on__gte": since, "done_on__lte": until}
    visits = FieldworkEntry.objects.of(programme).filter(**{name: value for name, value in asked.items() if value})
    return visits.select_related("neighbourhood").prefetch_related("groups").defer("neighbourhood__boundary")


def totals_of(visits):
    """The Totals of a queryset of visits. One query."""
    told = visits.order_by().aggregate(Count("pk"), Sum("hours"), Sum("people"), Count("people"))
    return Totals(told["pk__count"], told["hours__sum"], told["people__sum"], told["people__count"])


def people_of_diary(programme, viewer):
    """(id, name) of everybody who wrote in the diary; nobody for those who read roles instead of names."""
    naming = naming_for(programme, viewer)
    if naming.by_role:
        return []
    wrote = FieldworkEntry.objects.of(programme).values("done_by")
    return [(user.pk, str(user)) for user in User.objects.filter(pk__in=wrote).order_by("name", "pk")]


# Heading -> how it is read from a visit. Nothing that names or describes a person.
COLUMNS = {
    "day": lambda visit: visit.done_on.isoformat(),
    "neighbourhood_code": lambda visit: visit.neighbourhood.code,
    "neighbourhood": lambda visit: visit.neighbourhood.name,
    "kinds": lambda visit: " ".join(visit.kinds),
    "hours": lambda visit: f"{visit.hours.normalize():f}",
    "people": lambda visit: "" if visit.people is None else visit.people,
    "groups": None,  # as the reader may call them
    "approaches": lambda visit: " ".join(visit.approaches),
    "next_step_by": lambda visit: visit.next_on.isoformat() if visit.next_on else "",
    "next_step_done": lambda visit: visit.next_done_on.isoformat() if visit.next_done_on else "",
}


def rows_of(visits, naming):
    """A row of `COLUMNS` for each visit."""
    columns = COLUMNS | {"groups": lambda visit: "; ".join(map(naming.called, visit.groups.all()))}
    return ([read(visit) for read in columns.values()] for visit in visits)
