"""A condition of a decision at a gate: its words, whose it is, and whether it was met."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from commissioning.access import programme_for
from commissioning.changes import changes_of
from commissioning.forms.conditions import ConditionMetForm
from commissioning.models import Condition

ACT = "commissioning.decide"


@require_http_methods(["GET", "POST"])
def condition_detail(request, slug, pk):
    """The condition as it was decided; a commissioner records that it was met."""
    programme = programme_for(request, slug)
    condition = _condition(programme, pk)
    may_meet = request.user.has_perm(ACT, programme)
    if request.method == "POST" and not may_meet:
        raise PermissionDenied("Only a commissioner records that a condition was met.")
    form = None
    if may_meet:
        posted = request.POST if request.method == "POST" else None
        form = ConditionMetForm(posted, instance=condition, programme=programme)
        if form.is_valid() and form.save_by(request.user):
            messages.success(request, "Saved.")
            return redirect(condition)
    shown = {
        "condition": _condition(programme, pk) if request.method == "POST" else condition,
        "form": form,
        "changes": changes_of(condition, programme, request.user),
    }
    return render(request, "commissioning/condition_detail.html", shown)


def _condition(programme, pk):
    rows = Condition.objects.of(programme).select_related("decision__stage__programme")
    return get_object_or_404(rows, pk=pk)
