"""The chart of a plan: how the chance of finding a change grows with the answers that are paid for."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from evaluation.charts import BENCHMARK, BLUE, DASHED, GREY, MUTED, NARROW, NARROW_BELOW, SURFACE, WIDE, canvas
from evaluation.drawings import wide_and_narrow
from evaluation.made_once import made_once
from evaluation.planner.plan import ENOUGH, times

POINTS = 160


def plan_chart(plan, programme):
    """The chart for the page, wide and narrow; the same plan is drawn once."""
    return made_once(lambda: _drawn(plan), programme, "planner", plan)


def _drawn(plan):
    together = f", {times(plan.power(plan.wards))} in {plan.wards} wards together" if plan.wards > 1 else ""
    words = f"The chance by answers in each ward{together}. The table below has the same figures."
    return wide_and_narrow("plan", plan.finding, words, plan_figure(plan), plan_figure(plan, width=NARROW, height=300))


def plan_figure(plan, *, width=WIDE, height=360):
    """The chance, in %, of finding the change by answers in each ward: one ward grey, several together blue.

    Parameters
    ----------
    plan : SurveyPlan
    width, height : int
        CSS pixels.

    Returns
    -------
    matplotlib.figure.Figure
    """
    drawing, axes = canvas(width, height)
    most = plan.sizes[-1]
    sizes = np.linspace(most / POINTS, most, POINTS)
    for wards in sorted({1, plan.wards}):
        _draw(axes, plan, wards, sizes)
    axes.axhline(100 * ENOUGH, color=BENCHMARK, linewidth=1.5, linestyle=DASHED, zorder=2)
    beside = {"textcoords": "offset points", "fontsize": 12}
    axes.annotate("80 in 100", (0, 100 * ENOUGH), (3, 4), color=BENCHMARK, va="bottom", **beside)
    axes.axvline(plan.n, color=MUTED, linewidth=1, zorder=1)
    axes.annotate(f"{plan.n:,} planned", (plan.n, 0), (5, 4), color=MUTED, va="bottom", **beside)
    axes.set_xlim(0, most)
    axes.set_ylim(0, 104)
    axes.set_xlabel("Answers in each ward at each survey")
    axes.xaxis.set_major_locator(MaxNLocator(4 if width < NARROW_BELOW else 8, integer=True, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.set_yticks(range(0, 101, 20), [f"{tick}" for tick in range(0, 101, 20)])
    axes.set_ylabel("Times found in 100")
    return drawing


def _draw(axes, plan, wards, sizes):
    colour = BLUE if wards == plan.wards else GREY
    chances = [100 * plan.power(wards, size) for size in sizes]
    axes.plot(sizes, chances, color=colour, zorder=3)
    chance = 100 * plan.power(wards)
    axes.plot(plan.n, chance, "o", color=colour, markeredgecolor=SURFACE, markeredgewidth=1.5, zorder=4)
    name = "One ward" if wards == 1 else f"{wards:,} wards together"
    place = {"textcoords": "offset points", "fontsize": 12, "va": "top", "color": colour, "fontweight": "bold"}
    axes.annotate(name, (plan.n, chance), (8, -5), **place)
