"""Projects of groups and agencies, and the mix of ways of working in each neighbourhood."""

from django.db.models import Prefetch
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commissioning.access import programme_for
from commissioning.models import Role
from commissioning.registers import Register, page
from neighbourhoods.approaches import approaches, mixes_of
from neighbourhoods.asked import day_of, one_of, place_of
from neighbourhoods.forms.projects import ProjectForm
from neighbourhoods.models import Project
from neighbourhoods.permissions import KEEP, worked_in
from neighbourhoods.themes import APPROACHES


def may_keep_project(user, project):
    """The coordinator any; a fieldworker one that is only in neighbourhoods in which they work."""
    programme = project.programme
    if programme.membership_of(user).role != Role.FIELDWORKER:
        return True
    places = {place.pk for place in project.places.only("pk")}
    return bool(places) and places <= worked_in(programme, user)


PROJECT = Register(
    name="project",
    words="project",
    model=Project,
    form=ProjectForm,
    act=KEEP,
    listed=page("project-list", "neighbourhoods"),
    crumb="Projects",
    new_title="Add a project",
    hint="Work with a beginning and an end that groups and agencies do together.",
    room="neighbourhoods",
    related=("programme",),
    within=may_keep_project,
)


@require_safe
def project_list(request, slug):
    """Projects that run, the others after them; in one neighbourhood or with one way of working."""
    programme = programme_for(request, slug)
    places, today = list(programme.neighbourhoods.defer("boundary")), timezone.localdate()
    place = place_of(request.GET.get("place"), places)
    approach = one_of(request.GET.get("approach"), dict(APPROACHES))
    serves = Prefetch("places", programme.neighbourhoods.defer("boundary"))
    every = list(Project.objects.of(programme).select_related("programme").prefetch_related(serves))
    found = [each for each in every if serves_place(each, place) and (not approach or approach in each.approaches)]
    shown = {
        "running": [each for each in found if each.since <= today and (each.until is None or today <= each.until)],
        "ahead": [each for each in found if each.since > today],
        "over": [each for each in found if each.until is not None and each.until < today],
        "any": bool(every),
        "places": places,
        "place": place,
        "approaches": APPROACHES,
        "approach": approach,
        "may_keep": request.user.has_perm(PROJECT.act, programme),
    }
    return render(request, "neighbourhoods/project_list.html", shown)


def serves_place(project, place):
    """Whether a project is in a neighbourhood: it names it, or none. Any project is where none is asked for."""
    served = list(project.places.all())
    return place is None or not served or place in served


@require_safe
def approach_mix(request, slug):
    """The four ways of working, and what of each there is in every neighbourhood, as at a day."""
    programme = programme_for(request, slug)
    on = day_of(request.GET.get("on"))
    mixes, whole = mixes_of(programme, on)
    shown = {"mixes": mixes, "whole": whole, "approaches": approaches(), "on": on, "today": timezone.localdate()}
    return render(request, "neighbourhoods/approaches.html", shown)
