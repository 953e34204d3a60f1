"""What waits in the field for the people deployed there: sources of the list that commissioning/reminders.py makes.

Every member may read what is late, so that nothing here holds what people wrote in words of their own about a visit.
"""

from collections import defaultdict

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from commissioning.number_words import counted
from commissioning.reminders import Due, source
from neighbourhoods.fieldwork.to_do import months_later
from neighbourhoods.fieldwork.today import PROFILE_MONTHS, STILL_GOING
from neighbourhoods.groups.as_at import groups_as_at
from neighbourhoods.models import FieldworkEntry
from neighbourhoods.staffing import longest_at_work

NAMED_PLACES = 3


@source
def next_steps(programme, until):
    """Next steps of visits that have a day and are not done: for whoever made the visit."""
    visits = FieldworkEntry.objects.of(programme).filter(next_on__lte=until, next_done_on=None).exclude(next_step="")
    for visit in visits.select_related("neighbourhood__programme").defer("neighbourhood__boundary"):
        yield Due(
            what="Next step of a visit",
            title=f"{visit.neighbourhood}, visit on {date_format(visit.done_on)}",
            on=visit.next_on,
            url=visit.get_absolute_url(),
            owner_id=visit.done_by_id,
        )


@source
def groups_to_update(programme, until):
    """Groups whose profile is old, all of a person's neighbourhoods in one: for whoever works there."""
    found = defaultdict(dict)
    for each in groups_as_at(programme, timezone.localdate()):
        due = months_later(each.as_of, PROFILE_MONTHS)
        if each.state in STILL_GOING and due <= until:
            found[each.neighbourhood][each.group] = due
    yield from _dues_of_groups(programme, found)


def _dues_of_groups(programme, found):
    """A Due for each person whose neighbourhoods are among `found`, {place's id: {group's id: day}}."""
    worker_in = longest_at_work(programme, timezone.localdate()) if found else {}
    names = dict(programme.neighbourhoods.filter(pk__in=found).values_list("pk", "name")) if found else {}
    of_worker = defaultdict(list)
    for place in sorted(found, key=names.get):
        of_worker[worker_in.get(place)].append(place)
    for worker, places in of_worker.items():
        days = {group: day for place in places for group, day in found[place].items()}
        yield Due(
            what="Groups to update",
            title=f"{counted(len(days), 'group')} in {_listed([names[place] for place in places])}",
            on=min(days.values()),
            url=reverse("neighbourhoods:fieldwork", args=[programme.slug]),
            owner_id=worker,
            note=f"profiles older than {PROFILE_MONTHS} months",
        )


def _listed(names):
    if len(names) <= NAMED_PLACES:
        return ", ".join(names)
    return f"{', '.join(names[: NAMED_PLACES - 1])} and {len(names) - NAMED_PLACES + 1} more neighbourhoods"
