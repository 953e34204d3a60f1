"""Whether a KPI is met, from the figure that every page shows: five statuses, each with its reason in words.

A share of a target is never computed: an indicator that stood at 35% and still does is "no change", not "58% of 60%".
Upwards and downwards are treated alike: what could be chance is called by the way it points, and said to be chance.
docs/methods.md gives the rules.
"""

from enum import Enum
from typing import NamedTuple

from evaluation.figures import CLEAR, Figure
from evaluation.statistics import is_improvement

ANY, POINTS, REACH, SIGNIFICANT = "any_increase", "points", "reach", "significant"
COULD_BE_CHANCE, BEYOND_CHANCE = "which could be chance", "beyond chance"
NOISE = 1e-9  # of floating point arithmetic; a target is held against the exact figure, not the one that is shown


class KpiStatus(Enum):
    """Where a KPI stands. The value names it in stored evidence; `words` and `icon` show it."""

    MET = ("met", "Met", "ok")
    RIGHT_WAY = ("right_way", "Right direction", "due")
    NO_CHANGE = ("no_change", "No change", "same")
    WRONG_WAY = ("wrong_way", "Wrong way", "late")
    NOT_MEASURED = ("not_measured", "Not measured", "open")

    def __init__(self, slug, words, icon):
        self.slug, self.words, self.icon = slug, words, icon

    @property
    def is_met(self):
        return self is KpiStatus.MET


class Reading(NamedTuple):
    """A status with its reason, a sentence without its full stop."""

    status: KpiStatus
    reason: str


def read_figure(kind, target, figure):
    """The Reading of a KPI of `kind` on one figure.

    Parameters
    ----------
    kind : {"any_increase", "points", "reach", "significant"}
        Any improvement whose interval lies beyond 0; an improvement of at least `target` that does; a level of at
        least `target` (at most, where lower is better); an improvement with a clear verdict, which allows for how many
        neighbourhoods were looked at.
    target : float or None
        In the unit that the figure is shown in: percentage points for `points` on a share, percent for `reach`.
    figure : Figure
        The latest figure of a locked wave.
    """
    if absent := _why_no_figure(figure):
        return Reading(KpiStatus.NOT_MEASURED, absent)
    if kind == REACH:
        return _read_level(target, figure)
    if figure.change is None:
        return Reading(KpiStatus.NOT_MEASURED, f"{figure.value_words}; {figure.baseline_words}, so no change is known")
    if _is_met(kind, target, figure):
        return Reading(KpiStatus.MET, f"{figure.change_words}, {_certainty(figure)}")
    return _direction(kind, target, figure)


def _why_no_figure(figure):
    if figure.direction == "context":
        return "A context indicator is never judged"
    if figure.suppressed:
        return "Too few answers for a figure"
    if figure.estimate is None:
        return "Nothing has measured this yet"
    return "Only the baseline has been measured so far" if figure.verdict == "baseline" else ""


def _is_met(kind, target, figure):
    if kind == SIGNIFICANT:
        return figure.verdict in CLEAR and is_improvement(figure.verdict, figure.direction) == "better"
    enough = kind == ANY or _sign(figure) * figure.change >= target - NOISE
    return enough and _beyond_chance(figure) and _improved(figure) > 0


def _direction(kind, target, figure):
    moved, words = _improved(figure), f"{figure.change_words}, {_certainty(figure)}"
    if moved == 0:
        return Reading(KpiStatus.NO_CHANGE, figure.change_words)
    if moved < 0:
        return Reading(KpiStatus.WRONG_WAY, words)
    if _beyond_chance(figure) and kind == POINTS:
        exact = _exactly(figure.change, target) if _sign(figure) * figure.moved >= target else ""
        return Reading(KpiStatus.RIGHT_WAY, f"{words}, but not yet {_amount(target, figure)}{exact}")
    if _beyond_chance(figure) and kind == SIGNIFICANT:
        words = f"{figure.change_words}, not clear once the neighbourhoods compared are allowed for"
    return Reading(KpiStatus.RIGHT_WAY, words)


def _read_level(target, figure):
    sign, wanted = _sign(figure), level_words(target, figure.unit)
    if sign * figure.estimate >= sign * target - NOISE:
        return Reading(KpiStatus.MET, _level_reached(sign, target, figure, wanted))
    exact = _exactly(figure.estimate, target) if sign * figure.rounded(figure.estimate) >= sign * target else ""
    short = f"{figure.value_words}{exact}, {'below' if sign > 0 else 'above'} {wanted}"
    if figure.change is None:
        return Reading(
            KpiStatus.NOT_MEASURED, f"{short}; {figure.baseline_words}, so nobody can say which way it moves"
        )
    status, reason = _direction(REACH, target, figure)
    return Reading(status, f"{short}; {reason}")


def _level_reached(sign, target, figure, wanted):
    """That a level is reached, with what takes away from it: an interval on both sides, or a baseline that had it."""
    far_end = figure.low if sign > 0 else figure.high
    parts = [f"{figure.value_words}, target {wanted}"]
    if figure.sampled and sign * far_end < sign * target:
        parts.append(
            f"its interval {figure.interval_words} still includes figures {'below' if sign > 0 else 'above'} it"
        )
    if figure.baseline is not None and sign * figure.baseline >= sign * target - NOISE:
        parts.append("the baseline was there already")
    return "; ".join(parts)


def _sign(figure):
    """1 where more is better, -1 where less is."""
    return -1 if figure.direction == "down" else 1


def _improved(figure):
    """Above 0 for better, below for worse, 0 where the change shown is none and could be chance."""
    if not figure.moved and not _beyond_chance(figure):
        return 0
    return _sign(figure) * figure.change


def _beyond_chance(figure):
    """Whether the change's interval leaves out 0; what is counted in full has no chance in it."""
    if figure.change_low is None or figure.change_high is None:
        return figure.change != 0
    return figure.change_low > 0 or figure.change_high < 0


def _certainty(figure):
    if figure.change_low is None:
        return "counted in full"
    return BEYOND_CHANCE if _beyond_chance(figure) else COULD_BE_CHANCE


def _amount(target, figure):
    return f"{target_number(target)} points" if figure.unit == "%" else target_number(target)


def _exactly(number, target):
    """What a rounded figure would hide: that it falls just short of its target, with as many digits as that takes."""
    digits = next((d for d in range(2, 9) if round(abs(number), d) != round(abs(target), d)), 9)
    return f" ({abs(number):,.{digits}f} before rounding)"


def target_number(target):
    """A target as it was agreed, with every digit of it: 8, 16.9, 1,234,567."""
    return f"{target:,.15g}"


def level_words(target, unit):
    """A level to be reached, as it was agreed: 60%, 16.9%, 24,680."""
    if unit == "yes/no":
        return Figure(unit=unit).in_words(target)
    return f"{target_number(target)}{'%' if unit == '%' else ''}"


def read_judgements(target, scores):
    """The Reading of a KPI that people judge.

    Parameters
    ----------
    target : int
        The least score that counts as met, 1 to 4.
    scores : sequence of int
        Every score given, 0 to 4, the earliest first.
    """
    if not scores:
        return Reading(KpiStatus.NOT_MEASURED, "Nobody has judged this yet")
    now, before = scores[-1], scores[-2] if len(scores) > 1 else None
    words = f"Judged {now} of 4, target {target:g}" + ("" if before is None else f"; {before} before")
    if now >= target:
        return Reading(KpiStatus.MET, words)
    if before is None or now == before:
        # A first judgement above 0 already says that something has begun.
        first = before is None and now > 0
        return Reading(KpiStatus.RIGHT_WAY if first else KpiStatus.NO_CHANGE, words)
    return Reading(KpiStatus.RIGHT_WAY if now > before else KpiStatus.WRONG_WAY, words)


WORST_FIRST = (
    KpiStatus.WRONG_WAY,
    KpiStatus.NOT_MEASURED,
    KpiStatus.NO_CHANGE,
    KpiStatus.RIGHT_WAY,
    KpiStatus.MET,
)


def read_together(readings):
    """The Reading of a KPI over chosen neighbourhoods: met where each of them is, else as the worst of them.

    `readings` are pairs of a neighbourhood's name and its Reading; two may have one name.
    """
    if not readings:
        return Reading(KpiStatus.NOT_MEASURED, "No neighbourhoods are chosen")
    if len(readings) == 1:
        return readings[0][1]
    worst = min((reading.status for _, reading in readings), key=WORST_FIRST.index)
    met = sum(reading.status.is_met for _, reading in readings)
    named = [name for name, reading in readings if reading.status is worst]
    rest = "" if worst.is_met else f"; {worst.words.lower()} in {', '.join(named)}"
    return Reading(worst, f"Met in {met} of {len(readings)} neighbourhoods{rest}")
