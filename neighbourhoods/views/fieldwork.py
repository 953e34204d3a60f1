"""The fieldworker's day: what needs doing, the diary of visits, and the page with the forms that need no signal."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from commissioning.access import programme_for
from commissioning.changes import NOTHING, changes_of
from commissioning.downloads import csv_download
from commissioning.models import Role
from commissioning.people import naming_for
from commissioning.registers import Register, page
from commissioning.views.entries import facts_of
from neighbourhoods.actions.fieldwork import close_step
from neighbourhoods.fieldwork.diary import COLUMNS, people_of_diary, rows_of, totals_of, visits_of
from neighbourhoods.fieldwork.phone import phone_forms, profiles_on_the_phone
from neighbourhoods.fieldwork.to_do import COUNTED, PlaceWork
from neighbourhoods.fieldwork.today import Day
from neighbourhoods.forms.fieldwork import DiaryFilter, VisitForm
from neighbourhoods.groups.likely import number_of_doubles
from neighbourhoods.models import FieldworkEntry
from neighbourhoods.permissions import KEEP, MERGE, may_keep_at, places_of_work
from neighbourhoods.views.offline import SIGNED_IN_AS

VISITS_A_PAGE = 50
MOST_OPEN = 4  # a coordinator's list of more neighbourhoods than these is folded


VISIT = Register(
    name="visit",
    words="visit",
    model=FieldworkEntry,
    form=VisitForm,
    act=KEEP,
    listed=page("visit-list", "neighbourhoods"),
    crumb="Diary",
    new_title="Add a visit",
    room="neighbourhoods",
    related=("neighbourhood__programme",),
    has_page=True,
    within=may_keep_at,
)


@never_cache
@require_safe
def today(request, slug):
    """What needs doing where the visitor works, and the forms for what they did; a summary for other roles."""
    programme = programme_for(request, slug)
    if not request.user.has_perm(KEEP, programme):
        return _summary(request, programme)
    now, places = timezone.localtime(), _places_of_work(programme, request.user)
    day = Day(programme, request.user, places, now.date())
    work = day.work()
    is_coordinator = programme.membership_of(request.user).role == Role.COORDINATOR
    if is_coordinator:
        work = [each for each in work if each.count]
        work += [nowhere] if (nowhere := PlaceWork(None, now.date(), list(day.without_place()))).count else []
    shown = {
        "now": now,
        "work": work,
        "folded": is_coordinator and len(work) > MOST_OPEN,
        "count": sum(each.count for each in work),
        "doubles": number_of_doubles(programme, request.user) if request.user.has_perm(MERGE, programme) else 0,
        "places": places,
        "forms": phone_forms(programme, request.user) if places else [],
        "profiles": profiles_on_the_phone(programme, day.place_of, now.date()),
        "send_url": reverse("neighbourhoods:fieldwork-send", args=[programme.slug]),
        "team_url": reverse("neighbourhoods:team", args=[programme.slug]),
    }
    response = render(request, "neighbourhoods/fieldwork.html", shown)
    response[SIGNED_IN_AS] = request.user.pk
    return response


def _summary(request, programme):
    """How much needs doing in each neighbourhood, without anybody's words: for those who do not do it themselves."""
    places = _with_programme(programme, programme.neighbourhoods.defer("boundary").order_by("name"))
    work = Day(programme, request.user, places, timezone.localdate()).work()
    shown = {"work": [each for each in work if each.count], "columns": COUNTED.values(), "places": places}
    return render(request, "neighbourhoods/fieldwork_summary.html", shown)


@require_safe
def visit_list(request, slug):
    """The diary: visits, the latest first, narrowed to what is asked for, with the hours and people they add up to."""
    programme = programme_for(request, slug)
    form, visits = _asked(request, programme)
    page_of = Paginator(visits, VISITS_A_PAGE).get_page(request.GET.get("page"))
    for visit in page_of:
        visit.neighbourhood.programme = programme
    shown = {
        "form": form,
        "page": page_of,
        "totals": totals_of(visits),
        "is_narrowed": form.is_narrowed,
        "may_record": bool(_places_of_work(programme, request.user)),
    }
    return render(request, "neighbourhoods/visit_list.html", shown)


@require_safe
def visit_csv(request, slug):
    """The same visits as a file, without anything that names or describes a person."""
    programme = programme_for(request, slug)
    _, visits = _asked(request, programme)
    return csv_download(
        f"{programme.slug}-visits.csv", list(COLUMNS), rows_of(visits, naming_for(programme, request.user))
    )


@require_safe
def visit_detail(request, slug, pk):
    """One visit: what was done, the groups it was about, its next step, and who changed it."""
    programme = programme_for(request, slug)
    visit = _visit(programme, request.user, pk)
    shown = {
        "visit": visit,
        "facts": _facts(visit, programme, request.user),
        "groups": visit.groups.select_related("programme"),
        "changes": changes_of(visit, programme, request.user),
        "may_change": VISIT.may_change(programme, request.user, visit),
    }
    return render(request, "neighbourhoods/visit_detail.html", shown)


@require_POST
def visit_step_done(request, slug, pk):
    """Say that the next step of a visit was done today."""
    programme = programme_for(request, slug, KEEP)
    visit = _visit(programme, request.user, pk)
    if not VISIT.may_change(programme, request.user, visit):
        raise PermissionDenied("You record only where you work today.")
    try:
        close_step(programme=programme, visit=visit, on=timezone.localdate(), by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"Done: {visit.next_step or visit}")
    return redirect("neighbourhoods:fieldwork", programme.slug)


def _facts(visit, programme, viewer):
    """What is written down of a visit; that nobody counted the people is told too, and is not 0."""
    facts = [(label, words) for label, words in facts_of(visit, VISIT, programme, viewer) if words != NOTHING]
    return facts + ([("How many people", "not counted")] if visit.people is None else [])


def _asked(request, programme):
    """The form that narrows the diary, as it was filled in, and the visits that it leaves."""
    form = DiaryFilter(request.GET, programme=programme, person=people_of_diary(programme, request.user))
    return form, visits_of(programme, **form.wanted)


def _visit(programme, user, pk):
    return get_object_or_404(VISIT.entries(programme, user), pk=pk)


def _places_of_work(programme, user):
    return _with_programme(programme, places_of_work(programme, user).order_by("name"))


def _with_programme(programme, places):
    """The places with the programme at hand, which their addresses need."""
    places = list(places)
    for place in places:
        place.programme = programme
    return places
