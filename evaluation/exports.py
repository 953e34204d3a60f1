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
    frame = exported(estimates_frame(programme, provisional=provisional, **conditions), programme)
    return as_csv(frame)


def exported(frame, programme, more=()):
    """The frame as files have it: the documented columns and `more` before them, rounded, partial areas saying so."""
    frame = frame.assign(area_name=frame["area_name"] + _coverage(frame, programme))
    frame = frame[[*more, *EXPORT_COLUMNS]].round(DECIMALS)
    frame["n"] = frame["n"].astype("Int64")
    return frame


def as_csv(frame):
    """CSV text of an `exported` frame, without anything that a spreadsheet would run."""
    named = [name for name in ("part", "group_label", "area_code", "area_name", "wave") if name in frame]
    return frame.assign(**{name: frame[name].map(harmless) for name in named}).to_csv(index=False, lineterminator="\n")


def _coverage(frame, programme):
    """What stands behind the name of a pooled area where fewer neighbourhoods were asked or counted than it has."""
    areas = places_of_areas(programme, programme.neighbourhoods.select_related("cohort"))
    most = frame["area_code"].map({code: len(places) for code, places in areas.items()}).fillna(0).astype(int)
    partial = (
        (frame["area_kind"] != "neighbourhood") & (frame["audience"] != "organisations") & (frame["places"] < most)
    )
    words = " (" + frame["places"].astype(str) + " of " + most.astype(str) + " neighbourhoods)"
    return words.where(partial, "")
