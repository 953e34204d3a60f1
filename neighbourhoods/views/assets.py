"""The register of assets, as it was on a day, and the same as a file."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commissioning.access import programme_for
from commissioning.downloads import csv_download
from commissioning.people import naming_for
from commissioning.registers import Register, page
from neighbourhoods.asked import day_of, one_of, place_of
from neighbourhoods.assets import CHEAP, NO_ROOM, counts_of, in_order
from neighbourhoods.forms.assets import AssetForm
from neighbourhoods.models import Asset
from neighbourhoods.permissions import KEEP, may_keep_at

ASSETS_A_PAGE = 60
COSTS = {"cheap": "Free or low cost"}
ACCESSES = {"yes": "Without steps"}
HEADINGS = (
    *("neighbourhood_code", "neighbourhood", "kind", "name", "run_by", "group", "where", "cost", "cost_in_words"),
    *("step_free", "access", "capacity", "fte", "since", "until", "note"),
)
YES_NO = {True: "yes", False: "no", None: ""}


ASSET = Register(
    name="asset",
    words="asset",
    model=Asset,
    form=AssetForm,
    act=KEEP,
    listed=page("asset-list", "neighbourhoods"),
    crumb="Assets",
    new_title="Add an asset",
    hint="A place or body that groups can draw on. What is not known stays empty: it is never taken for a no.",
    room="neighbourhoods",
    related=("neighbourhood__programme", "group"),
    within=may_keep_at,
)


@require_safe
def asset_list(request, slug):
    """Assets that were there on a day: by neighbourhood, kind, cost and access."""
    programme = programme_for(request, slug)
    places = list(programme.neighbourhoods.defer("boundary"))
    wanted = wanted_of(request.GET, places)
    assets = in_order(found(programme, wanted))
    for asset in assets:
        asset.neighbourhood.programme = programme
    shown = {
        "page": Paginator(assets, ASSETS_A_PAGE).get_page(request.GET.get("page")),
        "counts": counts_of((asset.kind, asset.cost, asset.step_free) for asset in assets),
        "any": bool(assets) or Asset.objects.of(programme).exists(),
        "places": places,
        "kinds": Asset.Kind.choices,
        "costs": COSTS.items(),
        "accesses": ACCESSES.items(),
        "no_room": NO_ROOM,
        "is_filtered": bool(wanted["place"] or wanted["kind"] or wanted["cost"] or wanted["step_free"]),
        "today": timezone.localdate(),
        "may_keep": request.user.has_perm(ASSET.act, programme),
        **wanted,
    }
    return render(request, "neighbourhoods/asset_list.html", shown)


@require_safe
def asset_csv(request, slug):
    """The assets that the list shows, one to a row."""
    programme = programme_for(request, slug)
    wanted = wanted_of(request.GET, list(programme.neighbourhoods.defer("boundary")))
    naming = naming_for(programme, request.user)
    rows = (_row(asset, naming) for asset in in_order(found(programme, wanted)))
    return csv_download(f"{programme.slug}-assets-{wanted['on']:%Y-%m-%d}.csv", HEADINGS, rows)


def wanted_of(asked, places):
    """What the address asks for: `place`, `kind`, `cost`, `step_free` and the day `on`."""
    return {
        "place": place_of(asked.get("place"), places),
        "kind": one_of(asked.get("kind"), Asset.Kind.values),
        "cost": one_of(asked.get("cost"), COSTS),
        "step_free": one_of(asked.get("step_free"), ACCESSES),
        "on": day_of(asked.get("on")),
    }


def found(programme, wanted):
    """The assets that were there on the day and are as asked for."""
    assets = Asset.objects.of(programme).there_on(wanted["on"]).select_related("neighbourhood", "group")
    assets = assets.defer("neighbourhood__boundary")
    if wanted["place"]:
        assets = assets.filter(neighbourhood=wanted["place"])
    if wanted["kind"]:
        assets = assets.filter(kind=wanted["kind"])
    if wanted["cost"]:
        assets = assets.filter(cost__in=CHEAP)
    if wanted["step_free"]:
        assets = assets.filter(step_free=True)
    return assets


def _row(asset, naming):
    place = asset.neighbourhood
    kind, cost = asset.get_kind_display(), asset.get_cost_display()
    run_by, group = asset.run_by, naming.called(asset.group) if asset.group else ""
    stepped, holds, fte = YES_NO[asset.step_free], asset.capacity, asset.fte
    first = (place.code, place.name, kind, asset.name, run_by, group, asset.where, cost, asset.cost_words)
    return (*first, *map(_cell, (stepped, asset.access, holds, fte, asset.since, asset.until, asset.note)))


def _cell(value):
    return "" if value is None else value
