"""The chart of groups: each one's figure with its interval, its baseline, and the gap to everybody else."""

from evaluation import charts
from evaluation.charts import MUTED, SURFACE, Column, RankedRow
from evaluation.drawings import wide_and_narrow
from evaluation.made_once import made_once

COLUMNS = (
    Column("95% interval", 30),
    Column("n", 152),
    Column("Gap now", 200),
    Column("The gap since the baseline", 400, toned=True),
)
ROW = 44
WORDS = (
    "Dots are the figures now with 95% intervals, hollow dots the baseline. An upright stroke is everybody else, and "
    "the dashed line between is the gap. The tables below have the same numbers."
)


def group_charts(page):
    """The chart of an InequalitySelection, wide and narrow; None where no group has a figure."""
    if not page.table or not page.table.has_figures:
        return None
    parts = ("group-chart", page.code, page.area, page.wave_id, page.by)
    return made_once(lambda: _drawn(page), page.programme, *parts)


def _drawn(page):
    title = f"{page.indicator.name} by {page.breakdowns[page.by]}: {page.finding.title}"
    wide = group_figure(page.table.rows, columns=COLUMNS, width=charts.FULL)
    narrow = group_figure(page.table.rows, width=charts.NARROW)
    return wide_and_narrow("groups", title, WORDS, wide, narrow)


def group_figure(rows, *, columns=(), width=charts.WIDE):
    """The drawing of GroupRows, in their order."""
    ends = [v for row in rows if row.figure.shown for v in (row.figure.high, row.figure.baseline) if v is not None]
    top = min(1.08 * max(ends, default=1) or 1, 100)
    drawing = charts.ranked_figure([_row(row) for row in rows], columns=columns, width=width, row_height=ROW, top=top)
    for y, row in enumerate(rows):
        if row.gap:
            _draw_gap(drawing.axes[0], y, row)
    return drawing


def _row(row):
    figure, gap = row.figure, row.gap
    if not figure.shown:
        return RankedRow(name=row.label, value=None, why=row.why or figure.number_words)
    cells = (f"{figure.number_words} {figure.interval_words}".strip(), figure.n_number)
    if gap:
        cells += (gap.gap_words, gap.verdict_words)
    return RankedRow(
        name=row.label,
        value=figure.estimate,
        low=figure.low,
        high=figure.high,
        before=figure.baseline,
        main=True,
        cells=cells,
        tone=gap.tone if gap else "neutral",
    )


def _draw_gap(axes, y, row):
    """Below the row's dot: a stroke at everybody else's figure, and the way between."""
    others, below = row.gap.others.estimate, y + 0.3
    axes.plot(
        [row.figure.estimate, others], [below, below], color=MUTED, linewidth=1.25, linestyle=charts.DASHED, zorder=2
    )
    axes.plot([row.figure.estimate] * 2, [y, below], color=MUTED, linewidth=0.75, zorder=1)
    stroke = {"marker": "|", "markersize": 11, "markeredgewidth": 2.5}
    axes.plot(others, below, color=MUTED, markerfacecolor=SURFACE, zorder=5, **stroke)
