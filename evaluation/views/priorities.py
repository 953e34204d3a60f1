"""Choosing priority neighbourhoods: the ranking, its file, and putting places into a cohort."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from commissioning.access import programme_for
from evaluation.forms import CohortForm
from evaluation.priorities.drawing import priority_map
from evaluation.priorities.files import ranking_csv
from evaluation.priorities.ranked import PriorityRanking
from evaluation.priorities.wanted import NEED_ENDS
from neighbourhoods.actions.areas import BaselineLocked, ReasonMissing, choose_cohort

ACT = "neighbourhoods.choose_priorities"


@require_safe
@vary_on_headers("HX-Request")
def priorities(request, slug):
    """The ranking by the weights in the address; htmx gets its moving parts alone."""
    ranking = PriorityRanking(request.GET, programme_for(request, slug))
    context = {"ranking": ranking, "wanted": ranking.wanted, "map": priority_map(ranking), "need_ends": NEED_ENDS}
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "evaluation/_priority_answer.html", context | {"is_asked_again": True})
    return render(request, "evaluation/priorities.html", context)


@require_safe
def priorities_csv(request, slug):
    return ranking_csv(PriorityRanking(request.GET, programme_for(request, slug)))


@require_http_methods(["GET", "POST"])
def priority_choose(request, slug):
    """Put places of the ranking into a cohort, with the reason."""
    programme = programme_for(request, slug, ACT)
    ranking = PriorityRanking(request.GET, programme)
    form = CohortForm(request.POST if request.method == "POST" else None, ranking=ranking)
    if request.method == "POST" and form.is_valid():
        choices = _chosen(form, ranking, request.user)
        if choices is not None:
            _tell(request, form, choices)
            return redirect(f"{reverse('evaluation:priorities', args=[slug])}?{ranking.address}")
    return render(request, "evaluation/priority_choose.html", {"ranking": ranking, "form": form})


def _chosen(form, ranking, by):
    """The choices made, or None with the reason on the form."""
    given = form.cleaned_data
    try:
        return choose_cohort(
            neighbourhoods=form.chosen_places,
            cohort=form.chosen_cohort,
            reason=given["reason"],
            ranking=ranking.snapshots,
            by=by,
            after_baseline=given["after_baseline"],
        )
    except ReasonMissing as error:
        form.refuse("reason", str(error))
    except BaselineLocked as error:
        form.refuse("after_baseline", f"{error} Tick the box if that is meant.")
    return None


def _tell(request, form, choices):
    where = form.chosen_cohort or "no cohort"
    if not choices:
        messages.info(request, f"Nothing changed: they were in {where} already, with a reason on record.")
        return
    names = ", ".join(choice.neighbourhood.name for choice in choices)
    messages.success(request, f"{names}: in {where}, with the reason on record.")
