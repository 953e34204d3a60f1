"""Bars of groups: a figure for each group of people or places, one bar a series, with its interval and its words."""

from matplotlib.figure import Figure as Drawing
from matplotlib.patches import Rectangle

from evaluation.charts import BLUE, BLUE_BAND, INK, MUTED, NARROW_BELOW, SURFACE

BAR, APART, BETWEEN = 16, 3, 14  # px: a bar's height, and the room between bars and between groups
TOP, BOTTOM = 30, 6
LABEL = {True: 104, False: 190}  # px for the names of groups, where the picture is narrow and where it is wide
WORDS = {True: 96, False: 150}
LONGEST = {True: 15, False: 28}


def bars_figure(drawing, width):
    """A picture of `groups`, each with `label` and `bars` in the order of the words in `series`.

    A bar has `value`, `low`, `high` (None where there is none) and `words`; the last series is the one that matters
    and is drawn deep. A bar without a value shows its words alone.
    """
    narrow, series = width < NARROW_BELOW, drawing["series"]
    step = len(series) * (BAR + APART) + BETWEEN
    height = TOP + BOTTOM + step * len(drawing["groups"])
    figure = Drawing(figsize=(width / 72, height / 72))
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0))
    axes.set_axis_off()
    scale = _Scale(drawing, LABEL[narrow], width - WORDS[narrow])
    _key(axes, series, LABEL[narrow])
    for row, group in enumerate(drawing["groups"]):
        _group(axes, group, TOP + row * step, scale, narrow)
    return figure


class _Scale:
    """Where a value stands across the picture, in px; the axis begins at zero, or below where a value does."""

    def __init__(self, drawing, left, right):
        ends = [
            end
            for group in drawing["groups"]
            for bar in group["bars"]
            for end in (bar["value"], bar["low"], bar["high"])
            if end is not None
        ]
        self.least, self.most = min([0, *ends]), max([0, *ends])
        self.left, self.span = left, right - left

    def __call__(self, value):
        return self.left + self.span * (value - self.least) / ((self.most - self.least) or 1)


def _key(axes, series, left):
    at = left
    for number, words in enumerate(series):
        axes.add_patch(Rectangle((at, 6), 12, 12, **_fill(number, len(series))))
        axes.text(at + 17, 12, words, fontsize=12, color=MUTED, va="center")
        at += 17 + 8 * len(words) + 16


def _fill(number, count):
    return {"facecolor": BLUE if number == count - 1 else BLUE_BAND, "linewidth": 0}


def _group(axes, group, top, scale, narrow):
    bars = group["bars"]
    middle = top + (len(bars) * (BAR + APART) - APART) / 2
    label = group["label"]
    label = label if len(label) <= LONGEST[narrow] else f"{label[: LONGEST[narrow] - 1].rstrip()}…"
    axes.text(scale.left - 10, middle, label, fontsize=12, color=INK, ha="right", va="center")
    for number, bar in enumerate(bars):
        _bar(axes, bar, top + number * (BAR + APART), scale, _fill(number, len(bars)), number == len(bars) - 1)


def _bar(axes, bar, top, scale, fill, is_main):
    middle, zero = top + BAR / 2, scale(0)
    if bar["value"] is None:
        axes.text(zero + 6, middle, bar["words"], fontsize=11, color=MUTED, va="center")
        return
    end = scale(bar["value"])
    axes.add_patch(Rectangle((min(zero, end), top), abs(end - zero), BAR, **fill))
    furthest = max(zero, end)
    if bar["low"] is not None and bar["high"] is not None:
        low, high = scale(bar["low"]), scale(bar["high"])
        axes.plot([low, high], [middle, middle], color=INK, linewidth=1.5, zorder=3)
        # Within a deep bar the line is light.
        axes.plot([low, max(low, end)], [middle, middle], color=SURFACE if is_main else INK, linewidth=1.5, zorder=4)
        furthest = max(furthest, high)
    weight = "bold" if is_main else "normal"
    axes.text(furthest + 6, middle, bar["words"], fontsize=11, color=INK, fontweight=weight, va="center")
