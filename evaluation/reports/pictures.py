"""The pictures of a report: the `drawing` of a Chart in, a matplotlib `Figure` out; as SVG for pages and PDF, as PNG.

A drawing is a dict of texts, numbers, lists and None: `kind` is one of KINDS, `unit` as in Figure, dates YYYY-MM-DD.
Text is measured in a font that comes with matplotlib, so the same drawing gives the same bytes on every machine.
"""

import io
import json
import re
import unicodedata
from datetime import date
from functools import lru_cache
from hashlib import sha256
from textwrap import shorten, wrap

from django.core.cache import cache
from django.utils.safestring import mark_safe
from matplotlib.dates import date2num
from matplotlib.text import Text

from evaluation import charts
from evaluation.charts import NARROW, NARROW_BELOW, WIDE, Mark, RankedRow, Start, TrendLine
from evaluation.drawings import WideAndNarrow, page_svg
from evaluation.made_once import A_WEEK, MADE_BY
from evaluation.reports.picture_bars import bars_figure
from evaluation.reports.picture_goals import goals_figure
from evaluation.reports.picture_map import map_figure
from evaluation.sparklines import WavePoint
from surveys.printing.typesetting import NO_LETTER, SHAPELESS, SHIPPED, is_visible, letters_of

FONT = "DejaVu Sans"
WITHOUT_WORDS = "A chart"
UID = "picture-of-a-report"
SHARPNESS = 2  # pixels of a PNG to a CSS pixel: some 215 to the inch across a page of paper
MANY_ROWS = 12  # from which on a ranking's rows stand closer
LONGEST_LINE = {True: 46, False: 100}  # letters of a line of small print, narrow and wide
KEY_LINE = 15  # px that such a line takes
SHARES = {"map": 0.78}  # of the width of a page of paper; all of it for other pictures
LONGEST_NAME = {True: 18, False: 32}  # of a line or a row, where the picture is narrow and where it is wide


def draw(drawing, *, narrow=False):
    """The picture of a drawing, `NARROW` px across for phones or `WIDE` for everything else."""
    figure = KINDS[drawing["kind"]](_drawable(drawing), NARROW if narrow else WIDE)
    return _in_shipped_font(figure)


def as_svgs(chart, uid):
    """A Chart as SVG for the page, wide and narrow; `uid` is unlike any other on the page."""
    wide, narrow = (_svg(_key(chart), width).replace(UID, f"{uid}{width[0]}") for width in ("wide", "narrow"))
    return WideAndNarrow(mark_safe(wide), mark_safe(narrow))  # noqa: S308 - made by page_svg, which escapes


def as_svg(chart):
    """A Chart as an SVG picture that stands by itself, its words in the font of the PDF."""
    return _svg(_key(chart), "wide").replace("<svg ", f'<svg font-family="{FONT}" ', 1)


def told(chart):
    """What a Chart shows in words, for those who cannot see it; never nothing."""
    return next((words for words in (chart.alt, chart.title) if is_visible(words)), WITHOUT_WORDS)


def shape_of(chart):
    """The width and height of a Chart's picture, as numbers in proportion."""
    width, height = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', as_svg(chart)).groups()
    return float(width), float(height)


def as_png(chart):
    """A Chart as the bytes of a PNG on white."""
    out = io.BytesIO()
    draw(chart.drawing).savefig(
        out, format="png", dpi=72 * SHARPNESS, facecolor=charts.SURFACE, metadata={"Software": None}
    )
    return out.getvalue()


def _key(chart):
    return json.dumps([chart.title, chart.alt, chart.drawing], sort_keys=True)


@lru_cache(maxsize=128)
def _svg(key, width):
    """The SVG of a chart with UID where its ids begin, so that a page and a file share one drawing.

    Other processes find it in the cache: people write in a report for days while its charts stay the same.
    """
    name = sha256(repr((MADE_BY, key, width)).encode()).hexdigest()
    return cache.get_or_set(f"chart:{name}", lambda: _drawn(key, width), A_WEEK)


def _drawn(key, width):
    title, alt, drawing = json.loads(key)
    return str(page_svg(draw(drawing, narrow=width == "narrow"), UID, title, alt, css=f"fh-{width}"))


def _drawable(node):
    """A drawing whose texts are of one line and of letters that the font has."""
    if isinstance(node, str):
        return _drawable_text(node)
    if isinstance(node, dict):
        return {name: _drawable(part) for name, part in node.items()}
    return [_drawable(part) for part in node] if isinstance(node, list | tuple) else node


def _drawable_text(text):
    """A text of one line; a sign stands for letters without a shape, and marks apart from their letter are left out."""
    shown = SHAPELESS.sub(lambda sign: " " if sign[0].isspace() else "", text)
    known, composed = _letters(), unicodedata.normalize("NFC", shown)
    letters = (letter for letter in composed if unicodedata.category(letter) != "Mn")
    return " ".join("".join(letter if ord(letter) in known else NO_LETTER for letter in letters).split())


@lru_cache
def _letters():
    """The numbers of the letters that FONT has, both thin and bold."""
    return letters_of(SHIPPED / "DejaVuSans.ttf") & letters_of(SHIPPED / "DejaVuSans-Bold.ttf")


def _in_shipped_font(figure):
    """The picture with words in FONT, all dark enough to be read."""
    for axes in figure.axes:
        axes.tick_params(axis="both", labelfontfamily=FONT)
    for text in figure.findobj(Text):
        text.set_fontfamily(FONT)
        if text.get_color() == charts.GREY:  # enough for a line; words have to be darker to be read on paper
            text.set_color(charts.MUTED)
    return figure


def _trend(drawing, width):
    lines = [
        TrendLine(label=_name(line["label"], width), points=points_of(line["points"]), main=line["main"])
        for line in drawing["lines"]
    ]
    start = drawing.get("start")
    figure = charts.trend_figure(
        lines,
        baseline=_mark(drawing.get("baseline"), is_named="key" not in drawing),
        benchmark=_mark(drawing.get("benchmark")),
        start=Start(date.fromisoformat(start["on"]), start["words"]) if start else None,
        unit=drawing["unit"],
        width=width,
        height=300,
    )
    if "key" in drawing:
        _end_marks_before_names(figure.axes[0], lines)
    return _with_key(figure, drawing, width)


def _end_marks_before_names(axes, lines):
    """Baseline and benchmark end with the last figure, so that they do not run through the names of the lines."""
    days = [date2num(point.on) for line in lines for point in line.points if point.value is not None]
    begins, ends = axes.get_xlim()
    for mark in axes.lines:
        if mark.get_linestyle() != "-" and list(mark.get_xdata()) == [0, 1]:
            mark.set_xdata([0, (max(days, default=ends) - begins) / (ends - begins) + 0.01])


def _with_key(figure, drawing, width):
    """What dots, lines and colours mean, in small print below the picture, which grows by as much."""
    lines = wrap(drawing.get("key", ""), LONGEST_LINE[width < NARROW_BELOW])
    if not lines:
        return figure
    room = KEY_LINE * len(lines) + 6
    height = figure.get_figheight() * 72 + room
    figure.set_figheight(height / 72)
    figure.get_layout_engine().set(rect=(0, room / height, 1, 1 - room / height))
    figure.text(2 / width, 2 / height, "\n".join(lines), fontsize=11, color=charts.MUTED, va="bottom", linespacing=1.3)
    return figure


def _ranked(drawing, width):
    rows = [RankedRow(**{**row, "name": _name(row["name"], width)}) for row in drawing["rows"]]
    row_height = 18 if len(rows) > MANY_ROWS else 21
    baseline = _mark(drawing.get("baseline"))
    figure = charts.ranked_figure(rows, baseline=baseline, unit=drawing["unit"], width=width, row_height=row_height)
    return _with_key(figure, drawing, width)


def points_of(points):
    """Points of a drawing as WavePoints."""
    return [
        WavePoint(date.fromisoformat(point["on"]), point["value"], point.get("low"), point.get("high"))
        for point in points
    ]


def _mark(mark, *, is_named=True):
    return Mark(mark["value"], mark["words"] if is_named else "") if mark else None


def _name(words, width):
    return shorten(words, LONGEST_NAME[width < NARROW_BELOW], placeholder="…") if words.split() else words


KINDS = {"trend": _trend, "ranked": _ranked, "groups": bars_figure, "goals": goals_figure, "map": map_figure}
