"""What the page of comparisons shows of one indicator and place: since when, with whom, with the country."""

from functools import cached_property

from django.db.models import Count
from django.http import Http404
from django.utils import timezone

from commissioning.number_words import listed
from evaluation.asked_words import asked_otherwise
from evaluation.catalogue import Catalogue
from evaluation.comparing.charts import (
    Apart,
    PublishedPoint,
    both_sizes,
    national_figure,
    staggered_figure,
)
from evaluation.comparing.national import measures_of
from evaluation.comparing.over_time import since_last, trend_of, trend_words
from evaluation.comparing.rest import beside_the_rest, sums_for
from evaluation.comparing.staggered import cohorts_beside_waiting
from evaluation.frames import estimates_frame, unmeasured
from evaluation.indicator_page import area_series
from evaluation.made_once import made_once
from evaluation.places import neighbourhoods_of
from evaluation.registers.rows import ground
from evaluation.selection import Evidence, areas_of_indicator, chosen, places_of_areas
from evaluation.tiles import points_of
from surveys.models import Question, Response

ANSWERED = {
    Response.Mode.INTERVIEW: "to an interviewer",
    Response.Mode.LINK: "online",
    Response.Mode.PAPER: "on paper",
    Response.Mode.FILE: "by means that the imported file does not tell",
}


class Comparison:
    """One indicator of one area in one wave, and all that it can honestly be set beside.

    `asked` is the query of the address; what is nonsense there is taken for no choice. Raises Http404 where the
    programme has no such indicator.
    """

    def __init__(self, asked, programme, code):
        self.programme, catalogue = programme, Catalogue(programme)
        if code not in catalogue:
            raise Http404("There is no such indicator.")
        self.indicator = catalogue[code]
        frame = estimates_frame(programme, catalogue=catalogue, indicator=code, breakdown="all")
        self.evidence = Evidence(frame)
        self.neighbourhoods = neighbourhoods_of(programme)
        self.members = places_of_areas(programme, self.neighbourhoods)
        self.members |= {n.code: {n.code} for n in self.neighbourhoods}
        self.areas = areas_of_indicator(self.indicator, programme, self.neighbourhoods)
        self.area = chosen(asked.get("area"), self.areas)
        self.label = self.areas[self.area]
        self.series = area_series(self.evidence, self.indicator, self.area, self.label, self.members[self.area])
        self.waves = {row.wave: row.wave_date for row in reversed(self.series.rows)}
        self.wave = chosen(asked.get("wave"), self.waves)
        self.today = timezone.localdate()

    @property
    def row(self):
        """The frame's row of the area in the wave; None where nothing was measured."""
        return next((row for row in self.series.rows if row.wave == self.wave), None)

    @property
    def figure(self):
        """The area's figure against its baseline."""
        return self.series.at(self.wave) or unmeasured(self.indicator)

    @property
    def baseline_label(self):
        """The wave that was the baseline; nothing where it was the one shown, or several."""
        first = self.row.baseline_wave_id if self.row else None
        return next((row.wave for row in self.series.rows if row.wave_id == first), "") if first == first else ""

    @cached_property
    def since_last(self):
        """Area code -> Compared, every area in the wave against the survey before it."""
        return since_last(self.evidence, self.indicator, self.wave, self.members) if self.wave else {}

    @property
    def last(self):
        return self.since_last.get(self.area)

    @property
    def places_since_last(self):
        """(name, Compared) of every neighbourhood, by name."""
        found = [(n.name, self.since_last[n.code]) for n in self.neighbourhoods if n.code in self.since_last]
        return found if self.indicator.is_of_places else []

    @cached_property
    def trend(self):
        """The Trend over the surveys up to the chosen one; None below three."""
        until = self.waves.get(self.wave)
        return trend_of([row for row in self.series.rows if row.wave_date <= until]) if until else None

    @property
    def trend_words(self):
        return trend_words(self.trend, self.indicator) if self.trend is not None else ""

    @cached_property
    def others(self):
        """(name of a larger area, Beside) of each that the area is part of and can be set beside the rest of."""
        if not self.indicator.from_survey or not self.indicator.is_of_places or self.row is None:
            return []
        return made_once(self._others, self.programme, "rest", self.indicator.code, self.area, self.wave)

    def _others(self):
        wave = self.wave_object
        made_of = sums_for(wave, self.indicator) if wave else None
        if made_of is None:
            return []
        found = ((label, self._beside(made_of, code)) for code, label in self._larger.items())
        return [(label, beside) for label, beside in found if beside]

    @property
    def _larger(self):
        """Code -> name of the areas that the chosen one is a part of: its cohort, and the programme."""
        cohorts = {n.cohort.area_code: str(n.cohort) for n in self.neighbourhoods if n.cohort and n.code == self.area}
        whole = {self.programme.slug: "the programme"} if self.area != self.programme.slug else {}
        return cohorts | whole

    def _beside(self, made_of, code):
        row, kind = self.row, self.row.area_kind
        alike = [r for r in self.evidence.rows if r.wave == self.wave and r.area_kind == kind]
        whole = next((r for r in self.evidence.series(self.indicator.code, code) if r.wave == self.wave), None)
        alike = [r for r in alike if self.members.get(r.area_code, set()) <= self.members[code]]
        return beside_the_rest(made_of, alike, whole, self.indicator, self.members).get(row.area_code)

    @property
    def wave_object(self):
        return next((wave for wave in self.wave_objects if wave.name == self.wave), None)

    @cached_property
    def wave_objects(self):
        """The waves behind the figures, the latest first."""
        found = self.programme.waves.filter(name__in=list(self.waves)).select_related("questionnaire")
        return sorted(found, key=lambda wave: wave.starts_on, reverse=True)

    @cached_property
    def staggered(self):
        """CohortSteps of each cohort whose support has started, the chosen one first.

        Nothing for what is judged as a whole only.
        """
        if not self.indicator.is_of_places:
            return []
        found = cohorts_beside_waiting(self.evidence, self.indicator, self.neighbourhoods, self.today)
        return sorted(found, key=lambda cohort: cohort.code != self.area)

    @property
    def waiting(self):
        """How many neighbourhoods are still without support today."""
        return sum(not (n.cohort and n.cohort.has_started(self.today)) for n in self.neighbourhoods)

    @cached_property
    def national(self):
        return measures_of(self.indicator.code)

    @cached_property
    def modes_words(self):
        """How people answered in the chosen survey, the most usual way first; nothing once single answers are gone."""
        wave = self.wave_object
        if wave is None or wave.destroyed_on or not self.national:
            return ""
        counted = Response.objects.of_wave(wave).values("mode").annotate(answers=Count("pk")).order_by("-answers")
        return listed([ANSWERED[each["mode"]] for each in counted])

    @cached_property
    def reworded(self):
        """Questions of the indicator that one of its surveys asked otherwise than the menu has them."""
        if not self.indicator.from_survey:
            return []
        codes = self.indicator.questions
        questions = Question.objects.open_to(self.programme).filter(code__in=codes)
        return asked_otherwise(self.wave_objects, sorted(questions, key=lambda question: codes.index(question.code)))

    def staggered_charts(self):
        """(CohortSteps, its chart or None) in order."""
        return [(cohort, self._staggered_chart(number, cohort)) for number, cohort in enumerate(self.staggered, 1)]

    def _staggered_chart(self, number, cohort):
        if not cohort.steps:
            return None
        steps = [_apart(step) for step in cohort.steps]
        days = (cohort.base_on, cohort.starts_on)

        def draw(**size):
            return staggered_figure(steps, base_on=days[0], starts_on=days[1], unit=self.indicator.unit, **size)

        title = cohort.finding
        words = "Hollow dots are surveys before the start, the square is the one that all is measured from. "
        words += "The same figures are in the table below."
        parts = ("staggered", self.indicator.code, cohort.label, days, steps, *ground(self.programme, self.indicator))
        return made_once(lambda: both_sizes(draw, f"st{number}", title, words, 280), self.programme, *parts)

    def national_chart(self):
        """The area beside published figures; None without either."""
        points = [point for point in points_of(self.series.rows) if point.value is not None]
        if not self.national or not points:
            return None
        lines = [(_short(name), _points(each)) for m in self.national for name, each in m.lines.items()]
        title = f"{self.indicator.name}: {self.label} beside published figures"
        words = "Published figures are dashed, a line for each way of asking. All of them are in the table below."

        def draw(**size):
            return national_figure(self.label, points, lines, **size)

        parts = ("national", self.indicator.code, self.area)
        return made_once(lambda: both_sizes(draw, "na", title, words, 320), self.programme, *parts)


def _apart(step):
    figure = step.figure
    return Apart(step.on, figure.change, figure.change_low, figure.change_high, step.is_before)


def _short(name):
    """The name of a published line on two short lines, to stand in a chart."""
    place, survey, mode = name.split(", ", 2)
    return f"{place}: {survey},\n{mode}"


def _points(figures):
    return [
        PublishedPoint(f.begins_on, f.ends_on, *((f.percent, f.percent) if f.percent is not None else (f.low, f.high)))
        for f in figures
    ]
