"""Issues beyond their days, for the list of what waits: for who works there longest, else for the coordinators."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from commissioning.models import Role
from commissioning.reminders import Due, source
from neighbourhoods.models import CommunityIssue, Deployment, RegisterRules


@source
def issues_without_an_answer(programme, until):
    """Issues whose days for an answer end by `until`, or have ended, without one."""
    limit = timedelta(days=RegisterRules.of_programme(programme).reply_days)
    waiting = CommunityIssue.objects.of(programme).clocked().waiting().filter(raised_on__lte=until - limit)
    found = list(waiting.select_related("agency", "neighbourhood").defer("neighbourhood__boundary"))
    workers = _workers(programme) if found else {}
    for issue in found:
        issue.neighbourhood.programme = programme
        yield Due(
            what="Issue without an answer" if issue.sent_on else "Issue not put to an agency",
            title=f"{issue.neighbourhood}: {issue.title}",
            on=issue.raised_on + limit,
            url=issue.get_absolute_url(),
            owner_id=workers.get(issue.neighbourhood_id),
            roles=(Role.COORDINATOR,),
            note=f"put to {issue.agency}" if issue.sent_on else "",
        )


def _workers(programme):
    """Neighbourhood's id -> the member who is deployed there today and has been for longest."""
    today = timezone.localdate()
    deployed = Deployment.objects.of(programme).filter(
        Q(ends_on=None) | Q(ends_on__gte=today), appointment__user__isnull=False, starts_on__lte=today
    )
    members = set(programme.memberships.filter(user__is_active=True).values_list("user_id", flat=True))
    found = {}
    for place, user in deployed.order_by("starts_on", "pk").values_list("neighbourhood", "appointment__user"):
        if user in members:
            found.setdefault(place, user)
    return found
