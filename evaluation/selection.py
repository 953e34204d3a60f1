"""What a page was asked to show, and the rows of the frame that answer it."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from evaluation import hidden
from evaluation.figures import Figure
from evaluation.frames import figure_of
from evaluation.registers.counting import OF_CASES

A_YEAR = timedelta(days=366)


class Evidence:
    """The rows of a frame, found by indicator, place, wave and group; read once, for pages that ask many times."""

    def __init__(self, frame):
        self.rows = list(frame.itertuples(index=False, name="EstimateRow"))
        self._series, self._places, self._waves = {}, {}, {}
        for row in self.rows:
            self._series.setdefault((row.indicator, row.area_code, row.group), []).append(row)
            self._waves.setdefault(row.indicator, {})[row.wave] = row.wave_date
            if row.area_kind == "neighbourhood" and row.group == "all":
                self._places.setdefault((row.indicator, row.wave), []).append(row)

    def series(self, code, area_code, group="all"):
        """One indicator of one place and group in every wave, the earliest first."""
        return sorted(self._series.get((code, area_code, group), ()), key=lambda row: row.wave_date)

    def full_series(self, code, area_code, group="all"):
        """The same without waves that cover only part of a larger area: they are not of the same people.

        Organisations are one list, whichever neighbourhoods they happen to be in, and so are issues.
        """
        rows = self.series(code, area_code, group)
        if code in OF_CASES:
            return rows
        most = max((row.places for row in rows), default=0)
        return [row for row in rows if row.places == most or row.audience == "organisations"]

    def places(self, code, wave):
        """One indicator of every neighbourhood in one wave, by name."""
        return self._places.get((code, wave), [])

    def codes(self, code, wave):
        """Codes of the neighbourhoods in which one wave asked for an indicator, hidden figures among them."""
        return {row.area_code for row in self.places(code, wave)}

    def waves(self, code):
        """Names of the waves with figures for an indicator, the latest first, each with its date."""
        waves = self._waves.get(code, {})
        return dict(sorted(waves.items(), key=lambda pair: pair[1], reverse=True))

    def main_wave(self, code):
        """The latest of the waves that asked in most neighbourhoods; None where none asked."""
        return max(self.waves(code), key=lambda wave: len(self.places(code, wave)), default=None)

    def latest_places(self, code):
        """One indicator of every neighbourhood in the main wave."""
        return self.places(code, self.main_wave(code))


def standing(rows):
    """The row of a series that stands for now: the latest.

    A quota sample with too few answers for a figure does not take the place of one that is shown and not a year old.
    """
    latest = rows[-1]
    if latest.design != "quota" or not latest.suppressed:
        return latest
    shown = [row for row in rows if not row.suppressed and latest.wave_date - row.wave_date <= A_YEAR]
    return shown[-1] if shown else latest


def coverage_words(row, places):
    """How many of an area's neighbourhoods a pooled figure comes from; nothing where it is all of them.

    `places` are the codes of the neighbourhoods that the area has now.
    """
    if row.area_kind == "neighbourhood" or row.places >= len(places):
        return ""
    return f"{row.places} of {len(places)} neighbourhoods counted"


def places_of_areas(programme, neighbourhoods):
    """Area code -> codes of its neighbourhoods, for the programme and each cohort."""
    found = {programme.slug: {n.code for n in neighbourhoods}}
    for neighbourhood in neighbourhoods:
        if neighbourhood.cohort:
            found.setdefault(neighbourhood.cohort.area_code, set()).add(neighbourhood.code)
    return found


def chosen(wanted, choices):
    """What was asked for if it is among the choices, else the first of them; None where there are none."""
    return wanted if wanted in choices else next(iter(choices), None)


def areas_to_choose(programme, neighbourhoods):
    """Area code -> label of pooled areas: cohorts whose support has started, then the whole programme."""
    today = timezone.localdate()
    cohorts = {n.cohort.number: n.cohort for n in neighbourhoods if n.cohort}
    started = [cohorts[number] for number in sorted(cohorts) if cohorts[number].has_started(today)]
    return {cohort.area_code: str(cohort) for cohort in started} | {programme.slug: "Whole programme"}


def areas_of_indicator(indicator, programme, neighbourhoods):
    """Area code -> label of where an indicator has figures: pooled areas first, then every neighbourhood.

    What organisations say is judged for the whole programme only.
    """
    if not indicator.is_of_places:
        return {programme.slug: "Whole programme"}
    return areas_to_choose(programme, neighbourhoods) | {n.code: n.name for n in neighbourhoods}


@dataclass(frozen=True)
class PlaceRow:
    """A neighbourhood's row of a table: its code, name and figure."""

    code: str
    name: str
    figure: Figure
    note: str = ""


def place_rows(evidence, indicator, wave):
    """PlaceRow of every neighbourhood in one wave, the highest figure first, those without one last."""
    rows = [
        PlaceRow(
            row.area_code, row.area_name, figure_of(row, indicator), row.absent or hidden.WORDS.get(row.suppressed, "")
        )
        for row in evidence.places(indicator.code, wave)
    ]
    return sorted(rows, key=lambda row: (not row.figure.shown, -(row.figure.estimate or 0), row.name))
