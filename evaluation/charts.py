"""Charts that belong to the page: numbers in, a matplotlib `Figure` out; `drawings.py` brings it to the page.

Figures are drawn in CSS pixels (72 dpi, 1 unit = 1 px), so that text keeps its true size: a wide and a narrow
one of each, and the stylesheet shows the one that fits. Colours are the light values of the tokens in
foothold.css, which maps the same values to dark ones; change both together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

import matplotlib as mpl
from matplotlib.figure import Figure as Drawing
from matplotlib.ticker import FixedLocator, MaxNLocator

from evaluation.sparklines import WavePoint, runs

INK, MUTED, GRID, SURFACE = "#1b2530", "#525d68", "#dedcd6", "#ffffff"
BLUE, BLUE_BAND, GREY, GREY_BAND = "#17457a", "#cfdeec", "#77818b", "#e4e6e8"
BETTER, WORSE, BENCHMARK = "#17694b", "#a12b2b", "#8a5500"
DOTTED, DASHED = (0, (1, 2.2)), (0, (6, 3))
WIDE, NARROW, SMALL = 700, 328, 320
FULL = 1080  # the width of a whole page, for a ranking with its columns of words
NEAR_THE_TOP = 0.85  # from this part of the height on, a benchmark's words take the place of others at the top
NARROW_BELOW = 500  # px; a phone's chart has fewer ticks and shorter labels
HALF_YEAR = timedelta(days=183)
YES_NO = "yes/no"
WHOLE = ("%", "count")  # units that have no parts

mpl.rcParams.update(
    {
        "text.parse_math": False,
        "svg.fonttype": "none",
        "svg.hashsalt": "foothold",
        "figure.dpi": 72,
        "savefig.dpi": 72,
        "font.family": "sans-serif",
        "font.sans-serif": ["Liberation Sans", "Arial", "Helvetica", "DejaVu Sans"],
        "font.size": 13,
        "text.color": INK,
        "axes.labelcolor": MUTED,
        "axes.edgecolor": MUTED,
        "xtick.color": MUTED,
        "ytick.color": MUTED,
        "xtick.labelsize": 13,
        "ytick.labelsize": 13,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.left": False,
        "axes.linewidth": 1,
        "axes.grid": True,
        "axes.grid.axis": "y",
        "grid.color": GRID,
        "grid.linewidth": 1,
        "axes.axisbelow": True,
        "xtick.major.size": 4,
        "ytick.major.size": 0,
        "xtick.major.width": 1,
        "lines.linewidth": 2.5,
        "lines.markersize": 7,
        "figure.facecolor": "none",
        "axes.facecolor": "none",
        "savefig.facecolor": "none",
    }
)


class Mark(NamedTuple):
    """A reference line: its value in the chart's unit and the words that name it."""

    value: float
    words: str


class Start(NamedTuple):
    """The day support began and the words that say so: a thin upright line."""

    on: date
    words: str


@dataclass(frozen=True, kw_only=True)
class TrendLine:
    """One place or group over time: `points` in order of date; the main line is blue, others grey.

    Several grey ones are told apart by their `dash`, a line style of matplotlib's, and by their names at the end.
    """

    label: str
    points: Sequence[WavePoint]
    main: bool = True
    dash: str | tuple = "solid"


def trend_figure(
    lines,
    *,
    baseline=None,
    benchmark=None,
    start=None,
    unit="%",
    width=WIDE,
    height=430,
    top=None,
    small=False,
):
    """Estimates over time with their 95% intervals; a missing wave leaves a gap in the line.

    Parameters
    ----------
    lines : sequence of TrendLine
        Values in `unit`.
    baseline, benchmark : Mark or None
        Drawn dotted and dashed. A benchmark is a named reference, never a pass mark.
    start : Start or None
    unit : str
        "%" is written on the axis; any other unit is named by the page.
    width, height : int
        CSS pixels.
    top : float or None
        The end of the upright axis, to compare charts; by default what the numbers need.
    small : bool
        For a tile: two dates, no names, a baseline without words.

    Returns
    -------
    matplotlib.figure.Figure
    """
    drawing, axes = canvas(width, height)
    for line in sorted(lines, key=lambda line: line.main):
        _draw_line(axes, line)
    _frame_time(axes, lines, width=width, small=small)
    axes.set_ylim(0, top or _top(lines, baseline, benchmark))
    _grade(axes.yaxis, unit, most=3 if small else 5)
    if not small:
        _name_lines(axes, lines, unit, apart=40 / (height - 60) * axes.get_ylim()[1])
    _draw_marks(axes, baseline, benchmark, start, named=not small, crowded=len(lines) > 2)
    return drawing


def canvas(width, height):
    """An empty drawing of this size in CSS pixels, and the axes in it."""
    drawing = Drawing(figsize=(width / 72, height / 72), layout="constrained")
    return drawing, drawing.add_subplot()


def _draw_line(axes, line):
    colour, band = (BLUE, BLUE_BAND) if line.main else (GREY, GREY_BAND)
    for run in runs(line.points):
        days, values = [point.on for point in run], [point.value for point in run]
        sampled = [point for point in run if point.low is not None and point.high is not None]
        if len(sampled) == len(run):
            lows, highs = [point.low for point in run], [point.high for point in run]
            axes.fill_between(days, lows, highs, color=band, linewidth=0, zorder=1 + line.main)
        for point in sampled:
            axes.plot([point.on] * 2, [point.low, point.high], color=colour, linewidth=1.25, zorder=3)
        # A count holds until the next one; between two samples the line only leads the eye.
        drawstyle = "default" if sampled else "steps-post"
        axes.plot(days, values, color=colour, linestyle=line.dash, zorder=4, drawstyle=drawstyle)
        axes.plot(days, values, "o", color=colour, markeredgecolor=SURFACE, markeredgewidth=1.5, zorder=5)


def _measured(lines):
    return [point for line in lines for point in line.points if point.value is not None]


def _top(lines, *marks):
    """Where the upright axis ends: above everything drawn, so that a high benchmark stays in sight."""
    drawn = [point.value if point.high is None else point.high for point in _measured(lines)]
    drawn += [mark.value for mark in marks if mark]
    return 1.08 * max(drawn, default=0) or 1


def _frame_time(axes, lines, *, width, small):
    """The time axis: the first days of years, with room at the right for the names of the lines."""
    days = [point.on for line in lines for point in line.points] or [date(2000, 1, 1)]
    first, last = min(days), max(days)
    span = max(last - first, HALF_YEAR)
    narrow = width < NARROW_BELOW
    begins, ends = first - 0.04 * span, last + (0.06 if small else 0.48 if narrow else 0.24) * span
    axes.set_xlim(begins, ends)
    told = last + 0.24 * span  # the room for names at the right is no time of its own
    new_years = [day for year in range(first.year, ends.year + 1) if begins <= (day := date(year, 1, 1)) <= told]
    if small or not new_years:
        _end_dates(axes, first, last)
    else:
        axes.set_xticks(new_years, [f"Jan ’{day.year % 100:02}" if narrow else f"Jan {day.year}" for day in new_years])


def _end_dates(axes, first, last):
    ends = [first] if first == last else [first, last]
    axes.set_xticks(ends, [f"{day:%b %Y}" for day in ends])
    for label, side in zip(axes.get_xticklabels(), ("left", "right"), strict=False):
        label.set_horizontalalignment(side)


def _grade(axis, unit, *, most):
    """Round gradations, at most about `most`; the sign of a percentage is written beside each."""
    if unit == YES_NO:
        axis.set_major_locator(FixedLocator([0, 1]))
        axis.set_major_formatter(lambda value, _: _yes_or_no(value))
        return
    axis.set_major_locator(MaxNLocator(most, integer=unit in WHOLE))
    axis.set_major_formatter(lambda value, _: f"{value:.0f}%" if unit == "%" else f"{value:,g}")


def _name_lines(axes, lines, unit, *, apart):
    """The last value and the name at the end of each line, kept `apart` (in the unit) from one another."""
    ends = sorted(((_measured([line])[-1], line) for line in lines if _measured([line])), key=lambda end: end[0].value)
    places = _kept_apart([point.value for point, _ in ends], apart, axes.get_ylim()[1])
    for at, ((day, value, *_), line) in zip(places, ends, strict=True):
        colour = BLUE if line.main else GREY
        beside = {"textcoords": "offset points", "va": "center", "color": colour}
        size = 18 if line.main else 14
        axes.annotate(_short(value, unit), (day, at), (11, 3), fontsize=size, fontweight="bold", **beside)
        axes.annotate(line.label, (day, at), (11, -13), fontsize=12, **beside)


def _kept_apart(values, apart, top):
    """Where names stand beside `values`, in order: `apart` from one another, pushed up, and down again below `top`."""
    places, at = [], -apart
    for value in values:
        places.append(at := max(value, at + apart))
    for number in reversed(range(len(places))):
        places[number] = top = min(places[number], top)
        top -= apart
    return places


def _yes_or_no(value):
    return "yes" if value else "no"


def _short(value, unit):
    if unit == YES_NO:
        return _yes_or_no(value)
    if unit == "count":
        return f"{value:,.0f}"
    return f"{value:.0f}%" if unit == "%" else f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def _draw_marks(axes, baseline, benchmark, start, *, named, crowded=False):
    if baseline:
        axes.axhline(baseline.value, color=BLUE, linewidth=1.25, linestyle=DOTTED, zorder=2.5)
    if benchmark:
        axes.axhline(benchmark.value, color=BENCHMARK, linewidth=1.5, linestyle=DASHED, zorder=2.5)
    if start:
        axes.axvline(start.on, color=MUTED, linewidth=1, zorder=1)
    if named:
        _name_marks(axes, baseline, benchmark, start, crowded=crowded)


def _name_marks(axes, baseline, benchmark, start, *, crowded):
    offset = {"textcoords": "offset points", "fontsize": 12}
    across = ("axes fraction", "data")
    if baseline:
        # The names of several lines stand at the right: then it is said in the middle.
        along, side = (0.5, "center") if crowded else (1, "right")
        where = {"xycoords": across, "ha": side, "va": "top", "color": BLUE}
        axes.annotate(baseline.words, (along, baseline.value), (0, -4), **where, **offset)
    if benchmark:
        where = {"xycoords": across, "va": "bottom", "color": BENCHMARK}
        axes.annotate(benchmark.words, (0, benchmark.value), (2, 4), **where, **offset)
    if start:
        # At the top, unless the words of a benchmark up there would stand in the way: then at the foot.
        is_free = benchmark is None or benchmark.value < NEAR_THE_TOP * axes.get_ylim()[1]
        end, side, beside = (1, "top", -2) if is_free else (0, "bottom", 3)
        where = {"xycoords": ("data", "axes fraction"), "va": side, "color": MUTED}
        axes.annotate(start.words, (start.on, end), (5, beside), **where, **offset)


@dataclass(frozen=True, kw_only=True)
class RankedRow:
    """A place or group in a ranking, its 95% interval and the words of the columns beside it.

    `value` None means that no figure is shown and `why` is written instead; a phone shows it up to its colon.
    `before` is the baseline, a hollow dot. `main` rows are blue and bold, others grey. `cells` are set to the
    right, in the order of the chart's columns.
    """

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    before: float | None = None
    main: bool = False
    why: str = ""
    cells: tuple[str, ...] = ()
    tone: str = "neutral"


class Column(NamedTuple):
    """A column of words beside a ranking, `offset` px right of the plot; `toned` in the verdict's colour."""

    heading: str
    offset: int
    toned: bool = False


COLUMNS = (
    Column("95% interval", 30),
    Column("n", 152),
    Column("Change since baseline", 194),
    Column("Verdict", 400, toned=True),
)
# What is counted in full has no interval, and more words in place of n.
COUNTED_COLUMNS = (
    Column("Figure", 30),
    Column("Counted", 96),
    Column("Change since baseline", 284),
    Column("Verdict", 440, toned=True),
)
TONES = {"better": BETTER, "worse": WORSE}


def ranked_figure(rows, *, baseline=None, columns=(), unit="%", width=WIDE, row_height=20, top=None):
    """Places or groups in the order given, a dot and its 95% interval each; breakdowns too.

    Parameters
    ----------
    rows : sequence of RankedRow
        Values in `unit`.
    baseline : Mark or None
        A dotted upright line.
    columns : sequence of Column
        Headings of the rows' `cells`; leave them out where a phone has no room, for the table repeats them.
    unit : str
    width, row_height : int
        CSS pixels.
    top : float or None
        The end of the level axis.

    Returns
    -------
    matplotlib.figure.Figure
    """
    drawing, axes = canvas(width, 64 + row_height * max(len(rows), 1))
    for y, row in enumerate(rows):
        _draw_row(axes, y, row, narrow=width < NARROW_BELOW)
        _write_cells(axes, y, row, columns)
    for column in columns:
        place = {"xycoords": "axes fraction", "textcoords": "offset points", "va": "bottom"}
        axes.annotate(column.heading, (1, 1), (column.offset, 5), fontsize=12, color=MUTED, **place)
    if baseline:
        _draw_upright(axes, baseline)
    _frame_ranks(axes, rows)
    axes.set_xlim(0, top or _furthest(rows, baseline))
    _grade(axes.xaxis, unit, most=4 if width < NARROW_BELOW else 7)
    return drawing


def _draw_row(axes, y, row, *, narrow):
    if row.value is None:
        why = row.why.partition(":")[0] if narrow else row.why
        place = {"textcoords": "offset points", "va": "center", "fontsize": 12, "color": MUTED}
        axes.annotate(why or "No figure", (0, y), (4, 0), **place).set_in_layout(False)
        return
    colour = BLUE if row.main else GREY
    if row.low is not None and row.high is not None:
        stroke = {"linewidth": 2.5 if row.main else 1.75, "solid_capstyle": "round"}
        axes.plot([row.low, row.high], [y, y], color=colour, zorder=3, **stroke)
    if row.before is not None:
        ring = {"markersize": 6, "markeredgecolor": colour, "markeredgewidth": 1.5}
        axes.plot(row.before, y, "o", color=SURFACE, zorder=4, **ring)
    edge = {"markersize": 8, "markeredgecolor": SURFACE, "markeredgewidth": 1.25}
    axes.plot(row.value, y, "o", color=colour, zorder=5, **edge)


def _write_cells(axes, y, row, columns):
    for column, words in zip(columns, row.cells, strict=False):
        place = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points", "va": "center"}
        colour = TONES.get(row.tone, INK) if column.toned else INK
        weight = "bold" if row.main else "normal"
        axes.annotate(words, (1, y), (column.offset, 0), fontsize=12, fontweight=weight, color=colour, **place)


def _draw_upright(axes, baseline):
    axes.axvline(baseline.value, color=BLUE, linewidth=1.25, linestyle=DOTTED, zorder=2)
    place = {"textcoords": "offset points", "ha": "left", "va": "top", "fontsize": 12, "color": BLUE}
    axes.annotate(baseline.words, (baseline.value, 0), (3, -2), xycoords=("data", "axes fraction"), **place)


def _frame_ranks(axes, rows):
    axes.set_yticks(range(len(rows)), [row.name for row in rows])
    for label, row in zip(axes.get_yticklabels(), rows, strict=True):
        label.set_color(MUTED if row.value is None else INK)
        label.set_fontweight("bold" if row.main else "normal")
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", visible=True)
    axes.spines["bottom"].set_visible(False)
    axes.xaxis.tick_top()
    axes.tick_params(axis="x", length=0)


def _furthest(rows, baseline):
    drawn = [v for row in rows if row.value is not None for v in (row.value, row.high, row.before) if v is not None]
    return 1.04 * max(drawn + ([baseline.value] if baseline else []), default=0) or 1
