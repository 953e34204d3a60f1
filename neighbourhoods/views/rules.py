"""What a programme counts and publishes: set by the commissioner, read by every member."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from commissioning.access import programme_for
from commissioning.changes import changes_of
from neighbourhoods.directory.public import listed_groups
from neighbourhoods.forms.rules import RegisterRulesForm
from neighbourhoods.models import CommunityGroup, RegisterRules

ACT, ANSWER = "neighbourhoods.set_register_rules", "neighbourhoods.answer_person_requests"


@require_http_methods(["GET", "POST"])
def register_rules(request, slug):
    """The rules: a form for those who set them, the same in words for everybody else."""
    programme = programme_for(request, slug)
    may_set, rules = request.user.has_perm(ACT, programme), RegisterRules.of_programme(programme)
    if request.method == "POST" and not may_set:
        raise PermissionDenied("Your role here may not change this.")
    form = None
    if may_set:
        posted = request.POST if request.method == "POST" else None
        form = RegisterRulesForm(posted, instance=rules, programme=programme, viewer=request.user)
        if form.is_valid() and form.save_by(request.user):
            messages.success(request, "The registers’ rules are saved. Every figure is counted by them from now on.")
            return redirect("neighbourhoods:register-rules", slug)
    stored = RegisterRules.of_programme(programme)
    shown = {
        "form": form,
        "rules": stored,
        "listed": listed_groups(programme, timezone.localdate()).count(),
        "groups": CommunityGroup.objects.of(programme).standing().count(),
        "may_answer": request.user.has_perm(ANSWER, programme),
        "changes": changes_of(stored, programme, request.user) if stored.pk else [],
    }
    return render(request, "neighbourhoods/register_rules.html", shown)
