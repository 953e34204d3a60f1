"""The map of the ranking: deeper is more need, and a heavy outline marks the places that come first."""

from django.urls import reverse

from neighbourhoods.maps import UNASKED, Area, KeyItem, area_map, class_breaks

NOTHING_KNOWN = "Nothing known that counts"


def priority_map(ranking):
    """An AreaMap of the ranking's places; None where no boundary is known."""
    scores = [row.score for row in ranking.rows if row.score is not None]
    classes = class_breaks(scores, "context", "index")
    areas = [_area(ranking.programme, row, classes) for row in ranking.rows if row.place.boundary]
    if not areas:
        return None
    key = list(classes.key)
    if any(area.fill == UNASKED for area in areas):
        key.append(KeyItem(UNASKED, NOTHING_KNOWN))
    return area_map(
        areas,
        title="Neighbourhoods by score",
        description=f"{len(areas)} neighbourhoods. The same scores are in the table below.",
        uid="priority-map",
        key=key,
        outlined=ranking.heading,
    )


def _area(programme, row, classes):
    return Area(
        code=row.place.code,
        name=row.place.name,
        geometry=row.place.boundary,
        words=f"rank {row.rank_words}, {row.score:.1f} points" if row.rank else NOTHING_KNOWN.lower(),
        href=reverse("evaluation:neighbourhood-detail", args=[programme.slug, row.place.code]),
        fill=UNASKED if row.score is None else classes.fill(row.score),
        supported=row.in_top,
    )
