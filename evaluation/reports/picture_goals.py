"""The six goals side by side: each with its figure, its line over time and its verdict in words."""

from datetime import date
from textwrap import wrap

from matplotlib.figure import Figure as Drawing
from matplotlib.patches import Rectangle

from evaluation.charts import BLUE, BLUE_BAND, DOTTED, GRID, INK, MUTED, NARROW_BELOW, SURFACE, TONES
from evaluation.sparklines import WavePoint, runs

ACROSS = {True: 1, False: 3}
TILE, GAP = 150, 22  # px
SPARK_WIDTH, SPARK_HEIGHT = 84, 40


def goals_figure(drawing, width):
    """A picture of `goals`: number, title, value, about (interval and n), change, verdict, tone, points, baseline."""
    goals, across = drawing["goals"], ACROSS[width < NARROW_BELOW]
    down = -(-len(goals) // across)
    height, tile = down * TILE, (width - GAP * (across - 1)) / across
    figure = Drawing(figsize=(width / 72, height / 72))
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0))
    axes.set_axis_off()
    for place, goal in enumerate(goals):
        _tile(axes, goal, place % across * (tile + GAP), place // across * TILE, tile)
    return figure


def _tile(axes, goal, left, top, width):
    axes.plot([left, left + width], [top + 2, top + 2], color=GRID, linewidth=1, zorder=0)
    axes.add_patch(Rectangle((left, top), 26, 4, facecolor=BLUE, linewidth=0))
    title = wrap(f"{goal['number']}  {goal['title']}", 27)[:2]
    for number, line in enumerate(title):
        axes.text(left, top + 22 + 15 * number, line, fontsize=12, fontweight="bold", color=INK, va="center")
    _words(axes, goal, left, top)
    _spark(axes, goal, left + width - SPARK_WIDTH - 4, top + 50)


def _words(axes, goal, left, top):
    is_number = goal["is_shown"]
    size, colour = (22, INK) if is_number else (14, MUTED)
    axes.text(left, top + 66, goal["value"], fontsize=size, fontweight="bold", color=colour, va="center")
    for place, words in ((91, goal["about"]), (107, goal["change"])):
        axes.text(left, top + place, words, fontsize=10.5, color=MUTED, va="center")
    colour = TONES.get(goal["tone"], INK)
    axes.text(left, top + 127, goal["verdict"], fontsize=12, fontweight="bold", color=colour, va="center")


def _spark(axes, goal, left, top):
    points = [WavePoint(date.fromisoformat(p["on"]), p["value"], p["low"], p["high"]) for p in goal["points"]]
    stretches = list(runs(points))
    if not stretches:
        return
    place = _Placing(points, goal["baseline"], left, top)
    if goal["baseline"] is not None:
        height = place.height(goal["baseline"])
        axes.plot([left, left + SPARK_WIDTH], [height, height], color=BLUE, linewidth=1, linestyle=DOTTED)
    for run in stretches:
        across = [place.across(point.on) for point in run]
        if all(point.low is not None and point.high is not None for point in run):
            lows, highs = ([place.height(end) for end in ends] for ends in zip(*(p[2:] for p in run), strict=True))
            axes.fill_between(across, lows, highs, color=BLUE_BAND, linewidth=0)
        axes.plot(across, [place.height(point.value) for point in run], color=BLUE, linewidth=2)
    last = stretches[-1][-1]
    dot = {"color": BLUE, "markersize": 7, "markeredgecolor": SURFACE, "markeredgewidth": 1.5}
    axes.plot(place.across(last.on), place.height(last.value), "o", **dot)


class _Placing:
    """Where a point falls in its small box, in px."""

    def __init__(self, points, baseline, left, top):
        ends = [end for point in points for end in point[1:] if end is not None]
        ends += [] if baseline is None else [baseline]
        self.least, self.most = min(ends), max(ends)
        self.first, self.span = points[0].on, (points[-1].on - points[0].on).days
        self.left, self.top = left, top

    def across(self, on):
        return self.left + SPARK_WIDTH * ((on - self.first).days / self.span if self.span else 1)

    def height(self, value):
        span = self.most - self.least
        return self.top + SPARK_HEIGHT * (1 - ((value - self.least) / span if span else 0.5))
