"""Planning a survey before it is bought."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from commissioning.access import programme_for
from evaluation.planner.chart import plan_chart
from evaluation.planner.form import PlannerForm
from evaluation.planner.start import PlannerStart


@require_safe
def planner(request, slug):
    """The form with its answers. Everything asked stands in the address, so that a plan can be shared."""
    programme = programme_for(request, slug)
    start = PlannerStart(request.GET, programme)
    form = PlannerForm(request.GET, start.values)
    context = {"start": start, "form": form}
    if form.is_valid():
        context |= {"plan": form.plan, "chart": plan_chart(form.plan, programme)}
    return render(request, "evaluation/planner.html", context)
