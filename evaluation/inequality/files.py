"""The table of groups as CSV."""

from commissioning.downloads import csv_download
from evaluation.statistics.gaps import GapVerdict

GROUP_COLUMNS = (
    *("indicator", "area_code", "area_name", "wave", "wave_date", "breakdown", "group", "group_label", "n"),
    *("estimate", "ci_low", "ci_high", "suppressed", "baseline_estimate", "change", "change_low", "change_high"),
    *("verdict", "compared_with", "others_n", "others_estimate", "others_ci_low", "others_ci_high", "gap", "gap_low"),
    *("gap_high", "gap_p_value", "gap_p_adjusted", "gap_standing", "gap_baseline", "gap_baseline_low"),
    *("gap_baseline_high", "gap_change", "gap_change_low", "gap_change_high", "gap_change_p_value"),
    *("gap_change_p_adjusted", "gap_verdict", "design"),
)
DECIMALS, P_DECIMALS = 6, 8


def groups_csv(page):
    """The groups of an InequalitySelection, one row each; a number that may not be shown is an empty cell."""
    name = f"{page.programme.slug}-{page.code or 'groups'}-by-{page.by or 'group'}.csv".lower()
    rows = page.table.rows if page.table else ()
    return csv_download(name, GROUP_COLUMNS, [_line(page, row) for row in rows])


def _line(page, row):
    everybody, figure = page.everybody, row.figure
    place = f"{page.place} ({page.coverage})" if page.coverage else page.place
    where = (page.code, page.area, place, everybody.wave, everybody.wave_date, page.by, row.code, row.label)
    own = (
        *(figure.n if figure.shown else None, *_numbers(figure, "estimate", "low", "high"), row.why),
        *_numbers(figure, "baseline", "change", "change_low", "change_high"),
        figure.verdict_slug,
    )
    return [_cell(value) for value in (*where, *own, *_gap_cells(row.gap), everybody.design)]


def _gap_cells(gap):
    if gap is None:
        return [None] * (GROUP_COLUMNS.index("design") - GROUP_COLUMNS.index("compared_with"))
    verdict = "" if gap.verdict == GapVerdict.UNKNOWN else gap.verdict
    return [
        *(gap.others_label, gap.others.n, *_numbers(gap.others, "estimate", "low", "high")),
        *(*_numbers(gap.now, "change", "change_low", "change_high"), *_p_values(gap.now), gap.standing),
        *_numbers(gap.before, "change", "change_low", "change_high"),
        *(*_numbers(gap.moved, "change", "change_low", "change_high"), *_p_values(gap.moved), verdict),
    ]


def _numbers(figure, *names, decimals=DECIMALS):
    """Numbers of a figure; None where there is no figure, or it is hidden."""
    found = (getattr(figure, name) if figure and figure.shown else None for name in names)
    return [None if number is None else round(float(number), decimals) for number in found]


def _p_values(figure):
    return _numbers(figure, "p_value", "p_adjusted", decimals=P_DECIMALS)


def _cell(value):
    return "" if value is None else value
