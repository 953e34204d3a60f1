"""The contract: its stages beside each other, and one stage with all that is due in it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.access import programme_for
from commissioning.changes import changes_of
from commissioning.forms.work import TasksForm
from commissioning.framework import framework_counts
from commissioning.models import Task
from commissioning.stage_track import stage_track
from commissioning.stage_work import late_in, work_of
from evaluation.editions.actions import WRITE
from evaluation.editions.standing import standing_of_stage
from evaluation.kpi_readings import readings_of
from evaluation.selection import chosen

AGREE, PLAN, REPORT = "commissioning.agree_contract", "commissioning.plan_work", "commissioning.submit_report"
STATES = {
    "all": "All",
    "open": "Still to do",
    "late": "Late",
    "done": "Done",
    "dropped": "Will not be done",
}
OWNERS = {"all": "Anybody’s", "mine": "Mine", "nobody": "Nobody’s yet"}


@require_safe
def contract(request, slug):
    """The timeline, each stage with what is done and what was decided, and what is late across them."""
    programme = programme_for(request, slug)
    today = timezone.localdate()
    works = work_of(programme, today)
    shown = {
        "track": stage_track(programme, today),
        "works": works,
        "late": late_in(works),
        "may_agree": request.user.has_perm(AGREE, programme),
        "counts": framework_counts(),
    }
    return render(request, "evaluation/contract.html", shown)


@require_http_methods(["GET", "POST"])
def stage_detail(request, slug, number):
    """One stage: its dates, tasks, milestones, KPIs, report and gate. A post changes the ticked tasks together."""
    programme = programme_for(request, slug)
    work = next(iter(work_of(programme, timezone.localdate(), {number})), None)
    if work is None:
        raise Http404(f"The contract has no stage {number}.")
    may_plan = request.user.has_perm(PLAN, programme)
    if request.method == "POST" and not may_plan:
        raise PermissionDenied("Your role here may not change tasks.")
    form = _tasks_form(request, work.stage) if may_plan else None
    if form is not None and form.is_valid() and (changed := form.save_by(request.user)) is not None:
        messages.success(request, _changed_words(len(changed)))
        return redirect(work.stage)
    return render(request, "evaluation/stage_detail.html", _stage_shown(request, programme, work, form))


def _tasks_form(request, stage):
    posted = request.POST if request.method == "POST" else None
    return TasksForm(posted, stage=stage, viewer=request.user)


def _changed_words(number):
    if not number:
        return "The ticked tasks stood like that already."
    return f"{number} task{'s' if number > 1 else ''} changed."


def _stage_shown(request, programme, work, form):
    """What the page of a stage shows."""
    user, stage = request.user, work.stage
    state, owner = chosen(request.GET.get("state"), STATES), chosen(request.GET.get("owner"), OWNERS)
    tasks = [task for task in work.tasks if _matches(task, state, owner, user)]
    may_plan = form is not None
    kpis = readings_of(programme, stage.kpis.select_related("cohort"))
    return {
        "work": work,
        "stage": stage,
        "groups": [
            ("Of this stage", [task for task in tasks if not task.throughout]),
            ("Asked for in every stage", [task for task in tasks if task.throughout]),
        ],
        "found": len(tasks),
        "states": STATES,
        "state": state,
        "owners": OWNERS,
        "owner": owner,
        "kpis": kpis,
        "met": sum(reading.status.is_met for reading in kpis),
        "extensions": stage.extensions.all(),
        "form": form,
        "ticked": _ticked(request, form, tasks),
        "today": work.on,
        "may_plan": may_plan,
        "may_agree": user.has_perm(AGREE, programme),
        "may_report": user.has_perm(REPORT, programme),
        "may_write": user.has_perm(WRITE, programme),
        "written": standing_of_stage(stage),
        "changes": changes_of(stage, programme, user),
    }


def _ticked(request, form, tasks):
    """Ids of the tasks whose box is ticked: as they were sent, or all that are shown where the address asks for it."""
    if form is not None and form.is_bound:
        return form.data.getlist("tasks")
    return [str(task.pk) for task in tasks] if request.GET.get("tick") == "all" else []


def _matches(task, state, owner, user):
    """Whether a task is among those that the filters ask for."""
    states = {
        "all": True,
        "open": not task.is_settled,
        "late": task.is_late,
        "done": task.state == Task.State.DONE,
        "dropped": task.state == Task.State.DROPPED,
    }
    owners = {"all": True, "mine": task.owner_id == user.pk, "nobody": task.owner_id is None}
    return states[state] and owners[owner]
