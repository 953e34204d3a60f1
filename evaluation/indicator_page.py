"""What the page of one indicator shows: over time, ranked, broken down, on the map, and where it comes from."""

from dataclasses import dataclass

from evaluation import charts
from evaluation.charts import Mark, RankedRow, Start, TrendLine
from evaluation.comparing.over_time import trend_of, trend_words
from evaluation.drawings import ranked_svgs, trend_svgs
from evaluation.findings import finding, places_finding
from evaluation.frames import bounds_of, figure_of
from evaluation.made_once import made_once
from evaluation.registers.rows import ground
from evaluation.selection import coverage_words
from evaluation.tiles import points_of

# How lines that are laid over the first are told apart, in the order in which they were chosen.
DASHES = ("solid", "dashed", "dotted", "dashdot")


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


def over_time(programme, indicator, main, others, start):
    """The trend chart of `main` with `others` (AreaSeries) laid over it, the table under it, and the trend in words."""
    codes = tuple(other.code for other in others)
    parts = ("trend", indicator.code, main.code, codes, *_ground(programme, indicator, main))
    drawn = made_once(lambda: _trend_charts(indicator, main, others, start), programme, *parts)
    slope = trend_of(main.rows)
    return {
        "charts": drawn,
        "lines": [main, *others],
        "waves": _wave_table([main, *others]),
        "trend": trend_words(slope, indicator) if slope is not None else "",
    }


def _ground(programme, indicator, main):
    """What a chart over time rests on: for registers also which days are on it."""
    if indicator.from_survey:
        return ()
    return (*ground(programme, indicator), tuple(row.wave for row in main.rows))


def trend_drawing(indicator, main, others, start, **options):
    """The figure behind the trend chart, for downloads."""
    lines, marks = _trend_parts(indicator, main, others, start)
    return charts.trend_figure(lines, **marks, **options)


def _trend_parts(indicator, main, others, start):
    lines = [TrendLine(label=main.label, points=points_of(main.rows))]
    for other, dash in zip(others, DASHES, strict=False):
        lines.append(TrendLine(label=other.label, points=points_of(other.rows), main=False, dash=dash))
    latest, marks = main.latest, {"unit": indicator.unit}
    if latest and latest.baseline is not None:
        marks["baseline"] = Mark(latest.baseline, f"Baseline {latest.in_words(latest.baseline)}")
    if indicator.benchmarks:
        benchmark = indicator.benchmarks[0]
        marks["benchmark"] = Mark(benchmark.value, benchmark.label)
    if start and main.rows and main.rows[0].wave_date <= start <= main.rows[-1].wave_date:
        marks["start"] = Start(start, "Support starts")
    return lines, marks


def _trend_charts(indicator, main, others, start):
    if all(point.value is None for point in points_of(main.rows)):
        return None
    lines, marks = _trend_parts(indicator, main, others, start)
    title = finding(main.latest, main.label, indicator.short)
    return trend_svgs("trend", title, f"{main.latest.words}. The same figures are in the table below.", lines, **marks)


def _wave_table(lines):
    """Rows of wave, its date, and the figure of each line in it."""
    dates = {wave: row.wave_date for line in lines for wave, (row, _) in line.by_wave.items()}
    return [
        (wave, on, [line.at(wave) for line in lines]) for wave, on in sorted(dates.items(), key=lambda pair: pair[1])
    ]


def ranking(programme, indicator, rows, wave, supported):
    """The ranked chart of all neighbourhoods; `rows` are PlaceRows, `supported` the codes drawn in blue."""
    if not any(row.figure.shown for row in rows):
        return {"rows": rows, "charts": None, "finding": places_finding(rows)}
    drawn = made_once(
        lambda: _ranked_charts(indicator, rows, wave, supported),
        *(programme, "ranked", indicator.code, wave, sorted(supported), *ground(programme, indicator)),
    )
    return {"rows": rows, "charts": drawn, "finding": places_finding(rows)}


def ranked_drawing(indicator, rows, supported):
    """The figure behind the ranked chart, for downloads."""
    columns = charts.COLUMNS if indicator.from_survey else charts.COUNTED_COLUMNS
    return charts.ranked_figure(_ranked_rows(rows, supported), columns=columns, width=charts.FULL, unit=indicator.unit)


def ranked_title(indicator, rows, wave):
    return f"{indicator.name}: {len(rows)} neighbourhoods in order, {wave}"


def _ranked_rows(rows, supported):
    return [_ranked_row(row.name, row.figure, row.code in supported, row.note) for row in rows]


def _ranked_charts(indicator, rows, wave, supported):
    marks, title = _ranked_rows(rows, supported), ranked_title(indicator, rows, wave)
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


def breakdown(page):
    """The figures of the chosen area and wave by sex, age or a question: chart, table, why not; None without any."""
    found, indicator = page.broken_down, page.indicator
    if found is None:
        return None
    figures = group_figures(page)
    parts = (f"by-{page.breakdown}", indicator.code, page.main.code, page.wave)
    drawn = made_once(lambda: _group_charts(indicator, figures, page), page.programme, *parts) if figures else None
    return {"figures": figures, "charts": drawn, "why": found.why, "no_change": found.no_change}


def group_figures(page):
    """(words for the group, its Figure) of each row of the breakdown chosen."""
    labels = page.broken_down.labels
    return [(labels[row.group], figure_of(row, page.indicator)) for row in page.broken_down.rows]


def groups_drawing(page):
    """The figure behind the chart of the breakdown, for downloads."""
    rows = [_ranked_row(label, figure, True) for label, figure in group_figures(page)]
    options = {"columns": charts.COLUMNS, "width": charts.FULL, "row_height": 34, "unit": page.indicator.unit}
    return charts.ranked_figure(rows, **options)


def groups_title(page):
    return f"{page.indicator.name} by {page.breakdown_words}"


def _group_charts(indicator, figures, page):
    rows = [_ranked_row(label, figure, True) for label, figure in figures]
    words = "Estimates with 95% intervals; hollow dots are the baseline. The table beside it has the same figures."
    uid = f"by-{page.breakdown.lower()}"
    return ranked_svgs(uid, groups_title(page), words, rows, width=420, row_height=34, unit=indicator.unit)
