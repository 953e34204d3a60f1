"""The network picture of a neighbourhood, with its tables."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commissioning.access import programme_for
from commissioning.downloads import csv_download
from neighbourhoods.asked import day_of
from neighbourhoods.models import Neighbourhood
from neighbourhoods.networks.links import links_seen_by
from neighbourhoods.networks.page import PlaceNetwork, gone_quiet
from neighbourhoods.permissions import KEEP

HEADINGS = ("as_at", "one", "other", "other_is", "how", "since", "last_confirmed_on")


@require_safe
def network(request, slug, code):
    """Groups that count in a neighbourhood on a day, the agencies linked to them, and who is linked with whom."""
    programme, place, on = _asked(request, slug, code)
    today = timezone.localdate()
    shown = {
        "place": place,
        "net": PlaceNetwork(place, on),
        "quiet": gone_quiet(place, on, links_seen_by(programme, request.user)),
        "on": on,
        "today": today,
        "may_keep": request.user.has_perm(KEEP, programme),
    }
    return render(request, "neighbourhoods/network.html", shown)


@require_safe
def network_csv(request, slug, code):
    """The links of the picture, one to a row."""
    programme, place, on = _asked(request, slug, code)
    rows = [
        (on, link.group.name, (link.other or link.agency).name, "group" if link.other_id else "agency")
        + (link.get_kind_display(), link.started_on, link.confirmed_on)
        for link in PlaceNetwork(place, on).links
    ]
    return csv_download(f"{programme.slug}-{place.code}-links-{on:%Y-%m-%d}.csv", HEADINGS, rows)


def _asked(request, slug, code):
    programme = programme_for(request, slug)
    place = get_object_or_404(Neighbourhood.objects.filter(programme=programme).defer("boundary"), code=code)
    place.programme = programme
    return programme, place, day_of(request.GET.get("on"))
