"""The chart of two things over neighbourhoods: a dot each, with its name. No line is drawn through them."""

from dataclasses import dataclass
from typing import NamedTuple

from matplotlib.ticker import MaxNLocator

from evaluation.charts import BLUE, GREY, GREY_BAND, GRID, INK, MUTED, NARROW, NARROW_BELOW, SURFACE, WIDE, canvas
from evaluation.drawings import wide_and_narrow
from evaluation.rounding import MINUS

LETTER, LINE = 6.3, 13  # CSS pixels of a letter and a line of text of 12 px
GAP = 7
MARGIN = 70  # px that axis and labels take of the width and height


class Dot(NamedTuple):
    """A neighbourhood: where it stands, the 95% interval of `x`, and whether it is supported (blue)."""

    name: str
    x: float
    y: float
    low: float | None = None
    high: float | None = None
    main: bool = False


@dataclass(frozen=True, kw_only=True)
class Axis:
    """What an axis measures, in words, and whether it is a change, so that 0 is marked on it."""

    words: str
    is_change: bool
    unit: str = ""


def scatter_svgs(uid, title, description, dots, *, across, upright):
    """`scatter_figure` as SVG for the page, wide and narrow."""
    wide = scatter_figure(dots, across=across, upright=upright)
    narrow = scatter_figure(dots, across=across, upright=upright, width=NARROW, height=340)
    return wide_and_narrow(uid, title, description, wide, narrow)


def scatter_figure(dots, *, across, upright, width=WIDE, height=460):
    """Dots of neighbourhoods with names where there is room, and thin lines for the intervals of `x`.

    Parameters
    ----------
    dots : sequence of Dot
    across, upright : Axis
    width, height : int
        CSS pixels.

    Returns
    -------
    matplotlib.figure.Figure
    """
    drawing, axes = canvas(width, height)
    axes.grid(axis="x", visible=True)
    for dot in sorted(dots, key=lambda one: one.main):
        _draw(axes, dot)
    _frame(axes, dots, across, upright, most=4 if width < NARROW_BELOW else 7)
    box = Box(axes.get_xlim(), axes.get_ylim(), width - MARGIN, height - MARGIN)
    for dot, (dx, dy, side) in placed_names(dots, box).items():
        place = {"textcoords": "offset points", "fontsize": 12, "ha": side, "va": "center"}
        colour = INK if dot.main else MUTED
        axes.annotate(dot.name, (dot.x, dot.y), (dx, dy), color=colour, **place).set_in_layout(False)
    return drawing


def _draw(axes, dot):
    if dot.low is not None and dot.high is not None:
        axes.plot([dot.low, dot.high], [dot.y, dot.y], color=GREY_BAND, linewidth=1.25, zorder=1.5)
    colour = BLUE if dot.main else GREY
    axes.plot(dot.x, dot.y, "o", color=colour, markersize=8, markeredgecolor=SURFACE, markeredgewidth=1.25, zorder=4)


def _frame(axes, dots, across, upright, *, most):
    axes.set_xlim(*_ends([end for dot in dots for end in (dot.low, dot.x, dot.high) if end is not None], across))
    axes.set_ylim(*_ends([dot.y for dot in dots], upright))
    axes.set_xlabel(across.words)
    axes.set_ylabel(upright.words)
    for axis, about in ((axes.xaxis, across), (axes.yaxis, upright)):
        axis.set_major_locator(MaxNLocator(most))
        axis.set_major_formatter(_gradation(about))
    for draw, about in ((axes.axvline, across), (axes.axhline, upright)):
        if about.is_change:
            draw(0, color=MUTED, linewidth=1, zorder=1)
    axes.spines["bottom"].set_color(GRID)


def _gradation(about):
    def words(value, _):
        sign = MINUS if value < 0 else "+" if about.is_change and value > 0 else ""
        return f"{sign}{abs(value):,g}{'%' if about.unit == '%' and not about.is_change else ''}"

    return words


def _ends(values, about):
    """From where to where an axis runs: all that is drawn with some room, and 0 where it is a change."""
    known = [*values, 0] if about.is_change else list(values)
    low, high = min(known), max(known)
    room = 0.08 * (high - low) or 1
    return low - room, high + room


class Box(NamedTuple):
    """The plot's limits in the units of its axes, and its size in pixels."""

    across: tuple[float, float]
    upright: tuple[float, float]
    width: float
    height: float

    def point(self, dot):
        """Where a dot lies, in pixels from the lower left."""
        (left, right), (low, high) = self.across, self.upright
        return (dot.x - left) / (right - left) * self.width, (dot.y - low) / (high - low) * self.height


def placed_names(dots, box):
    """Dot -> offset and side of its name, for those whose name hides no dot and no other name.

    Supported neighbourhoods come first, then those farthest out; a name that finds no room is in the table only.
    """
    points = {dot: box.point(dot) for dot in dots}
    taken = [(x - 5, y - 5, x + 5, y + 5) for x, y in points.values()]
    found = {}
    for dot in sorted(dots, key=lambda one: (not one.main, -_out(points[one], box), one.name)):
        for offset in _offsets():
            area = _area(points[dot], dot.name, *offset)
            if _inside(area, box) and not any(_touch(area, other) for other in taken):
                found[dot] = offset
                taken.append(area)
                break
    return found


def _out(point, box):
    return abs(point[0] / box.width - 0.5) + abs(point[1] / box.height - 0.5)


def _offsets():
    return ((GAP, 0, "left"), (-GAP, 0, "right"), (0, GAP + 5, "center"), (0, -GAP - 5, "center"))


def _area(point, name, dx, dy, side):
    """The rectangle that a name covers, in pixels."""
    wide = LETTER * len(name)
    left = point[0] + dx - {"left": 0, "right": wide, "center": wide / 2}[side]
    low = point[1] + dy - LINE / 2
    return left, low, left + wide, low + LINE


def _inside(area, box):
    return area[0] >= 0 and area[1] >= 0 and area[2] <= box.width and area[3] <= box.height


def _touch(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
