"""One group: its page with its career, a new one, and its facts put right."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.access import programme_for
from commissioning.people import SEE_NAMES
from commissioning.registers import Register, page
from neighbourhoods.asked import day_of
from neighbourhoods.forms.groups import GroupForm, GroupNewForm, PlaceRowSet
from neighbourhoods.groups.page import changes_of_group, group_page
from neighbourhoods.models import CommunityGroup, GroupPlace
from neighbourhoods.permissions import KEEP, may_keep_group, places_of_work, worked_in


def is_kept_by(user, group):
    """Whether somebody may write about a group that still stands for itself."""
    return group.duplicate_of_id is None and may_keep_group(group.programme, user, group)


GROUP = Register(
    name="group",
    words="group",
    model=CommunityGroup,
    form=GroupForm,
    act=KEEP,
    listed=page("group-list", "neighbourhoods"),
    crumb="Groups",
    new_title="Add a group",
    room="neighbourhoods",
    related=("programme",),
    has_page=True,
    within=is_kept_by,
)
NOT_YOURS = "You record where you are deployed, and this group is not at work there."


@require_safe
def group_detail(request, slug, pk):
    """One group: its profile now or on an earlier day (?on=), its career, links, grants and contacts."""
    programme = programme_for(request, slug)
    group = group_of(programme, pk)
    if group.nameless and not request.user.has_perm(SEE_NAMES, programme):
        raise Http404("An entry of one person is for those who may read names.")
    shown = group_page(programme, group, request.user, day_of(request.GET.get("on")))
    return render(request, "neighbourhoods/group_detail.html", shown)


@require_http_methods(["GET", "POST"])
def group_new(request, slug):
    """A new group with its first profile; groups that it may be already are shown before it is saved."""
    programme = programme_for(request, slug, KEEP)
    posted = request.POST if request.method == "POST" else None
    asked_for = {name: request.GET[name] for name in ("name", "places") if request.GET.get(name)}
    form = GroupNewForm(posted, programme=programme, viewer=request.user, initial=asked_for)
    if form.is_valid() and (group := form.save_by(request.user)):
        messages.success(request, f"Group saved: {group}.")
        return redirect(group)
    shown = {"form": form, "works_somewhere": bool(worked_in(programme, request.user))}
    return render(request, "neighbourhoods/group_new.html", shown)


@require_http_methods(["GET", "POST"])
def group_edit(request, slug, pk):
    """What a group is, and where it is at work from when to when."""
    programme = programme_for(request, slug, KEEP)
    group = kept_group(request, programme, pk)
    posted = request.POST if request.method == "POST" else None
    rows = PlaceRowSet(posted, group=group, offered=places_of_work(programme, request.user).order_by("name"))
    form = GroupForm(posted, instance=group, programme=programme, viewer=request.user, rows=rows)
    if _are_valid(form, rows) and (saved := form.save_by(request.user)):
        messages.success(request, f"Group saved: {saved}.")
        return redirect(saved)
    stored = group_of(programme, pk)
    shown = {
        "group": stored,
        "form": form,
        "rows": rows,
        "elsewhere": [place for place in stored.places.all() if place.neighbourhood_id not in rows.within],
        "changes": changes_of_group(programme, stored, request.user),
    }
    return render(request, "neighbourhoods/group_edit.html", shown)


def group_of(programme, pk):
    """The group with this number, with its places; raises Http404 where the programme has none."""
    places = GroupPlace.objects.select_related("neighbourhood").defer("neighbourhood__boundary")
    groups = CommunityGroup.objects.of(programme).select_related("duplicate_of")
    group = get_object_or_404(groups.prefetch_related(Prefetch("places", places)), pk=pk)
    for each in (group, group.duplicate_of):
        if each is not None:
            each.programme = programme
    return group


def kept_group(request, programme, pk):
    """A group that the visitor may write about; PermissionDenied for a group of others, or under another."""
    group = group_of(programme, pk)
    if not is_kept_by(request.user, group):
        under = group.duplicate_of
        raise PermissionDenied(f"This entry is under {under} now. Write about that group." if under else NOT_YOURS)
    return group


def _are_valid(*forms):
    """Ask each, so that all that is wrong is told at once."""
    answers = [form.is_valid() for form in forms]
    return all(answers)
