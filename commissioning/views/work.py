"""The work of a stage: the registers of tasks, milestones and reports, and the short way to say that one is done."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from commissioning.access import programme_for
from commissioning.forms.work import DayForm, MilestoneForm, ReportForm, StageForm, TaskForm
from commissioning.models import Milestone, Stage, StageReport, Task
from commissioning.registers import Register

PLAN = "commissioning.plan_work"
CONTRACT = "evaluation:contract"


def of_stage(programme, entry=None):
    """The page of the stage that an entry belongs to; without one, the contract's."""
    if entry is None:
        return reverse(CONTRACT, args=[programme.slug])
    return (entry if isinstance(entry, Stage) else entry.stage).get_absolute_url()


def stage_words(entry=None):
    """What the page is called that `of_stage` leads to."""
    if entry is None:
        return "Contract"
    return str(entry if isinstance(entry, Stage) else entry.stage)


TASK = Register(
    name="task",
    words="task",
    model=Task,
    form=TaskForm,
    act=PLAN,
    listed=of_stage,
    crumb=stage_words,
    new_title="Add a task",
    related=("stage__programme",),
    extras=("commissioning/_extensions.html",),
    hint="What has to be done, by whom, and by the end of which month. Later the month moves only with a reason.",
)
MILESTONE = Register(
    name="milestone",
    words="milestone",
    model=Milestone,
    form=MilestoneForm,
    act=PLAN,
    listed=of_stage,
    crumb=stage_words,
    new_title="Add a milestone",
    related=("stage__programme",),
    extras=("commissioning/_extensions.html",),
    hint="A point that is to be reached by the end of a month. Later the month moves only with a reason.",
)
STAGE = Register(
    name="stage",
    words="stage",
    model=Stage,
    form=StageForm,
    act="commissioning.agree_contract",
    listed=of_stage,
    crumb=stage_words,
    new_title="Add a stage",
    related=("programme",),
    extras=("commissioning/_extensions.html",),
    addable=False,
    removable=False,
)
REPORT = Register(
    name="report",
    words="stage report",
    model=StageReport,
    form=ReportForm,
    act="commissioning.submit_report",
    listed=of_stage,
    crumb=stage_words,
    new_title="Hand in the stage report",
    related=("stage__programme",),
    removable=False,
    hint="Each stage has one report. The gate asks whether it was handed in.",
)


@require_http_methods(["GET", "POST"])
def task_done(request, slug, pk):
    """Say on which day a task was done."""
    return _settle(request, slug, pk, Task, "done")


@require_http_methods(["GET", "POST"])
def milestone_met(request, slug, pk):
    """Say on which day a milestone was met."""
    return _settle(request, slug, pk, Milestone, "met")


def _settle(request, slug, pk, model, word):
    programme = programme_for(request, slug, PLAN)
    thing = get_object_or_404(model.objects.of(programme).select_related("stage__programme"), pk=pk)
    form = DayForm(request.POST if request.method == "POST" else None, thing=thing)
    if form.is_valid() and (settled := form.save_by(request.user)):
        messages.success(request, f"Marked as {word}: {settled}.")
        return redirect(settled.stage)
    return render(request, "commissioning/settle.html", {"form": form, "thing": thing, "word": word})
