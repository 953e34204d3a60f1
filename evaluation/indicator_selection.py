"""What a visitor chose on an indicator's page: place, others laid over it, wave, breakdown and map."""

from datetime import datetime
from urllib.parse import urlencode

from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property

from commissioning.calendar import believable_days
from evaluation.breakdowns import SEX_AND_AGE, breakdown_of, ways_of
from evaluation.catalogue import Catalogue
from evaluation.frames import estimates_frame, figure_of, unmeasured
from evaluation.indicator_page import area_series
from evaluation.place_maps import SHOWN
from evaluation.places import neighbourhoods_of
from evaluation.registers.counting import day_words
from evaluation.registers.rows import days_of
from evaluation.selection import Evidence, areas_of_indicator, chosen, places_of_areas
from neighbourhoods.asked import can_be_asked, day_fault, past_day_of
from surveys.models import QuestionnaireItem

# More lines than this, beside the one that is drawn first, cannot be told apart.
MOST_COMPARED = 4


def _day_named(wave):
    """The day that a count is named by ("30 November 2026"), or None."""
    try:
        day = datetime.strptime(wave or "", "%d %B %Y").date()
    except ValueError:
        return None
    return day if can_be_asked(day) else None


class IndicatorSelection:
    """What the visitor chose on an indicator's page, each choice valid, with the frame it is answered from."""

    def __init__(self, asked, programme, code):
        """`asked` is the query of the address. Raises Http404 where the programme has no such indicator."""
        self.programme, self.catalogue = programme, Catalogue(programme)
        if code not in self.catalogue:
            raise Http404("There is no such indicator.")
        self.indicator = self.catalogue[code]
        codes = [code, f"{code}-dk"] if self.indicator.alternative else [code]
        self.day_typed = "" if self.indicator.from_survey else asked.get("on", "").strip()
        self.day_fault = day_fault(self.day_typed, since=believable_days(programme.starts_on)[0])
        self.on = None if self.day_fault else past_day_of(self.day_typed)
        # What is some neighbourhood's baseline day is no day of the others: they are counted on it where it is chosen.
        self.also_on = self.on or (None if self.indicator.from_survey else _day_named(asked.get("wave")))
        self.frame = estimates_frame(programme, catalogue=self.catalogue, also_on=self.also_on, indicator__in=codes)
        self.evidence = Evidence(self.frame)
        self.neighbourhoods = neighbourhoods_of(programme)
        self.waves = self.evidence.waves(code)
        self.areas = areas_of_indicator(self.indicator, programme, self.neighbourhoods)
        self.area = chosen(asked.get("area"), self.areas)
        self.main = self._series(self.area, self.areas[self.area])
        latest = self.main.rows[-1].wave if self.main.rows else next(iter(self.waves), None)
        wanted = day_words(self.on) if self.on else asked.get("wave")
        self.wave = wanted if wanted in self.waves else latest
        wanted = [code for code in dict.fromkeys(asked.getlist("compare")) if code in self.comparable]
        self.compare, self.left_out = wanted[:MOST_COMPARED], wanted[MOST_COMPARED:]
        self.others = [self._series(code, self.comparable[code]) for code in self.compare]
        self.figure = self.main.at(self.wave) or unmeasured(self.indicator)
        self.ways = self._ways()
        self.breakdown = self._breakdown_wanted(asked.get("breakdown", ""))
        self.show = chosen(asked.get("show"), SHOWN)

    def _series(self, code, label):
        places = places_of_areas(self.programme, self.neighbourhoods).get(code, set())
        return area_series(self.evidence, self.indicator, code, label, places)

    @property
    def places(self):
        """Ids of the neighbourhoods of the chosen area."""
        codes = places_of_areas(self.programme, self.neighbourhoods).get(self.area, {self.area})
        return [n.pk for n in self.neighbourhoods if n.code in codes]

    @property
    def days_of_all(self):
        """The days on which every area is counted: on another, an area without a figure was not counted."""
        return [*days_of(self.programme, timezone.localdate()), self.also_on]

    @property
    def shown_on(self):
        """The day of a count that is shown, where it is not the latest; else None."""
        is_latest = self.wave == next(iter(self.waves), None)
        return None if self.indicator.from_survey or is_latest else self.waves.get(self.wave)

    @property
    def is_blank_on(self):
        """Whether nothing was on record yet on the day that was asked for."""
        return self.on is not None and self.wave != day_words(self.on)

    @property
    def latest_here(self):
        """The latest survey that asked in the chosen area, where the chosen survey did not; else None."""
        if not self.indicator.from_survey or self.main.at(self.wave) or not self.main.rows:
            return None
        return self.main.rows[-1].wave

    @property
    def comparable(self):
        """Areas to draw beside the chosen one: every cohort, started or not, the programme, and every neighbourhood."""
        cohorts = {n.cohort.area_code: str(n.cohort) for n in self.neighbourhoods if n.cohort}
        every = dict(sorted(cohorts.items())) | {self.programme.slug: "Whole programme"}
        if self.indicator.is_of_places:
            every |= {n.code: n.name for n in self.neighbourhoods}
        return {code: label for code, label in every.items() if code != self.area}

    @property
    def wave_object(self):
        """The chosen wave; None for a count."""
        return next((wave for wave in self.wave_objects if wave.name == self.wave), None)

    def _ways(self):
        """What the chosen wave can be broken down by, each with its words; nothing for a count."""
        return ways_of(self.indicator, self.wave_object) if self.indicator.from_survey and self.wave_object else {}

    def _breakdown_wanted(self, wanted):
        """What was asked for, where some questionnaire asks it: the page then says why this wave has none of it."""
        if not self.ways or wanted in self.ways:
            return wanted if self.ways else ""
        items = QuestionnaireItem.objects.filter(questionnaire__programme=self.programme)
        # Looked up here, as a database may refuse to be asked for a text that no code can be.
        return wanted if wanted and wanted in set(items.values_list("code", flat=True)) else next(iter(self.ways))

    @cached_property
    def broken_down(self):
        """The Breakdown of the chosen wave and area; None where there is nothing to break down by."""
        if not self.breakdown:
            return None
        found = breakdown_of(
            *(self.programme, self.wave_object, self.breakdown, [self.indicator.code]),
            area_code=self.area,
            catalogue=self.catalogue,
        )
        return found if found.rows or found.why else None

    @property
    def breakdown_words(self):
        """What the figures are broken down by: "age", "sex", or the code of the question."""
        return self.breakdown if self.breakdown in SEX_AND_AGE else f"answers to {self.breakdown}"

    @property
    def question_words(self):
        """The question whose answers the figures are broken down by; nothing for age and sex."""
        return "" if self.breakdown in SEX_AND_AGE else self.ways.get(self.breakdown, "")

    def query(self, **changes):
        """The end of an address that holds everything chosen, with `changes`; without what is None."""
        kept = {"area": self.area, "compare": self.compare, "wave": self.wave, "breakdown": self.breakdown}
        kept |= {"show": self.show if self.indicator.is_of_places else None, "on": self.on} | changes
        return urlencode({name: value for name, value in kept.items() if value}, doseq=True)

    @property
    def supported(self):
        today = timezone.localdate()
        return {n.code for n in self.neighbourhoods if n.cohort and n.cohort.has_started(today)}

    @property
    def support_start(self):
        """When support started in the chosen area; None where it has not, or for the programme as a whole."""
        for neighbourhood in self.neighbourhoods:
            cohort = neighbourhood.cohort
            if cohort and self.area in (cohort.area_code, neighbourhood.code):
                return cohort.support_starts_on
        return None

    @property
    def weights_words(self):
        """How the answers of the chosen wave were weighted, and what that cost in precision."""
        wave = self.wave_object
        row, _ = self.main.by_wave.get(self.wave, (None, None))
        if wave is None:
            return ""
        effect = f" Design effect {row.deff:.2f}." if row and row.deff == row.deff else ""
        return f"{wave.get_weighting_display()}; larger areas count each neighbourhood by its residents.{effect}"

    @property
    def alternative(self):
        """The indicator's other reading for the whole programme, where it has one."""
        other = self.indicator.as_alternative()
        rows = self.evidence.series(other.code, self.programme.slug) if other else []
        return figure_of(rows[-1], other) if rows else None

    @cached_property
    def wave_objects(self):
        """The waves behind the figures, the latest first."""
        names = list(self.waves)
        found = self.programme.waves.filter(name__in=names).select_related("locked_by", "questionnaire")
        return sorted(found, key=lambda wave: wave.starts_on, reverse=True)
