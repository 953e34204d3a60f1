"""The programme overview: where we are, six goals, the map, what is late or missing."""

from django.shortcuts import render
from django.utils import timezone

from commissioning.access import programme_for
from commissioning.stage_track import stage_track
from evaluation.catalogue import Catalogue
from evaluation.figures import CLEAR
from evaluation.frames import estimates_frame, figure_of
from evaluation.gaps import gaps_of
from evaluation.gate_evidence import checklist_of, stage_ahead
from evaluation.gate_page import sections_of
from evaluation.kpi_readings import Ground
from evaluation.place_maps import SHOWN, indicator_map
from evaluation.places import neighbourhoods_of, summary_of
from evaluation.selection import Evidence, areas_to_choose, chosen, place_rows, places_of_areas
from evaluation.tiles import goal_tiles
from surveys.coverage import coverage_of


def programme_overview(request, slug):
    programme = programme_for(request, slug)
    catalogue = Catalogue(programme)
    headlines = list(catalogue.headlines.values())
    frame = estimates_frame(programme, catalogue=catalogue, breakdown="all", indicator__in=[i.code for i in headlines])
    evidence = Evidence(frame)
    neighbourhoods, covered = neighbourhoods_of(programme), coverage_of(programme)
    may_import = request.user.has_perm("neighbourhoods.import_areas", programme)
    stage = stage_ahead(programme)
    places = places_of_areas(programme, neighbourhoods)
    gate = checklist_of(stage, Ground(catalogue, places)) if stage else None
    areas = areas_to_choose(programme, neighbourhoods)
    area = chosen(request.GET.get("area"), areas)
    context = {
        "track": stage_track(programme, timezone.localdate()),
        "summary": summary_of(programme, neighbourhoods, timezone.localdate()),
        "tiles": goal_tiles(evidence, catalogue, area, programme, places[area]),
        "areas": areas,
        "area": area,
        "stage": stage,
        "gate": gate,
        "gate_sections": sections_of(gate) if gate else [],
        "gaps": gaps_of(
            programme,
            neighbourhoods,
            covered,
            evidence,
            may_import=may_import,
            alone=not covered and is_alone(request.user, programme),  # a survey needs an evaluator
        ),
        "changes": clear_changes(evidence, [i for i in headlines if i.from_survey]),
        "counted": clear_changes(evidence, [i for i in headlines if not i.from_survey]),
        **map_panel(request, programme, neighbourhoods, evidence, headlines),
    }
    return render(request, "evaluation/programme_overview.html", context)


def is_alone(user, programme):
    """Whether somebody may add people to a programme and is the only one in it."""
    if not user.has_perm("commissioning.manage_members", programme):
        return False
    return list(programme.memberships.values_list("user", flat=True)[:2]) == [user.pk]


def clear_changes(evidence, headlines):
    """(neighbourhood code, its name, figure) of every clear change in the latest wave of each headline."""
    return [
        (row.area_code, row.area_name, figure_of(row, indicator))
        for indicator in headlines
        for row in evidence.latest_places(indicator.code)
        if row.verdict in CLEAR
    ]


def map_panel(request, programme, neighbourhoods, evidence, indicators):
    """What the panel with the map needs: the choices, what was chosen, the map and its rows."""
    mapped = {indicator.code: indicator for indicator in indicators if indicator.is_of_places}
    indicator = mapped[chosen(request.GET.get("indicator"), mapped)]
    show = chosen(request.GET.get("show"), SHOWN)
    waves = evidence.waves(indicator.code)
    wave = evidence.main_wave(indicator.code) or ""
    rows = place_rows(evidence, indicator, wave)
    drawn = indicator_map(programme, neighbourhoods, rows, indicator, show=show, wave=wave)
    panel = {"mapped": mapped.values(), "indicator": indicator, "ways": SHOWN, "show": show}
    return panel | {"wave": wave, "wave_on": waves.get(wave), "map": drawn, "rows": rows}
