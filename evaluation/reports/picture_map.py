"""The map of neighbourhoods as a picture: the shapes that neighbourhoods/maps.py has drawn, and the key below them."""

import re
from textwrap import wrap

import numpy as np
from matplotlib.figure import Figure as Drawing
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from evaluation.charts import BLUE, GREY, INK, MUTED, NARROW_BELOW, SURFACE

# The light values of the tokens of the same names in foothold.css, which maps them to dark ones.
FILLS = {
    "step-1": "#e6eff7",
    "step-2": "#b9d2e8",
    "step-3": "#7eacd3",
    "step-4": "#3672a8",
    "step-5": "#133d6d",
    "better": "#8fcfae",
    "worse": "#ecaaa2",
    "moved": "#7eacd3",
    "same": "#e4e4e0",
    "first": "#e6eff7",
    "few": "#f1f0ec",
}
ARROWS = {"rise": "^", "fall": "v"}
KEY_LINE, LETTER, SWATCH = (
    22,
    7.6,
    30,
)  # px: a line of the key, a letter of it, and the patch of colour before its words


def map_figure(drawing, width):
    """A picture of `shapes` (path, fill, lines, x, deep, supported, icon, icon_at) with a `key` (fill, words) below."""
    outlines = [_outline(shape["path"]) for shape in drawing["shapes"]]
    corners = np.concatenate([outline.vertices for outline in outlines])
    (west, north), (east, south) = corners.min(axis=0) - 4, corners.max(axis=0) + 4
    scale = width / (east - west)
    key = _key_places(drawing["key"], width)
    ground = (south - north) * scale
    height = ground + 12 + KEY_LINE * (key[-1][1] + 1 if key else 0)
    figure = Drawing(figsize=(width / 72, height / 72))
    area = figure.add_axes((0, 1 - ground / height, 1, ground / height), xlim=(west, east), ylim=(south, north))
    area.set_axis_off()
    _draw_shapes(area, drawing["shapes"], outlines, narrow=width < NARROW_BELOW)
    _draw_key(figure, key, width, height, ground)
    return figure


def _outline(path):
    """One compound Path of SVG path data that has straight lines alone, as neighbourhoods/maps.py writes it."""
    rings = [np.array(ring.split(), dtype=float).reshape(-1, 2) for ring in re.findall(r"M([^Mz]+)z", path)]
    return Path.make_compound_path(*(Path(np.vstack((ring, ring[:1])), closed=True) for ring in rings))


def _draw_shapes(axes, shapes, outlines, *, narrow):
    for shape, outline in zip(shapes, outlines, strict=True):
        axes.add_patch(PathPatch(outline, **_look(shape["fill"])))
    for shape, outline in zip(shapes, outlines, strict=True):
        if shape["supported"]:
            axes.add_patch(PathPatch(outline, facecolor="none", edgecolor=INK, linewidth=1.5 if narrow else 2.5))
        if shape["icon"] in ARROWS and shape["icon_at"]:
            x, y = (at + 6 for at in shape["icon_at"])
            axes.plot(x, y, ARROWS[shape["icon"]], color=INK, markersize=4 if narrow else 7)
        if not narrow:
            _name(axes, shape)


def _name(axes, shape):
    colour, weight = SURFACE if shape["deep"] else INK, "bold" if shape["supported"] else "normal"
    for words, y in shape["lines"]:
        place = {"ha": "center", "va": "baseline", "fontsize": 9.5}
        axes.text(shape["x"], y, words, color=colour, fontweight=weight, **place)


def _look(fill):
    """How a fill of a map looks; unknown is blank, a hidden figure hatched, no baseline edged in broken blue."""
    look = {"facecolor": FILLS.get(fill, SURFACE), "edgecolor": SURFACE, "linewidth": 1.25}
    if fill == "few":
        return look | {"edgecolor": GREY, "hatch": "////", "linewidth": 0.75}
    if fill == "none":
        return look | {"edgecolor": BLUE, "linestyle": (0, (4, 3))}
    return look | {"edgecolor": MUTED, "linewidth": 0.75} if fill not in FILLS else look


def _key_places(key, width):
    """(x, line, fill, words) of each item of the key, as many to a line as fit; long words go on in the next line."""
    placed, x, line = [], 0.0, 0
    for item in key:
        lines = wrap(item["words"], int((width - SWATCH) / LETTER))
        room = SWATCH + LETTER * max(map(len, lines), default=0) + 14
        if x and x + room > width:
            x, line = 0.0, line + 1
        for number, words in enumerate(lines):
            placed.append((x, line + number, item["fill"] if number == 0 else "", words))
        x, line = (x + room, line) if len(lines) == 1 else (0.0, line + len(lines))
    return placed


def _draw_key(figure, placed, width, height, ground):
    if not placed:
        return
    axes = figure.add_axes((0, 0, 1, 1 - ground / height), xlim=(0, width), ylim=(height - ground, 0))
    axes.set_axis_off()
    for x, line, fill, words in placed:
        middle = 14 + KEY_LINE * line
        if fill not in ("", "note"):
            axes.add_patch(Rectangle((x + 1, middle - 7), 22, 14, **_swatch(fill)))
        axes.text(x + (0 if fill == "note" else SWATCH), middle, words, fontsize=12, color=MUTED, va="center")


def _swatch(fill):
    if fill == "supported":
        return {"facecolor": SURFACE, "edgecolor": INK, "linewidth": 2.5}
    look = _look(fill)
    return look | {"edgecolor": MUTED, "linewidth": 0.75} if look["edgecolor"] == SURFACE else look
