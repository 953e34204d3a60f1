"""Issues beyond their days, for the list of what waits: for who works there longest, else for the coordinators."""

from datetime import timedelta

from django.utils import timezone

from commissioning.models import Role
from commissioning.reminders import Due, source
from neighbourhoods.models import CommunityIssue, RegisterRules
from neighbourhoods.staffing import longest_at_work


@source
def issues_without_an_answer(programme, until):
    """Issues whose days for an answer end by `until`, or have ended, without one."""
    limit = timedelta(days=RegisterRules.of_programme(programme).reply_days)
    waiting = CommunityIssue.objects.of(programme).clocked().waiting().filter(raised_on__lte=until - limit)
    found = list(waiting.select_related("agency", "neighbourhood").defer("neighbourhood__boundary"))
    workers = longest_at_work(programme, timezone.localdate()) if found else {}
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
