"""Entries that may be one group: the likely pairs, two side by side, merged, and parted again. For the coordinator."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access import programme_for
from commissioning.actions.entries import EntryRefused
from neighbourhoods.actions.groups import latest_profile, tell_distinct
from neighbourhoods.actions.merging import counts_of, later_merge, merge_groups, undo_merge
from neighbourhoods.forms.merging import MergeForm
from neighbourhoods.groups.founding import founding_words
from neighbourhoods.groups.likely import ComparedRegister, likely_doubles, told_apart
from neighbourhoods.groups.profile_words import ProfileWords
from neighbourhoods.models import CommunityGroup, GroupMerge
from neighbourhoods.permissions import MERGE
from neighbourhoods.views.groups import group_of

ON_A_PAGE = 25
MOST_FOUND = 20
MOST_LETTERS = 160


@require_safe
def group_duplicates(request, slug):
    """Pairs of entries that may be one group, the likeliest first, and the merges that stand."""
    programme = programme_for(request, slug, MERGE)
    register = ComparedRegister(programme, request.user)
    page = Paginator(register.pairs(), ON_A_PAGE).get_page(request.GET.get("page"))
    merges = GroupMerge.objects.filter(programme=programme, undone_at=None).select_related("kept", "absorbed")
    shown = {"page": page, "pairs": register.shown(page.object_list), "merges": merges}
    return render(request, "neighbourhoods/group_duplicates.html", shown)


@require_POST
def group_distinct(request, slug, pk):
    """Keep the answer that this group and `other` are two."""
    programme = programme_for(request, slug, MERGE)
    one, other = group_of(programme, pk), _other(programme, request.POST.get("other", ""))
    if other is None or other.pk == one.pk:
        messages.error(request, "The page did not arrive whole. Try once more.")
    else:
        tell_distinct(programme=programme, one=one, other=other, by=request.user)
        messages.success(request, f"{one} and {other} are two groups. Nobody is asked again.")
    return redirect("neighbourhoods:group-duplicates", slug)


@require_http_methods(["GET", "POST"])
def group_merge(request, slug, pk):
    """Choose the other entry (?q=, ?other=), see both side by side, and merge them."""
    programme = programme_for(request, slug, MERGE)
    one, other = group_of(programme, pk), _other(programme, request.GET.get("other", ""))
    if other is None or other.pk == one.pk:
        return _choose_other(request, programme, one)
    form = MergeForm(request.POST if request.method == "POST" else None, one=one, other=other)
    if form.is_valid() and (kept := _merged(programme, form, request)):
        return redirect(kept)
    words = ProfileWords(programme, request.user)
    sides = [_side(programme, group, words) for group in (one, other)]
    shown = {"one": one, "other": other, "form": form, "sides": sides, "lines": _lines(sides)}
    return render(request, "neighbourhoods/merge.html", shown)


@require_http_methods(["GET", "POST"])
def merge_undo(request, slug, pk):
    """Ask, then part two entries again."""
    programme = programme_for(request, slug, MERGE)
    merges = GroupMerge.objects.filter(programme=programme).select_related("kept", "absorbed")
    merge = get_object_or_404(merges, pk=pk)
    merge.kept.programme = merge.absorbed.programme = programme
    if request.method == "GET" and merge.undone_at is None:
        shown = {"merge": merge, "later": later_merge(merge)}
        return render(request, "neighbourhoods/merge_undo.html", shown)
    try:
        undo_merge(programme=programme, merge=merge, by=request.user)
    except EntryRefused as error:
        messages.error(request, str(error))
        return redirect(merge.kept)
    messages.success(request, f"{merge.absorbed} stands for itself again.")
    return redirect(merge.absorbed)


def _merged(programme, form, request):
    """The group that stays, or None with the reason in the form."""
    kept, absorbed = form.kept_and_absorbed
    reason = form.cleaned_data["reason"]
    try:
        merge_groups(programme=programme, kept=kept, absorbed=absorbed, reason=reason, by=request.user)
    except EntryRefused as error:
        form.add_error(None, str(error))
        return None
    messages.success(request, f"{absorbed} is under {kept} now. It can be undone.")
    return kept


def _choose_other(request, programme, group):
    query = request.GET.get("q", "").replace("\0", "").strip()[:MOST_LETTERS]
    found = CommunityGroup.objects.of(programme).standing().exclude(pk=group.pk)
    shown = {
        "group": group,
        "q": query,
        "found": found.filter(name__icontains=query)[:MOST_FOUND] if query else [],
        "matches": likely_doubles(programme, request.user, group),
        "told_apart": told_apart(group),
    }
    return render(request, "neighbourhoods/merge_choose.html", shown)


def _other(programme, number):
    """The group that the address or the form names, or None."""
    if not number.isdecimal():
        return None
    other = CommunityGroup.objects.of(programme).filter(pk=int(number[:18])).first()
    return group_of(programme, other.pk) if other else None


def _side(programme, group, words):
    """One of two entries: its facts, how it is, and what it has."""
    profile = latest_profile(group)
    facts = [
        ("Kind", group.get_kind_display() or "not known"),
        ("Sector", group.get_sector_display() or "not known"),
        ("At work in", ", ".join(place.neighbourhood.name for place in group.places.all()) or "not known"),
        ("Founded", founding_words(group.founded_on) if group.founded_on else "not known"),
        ("Last profile", date_format(profile.as_of, "j F Y") if profile else "none"),
        *((told.label, told.words) for told in (words.facts(profile) if profile else ())),
    ]
    return {"group": group, "facts": dict(facts), "counts": dict(counts_of(group))}


def _lines(sides):
    """(label, first, second, whether they differ) of the two entries, and (words, first, second) of what they have."""
    one, other = sides
    labels = list(dict.fromkeys([*one["facts"], *other["facts"]]))
    facts = [(label, one["facts"].get(label), other["facts"].get(label)) for label in labels]
    has = [(words, number, other["counts"][words]) for words, number in one["counts"].items()]
    return {"facts": [(*line, line[1] != line[2]) for line in facts], "has": has}
