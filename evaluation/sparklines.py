"""The small line beside a tile's figure: estimates over time, drawn as SVG path data for `_sparkline.html`.

It shows the shape of a series to someone who reads the figures beside it in words, so it is hidden from
screen readers and carries no numbers of its own.
"""

from datetime import date
from typing import NamedTuple

WIDTH, HEIGHT = 120, 56
LEFT, RIGHT, TOP, BOTTOM = 4.0, 114.0, 7.3, 48.7


class WavePoint(NamedTuple):
    """An estimate at a date with its 95% interval, all in the indicator's unit.

    `value` None means that the wave has no figure here: a gap. `low` and `high` None mean a complete count.
    """

    on: date
    value: float | None
    low: float | None = None
    high: float | None = None


def runs(points):
    """The stretches of `points`, in order of date, that have a figure; a missing wave parts them."""
    run = []
    for point in points:
        if point.value is not None:
            run.append(point)
        elif run:
            yield run
            run = []
    if run:
        yield run


def sparkline(points, *, baseline=None):
    """SVG path data of a series of `WavePoint`, in order of date, in a box of 120 by 56.

    Returns None when nothing has been measured; else a dict of `box`, `bands`, `lines`, `bars` and `gaps`
    (lists of path data), `base` (path data, or None without a baseline) and `dot` (x and y of the latest
    figure).
    """
    stretches = list(runs(points))
    if not stretches:
        return None
    place = _Placing([point for run in stretches for point in run], points, baseline)
    latest = place(stretches[-1][-1])
    return {
        "box": f"0 0 {WIDTH} {HEIGHT}",
        "bands": [_band(run, place) for run in stretches if len(run) > 1 and _has_interval(run)],
        "lines": [_line(map(place, run)) for run in stretches if len(run) > 1],
        "bars": [_bar(point, place) for run in stretches if _has_interval(run) for point in run],
        "gaps": [_line((place(a[-1]), place(b[0]))) for a, b in zip(stretches, stretches[1:], strict=False)],
        "base": None if baseline is None else f"M0 {place.height(baseline):.1f}H{WIDTH}",
        "dot": {"x": f"{latest[0]:.1f}", "y": f"{latest[1]:.1f}"},
    }


class _Placing:
    """Where a point falls in the box, as (x, y); `height` places a value alone."""

    def __init__(self, measured, points, baseline):
        self.first, self.last = points[0].on, points[-1].on
        values = [v for p in measured for v in (p.value, p.low, p.high) if v is not None]
        values += [] if baseline is None else [baseline]
        self.least, self.most = min(values), max(values)

    def __call__(self, point):
        span = (self.last - self.first).days
        share = (point.on - self.first).days / span if span else 1.0
        return LEFT + share * (RIGHT - LEFT), self.height(point.value)

    def height(self, value):
        span = self.most - self.least
        share = (value - self.least) / span if span else 0.5
        return BOTTOM - share * (BOTTOM - TOP)


def _has_interval(run):
    return all(point.low is not None and point.high is not None for point in run)


def _line(places):
    return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in places)


def _band(run, place):
    upper = [place(point._replace(value=point.high)) for point in run]
    lower = [place(point._replace(value=point.low)) for point in reversed(run)]
    return _line(upper + lower) + "z"


def _bar(point, place):
    x, _ = place(point)
    return f"M{x:.1f} {place.height(point.high):.1f}V{place.height(point.low):.1f}"
