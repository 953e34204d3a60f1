"""The verdict in words that goes beside every figure, and whether it is good news."""

from enum import StrEnum

import numpy as np

SIGNIFICANCE = 0.05


class Verdict(StrEnum):
    """What can be said of a figure against its baseline; the value is the slug, `words` the wording."""

    CLEAR_RISE = "clear_rise"
    CLEAR_FALL = "clear_fall"
    NO_CLEAR_CHANGE = "no_clear_change"
    TOO_FEW = "too_few"
    NO_BASELINE = "no_baseline"

    @property
    def words(self):
        """The verdict as readers see it."""
        return _WORDS[self]

    @property
    def is_clear(self):
        """Whether the change stands out from chance."""
        return self in (Verdict.CLEAR_RISE, Verdict.CLEAR_FALL)


_WORDS = {
    Verdict.CLEAR_RISE: "Clear rise",
    Verdict.CLEAR_FALL: "Clear fall",
    Verdict.NO_CLEAR_CHANGE: "No clear change",
    Verdict.TOO_FEW: "Too few answers",
    Verdict.NO_BASELINE: "No baseline yet",
}


def verdicts(change, p_adjusted, *, suppressed, has_baseline):
    """Verdict of each cell.

    Parameters
    ----------
    change : Change
        From the baseline.
    p_adjusted : array_like
        p-values after `benjamini_hochberg`; NaN is never clear.
    suppressed : array_like of bool
        Where the figure of this wave or that of its baseline is hidden.
    has_baseline : array_like of bool
        Where a baseline was measured, hidden or not.

    Returns
    -------
    ndarray of str
        Slugs of `Verdict`. A hidden figure is "too few" whether or not it has a baseline. A change is clear
        when its adjusted p-value is at most 0.05 and its interval excludes 0.
    """
    clear = (np.asarray(p_adjusted) <= SIGNIFICANCE) & change.excludes_zero
    cases = [suppressed, ~np.asarray(has_baseline), clear & (change.change > 0), clear & (change.change < 0)]
    cases = np.broadcast_arrays(*cases)
    slugs = [Verdict.TOO_FEW, Verdict.NO_BASELINE, Verdict.CLEAR_RISE, Verdict.CLEAR_FALL]
    return np.select(cases, [slug.value for slug in slugs], Verdict.NO_CLEAR_CHANGE.value)


def is_improvement(verdict, direction):
    """Whether a verdict is good news for an indicator.

    Parameters
    ----------
    verdict : Verdict or str
        The verdict or its slug.
    direction : {"up", "down", "context"}
        Direction of improvement. Context indicators are never judged.

    Returns
    -------
    str
        "better", "worse", or "" where nothing is to be coloured.

    Raises
    ------
    ValueError
        If the verdict or the direction is unknown.
    """
    if direction not in ("up", "down", "context"):
        raise ValueError(f"The direction of improvement {direction!r} is not up, down or context.")
    verdict = Verdict(verdict)
    if direction == "context" or not verdict.is_clear:
        return ""
    return "better" if (verdict is Verdict.CLEAR_RISE) == (direction == "up") else "worse"
