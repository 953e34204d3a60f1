"""The charts of a report: a goal over time in its areas, and neighbourhoods in order."""

from dataclasses import replace

from evaluation.indicator_page import area_series
from evaluation.reports import blocks
from evaluation.selection import PlaceRow

SAME_BELOW = "The table below has the same figures."


def over_time(material, indicator, areas):
    """A Chart of an indicator over time, or None where nothing was measured twice.

    `areas` are (code, name, is main); the first one that was measured twice gives the title its finding.
    """
    lines = [_line(material, indicator, *area) for area in areas]
    return _together([line for line in lines if line])


def _line(material, indicator, code, name, main):
    series = area_series(material.evidence, indicator, code, name, material.places.get(code, {code}))
    drawn_in = [row.wave for row in series.rows if series.at(row.wave).shown]
    if len(drawn_in) < 2:
        return None
    for wave in drawn_in:
        material.note(indicator.code, code, name, wave)
    chart = blocks.trend_chart(indicator, series)
    drawn = chart.drawing | {"lines": [line | {"main": main} for line in chart.drawing["lines"]]}
    return replace(chart, drawing=drawn)


def _together(charts):
    """Charts of one line each as one: the first gives title and baseline."""
    if not charts:
        return None
    lines = [line for chart in charts for line in chart.drawing["lines"]]
    alt = " ".join([chart.alt for chart in charts] + [SAME_BELOW])
    return replace(charts[0], alt=alt, drawing=charts[0].drawing | {"lines": lines})


def in_order(indicator, shown, supported):
    """A Chart of AreaFigures of neighbourhoods in their order; None with fewer than two that are shown."""
    if sum(each.figure.shown for each in shown) < 2:
        return None
    rows = [PlaceRow(each.code, each.name, each.figure, each.why) for each in shown]
    waves = {each.figure.wave_words for each in shown if each.figure.shown}
    return blocks.ranked_chart(indicator, rows, waves.pop() if len(waves) == 1 else "latest survey of each", supported)
