"""What the page of one neighbourhood shows: six goals over time, other figures, statistics, surveys."""

from dataclasses import dataclass, replace
from datetime import date

from django.utils.safestring import SafeString

from evaluation.catalogue import GOALS
from evaluation.charts import Mark, TrendLine
from evaluation.drawings import small_trend_svg
from evaluation.figures import Figure
from evaluation.frames import figure_of, unmeasured
from evaluation.health.official import Published
from evaluation.hidden import FEWEST_ORGANISATIONS
from evaluation.indicators import Indicator
from evaluation.made_once import made_once
from evaluation.registers.rows import ground
from evaluation.registers.words import first_step
from evaluation.selection import standing
from evaluation.statistics.suppression import LEAST_N
from evaluation.tiles import points_of
from surveys.disclosure import ShownAnswers

MODELLED = "modelled"


@dataclass(frozen=True)
class GoalPanel:
    """One goal of a neighbourhood: its headline's figure and chart, or why there is none."""

    number: int
    title: str
    indicator: Indicator
    figure: Figure
    chart: SafeString | None
    empty: str = ""


def goal_panels(evidence, catalogue, place):
    """A GoalPanel for each goal with a headline."""
    return [
        _panel(evidence, number, title, catalogue.headlines[number], place)
        for number, title in GOALS.items()
        if number in catalogue.headlines
    ]


def _panel(evidence, number, title, indicator, place):
    rows = evidence.series(indicator.code, place.code)
    if not rows:
        return GoalPanel(number, title, indicator, unmeasured(indicator), None, _why_empty(indicator, None))
    figure = figure_of(standing(rows), indicator)
    if indicator.audience == "organisations" or all(point.value is None for point in points_of(rows)):
        return GoalPanel(number, title, indicator, figure, None, _why_empty(indicator, rows[-1]))
    return GoalPanel(number, title, indicator, figure, _chart(number, indicator, rows, figure, place))


def _why_empty(indicator, row):
    if not indicator.from_survey:
        return first_step(indicator.code) if row is None else f"{row.absent}. {row.note}".strip()
    if row is None:
        return "No survey has asked this here yet."
    if indicator.audience == "organisations":
        return _organisations_in_words(row)
    return "Too few answers for a figure."


def _organisations_in_words(row):
    judged = f"A percentage needs {LEAST_N}, so this goal is judged for the whole programme."
    if row.n != row.n or row.n < FEWEST_ORGANISATIONS:
        return f"Fewer than {FEWEST_ORGANISATIONS} organisations answered here. {judged}"
    return f"{int(row.n)} organisations answered here. {judged}"


def _chart(number, indicator, rows, figure, place):
    """The small chart, drawn once for each state of the evidence."""
    parts = ("goal", place.code, indicator.code, *ground(place.programme, indicator))
    return made_once(lambda: _drawn(number, indicator, rows, figure, place), place.programme, *parts)


def _drawn(number, indicator, rows, figure, place):
    base = Mark(figure.baseline, "Baseline") if figure.baseline is not None else None
    return small_trend_svg(
        f"goal{number}",
        f"{indicator.name}, {place.name}",
        f"{figure.words}. The dotted line is the baseline.",
        [TrendLine(label=place.name, points=points_of(rows))],
        baseline=base,
        unit=indicator.unit,
    )


def other_figures(evidence, catalogue, area_code):
    """Goal number, title and the latest figures of its other indicators, for goals that have any here."""
    found = []
    for number, title in GOALS.items():
        figures = [_latest(evidence, i, area_code) for i in catalogue.of_goal(number) if not i.headline]
        figures = [figure for figure in figures if figure is not None]
        if figures:
            found.append((number, title, figures))
    return found


def _latest(evidence, indicator, area_code):
    rows = evidence.series(indicator.code, area_code)
    figure = figure_of(standing(rows), indicator) if rows else None
    # Beside the figure that was asked for, one that is modelled has to say what it rests on.
    return replace(figure, note=indicator.notes) if figure and MODELLED in indicator.name else figure


def statistics_of(place):
    """The latest Published figure of each measure, by label."""
    latest = {row.measure: Published.of(row) for row in place.statistics.order_by("as_of")}
    return sorted(latest.values(), key=lambda figure: (figure.label, figure.measure))


@dataclass(frozen=True)
class Survey:
    """A wave as it went in one neighbourhood."""

    name: str
    url: str
    held_on: date
    answered: ShownAnswers
    locked: bool


def surveys_of(place, covered):
    """Survey of every wave that took a sample here, the latest first."""
    return [
        Survey(each.wave.name, each.wave.get_absolute_url(), each.wave.held_on, s.shown, each.wave.is_locked)
        for each in reversed(covered)
        for s in each.samples
        if s.neighbourhood_id == place.pk
    ]
