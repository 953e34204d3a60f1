"""A group's numbers over time as drawings: members, volunteers and activities, one below the other on the same days.

Each is our own SVG, for `_career_panel.html`: positions from left to right are in percent, so that letters keep their
size on a phone. A number that is not known is a gap, never a nought.
"""

from dataclasses import dataclass
from datetime import date

TOP, HEIGHT = 22, 64  # px above the highest value, and from it to the line of 0
LEFT, RIGHT = 4, 96  # percent
CLOSE = 11  # labels nearer than this many percent would meet
SHOWN = (("members", "Members"), ("volunteers", "Volunteers"), ("activities", "Activities a month"))
RESTING = {"dormant": "dormant", "closed": "closed", "merged": "merged into another group"}
MOST_TICKS = 7


@dataclass(frozen=True)
class Dot:
    """A known number on a day; `label` is written above it where there is room."""

    x: float
    y: float
    words: str
    label: str = ""

    @property
    def anchor(self):
        return "start" if self.x < 12 else "end" if self.x > 88 else "middle"

    @property
    def label_y(self):
        return self.y - 9


@dataclass(frozen=True)
class Panel:
    """One number over time: its dots, and the lines between those that follow each other without a gap."""

    name: str
    dots: tuple[Dot, ...]
    lines: tuple[tuple[Dot, Dot], ...]
    words: str

    height = TOP + HEIGHT + 6
    base = TOP + HEIGHT


@dataclass(frozen=True)
class Rest:
    """A stretch of time in which the group was not active."""

    x: float
    width: float
    words: str


@dataclass(frozen=True)
class CareerChart:
    panels: tuple[Panel, ...]
    rests: tuple[Rest, ...]
    ticks: tuple[tuple[str, float], ...]
    first: date
    last: date


def career_chart(profiles, on):
    """The CareerChart of profiles that nobody struck out, up to the date `on`, or None below two of different days."""
    by_day = {profile.as_of: profile for profile in profiles if profile.struck_out_at is None and profile.as_of <= on}
    stops = [by_day[day] for day in sorted(by_day)]
    if len(stops) < 2:
        return None
    first, last = stops[0].as_of, on

    def place(day):
        return LEFT + (day - first).days / max((last - first).days, 1) * (RIGHT - LEFT)

    panels = [_panel(name, label, stops, place) for name, label in SHOWN]
    return CareerChart(
        panels=tuple(panel for panel in panels if panel.dots),
        rests=tuple(_rests(stops, place, last)),
        ticks=tuple(_ticks(first, last, place)),
        first=first,
        last=last,
    )


def _panel(name, label, stops, place):
    values = [getattr(stop, name) for stop in stops]
    most = max((value for value in values if value is not None), default=0) or 1
    known = [(stop.as_of, value) for stop, value in zip(stops, values, strict=True) if value is not None]
    labelled = _labelled([place(day) for day, _ in known], [value for _, value in known])
    dots = {
        day: Dot(
            x=place(day),
            y=TOP + (1 - value / most) * HEIGHT,
            words=f"{value:,} on {day:%-d %B %Y}",
            label=f"{value:,}" if number in labelled else "",
        )
        for number, (day, value) in enumerate(known)
    }
    days = [stop.as_of for stop in stops]
    lines = [(dots[a], dots[b]) for a, b in zip(days, days[1:], strict=False) if a in dots and b in dots]
    said = "; ".join(dot.words for dot in dots.values())
    return Panel(label, tuple(dots.values()), tuple(lines), f"{label}: {said}")


def _labelled(places, values):
    """Numbers of the dots that are labelled: the last, the first, the highest, as far as they do not meet."""
    if not values:
        return set()
    chosen = []
    for number in (len(values) - 1, 0, values.index(max(values))):
        if all(abs(places[number] - places[other]) >= CLOSE for other in chosen):
            chosen.append(number)
    return set(chosen)


def _rests(stops, place, last):
    ends = [stop.as_of for stop in stops[1:]] + [last]
    for stop, end in zip(stops, ends, strict=True):
        if stop.state in RESTING and end > stop.as_of:
            words = f"{RESTING[stop.state]} from {stop.as_of:%-d %B %Y} to {end:%-d %B %Y}"
            yield Rest(place(stop.as_of), place(end) - place(stop.as_of), words)


def _ticks(first, last, place):
    """Years, or every few of them; the first and the last month where there is no turn of a year between."""
    years = list(range(first.year + 1, last.year + 1))
    if not years:
        return [(f"{first:%b %Y}", place(first)), (f"{last:%b %Y}", place(last))]
    step = -(-len(years) // MOST_TICKS)
    return [(str(year), place(date(year, 1, 1))) for year in years[::step]]
