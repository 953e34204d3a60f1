"""Charts of comparisons: a cohort beside those waiting, and an area beside the nation. Numbers in, a drawing out."""

from datetime import date
from typing import NamedTuple

from matplotlib.ticker import MaxNLocator

from evaluation.charts import (
    BENCHMARK,
    BLUE,
    BLUE_BAND,
    DASHED,
    GREY,
    HALF_YEAR,
    MUTED,
    NARROW,
    NARROW_BELOW,
    SURFACE,
    WIDE,
    canvas,
)
from evaluation.drawings import wide_and_narrow

MARKS = ("o", "D", "s", "^")  # one for each line of published figures


class Apart(NamedTuple):
    """A difference on a day, with its interval where it has one; `before` the start it should be near zero."""

    on: date
    value: float
    low: float | None
    high: float | None
    before: bool


class PublishedPoint(NamedTuple):
    """A published figure: `low` to `high` over the days from `begins` to `ends`; both the same for a plain figure."""

    begins: date
    ends: date
    low: float
    high: float

    @property
    def middle(self):
        return self.begins + (self.ends - self.begins) / 2


def staggered_figure(steps, *, base_on, starts_on, unit="%", width=WIDE, height=320):
    """How much more started neighbourhoods changed than waiting ones, survey by survey, about a line at zero.

    Surveys before the start are hollow: there the two should not have moved apart. The survey that all is measured
    from is the square on the line.

    Parameters
    ----------
    steps : sequence of Apart
        In points, or in `unit`.
    base_on, starts_on : date

    Returns
    -------
    matplotlib.figure.Figure
    """
    drawing, axes = canvas(width, height)
    axes.axhline(0, color=MUTED, linewidth=1.25, zorder=2)
    axes.axvline(starts_on, color=MUTED, linewidth=1, zorder=1)
    for step in steps:
        if step.low is not None and step.high is not None:
            axes.plot([step.on] * 2, [step.low, step.high], color=GREY if step.before else BLUE, linewidth=2, zorder=3)
        fill, edge = (SURFACE, GREY) if step.before else (BLUE, BLUE)
        axes.plot(step.on, step.value, "o", color=fill, markeredgecolor=edge, markeredgewidth=1.75, zorder=5)
    axes.plot(base_on, 0, "s", color=SURFACE, markeredgecolor=MUTED, markeredgewidth=1.75, zorder=4)
    _frame_days(axes, [step.on for step in steps] + [base_on, starts_on], width)
    _around_zero(axes, steps)
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=unit == "%"))
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:+g}".replace("-", "−") if value else "0")
    words = {"textcoords": "offset points", "fontsize": 12, "color": MUTED}
    axes.annotate("Support starts", (starts_on, 1), (5, -2), xycoords=("data", "axes fraction"), va="top", **words)
    return drawing


def national_figure(label, points, lines, *, width=WIDE, height=380):
    """An area's estimates with their intervals, and published figures as dashed lines of their own, one for each mode.

    Parameters
    ----------
    label : str
        The area.
    points : sequence of WavePoint
        In percent; one without a value is left out.
    lines : list of (str, list of PublishedPoint)
        Each its own line and mark. Nothing joins two of them.

    Returns
    -------
    matplotlib.figure.Figure
    """
    drawing, axes = canvas(width, height)
    for number, (name, published) in enumerate(lines):
        _draw_published(axes, name, published, MARKS[number % len(MARKS)])
    shown = [point for point in points if point.value is not None]
    for point in shown:
        if point.low is not None and point.high is not None:
            around = [point.on - HALF_YEAR / 4, point.on + HALF_YEAR / 4]
            axes.fill_between(around, point.low, point.high, color=BLUE_BAND, linewidth=0, zorder=2)
            axes.plot([point.on] * 2, [point.low, point.high], color=BLUE, linewidth=1.25, zorder=3)
    style = {"color": BLUE, "markeredgecolor": SURFACE, "markeredgewidth": 1.5, "zorder": 5}
    axes.plot([point.on for point in shown], [point.value for point in shown], "o-", **style)
    _name(axes, label, shown[-1].on, max(point.high or point.value for point in shown[-2:]), BLUE, "right")
    days = [point.on for point in shown] + [day for _, each in lines for p in each for day in (p.begins, p.ends)]
    _frame_days(axes, days, width)
    values = [v for point in shown for v in (point.value, point.high) if v is not None]
    values += [point.high for _, each in lines for point in each]
    axes.set_ylim(0, min(1.15 * max(values), 102))
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0f}%")
    return drawing


def _draw_published(axes, name, published, mark):
    style = {"color": BENCHMARK, "zorder": 4}
    for point in published:
        if point.low != point.high:
            axes.fill_between(
                [point.begins, point.ends], point.low, point.high, color=BENCHMARK, linewidth=0, alpha=0.35
            )
    plain = [(point.middle, (point.low + point.high) / 2) for point in published]
    if len(plain) > 1:
        axes.plot(*zip(*plain, strict=True), linestyle=DASHED, linewidth=1.5, **style)
    axes.plot(*zip(*plain, strict=True), mark, markeredgecolor=SURFACE, markeredgewidth=1.25, **style)
    _name(axes, name, plain[0][0], published[0].high, BENCHMARK, "left")


def _name(axes, words, on, value, colour, side):
    """The name of a line above its first or last point."""
    place = {"textcoords": "offset points", "fontsize": 12, "color": colour, "ha": side, "va": "bottom"}
    axes.annotate(words, (on, value), (-4 if side == "left" else 4, 7), **place)


def _frame_days(axes, days, width):
    first, last = min(days), max(days)
    margin = max((last - first) * 0.05, HALF_YEAR / 3)
    axes.set_xlim(first - margin, last + margin)
    every = max(1, round((last.year - first.year) / (4 if width < NARROW_BELOW else 8)))
    ticks = [date(year, 1, 1) for year in range(first.year + 1, last.year + 1, every)]
    if ticks:
        axes.set_xticks(
            ticks, [f"Jan ’{day.year % 100:02}" if width < NARROW_BELOW else f"Jan {day.year}" for day in ticks]
        )


def _around_zero(axes, steps):
    ends = [abs(value) for step in steps for value in (step.value, step.low, step.high) if value is not None]
    furthest = 1.15 * max(ends, default=1) or 1
    axes.set_ylim(-furthest, furthest)


def both_sizes(draw, uid, title, description, narrow_height):
    """What `draw` draws, wide and narrow, for the page."""
    return wide_and_narrow(uid, title, description, draw(), draw(width=NARROW, height=narrow_height))
