"""Moving a date of the contract: the original month and the reason are kept, and reminders follow the new one."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from commissioning.access import programme_for
from commissioning.forms.work import ExtensionForm
from commissioning.models import Kpi, Milestone, Stage, Task

AGREE, PLAN = "commissioning.agree_contract", "commissioning.plan_work"
# Kind in the address -> what is moved, and who may.
KINDS = {"stage": (Stage, AGREE), "task": (Task, PLAN), "milestone": (Milestone, PLAN), "kpi": (Kpi, AGREE)}


@require_http_methods(["GET", "POST"])
def extend(request, slug, kind, pk):
    """The month now and at first, a new one with its reason, and what else would move."""
    if kind not in KINDS:
        raise Http404(f"Nothing of the kind “{kind}” has a date that moves.")
    model, act = KINDS[kind]
    programme = programme_for(request, slug, act)
    related = ("programme", "decision") if model is Stage else ("stage__programme",)
    thing = get_object_or_404(model.objects.of(programme).select_related(*related), pk=pk)
    form = ExtensionForm(request.POST if request.method == "POST" else None, thing=thing)
    if form.is_valid() and (extension := form.save_by(request.user)):
        ends = "ends with" if model is Stage else "is due by the end of"
        messages.success(request, f"{thing} {ends} month {extension.to_month} now.")
        return redirect(thing)
    shown = {"form": form, "thing": thing, "kind": kind, "moves": moved_with(thing), "entry": thing}
    return render(request, "commissioning/extend.html", shown)


def moved_with(thing):
    """Stage -> how much is due in it, for each stage that moves with a stage; nothing moves with anything else."""
    if not isinstance(thing, Stage):
        return {}
    later = thing.programme.stages.filter(number__gt=thing.number)
    return {each: each.tasks.count() + each.milestones.count() + each.kpis.count() for each in later}
