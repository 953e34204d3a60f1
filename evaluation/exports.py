"""Figures as files that other programs read."""

from evaluation.frames import EXPORT_COLUMNS, estimates_frame
from neighbourhoods.downloads import harmless

DECIMALS = {
    **dict.fromkeys(("n_eff", "estimate", "se", "ci_low", "ci_high"), 6),
    **dict.fromkeys(("baseline_estimate", "change", "change_low", "change_high"), 6),
    **dict.fromkeys(("p_value", "p_adjusted"), 8),
}


def estimates_csv(programme, *, provisional=False, **conditions):
    """The estimates of a programme as CSV text with the documented columns.

    A number that may not be shown, or does not exist, is an empty cell; `suppressed` says why.
    """
    frame = estimates_frame(programme, provisional=provisional, **conditions)[list(EXPORT_COLUMNS)]
    frame = frame.round(DECIMALS)
    frame["n"] = frame["n"].astype("Int64")
    for column in ("area_code", "area_name", "wave"):
        frame[column] = frame[column].map(harmless)
    return frame.to_csv(index=False, lineterminator="\n")
