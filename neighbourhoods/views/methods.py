"""Steps of a method: which neighbourhood reached which, when, and what shows it."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from commissioning.access import programme_for
from commissioning.registers import Register
from neighbourhoods.forms.learning import StepForm
from neighbourhoods.methods import methods
from neighbourhoods.models import MethodStep
from neighbourhoods.permissions import KEEP, may_keep_at, may_record_in, worked_in


def of_method(programme, step=None):
    """The page of the method that a step belongs to."""
    if step is None or step.method not in methods():
        return reverse("neighbourhoods:method-list", args=[programme.slug])
    return reverse("neighbourhoods:method", args=[programme.slug, step.method])


STEP = Register(
    name="step",
    words="step",
    model=MethodStep,
    form=StepForm,
    act=KEEP,
    listed=of_method,
    crumb="Methods of work",
    new_title="Add a step that was reached",
    room="neighbourhoods",
    related=("neighbourhood__programme",),
    within=may_keep_at,
)


@require_safe
def method_list(request, slug):
    """The methods that may be followed, with how many neighbourhoods have begun each."""
    programme = programme_for(request, slug)
    begun = {}
    for key, place in MethodStep.objects.of(programme).values_list("method", "neighbourhood"):
        begun.setdefault(key, set()).add(place)
    found = [(method, len(begun.get(key, ()))) for key, method in methods().items()]
    return render(request, "neighbourhoods/method_list.html", {"methods": found})


@require_safe
def method(request, slug, method):
    """One method: neighbourhoods by steps, with the day on which each was reached. Those that have begun come first."""
    programme = programme_for(request, slug)
    followed = _followed(method)
    rows = rows_of(programme, followed, request.user)
    shown = {
        "method": followed,
        "begun": [row for row in rows if row["reached"]],
        "others": [row for row in rows if not row["reached"]],
        "may_add": bool(worked_in(programme, request.user)),
    }
    return render(request, "neighbourhoods/method.html", shown)


@require_safe
def method_place(request, slug, method, code):
    """One neighbourhood along one method: each step with its day and what shows it."""
    programme = programme_for(request, slug)
    followed = _followed(method)
    place = get_object_or_404(programme.neighbourhoods.defer("boundary"), code=code)
    place.programme = programme
    reached = {step.number: step for step in MethodStep.objects.filter(neighbourhood=place, method=followed.key)}
    shown = {
        "method": followed,
        "place": place,
        "steps": [(step, reached.get(step.number)) for step in followed.steps],
        "reached": sum(step.number in reached for step in followed.steps),
        "may_record": may_record_in(programme, request.user, place.pk),
    }
    return render(request, "neighbourhoods/method_place.html", shown)


def rows_of(programme, followed, user):
    """A row for each neighbourhood: its cells (Step, MethodStep or None) and how many steps it reached."""
    reached = {}
    for step in MethodStep.objects.of(programme).filter(method=followed.key).order_by():
        reached[step.neighbourhood_id, step.number] = step
    rows = []
    for place in programme.neighbourhoods.order_by("name").defer("boundary"):
        cells = [(step, reached.get((place.pk, step.number))) for step in followed.steps]
        done = sum(found is not None for _, found in cells)
        may_record = may_record_in(programme, user, place.pk)
        rows.append({"place": place, "cells": cells, "reached": done, "may_record": may_record})
    return rows


def _followed(key):
    if key not in methods():
        raise Http404("There is no such method.")
    return methods()[key]
