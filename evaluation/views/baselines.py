"""The baseline of one neighbourhood: five parts, those seen from surveys and those confirmed by hand."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.access import programme_for
from commissioning.changes import changes_of
from evaluation.baseline_parts import baseline_parts
from evaluation.contract_forms import BaselinePartForm
from neighbourhoods.baselines import confirm_baseline_part
from neighbourhoods.models import BaselinePart

ACT = "neighbourhoods.confirm_baseline"


@require_safe
def baseline(request, slug, code):
    """The five parts, what each rests on, and what is missing."""
    programme = programme_for(request, slug)
    place = _place(programme, code)
    parts = baseline_parts(programme, [place])[place.pk]
    shown = {
        "place": place,
        "parts": parts,
        "complete": sum(part.complete for part in parts),
        "may_confirm": request.user.has_perm(ACT, programme),
    }
    return render(request, "evaluation/baseline.html", shown)


@require_http_methods(["GET", "POST"])
def baseline_confirm(request, slug, code, part):
    """Confirm a part that no survey shows, or correct what was confirmed."""
    programme = programme_for(request, slug, ACT)
    place = _place(programme, code)
    state = next((state for state in baseline_parts(programme, [place])[place.pk] if state.part == part), None)
    if state is None or not state.may_be_confirmed:
        raise Http404("A baseline has no such part that can be confirmed by hand.")
    instance = state.confirmed or BaselinePart(neighbourhood=place, part=part)
    form = BaselinePartForm(request.POST if request.method == "POST" else None, instance=instance)
    if form.is_valid():
        confirm_baseline_part(neighbourhood=place, part=part, by=request.user, **form.cleaned_data)
        messages.success(request, f"{state.label} in {place}: confirmed.")
        return redirect("evaluation:baseline", slug, code)
    changes = changes_of(state.confirmed, programme, request.user) if state.confirmed else []
    shown = {"place": place, "state": state, "form": form, "changes": changes}
    return render(request, "evaluation/baseline_confirm.html", shown)


def _place(programme, code):
    place = get_object_or_404(programme.neighbourhoods.select_related("cohort").defer("boundary"), code=code)
    place.programme = programme
    return place
