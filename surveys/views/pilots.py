"""Trying a draft: its link, what came back, and throwing that away."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from surveys.actions.pilots import PilotRefused, close_pilot, discard_tries, open_pilot
from surveys.answering.tries import tries_of
from surveys.drafting.minutes import minutes_words, seconds_for
from surveys.links.addresses import answer_address
from surveys.permissions import RUN_WAVES
from surveys.views.lookups import questionnaire_of


@require_safe
def questionnaire_pilot(request, slug, pk):
    """The link at which the draft is tried, and what came back from it."""
    questionnaire = questionnaire_of(request, slug, pk, RUN_WAVES)
    is_open = bool(questionnaire.pilot_code) and not questionnaire.is_published
    shown = {
        "questionnaire": questionnaire,
        "address": answer_address(questionnaire.pilot_code) if is_open else "",
        "door_url": reverse("answering:door", args=[questionnaire.pilot_code]) if is_open else "",
        "tries": tries_of(questionnaire),
        "estimate": minutes_words(seconds_for(questionnaire)),
    }
    return render(request, "surveys/questionnaire_pilot.html", shown)


@require_POST
def pilot_open(request, slug, pk):
    return _changed(request, slug, pk, open_pilot, "The link is open. Give it to a few people, and look here again.")


@require_POST
def pilot_close(request, slug, pk):
    return _changed(request, slug, pk, close_pilot, "The link is closed. What came back stays here.")


@require_http_methods(["GET", "POST"])
def pilot_discard(request, slug, pk):
    """Ask first, then delete every try."""
    questionnaire = questionnaire_of(request, slug, pk, RUN_WAVES)
    count = questionnaire.pilot_answers.count()
    if request.method == "GET" and count:
        return render(request, "surveys/pilot_discard.html", {"questionnaire": questionnaire, "count": count})
    if request.method == "POST":
        deleted = discard_tries(questionnaire=questionnaire)
        messages.success(request, f"{deleted:,} {'try is' if deleted == 1 else 'tries are'} deleted.")
    return redirect("surveys:questionnaire-pilot", slug, pk)


def _changed(request, slug, pk, action, words):
    questionnaire = questionnaire_of(request, slug, pk, RUN_WAVES)
    try:
        action(questionnaire=questionnaire, by=request.user)
    except PilotRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words)
    return redirect("surveys:questionnaire-pilot", slug, pk)
