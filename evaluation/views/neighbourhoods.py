"""The list of neighbourhoods, and one neighbourhood with its six goals over time."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from commissioning.access import programme_for
from evaluation.catalogue import Catalogue
from evaluation.frames import estimates_frame
from evaluation.place_list import ORDERS, listed, sorted_by
from evaluation.place_maps import SHOWN
from evaluation.place_page import goal_panels, other_figures, statistics_of, surveys_of
from evaluation.places import neighbourhoods_of
from evaluation.selection import Evidence, chosen
from evaluation.views.overview import map_panel
from neighbourhoods.models import Neighbourhood
from neighbourhoods.place_life import place_life
from neighbourhoods.population import residents_total
from neighbourhoods.records import records_of
from neighbourhoods.staffing import workers_of
from surveys.coverage import coverage_of


def neighbourhood_list(request, slug):
    programme = programme_for(request, slug)
    catalogue = Catalogue(programme)
    headlines = [i for i in catalogue.headlines.values() if i.is_of_places]
    frame = estimates_frame(programme, catalogue=catalogue, breakdown="all", indicator__in=[i.code for i in headlines])
    evidence, neighbourhoods = Evidence(frame), neighbourhoods_of(programme)
    cohorts = sorted({n.cohort for n in neighbourhoods if n.cohort}, key=lambda c: c.number)
    wanted = {"q": request.GET.get("q", "").strip(), "cohort": request.GET.get("cohort", "")}
    order = chosen(request.GET.get("sort"), ORDERS)
    places = listed(programme, neighbourhoods, headlines, evidence, coverage_of(programme))
    found = [place for place in places if place.matches(**wanted)]
    context = {
        "places": sorted_by(found, order),
        "total": len(places),
        "headlines": headlines,
        "cohorts": cohorts,
        "orders": ORDERS,
        "order": order,
        **wanted,
        **map_panel(request, programme, neighbourhoods, evidence, headlines),
        "ways": SHOWN,
    }
    return render(request, "evaluation/neighbourhood_list.html", context)


def neighbourhood_detail(request, slug, code):
    programme = programme_for(request, slug)
    place = get_object_or_404(
        Neighbourhood.objects.visible_to(request.user).select_related("cohort"),
        programme=programme,
        code=code,
    )
    place.programme = programme
    if place.cohort:
        place.cohort.programme = programme
    today = timezone.localdate()
    catalogue = Catalogue(programme)
    evidence = Evidence(estimates_frame(programme, catalogue=catalogue, breakdown="all", area_code=place.code))
    context = {
        "place": place,
        "today": today,
        "support": place.cohort.support_on(today) if place.cohort else "",
        "workers": workers_of(place, today),
        "residents": residents_total([place.pk]).get(place.pk),
        "statistics": statistics_of(place),
        "surveys": surveys_of(place, coverage_of(programme)),
        "panels": goal_panels(evidence, catalogue, place),
        "others": other_figures(evidence, catalogue, place.code),
        "life": place_life(place, today),
        **records_of(place, programme.membership_of(request.user)),
    }
    return render(request, "evaluation/neighbourhood_detail.html", context)
