"""Grant schemes, grants, and what they add up to."""

from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q, Sum
from django.db.models.functions import ExtractYear
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commissioning.access import programme_for
from commissioning.registers import Register, page
from neighbourhoods.asked import one_of, place_of
from neighbourhoods.forms.grants import GrantForm, GrantSchemeForm
from neighbourhoods.grants import WAYS, sums_by, total_of
from neighbourhoods.models import Grant, GrantScheme
from neighbourhoods.models.assets import POUNDS

KEEP_GRANTS = "neighbourhoods.keep_grants"
GRANTS_A_PAGE = 50
NO_SCHEME = "none"

SCHEME = Register(
    name="scheme",
    words="grant scheme",
    model=GrantScheme,
    form=GrantSchemeForm,
    act=KEEP_GRANTS,
    listed=page("scheme-list", "neighbourhoods"),
    crumb="Grant schemes",
    new_title="Add a grant scheme",
    hint="Money that groups can ask for: the programme’s own seedcorn grants, and those of others.",
    room="neighbourhoods",
    related=("programme",),
)
GRANT = Register(
    name="grant",
    words="grant",
    model=Grant,
    form=GrantForm,
    act=KEEP_GRANTS,
    listed=page("grant-list", "neighbourhoods"),
    crumb="Grants",
    new_title="Add a grant",
    hint="Money awarded to a group. Groups may have it from the programme or from anybody else.",
    room="neighbourhoods",
    related=("programme", "group"),
)


@require_safe
def grant_list(request, slug):
    """Grants, the latest first, of one scheme, year, neighbourhood or group or of all; and their sums."""
    programme = programme_for(request, slug)
    every, places = Grant.objects.of(programme), list(programme.neighbourhoods.defer("boundary"))
    schemes = list(GrantScheme.objects.of(programme))
    years = list(every.order_by().annotate(year=ExtractYear("awarded_on")).values_list("year", flat=True).distinct())
    wanted = wanted_of(request.GET, schemes, sorted(years, reverse=True), places)
    grants = found(every, wanted)
    way = one_of(request.GET.get("by"), dict(WAYS)) or "year"
    shown = {
        "page": Paginator(_rows(grants), GRANTS_A_PAGE).get_page(request.GET.get("page")),
        "total": total_of(grants),
        "sums": sums_by(way, grants, places),
        "ways": WAYS,
        "way": way,
        "any": bool(years),
        "schemes": schemes,
        "years": sorted(years, reverse=True),
        "places": places,
        "may_keep": request.user.has_perm(KEEP_GRANTS, programme),
        **wanted,
    }
    return render(request, "neighbourhoods/grant_list.html", shown)


def wanted_of(asked, schemes, years, places):
    """What the address asks for: `scheme` ("none" for without one), `year` and `place`."""
    return {
        "scheme": one_of(asked.get("scheme"), [NO_SCHEME, *(str(scheme.pk) for scheme in schemes)]),
        "year": one_of(asked.get("year"), [str(year) for year in years]),
        "place": place_of(asked.get("place"), places),
    }


def found(grants, wanted):
    """The grants that are as asked for."""
    if wanted["scheme"]:
        grants = grants.filter(scheme=None if wanted["scheme"] == NO_SCHEME else wanted["scheme"])
    if wanted["year"]:
        grants = grants.filter(awarded_on__year=wanted["year"])
    return grants.used_in([wanted["place"]]) if wanted["place"] else grants


def _rows(grants):
    """Grants with what the list tells of each."""
    return grants.select_related("group", "scheme", "neighbourhood", "programme").defer("neighbourhood__boundary")


@require_safe
def scheme_list(request, slug):
    """Every scheme: whose money, when it is open, where, and what came of it."""
    programme = programme_for(request, slug)
    in_pounds = Q(grants__currency=POUNDS)
    places = Prefetch("places", programme.neighbourhoods.defer("boundary"))
    schemes = GrantScheme.objects.of(programme).prefetch_related(places).select_related("programme")
    schemes = schemes.annotate(number=Count("grants", filter=in_pounds), pounds=Sum("grants__amount", filter=in_pounds))
    shown = {
        "schemes": schemes,
        "today": timezone.localdate(),
        "may_keep": request.user.has_perm(KEEP_GRANTS, programme),
    }
    return render(request, "neighbourhoods/scheme_list.html", shown)
