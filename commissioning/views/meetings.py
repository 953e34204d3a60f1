"""Meetings of the steering group and others: who came, what was on the table, what was decided, what is to be done."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access import programme_for
from commissioning.actions.meetings import reopen_action
from commissioning.changes import changes_of, changes_of_parts
from commissioning.forms.meetings import (
    ActionForm,
    AttendanceForm,
    AttendancesForm,
    ClosingForm,
    MeetingForm,
    PaperForm,
    PapersForm,
    ResolutionForm,
)
from commissioning.models import Action, Attendance, Meeting, Paper, Resolution
from commissioning.people import SEE_NAMES
from commissioning.registers import Register, page

ACT = "commissioning.record_meetings"
LIST = "commissioning:meeting-list"
PARTS = [
    ("Person", "name", Attendance),
    ("Paper", "title", Paper),
    ("Decision", "words", Resolution),
    ("Action", "words", Action),
]


def of_meeting(programme, entry=None):
    """The page of the meeting that an entry belongs to."""
    return entry.meeting.get_absolute_url() if entry else reverse(LIST, args=[programme.slug])


MEETING = Register(
    name="meeting",
    words="meeting",
    model=Meeting,
    form=MeetingForm,
    act=ACT,
    listed=page("meeting-list"),
    crumb="Meetings",
    new_title="Add a meeting",
    related=("programme",),
    has_page=True,
    hint="People, papers, decisions and actions are added on the meeting’s own page.",
)
# Names of those who came are personal: the steering group writes them down and then reads where people were from.
ATTENDANCE = Register(
    name="attendance",
    words="entry on the list",
    model=Attendance,
    form=AttendanceForm,
    act="commissioning.correct_attendance",
    see=SEE_NAMES,
    listed=of_meeting,
    crumb="Meeting",
    new_title="Add who came",
    related=("meeting__programme",),
    addable=False,
)
PAPER = Register(
    name="paper",
    words="paper",
    model=Paper,
    form=PaperForm,
    act=ACT,
    listed=of_meeting,
    crumb="Meeting",
    new_title="Add papers",
    related=("meeting__programme",),
    addable=False,
)
RESOLUTION = Register(
    name="resolution",
    words="decision",
    model=Resolution,
    form=ResolutionForm,
    act=ACT,
    listed=of_meeting,
    crumb="Meeting",
    new_title="Add what was decided",
    related=("meeting__programme",),
    hint="What happens at a gate of the contract is decided on the stage’s page, not here.",
)
ACTION = Register(
    name="action",
    words="action",
    model=Action,
    form=ActionForm,
    act=ACT,
    listed=of_meeting,
    crumb="Meeting",
    new_title="Add an action",
    related=("meeting__programme",),
    extras=("commissioning/_action_done.html",),
)


@require_safe
def meeting_list(request, slug):
    """The next meeting, open actions over all meetings with the late ones first, and the meetings that were held."""
    programme = programme_for(request, slug)
    today, kind = timezone.localdate(), request.GET.get("kind", "")
    meetings = list(_counted(Meeting.objects.of(programme).select_related("programme")))
    ahead = [meeting for meeting in meetings if meeting.held_on >= today][::-1]
    past = [meeting for meeting in meetings if meeting.held_on < today]
    shown = {
        "next": ahead[0] if ahead else None,
        "later": ahead[1:],
        "past": [meeting for meeting in past if kind in ("", meeting.kind)],
        "held": len(past),
        "kinds": _kinds(past),
        "kind": kind,
        "actions": _actions(Action.objects.of(programme).filter(done_on=None)),
        "may_record": request.user.has_perm(ACT, programme),
    }
    return render(request, "commissioning/meeting_list.html", shown)


@require_safe
def meeting_detail(request, slug, pk):
    """One meeting: papers, who came, what was decided, what is to be done, notes, and what became of the entry."""
    programme = programme_for(request, slug)
    meeting = get_object_or_404(Meeting.objects.of(programme).select_related("programme"), pk=pk)
    attendances = sorted(meeting.attendances.all(), key=lambda person: not person.came)
    shown = {
        "meeting": meeting,
        "papers": meeting.papers.all(),
        "attendances": attendances if request.user.has_perm(SEE_NAMES, programme) else None,
        "organisations": organisations_of(attendances),
        "came": sum(person.came for person in attendances),
        "sorry": sum(not person.came for person in attendances),
        "resolutions": meeting.resolutions.all(),
        "actions": _actions(meeting.actions.all()),
        "changes": changes_with_parts(meeting, programme, request.user),
        "may_record": request.user.has_perm(ACT, programme),
        "may_correct": request.user.has_perm(ATTENDANCE.act, programme),
    }
    return render(request, "commissioning/meeting_detail.html", shown)


@require_http_methods(["GET", "POST"])
def attendance_new(request, slug, pk):
    """Several people on a meeting's list at once."""
    return _lines_new(request, slug, pk, AttendancesForm, ATTENDANCE)


@require_http_methods(["GET", "POST"])
def paper_new(request, slug, pk):
    """Several papers of a meeting at once."""
    return _lines_new(request, slug, pk, PapersForm, PAPER)


@require_http_methods(["GET", "POST"])
def action_close(request, slug, pk):
    """Say on which day an action was done, and how: whoever records meetings, and whoever it belongs to."""
    programme, action = _own_action(request, slug, pk)
    form = ClosingForm(request.POST if request.method == "POST" else None, action=action)
    if form.is_valid() and form.save_by(request.user):
        messages.success(request, f"Done: {action}")
        return redirect(action.meeting)
    return render(request, "commissioning/action_close.html", {"form": form, "action": action})


@require_POST
def action_reopen(request, slug, pk):
    """Say that an action is not done after all."""
    programme, action = _own_action(request, slug, pk)
    reopen_action(programme=programme, action=action, by=request.user)
    messages.success(request, f"Open again: {action}")
    return redirect(action)


def organisations_of(attendances):
    """(where from, how many came, how many sent apologies), by name; people from nowhere named come last."""
    came, sorry = Counter(), Counter()
    for person in attendances:
        (came if person.came else sorry)[person.organisation] += 1
    known = sorted(came.keys() | sorry.keys(), key=lambda name: (not name, name.casefold()))
    return [(name, came[name], sorry[name]) for name in known]


def changes_with_parts(meeting, programme, viewer):
    """Every Change of a meeting and of what belongs to it, the latest first, each part's with its name."""
    found = changes_of(meeting, programme, viewer)
    for kind, called, model in PARTS:
        found += changes_of_parts(model, programme, viewer, kind=kind, called=called, meeting=meeting)
    return sorted(found, key=lambda change: change.at, reverse=True)


def _lines_new(request, slug, pk, form_of, register):
    programme = programme_for(request, slug, ACT)
    meeting = get_object_or_404(Meeting.objects.of(programme).select_related("programme"), pk=pk)
    form = form_of(request.POST if request.method == "POST" else None, meeting=meeting)
    if form.is_valid():
        messages.success(request, form.save_by(request.user))
        return redirect(meeting)
    shown = {"form": form, "register": register, "back": meeting.get_absolute_url()}
    return render(request, "commissioning/entry_new.html", shown)


def _own_action(request, slug, pk):
    """The programme and an action that the visitor may close or reopen."""
    programme = programme_for(request, slug)
    action = get_object_or_404(Action.objects.of(programme).select_related("meeting__programme"), pk=pk)
    if action.owner_id != request.user.pk and not request.user.has_perm(ACT, programme):
        raise PermissionDenied("This belongs to somebody else. Whoever records meetings can close it.")
    return programme, action


def _actions(actions):
    return actions.select_related("meeting__programme")


def _counted(meetings):
    """Meetings, the latest first, with their decisions, and how many people came and actions were asked for."""
    return (
        meetings.prefetch_related("resolutions")
        .annotate(
            came=Count("attendances", filter=Q(attendances__came=True), distinct=True),
            listed=Count("attendances", distinct=True),
            decided=Count("resolutions", distinct=True),
            asked=Count("actions", distinct=True),
            still_open=Count("actions", filter=Q(actions__done_on=None), distinct=True),
        )
        .order_by("-held_on", "-pk")
    )


def _kinds(meetings):
    """(value, label, how many) of each kind of meeting that was held."""
    found = Counter(meeting.kind for meeting in meetings)
    return [(kind.value, kind.label, found[kind]) for kind in Meeting.Kind if found[kind]]
