"""Figures as files that other programs read."""

from commissioning.downloads import harmless
from evaluation.frames import EXPORT_COLUMNS, estimates_frame
from evaluation.selection import places_of_areas

DECIMALS = {
    **dict.fromkeys(("n_eff", "estimate", "se", "ci_low", "ci_high"), 6),
    **dict.fromkeys(("baseline_estimate", "change", "change_low", "change_high"), 6),
    **dict.fromkeys(("p_value", "p_adjusted"), 8),
}


def estimates_csv(programme, *, provisional=False, **conditions):
    """The estimates of a programme as CSV text with the documented columns.

    A number that may not be shown, or does not exist, is an empty cell; `suppressed` says why.
    """
    frame = estimates_frame(programme, provisional=provisional, **conditions)
    frame["area_name"] += _coverage(frame, programme)
    frame = frame[list(EXPORT_COLUMNS)].round(DECIMALS)
    frame["n"] = frame["n"].astype("Int64")
    for column in ("area_code", "area_name", "wave"):
        frame[column] = frame[column].map(harmless)
    return frame.to_csv(index=False, lineterminator="\n")


def _coverage(frame, programme):
    """What stands behind the name of a pooled area where fewer neighbourhoods were asked or counted than it has."""
    areas = places_of_areas(programme, programme.neighbourhoods.select_related("cohort"))
    most = frame["area_code"].map({code: len(places) for code, places in areas.items()}).fillna(0).astype(int)
    partial = (
        (frame["area_kind"] != "neighbourhood") & (frame["audience"] != "organisations") & (frame["places"] < most)
    )
    words = " (" + frame["places"].astype(str) + " of " + most.astype(str) + " neighbourhoods)"
    return words.where(partial, "")
