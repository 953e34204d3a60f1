"""The directory of groups for members: the list, where groups are missing, and both as files."""

from django.http import JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commissioning.access import programme_for
from commissioning.downloads import csv_download
from neighbourhoods.directory.files import HEADINGS, rows_as_csv
from neighbourhoods.directory.gaps import GAP_HEADINGS, THEME, Gaps
from neighbourhoods.directory.listing import CountedPaginator, found, groups_told_of, numbers_of, order_of, rows_of
from neighbourhoods.directory.openreferral import page_of, service_of
from neighbourhoods.directory.public import listed, listed_groups
from neighbourhoods.forms.directory import DirectoryForm, GapsForm
from neighbourhoods.groups.eligibility import AGAINST, COUNTS, TO_CONFIRM
from neighbourhoods.groups.likely import number_of_doubles
from neighbourhoods.groups.typology import kinds
from neighbourhoods.models import RegisterRules
from neighbourhoods.permissions import KEEP, MERGE

STANDINGS = (("", "All"), (COUNTS, "Count"), (TO_CONFIRM, "To confirm"), (AGAINST, "Do not count"))


@require_safe
def group_list(request, slug):
    """Search and filter the groups, as at any day; how many of them count, and how many are to confirm."""
    programme = programme_for(request, slug)
    form = DirectoryForm(request.GET, programme=programme)
    on, wanted = form.day, form.wanted
    groups = groups_told_of(programme, request.user, on)
    numbers = numbers_of(found(groups, {**wanted, "standing": ""}, on), on)
    standing = wanted.get("standing", "")
    in_order = found(groups, wanted, on).order_by(*order_of(wanted.get("sort")))
    page = CountedPaginator(in_order, numbers.of(standing)).get_page(request.GET.get("page"))
    shown = {
        "form": form,
        "on": on,
        "is_today": on == timezone.localdate(),
        "numbers": numbers,
        "standing": standing,
        "standings": [(name, label, numbers.of(name)) for name, label in STANDINGS],
        "page": page,
        "rows": rows_of(page.object_list, on),
        "chosen_kind": kinds().get(wanted.get("kind")),
        "kinds": kinds().values(),
        "is_public": RegisterRules.of_programme(programme).directory_is_public,
        "may_keep": request.user.has_perm(KEEP, programme),
        "doubles": number_of_doubles(programme, request.user) if request.user.has_perm(MERGE, programme) else 0,
    }
    return render(request, "neighbourhoods/group_list.html", shown)


@require_safe
def group_list_csv(request, slug):
    """The groups that the filters in the address find, as a file."""
    programme = programme_for(request, slug)
    form = DirectoryForm(request.GET, programme=programme)
    on, wanted = form.day, form.wanted
    groups = found(groups_told_of(programme, request.user, on), wanted, on).order_by(*order_of(wanted.get("sort")))
    return csv_download(f"{slug}-groups-{on}.csv", HEADINGS, rows_as_csv(rows_of(groups, on), on))


@require_safe
def group_gaps(request, slug):
    """Themes or kinds by neighbourhood: how many groups count, and where there is none."""
    programme = programme_for(request, slug)
    form = GapsForm(request.GET, programme=programme)
    return render(request, "neighbourhoods/group_gaps.html", {"form": form, "gaps": _gaps(programme, form)})


@require_safe
def group_gaps_csv(request, slug):
    programme = programme_for(request, slug)
    gaps = _gaps(programme, GapsForm(request.GET, programme=programme))
    return csv_download(f"{slug}-gaps-by-{gaps.by}-{gaps.on}.csv", GAP_HEADINGS, gaps.table())


def _gaps(programme, form):
    places = programme.neighbourhoods.order_by("name").defer("boundary")
    if chosen := form.wanted.get("place"):
        places = places.filter(code=chosen)
    return Gaps(programme, form.day, form.wanted.get("by") or THEME, list(places))


@require_safe
def directory_json(request, slug):
    """Every group that agreed to be listed, whole, as one page of Open Referral UK."""
    programme = programme_for(request, slug)
    today = timezone.localdate()
    services = [service_of(group) for group in listed(listed_groups(programme, today), today)]
    whole = page_of(services, len(services), 1, max(len(services), 1))
    response = JsonResponse(whole, json_dumps_params={"ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="{slug}-directory.json"'
    return response
