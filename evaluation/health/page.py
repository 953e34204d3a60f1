"""The chart, the table and the file of the page of health statistics, all from the same pairs."""

from evaluation.health.pairs import CHANGE, told_of
from evaluation.health.scatter import Axis, Dot, scatter_svgs
from evaluation.health.words import finding
from evaluation.made_once import made_once

COLUMNS = (
    *("area_code", "area_name", "supported", "indicator", "wave", "estimate", "n", "baseline_estimate", "change"),
    *("change_low", "change_high", "statistic", "statistic_name", "unit", "since", "since_value", "since_ci_low"),
    *("since_ci_high", "until", "until_value", "until_ci_low", "until_ci_high", "statistic_change", "source"),
)
DECIMALS = 6


def scatter_of(page):
    """The chart, drawn once for each state of the evidence; None where there is nothing to draw."""
    if not page.pairs or page.is_same_period:
        return None
    asked = (page.indicator.code, page.wave, page.measure.slug, page.beside, page.since, page.until)
    dots = [_dot(pair) for pair in page.pairs]
    return made_once(lambda: _drawn(page, dots), page.programme, "scatter", *asked, dots)


def _dot(pair):
    figure = pair.figure
    return Dot(pair.name, pair.across, pair.upright, figure.change_low, figure.change_high, pair.supported)


def _drawn(page, dots):
    what = f"{len(dots)} neighbourhoods, each a dot with its name"
    words = f"{what}; {told_of(page).words}. The table below has the same figures."
    return scatter_svgs("health", finding(page), words, dots, across=across_of(page), upright=upright_of(page))


def across_of(page):
    unit = "points" if page.indicator.unit == "%" else page.indicator.unit
    return Axis(words=f"Change since the baseline, {unit}", is_change=True)


def upright_of(page):
    unit = page.measure.unit
    if page.beside == CHANGE:
        unit = "points" if unit == "%" else unit
        return Axis(words=f"Change in the statistic{f', {unit}' if unit else ''}", is_change=True)
    named = f", {unit}" if unit and unit != "%" else ""
    return Axis(words=f"The statistic in {page.until_words}{named}", is_change=False, unit=unit)


def table_rows(page):
    """Cells in the order of COLUMNS for each pair; unknown ones are empty."""
    return [[_cell(cell) for cell in _cells(page, pair)] for pair in page.pairs]


def _cells(page, pair):
    figure, now, before = pair.figure, pair.now, pair.before
    yield from (pair.code, pair.name, "yes" if pair.supported else "no", page.indicator.code, page.wave)
    yield from (figure.estimate, figure.n, figure.baseline, figure.change, figure.change_low, figure.change_high)
    yield from (page.measure.slug, page.measure.label, page.measure.unit)
    for each, words in ((before, page.since_words), (now, page.until_words)):
        yield from (words, each.value, each.low, each.high) if each else ("", None, None, None)
    yield pair.upright if before else None
    yield now.source


def _cell(cell):
    return "" if cell is None else round(cell, DECIMALS) if isinstance(cell, float) else cell
