"""The map of neighbourhoods coloured by an indicator: its level, its change, or its verdict."""

import numpy as np
from django.urls import reverse
from django.utils import timezone

from commissioning.models import Support
from evaluation.figures import NOTHING_KEPT
from evaluation.frames import unmeasured
from neighbourhoods.maps import (
    STEPS,
    UNASKED,
    UNASKED_WORDS,
    Area,
    KeyItem,
    area_map,
    class_breaks,
    verdict_fill,
    verdict_key,
)

NO, YES = STEPS[2]
SHOWN = {"level": "Level", "change": "Change since baseline", "verdict": "Verdict"}


def indicator_map(programme, neighbourhoods, rows, indicator, *, show="level", wave="", uid="map", on=None):
    """An AreaMap of `neighbourhoods`; `rows` are PlaceRows of one wave. None where no boundary is known.

    Neighbourhoods without a boundary are not drawn; those without a figure are hatched and named in the table. Those in
    intensive support on the day `on`, today if not given, are outlined.
    """
    if show == "verdict" and not indicator.from_survey and not indicator.is_judged:
        show = "level"
    by_code = {row.code: row.figure for row in rows}
    figures = {n.code: by_code.get(n.code, unmeasured(indicator)) for n in neighbourhoods}
    fill, key = _filling(figures, indicator, show)
    on = on or timezone.localdate()
    areas = [_area(programme, n, figures[n.code], fill, on) for n in neighbourhoods if n.boundary]
    if not areas:
        return None
    return area_map(
        areas,
        title=f"{indicator.name}: {SHOWN[show].lower()}{', ' + wave if wave else ''}",
        description=f"{len(areas)} neighbourhoods. The same figures are in the table below.",
        uid=uid,
        key=[*key(areas), *_blank_key(indicator, areas)],
    )


def _blank_key(indicator, areas):
    """What a blank neighbourhood means on the map of a register, where nobody is asked."""
    blank = not indicator.from_survey and any(area.fill == UNASKED for area in areas)
    return [KeyItem(UNASKED, NOTHING_KEPT)] if blank else []


def _area(programme, neighbourhood, figure, fill, on):
    colour, icon = (UNASKED, "") if _is_unasked(figure) else fill(figure)
    return Area(
        code=neighbourhood.code,
        name=neighbourhood.name,
        geometry=neighbourhood.boundary,
        words=_words(figure),
        href=reverse("evaluation:neighbourhood-detail", args=[programme.slug, neighbourhood.code]),
        fill=colour,
        icon=icon,
        supported=_supported(neighbourhood, on),
    )


def _supported(neighbourhood, on):
    cohort = neighbourhood.cohort
    return cohort is not None and cohort.support_on(on) is Support.INTENSIVE


def _is_unasked(figure):
    return figure.estimate is None and not figure.suppressed


def _words(figure):
    if _is_unasked(figure):
        return (figure.absent or UNASKED_WORDS).lower()
    return f"{figure.words}, {figure.verdict_words.lower()}" if figure.shown else figure.number_words


def _filling(figures, indicator, show):
    """How a figure is coloured, and the key: functions of a figure and of the areas drawn."""
    if show == "verdict":
        return (lambda f: verdict_fill(f.verdict_slug or "", f.tone)), verdict_key
    if indicator.unit == "yes/no" and show == "level":
        return _yes_or_no, lambda areas: [KeyItem(f"step-{NO}", "No"), KeyItem(f"step-{YES}", "Yes")]
    value = (lambda f: f.change) if show == "change" else (lambda f: f.estimate)
    values = [value(f) for f in figures.values() if f.shown and value(f) is not None]
    classes = class_breaks([v for v in values if not np.isnan(v)], indicator.direction, indicator.unit)
    return (lambda f: (classes.fill(value(f) if f.shown else None), "")), (lambda areas: classes.key)


def _yes_or_no(figure):
    return f"step-{YES if figure.estimate else NO}", ""
