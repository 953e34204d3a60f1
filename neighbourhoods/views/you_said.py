"""“You said, we did” of one neighbourhood, to read and to print for residents."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commissioning.access import programme_for
from neighbourhoods.issues.you_said import PERIODS, USUAL, first_day, issues_for, parts_of
from neighbourhoods.models import CommunityIssue


@require_safe
def you_said(request, slug, code):
    """What residents raised and what came of it, in the period that ?period= asks for."""
    programme = programme_for(request, slug)
    place = get_object_or_404(programme.neighbourhoods.defer("boundary"), code=code)
    place.programme = programme
    today = timezone.localdate()
    period = request.GET.get("period") if request.GET.get("period") in PERIODS else USUAL
    since = first_day(period, today)
    issues = issues_for(place, since)
    shown = {
        "place": place,
        "parts": parts_of(issues, today),
        "count": len(issues),
        "changed": sum(issue.outcome == CommunityIssue.Outcome.CHANGED for issue in issues),
        "periods": PERIODS.items(),
        "period": period,
        "since": since or programme.starts_on,
        "today": today,
    }
    return render(request, "neighbourhoods/you_said.html", shown)
