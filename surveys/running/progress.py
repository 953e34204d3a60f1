"""How far a wave is: each neighbourhood's answers by day, mode, sex and age, against what was aimed at."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count
from django.utils import timezone

from surveys.interviewing.quotas import Achieved, achieved_of, cell_labels, quota_table, tables_of
from surveys.links.invited import invited_by_sample
from surveys.models import Response, Sample
from surveys.models.questionnaires import Audience
from surveys.running.days import day_chart
from surveys.running.forecast import ASSUMED_DEFF, Course, forecast, half_width

FURTHEST_BEHIND = 3
# evaluation/statistics/suppression.py hides figures of fewer.
FEWEST_FOR_A_FIGURE = 30


@dataclass(frozen=True)
class Cell:
    """A group of sex and age: its answers and its quota."""

    label: str
    answers: int
    quota: int

    @property
    def missing(self):
        return max(0, self.quota - self.answers)

    @property
    def words(self):
        return f"{self.label}: {self.answers:,} of {self.quota:,}"


@dataclass(frozen=True)
class Invited:
    """Personal links that could be answered, and how many were."""

    made: int = 0
    answered: int = 0

    @property
    def waiting(self):
        return self.made - self.answered


@dataclass(frozen=True)
class Place:
    """One neighbourhood of a wave."""

    sample: Sample
    course: Course
    answers: int
    excluded: int
    achieved: Achieved
    quotas: object
    by_day: dict
    by_mode: dict
    invited: Invited

    @property
    def name(self):
        return self.sample.neighbourhood.name

    @property
    def target(self):
        return self.sample.target

    @cached_property
    def cells(self):
        """The Cell of every group, men first and the young first; none where residents are not known."""
        return cells_of(self.achieved.table, self.quotas)

    @cached_property
    def behind(self):
        """The few Cells that lack most answers, the furthest behind first."""
        return furthest_behind(self.cells)

    @cached_property
    def lately(self):
        """Answers of the days from which the pace is taken."""
        return sum(self.by_day.get(day, 0) for day in self.course.window)

    @cached_property
    def forecast(self):
        return _forecast(self.course, self.by_day, self.answers, self.target)

    @property
    def is_reached(self):
        return self.answers >= self.target

    @property
    def deff(self):
        """The design effect of the weights so far, or None where there are none."""
        return self.sample.weighting_report.get("deff")

    @property
    def at_the_end(self):
        """Answers on the last day: as forecast, else as they are."""
        return self.forecast.expected if self.forecast else self.answers

    @property
    def widths(self):
        """Half widths, in points, of the intervals of a half and of a tenth on the last day.

        None where there will be too few answers for a figure to be shown at all.
        """
        if self.at_the_end < FEWEST_FOR_A_FIGURE:
            return [None, None]
        population, deff = self.sample.population, self.deff or ASSUMED_DEFF
        return [100 * half_width(share, self.at_the_end, population, deff) for share in (0.5, 0.1)]


@dataclass(frozen=True)
class Progress:
    """A wave as its page of progress shows it."""

    course: Course
    places: list
    asks_residents: bool = True
    destroyed: bool = False

    @property
    def answers(self):
        return sum(place.answers for place in self.places)

    @property
    def target(self):
        return sum(place.target for place in self.places)

    @property
    def excluded(self):
        return sum(place.excluded for place in self.places)

    @cached_property
    def by_day(self):
        return _added(place.by_day for place in self.places)

    @cached_property
    def by_mode(self):
        """Triples of a mode's name, its answers and their share of all, in the order of Response.Mode."""
        counts, total = _added(place.by_mode for place in self.places), self.answers
        return [(mode.label, counts[mode], 100 * counts[mode] / total) for mode in Response.Mode if counts[mode]]

    @cached_property
    def days(self):
        return day_chart(self.by_day, self.course)

    @cached_property
    def forecast(self):
        return _forecast(self.course, self.by_day, self.answers, self.target)

    @property
    def lately(self):
        return sum(place.lately for place in self.places)

    @property
    def not_visited(self):
        """Neighbourhoods in which nobody has answered."""
        return [place for place in self.places if not place.answers]

    @property
    def invited(self):
        return Invited(sum(p.invited.made for p in self.places), sum(p.invited.answered for p in self.places))

    @cached_property
    def cells(self):
        """The Cells of all neighbourhoods together whose residents are known."""
        known = [place for place in self.places if place.quotas is not None]
        if not known:
            return []
        return cells_of(sum(p.achieved.table for p in known), sum(p.quotas for p in known))

    @property
    def has_figures_to_come(self):
        """Whether there is a forecast, or the width of an interval, to be explained."""
        return not self.destroyed and (self.asks_residents or not self.course.is_over)

    @property
    def is_weighted(self):
        return any(place.deff for place in self.places)


def cells_of(achieved, quotas):
    """Cells of two tables by sex and age band, none without quotas."""
    if quotas is None:
        return []
    labels = cell_labels()
    return [
        Cell(labels[row][band], int(achieved[row, band]), int(quotas[row, band]))
        for row in range(quotas.shape[0])
        for band in range(quotas.shape[1])
    ]


def furthest_behind(cells, most=FURTHEST_BEHIND):
    """The cells that lack most answers, at most `most` of them."""
    lacking = sorted((cell for cell in cells if cell.missing), key=lambda cell: -cell.missing)
    return lacking[:most]


def progress_of(wave, today=None):
    """The Progress of a wave. Five queries, whatever the number of neighbourhoods and answers."""
    course = Course(wave.starts_on, wave.ends_on, today or timezone.localdate())
    asks_residents = wave.questionnaire.audience == Audience.RESIDENTS
    samples = list(wave.samples.by_neighbourhood())
    people, excluded = _people(wave)
    days, modes = _days_and_modes(wave)
    residents = tables_of(samples) if asks_residents else {}
    invited = _invited(wave)
    places = [
        Place(
            sample=sample,
            course=course,
            answers=_answers(sample, wave, days[sample.pk]),
            excluded=excluded[sample.pk],
            achieved=achieved_of(people[sample.pk]),
            quotas=quota_table(sample.target, residents.get(sample.pk)),
            by_day=days[sample.pk],
            by_mode=modes[sample.pk],
            invited=invited.get(sample.pk, Invited()),
        )
        for sample in samples
    ]
    return Progress(course, places, asks_residents, destroyed=wave.destroyed_on is not None)


def _answers(sample, wave, by_day):
    """How many answers count. Of destroyed ones only the number is left."""
    return sample.respondents or 0 if wave.destroyed_on else sum(by_day.values())


def _people(wave):
    """Triples of sex, band and count of each sample's answers that count; and how many do not, by sample."""
    people, excluded = defaultdict(list), Counter()
    rows = Response.objects.of_wave(wave).order_by().values_list("sample_id", "is_excluded", "sex", "age_band")
    for sample, is_excluded, sex, band, count in rows.annotate(Count("pk")):
        if is_excluded:
            excluded[sample] += count
        else:
            people[sample].append((sex, band, count))
    return people, excluded


def _days_and_modes(wave):
    """Counts by day and counts by mode of each sample's answers that count."""
    days, modes = defaultdict(Counter), defaultdict(Counter)
    rows = Response.objects.of_wave(wave).counted().order_by().values_list("sample_id", "answered_on", "mode")
    for sample, day, mode, count in rows.annotate(Count("pk")):
        days[sample][day] += count
        modes[sample][mode] += count
    return days, modes


def _invited(wave):
    return {sample: Invited(each.asked, each.answered) for sample, each in invited_by_sample(wave).items()}


def _forecast(course, by_day, answers, target):
    """The Forecast of these answers, or None where there is nothing to take a pace from."""
    if answers and not any(count for day, count in by_day.items() if day is not None):
        return None
    today = sum(count for day, count in by_day.items() if day is not None and day >= course.today)
    lately = [by_day.get(day, 0) for day in course.window]
    return forecast(course, lately, answers - today, today, target)


def _added(counters):
    total = Counter()
    for counter in counters:
        total.update(counter)
    return total
