"""What the data can and cannot show, in this programme's own numbers where it has them."""

from dataclasses import dataclass
from datetime import date
from statistics import median

from django.utils import timezone

from evaluation.catalogue import Catalogue
from evaluation.comparing.national import measures
from evaluation.comparing.staggered import CohortSteps, cohorts_beside_waiting
from evaluation.figures import CLEAR, Figure
from evaluation.frames import estimates_frame, figure_of
from evaluation.indicators import Indicator
from evaluation.places import neighbourhoods_of
from evaluation.selection import Evidence
from evaluation.statistics import detectable_change
from evaluation.statistics.verdicts import SIGNIFICANCE

PLANNED, EXAMPLE = 300, 12.0  # answers and level (percent) of the example, before anything is measured
TELLING = 1.05  # design effect from which on it is worth a sentence
REGISTER = "B1"  # whose figure tells who confirmed the registers


@dataclass(frozen=True)
class Detectable:
    """The smallest rise from `level` percent that two surveys of `n` answers find four times in five, in points."""

    where: str
    n: int
    level: float
    points: float | None

    @property
    def level_words(self):
        return Figure().in_words(self.level)

    @property
    def points_words(self):
        """ "7 points", or that nothing could be found."""
        return "no rise at all" if self.points is None else f"{Figure().rounded(self.points)} points"


@dataclass(frozen=True)
class Looks:
    """How many neighbourhoods one survey compared with their baselines, and what came of it.

    `alone` changed by the usual yardstick of one look; `clear` are left after allowing for all of them.
    """

    compared: int
    alone: int
    clear: int

    @property
    def by_luck(self):
        """How many would look changed if nothing had changed anywhere."""
        return Figure(unit="mean").in_words(SIGNIFICANCE * self.compared)


@dataclass(frozen=True)
class Shows:
    """What the page tells. Where nothing has been measured yet, `wave` is empty and there are examples only."""

    indicator: Indicator | None
    wave: str
    on: date | None
    figure: Figure | None
    neighbourhoods: int
    residents: int
    answered: int
    design_effect: float | None
    hidden: int
    quota: bool
    looks: Looks | None
    detectable: tuple[Detectable, ...]
    cohort: CohortSteps | None
    waiting: int
    confirmed: str
    published: int

    @property
    def weights_words(self):
        """What the weights cost; nothing before there are any, or where it is too little to tell."""
        if self.design_effect is None or self.design_effect < TELLING:
            return ""
        more = f"{Figure().rounded(100 * (self.design_effect - 1))}%"
        return f"It makes figures less exact: {more} more answers would be needed to be as sure as without."

    @property
    def started_lower(self):
        """Whether the neighbourhoods that started stood lower than those waiting, before support."""
        latest = self.cohort.latest
        return latest.started_then < latest.waiting_then


def what_figures_show(programme):
    """The Shows of a programme, by the first headline that residents are asked for in percent."""
    catalogue, neighbourhoods = Catalogue(programme), neighbourhoods_of(programme)
    today = timezone.localdate()
    indicator = _headline(catalogue)
    codes = [REGISTER] + ([indicator.code] if indicator else [])
    evidence = Evidence(estimates_frame(programme, catalogue=catalogue, breakdown="all", indicator__in=codes))
    wave = evidence.main_wave(indicator.code) if indicator else None
    places = evidence.places(indicator.code, wave) if wave else []
    whole = _whole(evidence, indicator, programme.slug, wave)
    cohorts = cohorts_beside_waiting(evidence, indicator, neighbourhoods, today) if wave else []
    return Shows(
        indicator=indicator,
        wave=wave or "",
        on=whole.wave_date if whole else None,
        figure=figure_of(whole, indicator) if whole else None,
        neighbourhoods=len(neighbourhoods),
        residents=sum(n.residents or 0 for n in neighbourhoods),
        answered=int(whole.respondents) if whole else 0,
        design_effect=_effect(whole) if whole else None,
        hidden=sum(bool(row.suppressed) for row in places),
        quota=any(row.design == "quota" for row in evidence.rows),
        looks=_looks(places),
        detectable=_detectable(evidence, indicator, places, whole, wave),
        cohort=next((cohort for cohort in cohorts if cohort.latest), None),
        waiting=sum(not (n.cohort and n.cohort.has_started(today)) for n in neighbourhoods),
        confirmed=_confirmed(evidence, programme.slug),
        published=sum(bool(measure.indicator) for measure in measures()),
    )


def _headline(catalogue):
    found = (catalogue.headlines[goal] for goal in sorted(catalogue.headlines))
    return next((one for one in found if one.is_share and one.audience == "residents"), None)


def _whole(evidence, indicator, code, wave):
    rows = evidence.series(indicator.code, code) if wave else []
    return next((row for row in rows if row.wave == wave and not row.suppressed), None)


def _looks(places):
    """Looks at the neighbourhoods of one wave; None in a baseline wave."""
    compared = [row for row in places if row.p_value == row.p_value]
    if not compared:
        return None
    return Looks(
        len(compared),
        sum(row.p_value <= SIGNIFICANCE for row in compared),
        sum(row.verdict in CLEAR for row in compared),
    )


def _detectable(evidence, indicator, places, whole, wave):
    """What surveys like the last one can find: in a typical neighbourhood, in each cohort, in the whole programme."""
    shown = [row for row in places if not row.suppressed]
    if not shown or whole is None:
        return (_found("In one neighbourhood", PLANNED, 1.0, EXAMPLE),)
    level = whole.estimate
    middle = [int(median(row.n for row in shown)), median(_effect(row) for row in shown)]
    found = [_found("In a typical neighbourhood", *middle, level)]
    pooled = [row for row in evidence.rows if row.area_kind == "cohort" and not row.suppressed]
    for row in pooled:
        if row.wave == wave and row.indicator == indicator.code:
            found.append(_found(f"In {row.area_name}, taken together", int(row.n), _effect(row), level))
    return (*found, _found("In the whole programme", int(whole.n), _effect(whole), level))


def _effect(row):
    """What the weights cost: the variance that tests go by, over that of as many answers of equal weight."""
    share = row.estimate / 100
    plain = share * (1 - share) / (row.n - 1)
    return float((row.se_test / 100) ** 2 / plain) if plain > 0 else 1.0


def _found(where, n, deff, level):
    points = 100 * float(detectable_change(level / 100, n, deff=deff))
    return Detectable(where, n, level, points if points == points else None)


def _confirmed(evidence, code):
    rows = evidence.series(REGISTER, code)
    return rows[-1].confirmed if rows else ""
