"""What the steering group reads before and in its meeting."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commissioning.access import programme_for
from evaluation.steering.page import steering_page

RECORD = "commissioning.record_meetings"
OPEN_PAGE = "evaluation.open_public_page"


@require_safe
def steering(request, slug):
    """Progress at a glance, what changed since the last meeting, and what the next one is about."""
    programme = programme_for(request, slug)
    shown = steering_page(programme, request.user, request.GET, timezone.localdate())
    shown["may_record"] = request.user.has_perm(RECORD, programme)
    shown["may_open_page"] = request.user.has_perm(OPEN_PAGE, programme)
    return render(request, "evaluation/steering.html", shown)
