"""The map of neighbourhoods as our own SVG: boundaries in, paths, labels and a key out, for `_map.html`.

Each neighbourhood is a link with its name and figure in words; the fill is a class of the stylesheet, so that
one map serves light, dark and print. Drawing thirty wards takes a few milliseconds, which matplotlib would
not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import cos, floor, log10, radians

import numpy as np

WIDTH, HEIGHT, MARGIN = 620, 480, 8
GRID = 2  # corners snap to halves of a px; neighbours share corners, so their borders still meet
LETTER, LINE, ICON = 5.7, 13.0, 12  # px that a label's letter, its line and an icon take
DEEP = 4  # from this step on a label is pale
# Fewer classes are spread over the five steps of colour.
STEPS = {1: (3,), 2: (2, 4), 3: (1, 3, 5), 4: (1, 2, 4, 5), 5: (1, 2, 3, 4, 5)}
DRAWN_DEEP = {f"step-{step}" for step in range(DEEP, 6)}

FEW, UNASKED = "few", "unasked"
UNASKED_WORDS = "Not asked"
VERDICT_FILLS = {
    "better": "Clear change for the better",
    "worse": "Clear change for the worse",
    "moved": "Clear change",
    "same": "No clear change",
    "few": "Too few answers",
    "none": "No baseline yet",
    "first": "The baseline itself",
    UNASKED: UNASKED_WORDS,
}
ICONS = {"clear_rise": "rise", "clear_fall": "fall"}
QUIET_FILLS = {"no_clear_change": "same", "too_few": "few", "no_baseline": "none", "baseline": "first"}


@dataclass(frozen=True, kw_only=True)
class Area:
    """A neighbourhood to draw: its GeoJSON Polygon or MultiPolygon in degrees, and what to say of it.

    `words` is its figure in words ("18% (14 to 23) · n 294"). `fill` is "step-1" to "step-5" (see
    `Classes.fill`), a key of `VERDICT_FILLS`, or "few" where no figure is shown, which is hatched. `icon`
    names a symbol of the icon sheet for those who cannot tell the colours apart. `supported` areas get a
    heavy outline.
    """

    code: str
    name: str
    geometry: dict
    words: str = ""
    href: str = ""
    fill: str = FEW
    icon: str = ""
    supported: bool = False


@dataclass(frozen=True)
class KeyItem:
    """A line of the map's key: the fill (or "supported") and what it means."""

    fill: str
    words: str

    @property
    def is_step(self):
        """Whether the fill is one of the five steps of colour."""
        return self.fill.startswith("step-")


@dataclass(frozen=True)
class Label:
    """A name on the map: its lines and where each stands, in px; `deep` when it stands on a dark fill."""

    lines: Sequence[tuple[str, float]]
    x: float
    deep: bool = False


@dataclass(frozen=True)
class Shape:
    """An area as drawn: path data, a label and an icon's corner (x, y); None where there is no room."""

    area: Area
    path: str
    label: Label | None
    icon_at: tuple[float, float] | None

    @property
    def hatched(self):
        """Whether the area is hatched: there is no figure to show."""
        return self.area.fill == FEW

    @property
    def is_step(self):
        """Whether the fill is one of the five steps of colour."""
        return self.area.fill.startswith("step-")


@dataclass(frozen=True)
class AreaMap:
    """A whole map, ready for `templates/neighbourhoods/_map.html`; `uid` is unlike other ids on the page."""

    uid: str
    title: str
    description: str
    shapes: Sequence[Shape]
    key: Sequence[KeyItem] = ()
    notes: Sequence[tuple[float, float, str]] = ()
    box: str = field(default=f"0 0 {WIDTH} {HEIGHT}")

    @property
    def outlines(self):
        """The supported areas, drawn once more on top so that no neighbour covers half of their outline."""
        return [shape for shape in self.shapes if shape.area.supported]


def area_map(areas, *, title, description, uid="map", key=(), notes=(), outlined="In intensive support"):
    """Project and draw `areas` in a box of 620 by 480 px, north up.

    `key` holds `KeyItem`s; lines for hatched and supported areas are added when there are any; `outlined` says what
    the outline of the latter means. `notes` are (longitude, latitude, words) for water and the like. Areas without a
    boundary are left out.
    """
    drawable = [area for area in areas if area.geometry and area.geometry.get("coordinates")]
    rings = [_rings(area.geometry) for area in drawable]
    project = _Projection([ring for parts in rings for ring in parts])
    shapes = [_shape(area, [project(ring) for ring in parts]) for area, parts in zip(drawable, rings, strict=True)]
    at = [(*project(np.array([[east, north]]))[0].tolist(), words) for east, north, words in notes]
    return AreaMap(uid, title, description, shapes, _whole_key(key, drawable, outlined), at)


def verdict_fill(verdict, tone):
    """The fill and icon of a verdict: `verdict` is its slug, `tone` better, worse or neutral."""
    icon = ICONS.get(verdict, "")
    if icon:
        return ("moved" if tone == "neutral" else tone), icon
    return QUIET_FILLS.get(verdict, FEW), ""


def verdict_key(areas):
    """The key of a map of verdicts: those on the map, in the order of `VERDICT_FILLS`; "few" adds itself."""
    present = {area.fill for area in areas}
    return [KeyItem(fill, words) for fill, words in VERDICT_FILLS.items() if fill in present - {FEW}]


@dataclass(frozen=True)
class Classes:
    """Up to five classes of rounded values: `starts` are the lowest of each, `grain` is the rounding."""

    starts: tuple[float, ...]
    grain: float
    unit: str = "%"
    lower_is_better: bool = False
    last: float | None = None

    def fill(self, value):
        """The fill of `value`, classed as it is printed: what reads 16% falls where the key says 16%."""
        if value is None or not self.starts:
            return FEW
        rank = sum(_snap(value, self.grain) >= start for start in self.starts)
        return f"step-{STEPS[len(self.starts)][max(rank, 1) - 1]}"

    @property
    def key(self):
        """The classes in words, pale to deep: "Under 14%", "14 to 16%", "24% and over"."""
        steps = STEPS.get(len(self.starts), ())
        items = [KeyItem(f"step-{step}", self._words(rank)) for rank, step in enumerate(steps)]
        return [*items, KeyItem("note", "Lower is better")] if items and self.lower_is_better else items

    def _words(self, rank):
        start = self.starts[rank]
        if len(self.starts) == 1:
            return self._number(start)
        if rank == len(self.starts) - 1:
            return self._number(start) if start == self.last else f"{self._number(start)} and over"
        after = self.starts[rank + 1]
        if rank == 0:
            return f"Under {self._number(after)}"
        end = after - self.grain
        if end - start < self.grain / 2:
            return self._number(start)
        return f"{self._number(start, bare=True)} to {self._number(end)}"

    def _number(self, value, *, bare=False):
        decimals = max(0, -floor(log10(self.grain)))
        return f"{value:,.{decimals}f}{'%' if self.unit == '%' and not bare else ''}"


def class_breaks(values, direction="up", unit="%"):
    """Five classes of about equally many values, cut at round numbers; fewer where there are fewer values.

    Deep always means a higher value, whatever the `direction`; for "down" the key adds that lower is better.
    Unknown values (None, NaN) are left out.
    """
    known = np.array([v for v in values if v is not None and v == v], dtype=float)
    if not known.size:
        return Classes((), 1.0, unit, direction == "down")
    grain = _grain(known, unit)
    rounded = np.array([_snap(v, grain) for v in known])
    distinct = np.unique(rounded)
    starts = distinct if distinct.size <= 5 else _quintile_starts(rounded, grain)
    return Classes(tuple(float(s) for s in starts), grain, unit, direction == "down", float(distinct[-1]))


def _quintile_starts(rounded, grain):
    cuts = np.quantile(rounded, [0.2, 0.4, 0.6, 0.8], method="higher")
    inner = sorted({_snap(cut, grain) for cut in cuts} - {rounded.min()})
    return [rounded.min(), *inner]


def _grain(known, unit):
    """The rounding that leaves ten to a hundred steps between the lowest and the highest value."""
    spread = float(known.max() - known.min())
    grain = 10.0 ** (floor(log10(spread)) - 1) if spread else 1.0
    return max(grain, 1.0) if unit in ("%", "count", "index", "days", "hours") else max(grain, 0.1)


def _snap(value, grain):
    """`value` rounded to `grain`, halves up, as figures are printed."""
    return round(floor(round(value / grain, 6) + 0.5) * grain, 6)


def _whole_key(key, areas, outlined):
    items = list(key)
    if any(area.fill == FEW for area in areas):
        items.append(KeyItem(FEW, VERDICT_FILLS[FEW]))
    if any(area.fill == UNASKED for area in areas) and not any(item.fill == UNASKED for item in items):
        items.append(KeyItem(UNASKED, UNASKED_WORDS))
    if supported := [area.name for area in areas if area.supported]:
        names = f": {', '.join(supported)}" if len(supported) <= 6 else ""
        items.append(KeyItem("supported", f"{outlined}{names}"))
    return items


def _rings(geometry):
    """All rings of a geometry, outer and inner, as arrays (corners x 2) of longitude and latitude."""
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    return [np.asarray(ring, dtype=float)[:, :2] for polygon in polygons for ring in polygon]


class _Projection:
    """Longitude and latitude to px: equirectangular, true to scale at the middle latitude, y down."""

    def __init__(self, rings):
        corners = np.concatenate(rings) if rings else np.zeros((1, 2))
        west, south = corners.min(axis=0)
        east, north = corners.max(axis=0)
        self.shrink = cos(radians((south + north) / 2))
        wide, high = max((east - west) * self.shrink, 1e-9), max(north - south, 1e-9)
        self.scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)
        self.west, self.north = west, north
        self.across = (WIDTH - wide * self.scale) / 2
        self.down = (HEIGHT - high * self.scale) / 2

    def __call__(self, ring):
        x = (ring[:, 0] - self.west) * self.shrink * self.scale + self.across
        y = (self.north - ring[:, 1]) * self.scale + self.down
        return np.round(np.column_stack((x, y)) * GRID) / GRID


def _shape(area, rings):
    thinned = [ring for ring in map(_without_repeats, rings) if len(ring) > 3]
    place = _widest_place(thinned) if thinned else None
    label = _label(area, place) if place else None
    icon_at = _icon_corner(place, label) if place and area.icon else None
    return Shape(area, "".join(_path(ring) for ring in thinned), label, icon_at)


def _without_repeats(ring):
    """The ring without corners that fell together."""
    moved = np.any(np.diff(ring, axis=0) != 0, axis=1)
    return ring[np.concatenate(([True], moved))]


def _path(ring):
    return "M" + " ".join(map("{:g}".format, ring[:-1].ravel().tolist())) + "z"


def _widest_place(rings):
    """Where a line of words has most room inside: (x, y, room in px), x being the middle of that room.

    The rings are cut by level lines; the widest stretch inside wins, those far from the middle counting less.
    Holes and separate parts need no special care, since a stretch is inside by the even-odd rule.
    """
    starts = np.concatenate([ring[:-1] for ring in rings])
    ends = np.concatenate([ring[1:] for ring in rings])
    top, bottom = starts[:, 1].min(), starts[:, 1].max()
    # Corners stand on halves of a px: no level line meets one.
    levels = np.linspace(top, bottom, 17)[1:-1] + 0.01
    at, left, right = _stretches(starts, ends, levels)
    if not at.size:
        return None
    best = np.argmax((right - left) - 0.9 * np.abs(at - (top + bottom) / 2))
    x, y, room = (left[best] + right[best]) / 2, at[best], right[best] - left[best]
    return round(float(x), 1), round(float(y), 1), float(room)


def _stretches(starts, ends, levels):
    """The stretches of the level lines inside the rings: three arrays, the level and the ends of each."""
    crossed = (starts[:, 1] > levels[:, None]) != (ends[:, 1] > levels[:, None])
    line, edge = np.nonzero(crossed)
    (x0, y0), (x1, y1) = starts[edge].T, ends[edge].T
    cuts = x0 + (levels[line] - y0) * (x1 - x0) / (y1 - y0)
    cuts = cuts[np.lexsort((cuts, line))].reshape(-1, 2)
    return levels[line[::2]], cuts[:, 0], cuts[:, 1]


def _label(area, place):
    """The name on one line where it fits, else on two; None where neither does."""
    x, y, room = place
    words = area.name.split()
    for lines in ([area.name], _halves(words)):
        if max(map(len, lines)) * LETTER <= room * 0.95:
            first = y + 4 - LINE * (len(lines) - 1) / 2
            placed = [(line, round(first + LINE * i, 1)) for i, line in enumerate(lines)]
            return Label(placed, x, area.fill in DRAWN_DEEP)
    return None


def _halves(words):
    """The words on two lines of about equal length; one word stays one line."""
    if len(words) < 2:
        return words
    cuts = range(1, len(words))
    cut = min(cuts, key=lambda c: max(len(" ".join(words[:c])), len(" ".join(words[c:]))))
    return [" ".join(words[:cut]), " ".join(words[cut:])]


def _icon_corner(place, label):
    """The upper left corner of an icon: under the label, or in its place; None where there is no room."""
    x, y, room = place
    if room < ICON:
        return None
    drop = LINE * len(label.lines) / 2 + ICON / 2 if label else 0
    return round(x - ICON / 2, 1), round(y + drop - ICON / 2, 1)
