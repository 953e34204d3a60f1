"""Official statistics beside what changed in community life: each neighbourhood a pair, and how the two go together."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Count
from django.utils import timezone
from django.utils.functional import cached_property

from evaluation.catalogue import GOALS, Catalogue
from evaluation.figures import Figure
from evaluation.frames import estimates_frame, figure_of
from evaluation.health.official import Published, change_in_words
from evaluation.places import neighbourhoods_of
from evaluation.rounding import plain
from evaluation.selection import Evidence, chosen
from evaluation.statistics.association import spearman
from neighbourhoods.models import AreaStatistic

CHANGE, LEVEL = "change", "level"
BESIDE = {CHANGE: "Its change between two periods", LEVEL: "Its level in one period"}
FEWEST_PLACES = 5  # with fewer, no coefficient: nearly any order of four comes about by chance
PROFILES, OTHERS = "Public health profiles", "Other official figures"


@dataclass(frozen=True)
class Measure:
    """An official statistic of the programme's neighbourhoods, and its periods by last day, the earliest first."""

    slug: str
    label: str
    unit: str
    periods: dict

    @property
    def group(self):
        return PROFILES if self.slug.startswith("fingertips-") else OTHERS


def measures_of(programme):
    """Slug -> Measure of everything known of two neighbourhoods or more, public health profiles first."""
    rows = AreaStatistic.objects.filter(neighbourhood__programme=programme)
    fields = ("measure", "as_of", "period", "label", "unit")
    counted = rows.order_by("as_of").values(*fields).annotate(places=Count("pk")).values_list(*fields, "places")
    found = {}
    for slug, as_of, period, label, unit, places in counted:
        measure = found.setdefault(slug, {"periods": {}, "places": 0})
        measure["label"], measure["unit"] = label, unit
        measure["places"] = max(measure["places"], places)
        measure["periods"].setdefault(as_of, period or f"{as_of:%B %Y}")
    several = [
        Measure(slug, each["label"], each["unit"], each["periods"])
        for slug, each in found.items()
        if each["places"] > 1
    ]
    return {each.slug: each for each in sorted(several, key=lambda one: (one.group == OTHERS, one.label, one.slug))}


@dataclass(frozen=True)
class Pair:
    """A neighbourhood: what changed in community life there, and its official statistic, then and now."""

    code: str
    name: str
    figure: Figure
    now: Published
    before: Published | None
    supported: bool

    @property
    def across(self):
        """The change in the community indicator since the baseline, in its unit."""
        return self.figure.change

    @property
    def upright(self):
        """The statistic's change between the two periods, or its level where there is one period only."""
        return self.now.value if self.before is None else self.now.value - self.before.value

    @property
    def moved_words(self):
        """The statistic's change in words; nothing where one period is looked at."""
        return "" if self.before is None else change_in_words(self.before, self.now)


@dataclass(frozen=True)
class LeftOut:
    """Neighbourhoods that are not among the pairs, by the reason."""

    hidden: int = 0
    unasked: int = 0
    without_baseline: int = 0
    unpublished: int = 0

    @property
    def words(self):
        """A phrase for each reason there is."""
        said = (
            (self.hidden, "with too few answers for a figure"),
            (self.unasked, "not asked or not on record"),
            (self.without_baseline, "without a baseline to compare with"),
            (self.unpublished, "without a published figure"),
        )
        return [f"{number} {why}" for number, why in said if number]

    @property
    def total(self):
        return self.hidden + self.unasked + self.without_baseline + self.unpublished


class HealthSelection:
    """What somebody asked the page of health statistics, each choice valid, with the pairs that answer it."""

    def __init__(self, asked, programme):
        """`asked` is the query of the address; what is not among the choices is as if it had not been asked."""
        self.programme, self.catalogue = programme, Catalogue(programme)
        self.measures = measures_of(programme)
        self.indicators = self._indicators()
        self.indicator = self.indicators[chosen(asked.get("indicator"), self.indicators)]
        self.evidence = Evidence(
            estimates_frame(
                programme,
                catalogue=self.catalogue,
                breakdown="all",
                area_kind="neighbourhood",
                indicator=self.indicator.code,
            )
        )
        self.waves = self._waves()
        self.wave = asked.get("wave") if asked.get("wave") in self.waves else self._main_wave()
        self.measure = self.measures.get(chosen(asked.get("statistic"), self.measures))
        self._choose_periods(asked)

    def _indicators(self):
        """Those that neighbourhoods have figures of: the headlines, which come first, then by goal."""
        every = [one for goal in GOALS for one in self.catalogue.of_goal(goal) if one.is_of_places]
        return {one.code: one for one in sorted(every, key=lambda one: not one.headline)}

    def _waves(self):
        """Waves with a change against a baseline in some neighbourhood, the latest first, each with its date."""
        waves = self.evidence.waves(self.indicator.code)
        return {wave: on for wave, on in waves.items() if any(self._has_change(row) for row in self._rows(wave))}

    def _rows(self, wave):
        return self.evidence.places(self.indicator.code, wave)

    @staticmethod
    def _has_change(row):
        return row.change == row.change

    def _main_wave(self):
        """The latest of the waves with most neighbourhoods."""
        return max(self.waves, key=lambda wave: len(self._rows(wave)), default=None)

    def _choose_periods(self, asked):
        """The statistic's periods: by default the change from the first to the last, or the level of the only one."""
        periods = self.measure.periods if self.measure else {}
        self.periods = {day.isoformat(): words for day, words in periods.items()}
        ways = BESIDE if len(periods) > 1 else {LEVEL: BESIDE[LEVEL]}
        self.ways, self.beside = ways, chosen(asked.get("beside"), ways)
        self.until = chosen(asked.get("until"), dict(reversed(self.periods.items())))
        self.since = chosen(asked.get("since"), self.periods) if self.beside == CHANGE else None
        if self.since and self.since >= self.until:
            # A change runs forward, whichever way round the two were asked for.
            self.since, self.until = sorted((self.since, self.until))
        self.is_same_period = self.since is not None and self.since == self.until

    @property
    def since_words(self):
        return self.periods.get(self.since, "")

    @property
    def until_words(self):
        return self.periods.get(self.until, "")

    @property
    def since_on(self):
        return date.fromisoformat(self.since) if self.since else None

    @property
    def until_on(self):
        return date.fromisoformat(self.until) if self.until else None

    @cached_property
    def neighbourhoods(self):
        return neighbourhoods_of(self.programme)

    @cached_property
    def _published(self):
        """(code, day) -> Published of the chosen statistic and periods."""
        wanted = [day for day in (self.since_on, self.until_on) if day]
        rows = AreaStatistic.objects.filter(
            neighbourhood__programme=self.programme, measure=self.measure.slug, as_of__in=wanted
        ).select_related("neighbourhood")
        return {(row.neighbourhood.code, row.as_of): Published.of(row) for row in rows}

    @cached_property
    def pairs(self):
        """The Pairs, by the change in the community indicator, the greatest first."""
        return self._sorted_out[0]

    @cached_property
    def left_out(self):
        """How many neighbourhoods are not among the pairs, and why."""
        return self._sorted_out[1]

    @cached_property
    def _sorted_out(self):
        pairs, why = [], []
        today = timezone.localdate()
        rows = {row.area_code: row for row in self._rows(self.wave)}
        for place in self.neighbourhoods:
            supported = bool(place.cohort and place.cohort.has_started(today))
            pair = self._pair(place, rows.get(place.code), supported)
            (why if isinstance(pair, str) else pairs).append(pair)
        reasons = {reason: why.count(reason) for reason in set(why)}
        return sorted(pairs, key=lambda pair: (-pair.across, pair.name)), LeftOut(**reasons)

    def _pair(self, place, row, supported):
        """The Pair of a neighbourhood, or the name of the reason in LeftOut why it has none."""
        if row is None or row.absent:
            return "unasked"
        figure = figure_of(row, self.indicator)
        if not figure.shown:
            return "hidden" if figure.suppressed else "unasked"
        if figure.change is None:
            return "without_baseline"
        now = self._published.get((place.code, self.until_on))
        before = self._published.get((place.code, self.since_on)) if self.since else None
        if now is None or (self.since and before is None):
            return "unpublished"
        return Pair(place.code, place.name, figure, now, before, supported)

    @cached_property
    def association(self):
        """Spearman's Association of the pairs; None where there are too few, or nothing differs between them."""
        if self.is_same_period or len(self.pairs) < FEWEST_PLACES:
            return None
        found = spearman([pair.across for pair in self.pairs], [round(pair.upright, 9) for pair in self.pairs])
        return None if found.rho != found.rho else found

    @property
    def is_answerable(self):
        return bool(self.measure and self.wave)

    @property
    def offered(self):
        """Statistics to choose from, by the group they stand under."""
        groups = {}
        for measure in self.measures.values():
            groups.setdefault(measure.group, []).append(measure)
        return groups

    @property
    def address(self):
        """The same question written out in full, as the query of an address."""
        asked = {"indicator": self.indicator.code, "wave": self.wave, "statistic": self.measure.slug}
        asked |= {"beside": self.beside, "since": self.since, "until": self.until}
        return urlencode({name: value for name, value in asked.items() if value})

    @property
    def sources(self):
        return sorted({pair.now.source for pair in self.pairs})

    @property
    def baseline_days(self):
        """The dates of the baselines that the figures are compared with, where surveys are."""
        of_wave = {row.wave_id: row.wave_date for row in self.evidence.rows if self.indicator.from_survey}
        used = {row.baseline_wave_id for row in self._rows(self.wave) if self._has_change(row)}
        return sorted(of_wave[wave] for wave in used if wave in of_wave)


class Told(NamedTuple):
    """Rho in words, part by part; `value` is empty where there is none."""

    value: str
    interval: str
    n: int
    chance: str

    @property
    def words(self):
        """In one line: "rho −0.31 (−0.60 to 0.05) · n 30 · p 0.09"."""
        value = " ".join(filter(None, ("rho", self.value, self.interval)))
        return " · ".join((value, f"n {self.n}", self.chance)) if self.value else "no coefficient"


def told_of(page):
    """The Told of the page's association."""
    found = page.association
    if found is None:
        return Told("", "", len(page.pairs), "")
    interval = f"({plain(found.low, 2)} to {plain(found.high, 2)})" if found.low == found.low else ""
    return Told(plain(found.rho, 2), interval, found.n, Figure(estimate=0.0, p_value=found.p).p_words)
