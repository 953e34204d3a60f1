"""What a page was asked to show, and the rows of the frame that answer it."""

from dataclasses import dataclass

from django.utils import timezone

from evaluation.figures import Figure
from evaluation.frames import figure_of


def chosen(wanted, choices):
    """What was asked for if it is among the choices, else the first of them; None where there are none."""
    return wanted if wanted in choices else next(iter(choices), None)


def areas_to_choose(programme, neighbourhoods):
    """Area code -> label of pooled areas: cohorts whose support has started, then the whole programme."""
    today = timezone.localdate()
    cohorts = {n.cohort.number: n.cohort for n in neighbourhoods if n.cohort}
    started = [cohorts[number] for number in sorted(cohorts) if cohorts[number].support_on(today) != "not started"]
    return {cohort.area_code: str(cohort) for cohort in started} | {programme.slug: "Whole programme"}


def waves_asking(frame, code):
    """Names of the waves with figures for an indicator, the latest first, each with its date."""
    rows = frame[frame["indicator"] == code]
    waves = rows[["wave", "wave_date"]].drop_duplicates().sort_values("wave_date", ascending=False)
    return dict(waves.itertuples(index=False))


@dataclass(frozen=True)
class PlaceRow:
    """A neighbourhood's row of a table: its code, name and figure."""

    code: str
    name: str
    figure: Figure
    note: str = ""


WHY_HIDDEN = {
    "nobody": "Nobody answered",
    "few": "Too few answers, so no figure is shown",
    "paired": "Hidden, so that another hidden figure cannot be worked out",
    "whole": "Judged for the whole programme only",
}


def place_rows(frame, indicator, wave):
    """PlaceRow of every neighbourhood in one wave, the highest figure first, those without one last."""
    rows = frame[
        (frame["indicator"] == indicator.code)
        & (frame["area_kind"] == "neighbourhood")
        & (frame["group"] == "all")
        & (frame["wave"] == wave)
    ]
    rows = rows.sort_values(["estimate", "area_name"], ascending=[False, True], na_position="last")
    return [
        PlaceRow(row.area_code, row.area_name, figure_of(row, indicator), WHY_HIDDEN.get(row.suppressed, ""))
        for row in rows.itertuples()
    ]
