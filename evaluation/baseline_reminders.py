"""Parts of baselines that somebody is to see to, among all that waits for people."""

from django.urls import reverse

from commissioning.models import Role
from commissioning.reminders import Due, source
from evaluation.baseline_parts import baseline_parts
from neighbourhoods.models import BaselineDuty, Neighbourhood


@source
def parts_of_baselines(programme, until):
    """Parts that are shared out with a day and not complete. One query while none is due."""
    due = BaselineDuty.objects.filter(neighbourhood__programme=programme, due_on__lte=until)
    places = set(due.order_by().values_list("neighbourhood", flat=True))
    if not places:
        return
    wanted = list(Neighbourhood.objects.filter(pk__in=places).defer("boundary").order_by("name"))
    parts = baseline_parts(programme, wanted)
    for place in wanted:
        place.programme = programme
        yield from (_due(place, part) for part in parts[place.pk] if _is_due(part, until))


def _is_due(part, until):
    return not part.complete and part.duty is not None and part.duty.due_on is not None and part.duty.due_on <= until


def _due(place, part):
    return Due(
        what="Baseline",
        title=f"{place}: {part.label[:1].lower()}{part.label[1:]}",
        on=part.duty.due_on,
        url=reverse("evaluation:baseline", args=[place.programme.slug, place.code]),
        owner_id=part.duty.owner_id,
        roles=(Role.COORDINATOR,),
    )
