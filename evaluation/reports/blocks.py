"""Tables and charts of a report, made from Figures: their words are the Figure's own, and a figure is never alone.

Every chart says its figures in its `alt`, and is set beside the table of the same figures.
"""

from commissioning.number_words import counted
from evaluation.findings import finding, places_finding
from evaluation.reports.document import Cell, Chart, Column, Table
from evaluation.tiles import points_of

NOTHING = "–"
LONGEST_LIST = 8  # places that an alternative text names one by one; of more it names both ends
ENDS = 3
INTERVALS = {"trend": "Shaded: 95% intervals.", "ranked": "Level lines: 95% intervals."}


def figures_table(caption, figures, *, first="Indicator", note=""):
    """A table of Figures: `figures` are (label, Figure), or (label, Figure, why) with why none is shown.

    The wave has a column where the figures come from several; where all come from one, the note names it.
    """
    rows = [(label, figure, why[0] if why else "") for label, figure, *why in figures]
    waves = {figure.wave_words for _, figure, _ in rows if figure.wave_words}
    of_counts = all(figure.counted or not figure.sampled for _, figure, _ in rows if figure.shown)
    columns = [
        Column(first),
        Column("Figure" if of_counts else "Figure (95% interval)", is_number=True),
        Column("Counted" if of_counts else "n", is_number=not of_counts),
        Column("Baseline", is_number=True),
        Column("Change since baseline", is_number=True),
        Column("Verdict"),
        *([Column("Measured")] if len(waves) > 1 else []),
    ]
    measured = f"Measured: {next(iter(waves))}." if len(waves) == 1 else ""
    cells = tuple(_cells(label, figure, why)[: len(columns)] for label, figure, why in rows)
    return Table(caption, tuple(columns), cells, " ".join(filter(None, (measured, note))))


def _cells(label, figure, why):
    value = " ".join(filter(None, (figure.value_words, figure.interval_words)))
    return (
        Cell(label, note=_care(figure, why)),
        Cell(value, is_strong=figure.shown),
        Cell(figure.n_number or NOTHING),
        Cell(figure.baseline_words.removeprefix("baseline ") or NOTHING),
        Cell(figure.change_words or NOTHING),
        Cell(figure.verdict_words, tone=figure.tone),
        Cell(figure.wave_words or NOTHING),
    )


def _care(figure, why):
    """What goes with a figure in small print; why there is none, unless its own words say so already."""
    if not figure.shown:
        return "" if why == figure.value_words else why
    parts = (figure.coverage, figure.note, figure.confirmed, figure.caution_words)
    return "; ".join(filter(None, parts))


def trend_chart(indicator, main, other=None, *, start=None):
    """The trend of `main` (an AreaSeries) beside `other`; None where nothing has been measured.

    `start` is the day on which support began.
    """
    if main.latest is None or all(point.value is None for point in points_of(main.rows)):
        return None
    lines = [line for line in (main, other) if line]
    drawing = {
        "kind": "trend",
        "unit": indicator.unit,
        "lines": [{"label": line.label, "main": line is main, "points": _points(line.rows)} for line in lines],
        "baseline": _baseline(main.latest),
        "benchmark": _benchmark(indicator),
        "start": _start(start, main.rows),
        "key": _trend_key(main),
    }
    alt = " ".join(f"{line.label}: {_waves_words(line)}." for line in lines)
    return Chart(finding(main.latest, main.label, indicator.short), alt, drawing)


def _trend_key(main):
    """What the dotted line and the shading mean."""
    baseline = _baseline(main.latest)
    dotted = f"Dotted: {_lowered(baseline['words'])}." if baseline else ""
    return " ".join(filter(None, (dotted, INTERVALS["trend"] if main.latest.sampled else "")))


def _points(rows):
    return [_point(point) for point in points_of(rows)]


def _point(point):
    numbers = {name: _number(getattr(point, name)) for name in ("value", "low", "high")}
    return {"on": point.on.isoformat()} | numbers


def _number(value):
    return None if value is None else float(value)


def _baseline(figure):
    if figure.baseline is None:
        return None
    return {"value": float(figure.baseline), "words": f"Baseline {figure.in_words(figure.baseline)}"}


def _benchmark(indicator):
    benchmark = next(iter(indicator.benchmarks), None)
    return {"value": float(benchmark.value), "words": benchmark.label} if benchmark else None


def _start(on, rows):
    if on is None or not rows[0].wave_date <= on <= rows[-1].wave_date:
        return None
    return {"on": on.isoformat(), "words": "Support starts"}


def _waves_words(line):
    """The figures of a line, wave by wave; the words of the latest whole."""
    figures = [line.at(row.wave) for row in line.rows]
    earlier = [f"{figure.wave_words} {_value_words(figure)}" for figure in figures[:-1]]
    return "; ".join([*earlier, f"{figures[-1].wave_words} {_whole_words(figures[-1])}"])


def _value_words(figure):
    return " ".join(filter(None, (figure.value_words, figure.interval_words)))


def _whole_words(figure):
    return figure.words if figure.shown else figure.value_words


def ranked_chart(indicator, rows, wave, supported=(), *, blue="where support has started"):
    """Neighbourhoods in order: `rows` are PlaceRows; the codes in `supported` are drawn in blue, which means `blue`.

    None without a figure.
    """
    if not any(row.figure.shown for row in rows):
        return None
    drawn = [_ranked(row.name, row.figure, row.code in supported, row.note) for row in rows]
    key = _ranked_key(drawn, blue)
    drawing = {"kind": "ranked", "unit": indicator.unit, "rows": drawn, "baseline": None, "key": key}
    title = f"{indicator.name}, {wave}: {_lowered(places_finding(rows))}"
    return Chart(title, f"{len(rows)} neighbourhoods in order. {_places_words(rows)}", drawing)


def _ranked_key(rows, blue):
    parts = (
        (any(row["main"] for row in rows) and not all(row["main"] for row in rows), f"Blue: {blue}."),
        (any(row["before"] is not None for row in rows), "Hollow dots: the baseline."),
        (any(row["low"] is not None for row in rows), INTERVALS["ranked"]),
    )
    return " ".join(words for holds, words in parts if holds)


def _ranked(name, figure, main, why):
    return {
        "name": name,
        "value": _number(figure.estimate) if figure.shown else None,
        "low": _number(figure.low) if figure.sampled else None,
        "high": _number(figure.high) if figure.sampled else None,
        "before": _number(figure.baseline) if figure.shown else None,
        "main": main,
        "why": "" if figure.shown else why or figure.value_words,
        "tone": figure.tone,
    }


def _lowered(words):
    return words[:1].lower() + words[1:]


def _places_words(rows):
    """The figures of a few places; of many, those at both ends, and how many have none."""
    shown = [row for row in rows if row.figure.shown]
    without = [row for row in rows if not row.figure.shown]
    if len(rows) <= LONGEST_LIST:
        return f"{'; '.join(f'{row.name} {_whole_words(row.figure)}' for row in rows)}."
    words = f"Highest: {_listed(shown[:ENDS])}. Lowest: {_listed(shown[-ENDS:])}."
    return f"{words} Without a figure: {len(without)}." if without else words


def _listed(rows):
    return "; ".join(f"{row.name} {_value_words(row.figure)}" for row in rows)


def groups_chart(indicator, title, figures):
    """Bars of groups: `figures` are (label, Figure) such as those of a breakdown; None where none is shown."""
    if not any(figure.shown for _, figure in figures):
        return None
    with_baseline = any(figure.shown and figure.baseline is not None for _, figure in figures)
    groups = [{"label": label, "bars": _bars(figure, with_baseline)} for label, figure in figures]
    series = ["Baseline", "Now"] if with_baseline else [indicator.name]
    alt = "; ".join(f"{label} {_whole_words(figure)}" for label, figure in figures)
    return Chart(title, f"{alt}.", {"kind": "groups", "unit": indicator.unit, "series": series, "groups": groups})


def _bars(figure, with_baseline):
    now = {
        "value": _number(figure.estimate) if figure.shown else None,
        "low": _number(figure.low) if figure.sampled else None,
        "high": _number(figure.high) if figure.sampled else None,
        "words": _value_words(figure),
    }
    if not with_baseline:
        return [now]
    known = figure.baseline if figure.shown else None
    words = "no baseline" if known is None else figure.in_words(known)
    return [{"value": _number(known), "low": None, "high": None, "words": words}, now]


def goals_chart(tiles, title="The six goals"):
    """The goals of an area (Tiles) side by side, each with its figure, its line and its verdict."""
    alt = "; ".join(
        f"{tile.number} {tile.title}, {tile.indicator.name.lower()}: {_told(tile.figure)}" for tile in tiles
    )
    return Chart(title, f"{alt}.", {"kind": "goals", "unit": "", "goals": [_goal(tile) for tile in tiles]})


def _told(figure):
    return f"{figure.words}, {figure.verdict_words.lower()}" if figure.shown else figure.value_words.lower()


def _goal(tile):
    figure = tile.figure
    return {
        "number": tile.number,
        "title": tile.title,
        "value": figure.number_words,
        "about": _about(figure) if figure.shown else "",
        "change": figure.change_words or figure.baseline_words,
        "verdict": figure.verdict_words if figure.shown else "",
        "tone": figure.tone,
        "is_shown": figure.shown,
        "baseline": _number(figure.baseline) if figure.shown else None,
        "points": [_point(point) for point in tile.points],
    }


def _about(figure):
    parts = (" ".join(filter(None, (figure.unit_words, figure.interval_words))), figure.n_words)
    return " · ".join(filter(None, parts))


def map_chart(mapped, rows, title=""):
    """A map (the AreaMap of `place_maps.indicator_map`) of PlaceRows; None where no boundary is known."""
    if mapped is None or not mapped.shapes:
        return None
    shapes = [_shape(shape) for shape in mapped.shapes]
    key = [{"fill": item.fill, "words": item.words} for item in mapped.key]
    alt = f"Map of {counted(len(shapes), 'neighbourhood')}. {_places_words(rows)}"
    return Chart(title or mapped.title, alt, {"kind": "map", "unit": "", "shapes": shapes, "key": key})


def _shape(shape):
    label = shape.label
    return {
        "path": shape.path,
        "fill": shape.area.fill,
        "supported": shape.area.supported,
        "icon": shape.area.icon,
        "icon_at": [float(at) for at in shape.icon_at] if shape.icon_at else None,
        "lines": [[words, float(y)] for words, y in label.lines] if label else [],
        "x": float(label.x) if label else 0.0,
        "deep": label.deep if label else False,
    }
