"""How figures are made, in words, and a programme's own indicators."""

from django.contrib import messages
from django.shortcuts import redirect, render

from commissioning.access import programme_for
from evaluation.actions import DefinitionFaults, load_indicators
from evaluation.catalogue import GOALS, Catalogue
from evaluation.forms import IndicatorFileForm


def methods(request, slug):
    programme = programme_for(request, slug)
    catalogue = Catalogue(programme)
    goals = [(number, title, catalogue.of_goal(number)) for number, title in GOALS.items()]
    return render(request, "evaluation/methods.html", {"goals": goals})


def indicator_load(request, slug):
    """Load local indicators from a file; every fault is listed and nothing is loaded while there is one."""
    programme = programme_for(request, slug, permission="evaluation.load_indicators")
    form, faults = IndicatorFileForm(request.POST or None, request.FILES or None), []
    if request.method == "POST" and form.is_valid():
        try:
            loaded = load_indicators(programme=programme, text=form.cleaned_data["file"], by=request.user)
        except DefinitionFaults as error:
            faults = error.faults
            form.add_error("file", f"{error} Nothing was loaded.")
        else:
            messages.success(request, f"{_loaded(len(loaded))} and all figures computed again.")
            return redirect("evaluation:indicator-list", slug=programme.slug)
    return render(request, "evaluation/indicator_load.html", {"form": form, "faults": faults})


def _loaded(number):
    return "1 indicator was loaded" if number == 1 else f"{number} indicators were loaded"
