"""Groups of people in one area and wave: the figure of each, and its gap to everybody else."""

from dataclasses import dataclass, replace

import numpy as np

from evaluation import hidden
from evaluation.breakdowns import SEX_AND_AGE, breakdown_of
from evaluation.figures import Figure
from evaluation.frames import figure_of
from evaluation.inequality.gap_words import EVERYBODY_ELSE, GroupGap
from evaluation.inequality.measuring import compared, measured_gaps
from evaluation.inequality.strata import strata_of
from evaluation.made_once import made_once
from evaluation.statistics.gaps import GapVerdict

ASKED, ALL = "asked", "all"


@dataclass(frozen=True)
class GroupRow:
    """A group: its figure, and why it has none where it has none; its gap, or None where nothing is compared."""

    code: str
    label: str
    figure: Figure
    why: str
    gap: GroupGap | None = None


@dataclass(frozen=True)
class InNoGroup:
    """How many gave a valid answer to the indicator and are in no group of the breakdown; None is not told.

    `not_asked` were not asked the question, `unknown` gave none of its options (or did not say their sex or age).
    """

    not_asked: int | None = None
    unknown: int | None = None


@dataclass(frozen=True)
class GroupTable:
    """The groups of a breakdown for one indicator, area and wave.

    `why` says why there are no figures at all, `no_change` why some have no change. `others` says in words who
    "everybody else" is, where that is not simply all other groups.
    """

    by: str
    rows: tuple[GroupRow, ...]
    in_no_group: InNoGroup
    why: str = ""
    no_change: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def gaps(self):
        return [row for row in self.rows if row.gap]

    @property
    def has_figures(self):
        return any(row.figure.shown for row in self.rows)

    @property
    def has_hidden(self):
        return any(row.figure.suppressed and row.why != hidden.WORDS[hidden.NOBODY] for row in self.rows)


def group_tables(programme, wave, by, indicators, area_code, catalogue):
    """Code of an indicator -> its GroupTable, kept for as long as the evidence stays the same."""
    codes = tuple(indicator.code for indicator in indicators)
    return made_once(
        lambda: _group_tables(programme, wave, by, indicators, area_code, catalogue),
        *(programme, "gaps", wave.pk, by, codes, area_code),
    )


def _group_tables(programme, wave, by, indicators, area_code, catalogue):
    codes = [indicator.code for indicator in indicators]
    breakdown = breakdown_of(programme, wave, by, codes, area_code=area_code, catalogue=catalogue)
    if breakdown.why:
        return {code: GroupTable(by, (), InNoGroup(), breakdown.why) for code in codes}
    rows = {code: [row for row in breakdown.rows if row.indicator == code] for code in codes}
    strata = None
    if any(not row.suppressed for row in breakdown.rows):
        strata = strata_of(programme, wave, by, codes, area_code, catalogue)
    return {indicator.code: _table(by, rows[indicator.code], indicator, breakdown, strata) for indicator in indicators}


def _table(by, rows, indicator, breakdown, strata):
    labels = breakdown.labels
    groups = compared([not row.suppressed for row in rows], [not np.isnan(row.baseline_estimate) for row in rows])
    gaps = {}
    if strata is not None and groups.told.any():
        gaps = _gaps(rows, groups, indicator, strata, labels)
    listed = tuple(
        GroupRow(
            row.group,
            labels[row.group],
            figure_of(row, indicator),
            hidden.WORDS.get(row.suppressed, ""),
            gaps.get(row.group),
        )
        for row in rows
    )
    left_out = tuple(labels[row.group] for row, is_in in zip(rows, groups.others, strict=True) if not is_in)
    counts = strata and _counts(strata, indicator)
    return GroupTable(by, listed, _in_no_group(by, rows, counts), "", breakdown.no_change, left_out if gaps else ())


def _counts(strata, indicator):
    """Code of a group -> how many of it gave a valid answer."""
    column = strata.indicators.index(indicator.code)
    counts = strata.now.n[:, :, column].sum(axis=0).astype(int).tolist()
    return dict(zip(strata.codes, counts, strict=True))


def _in_no_group(by, rows, counts):
    """Told only where no group that somebody is in is hidden: the total would tell how many are in it."""
    if not counts or any(row.suppressed and row.suppressed != hidden.NOBODY for row in rows):
        return InNoGroup()
    everybody = counts[ALL]
    asked = everybody if by in SEX_AND_AGE else counts.get(ASKED, everybody)
    return InNoGroup(everybody - asked, asked - sum(counts[row.group] for row in rows))


def _gaps(rows, groups, indicator, strata, labels):
    """Group code -> its GroupGap."""
    at, column = [strata.codes.index(row.group) for row in rows], strata.indicators.index(indicator.code)
    now, before = (
        sums and sums[:, at][:, :, [column]].mapped(lambda field: field[:, :, 0])
        for sums in (strata.now, strata.before)
    )
    found = measured_gaps(now, before, groups)
    names = [labels[row.group] for row in rows]
    return {
        row.group: _group_gap(found, place, row, indicator, _others_label(groups, place, names))
        for place, row in enumerate(rows)
        if groups.told[place]
    }


def _others_label(groups, place, names):
    """What those are called whom a group is compared with: by name where they are one group."""
    others = [name for at, name in enumerate(names) if groups.others[at] and at != place]
    return others[0] if len(others) == 1 else EVERYBODY_ELSE


def _group_gap(found, at, row, indicator, others_label):
    own, own_before = figure_of(row, indicator), row.baseline_estimate
    level, level_before = found.levels, found.levels_before
    gap_now = _points(found.gap, at, own, level.estimate[at], found.p_adjusted[at])
    told = {
        "own": own,
        "others": _level(found, at, own),
        "others_label": others_label,
        "now": gap_now,
        "is_clear": bool(found.is_clear[at]),
    }
    if not np.isfinite(found.change.gap[at]):
        return GroupGap(**told)
    then = replace(own, estimate=own_before, low=None, high=None)
    return GroupGap(
        **told,
        before=_points(found.before, at, then, level_before.estimate[at]),
        moved=_moved(found, at, own),
        verdict=str(found.verdict[at]),
    )


def _points(gap, at, own, others, p_adjusted=None):
    """The gap of the figure `own` to the share of the others, as a Figure whose change it is."""
    return replace(
        own,
        n=None,
        baseline=100 * others,
        change=100 * gap.gap[at],
        change_low=100 * gap.low[at],
        change_high=100 * gap.high[at],
        p_value=gap.p[at],
        p_adjusted=p_adjusted,
        verdict=None,
    )


def _moved(found, at, own):
    """The change of a gap as a Figure: the gap now against the gap then."""
    change = found.change
    return Figure(
        unit=own.unit,
        direction=own.direction,
        estimate=100 * found.gap.gap[at],
        low=100 * found.gap.low[at],
        high=100 * found.gap.high[at],
        baseline=100 * found.before.gap[at],
        change=100 * change.gap[at],
        change_low=100 * change.low[at],
        change_high=100 * change.high[at],
        p_value=change.p[at],
        p_adjusted=found.change_p_adjusted[at],
        verdict="no_clear_change" if found.verdict[at] == GapVerdict.NO_CLEAR_CHANGE else "clear_rise",
    )


def _level(found, at, own):
    """Everybody else's own figure."""
    level, change = found.levels, found.levels_change
    return Figure(
        name=own.name,
        unit=own.unit,
        direction=own.direction,
        estimate=100 * level.estimate[at],
        low=100 * level.low[at],
        high=100 * level.high[at],
        n=int(level.n[at]),
        baseline=100 * found.levels_before.estimate[at],
        change=100 * change.change[at],
        change_low=100 * change.low[at],
        change_high=100 * change.high[at],
        p_value=change.p[at],
        verdict=str(found.levels_verdict[at]),
        wave_label=own.wave_label,
        wave_on=own.wave_on,
        approximate=own.approximate,
        coverage=own.coverage,
    )
