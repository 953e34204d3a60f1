"""What the page of one indicator shows: over time, ranked, broken down, on the map, and where it comes from."""

from dataclasses import dataclass

from evaluation import charts
from evaluation.areas import BREAKDOWNS, GROUPS
from evaluation.charts import Mark, RankedRow, Start, TrendLine
from evaluation.comparisons import trend_of, trend_words
from evaluation.drawings import drawn_once, ranked_svgs, trend_svgs
from evaluation.findings import finding, places_finding
from evaluation.frames import bounds_of, figure_of
from evaluation.registers.rows import ground
from evaluation.selection import coverage_words
from evaluation.tiles import points_of


@dataclass(frozen=True)
class AreaSeries:
    """One area's figures of an indicator, the earliest wave first.

    `rows` are those of waves that cover the whole area: what lines and trends are made of. `by_wave` has every wave's
    row and figure, those of part of the area saying so.
    """

    code: str
    label: str
    rows: tuple
    by_wave: dict

    @property
    def latest(self):
        return self.at(self.rows[-1].wave) if self.rows else None

    def at(self, wave):
        return self.by_wave[wave][1] if wave in self.by_wave else None

    def bounds_words(self, wave, indicator):
        """Where the figure of a wave would lie, whatever those without an answer would have said; or nothing."""
        bounds = bounds_of(self.by_wave[wave][0], indicator) if wave in self.by_wave else None
        if bounds is None:
            return ""
        low, high = map(self.at(wave).in_words, bounds)
        return f"Had everybody answered, it would lie between {low} and {high}."


def area_series(evidence, indicator, code, label, places):
    """The AreaSeries of the area `code`, whose neighbourhoods are `places`."""
    whole = indicator.audience == "organisations"
    rows = evidence.series(indicator.code, code)
    figures = (figure_of(row, indicator, "" if whole else coverage_words(row, places)) for row in rows)
    by_wave = {row.wave: (row, figure) for row, figure in zip(rows, figures, strict=True)}
    return AreaSeries(code, label, tuple(evidence.full_series(indicator.code, code)), by_wave)


def over_time(programme, indicator, main, other, start):
    """The trend chart of `main` beside `other` (an AreaSeries or None), the table under it, and the trend in words."""
    parts = ("trend", indicator.code, main.code, other.code if other else "", *_ground(programme, indicator, main))
    drawn = drawn_once(lambda: _trend_charts(indicator, main, other, start), programme, *parts)
    slope = trend_of(main.rows)
    return {
        "charts": drawn,
        "lines": [line for line in (main, other) if line],
        "waves": _wave_table(main, other),
        "trend": trend_words(slope, indicator) if slope is not None else "",
    }


def _ground(programme, indicator, main):
    """What a chart over time rests on: for registers also which days are on it."""
    if indicator.from_survey:
        return ()
    return (*ground(programme, indicator), tuple(row.wave for row in main.rows))


def trend_drawing(indicator, main, other, start, **options):
    """The figure behind the trend chart, for downloads."""
    lines, marks = _trend_parts(indicator, main, other, start)
    return charts.trend_figure(lines, **marks, **options)


def _trend_parts(indicator, main, other, start):
    lines = [TrendLine(label=main.label, points=points_of(main.rows))]
    if other:
        lines.append(TrendLine(label=other.label, points=points_of(other.rows), main=False))
    latest, marks = main.latest, {"unit": indicator.unit}
    if latest and latest.baseline is not None:
        marks["baseline"] = Mark(latest.baseline, f"Baseline {latest.in_words(latest.baseline)}")
    if indicator.benchmarks:
        benchmark = indicator.benchmarks[0]
        marks["benchmark"] = Mark(benchmark.value, benchmark.label)
    if start and main.rows and main.rows[0].wave_date <= start <= main.rows[-1].wave_date:
        marks["start"] = Start(start, "Support starts")
    return lines, marks


def _trend_charts(indicator, main, other, start):
    if all(point.value is None for point in points_of(main.rows)):
        return None
    lines, marks = _trend_parts(indicator, main, other, start)
    title = finding(main.latest, main.label, indicator.short)
    return trend_svgs("trend", title, f"{main.latest.words}. The same figures are in the table below.", lines, **marks)


def _wave_table(main, other):
    """Rows of wave, its date, and the figure of each line in it."""
    dates = {wave: row.wave_date for line in (main, other) if line for wave, (row, _) in line.by_wave.items()}
    return [
        (wave, on, [line.at(wave) for line in (main, other) if line])
        for wave, on in sorted(dates.items(), key=lambda pair: pair[1])
    ]


def ranking(programme, indicator, rows, wave, supported):
    """The ranked chart of all neighbourhoods; `rows` are PlaceRows, `supported` the codes drawn in blue."""
    if not any(row.figure.shown for row in rows):
        return {"rows": rows, "charts": None, "finding": places_finding(rows)}
    drawn = drawn_once(
        lambda: _ranked_charts(indicator, rows, wave, supported),
        *(programme, "ranked", indicator.code, wave, sorted(supported), *ground(programme, indicator)),
    )
    return {"rows": rows, "charts": drawn, "finding": places_finding(rows)}


def _ranked_charts(indicator, rows, wave, supported):
    marks = [_ranked_row(row.name, row.figure, row.code in supported, row.note) for row in rows]
    title = f"{indicator.name}: {len(rows)} neighbourhoods in order, {wave}"
    what = "Estimates with 95% intervals" if indicator.from_survey else "Complete counts"
    words = f"{what}; hollow dots are each one's baseline. The table below has the same figures."
    columns = charts.COLUMNS if indicator.from_survey else charts.COUNTED_COLUMNS
    return ranked_svgs("ranked", title, words, marks, columns=columns, width=charts.FULL, unit=indicator.unit)


def _ranked_row(name, figure, main, why=""):
    if not figure.shown:
        return RankedRow(name=name, value=None, why=why or figure.number_words, main=main)
    cells = (f"{figure.number_words} {figure.interval_words}".strip(), figure.n_words.removeprefix("n "))
    return RankedRow(
        name=name,
        value=figure.estimate,
        low=figure.low,
        high=figure.high,
        before=figure.baseline,
        main=main,
        cells=(*cells, figure.change_words or figure.baseline_words, figure.verdict_words),
        tone=figure.tone,
    )


def breakdown(programme, evidence, indicator, main, wave, name):
    """The figures of one area and wave by sex or by age: chart and table; None where there are none."""
    labels = {GROUPS[at].code: GROUPS[at].label for at in BREAKDOWNS[name]}
    rows = evidence.groups(indicator.code, main.code, wave, name)
    figures = [(labels[row.group], figure_of(row, indicator)) for row in rows]
    if not figures:
        return None
    parts = (f"by-{name}", indicator.code, main.code, wave)
    return {
        "figures": figures,
        "charts": drawn_once(lambda: _group_charts(indicator, figures, name), programme, *parts),
    }


def _group_charts(indicator, figures, name):
    rows = [_ranked_row(label, figure, True) for label, figure in figures]
    title = f"{indicator.name} by {name}"
    words = "Estimates with 95% intervals; hollow dots are the baseline. The table beside it has the same figures."
    return ranked_svgs(f"by-{name}", title, words, rows, width=420, row_height=34, unit=indicator.unit)
