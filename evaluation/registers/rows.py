"""Register figures as rows: every code, area and day, against the frozen baseline; kept until a register changes."""

import pickle
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from django.core.cache import cache
from django.utils import timezone

from evaluation.made_once import A_WEEK, MADE_BY
from evaluation.models import Estimate
from evaluation.registers.counting import OF_CASES, counts_of, places_of
from evaluation.registers.frozen import counted_together, frozen_of
from evaluation.registers.reading import states_on
from evaluation.statistics import Verdict
from neighbourhoods.models import Neighbourhood

BASELINE, NOT_JUDGED = "baseline", ""
NOISE = 1e-9  # of floating point arithmetic
HALF_YEAR = 6  # months
# Other code may count the same registers differently.
GROUND = Path(__file__).parents[2] / "neighbourhoods"
COUNTERS = ("groups/as_at.py", "groups/eligibility.py", "issues/clocks.py", "networks/measures.py")
COUNTED_BY = sha256(MADE_BY.encode() + b"".join((GROUND / name).read_bytes() for name in COUNTERS)).hexdigest()[:12]


class CountedRow(NamedTuple):
    """One figure of one area on one day."""

    indicator: str
    area_kind: str
    area_code: str
    area_name: str
    cohort_number: int | None
    wave_date: date
    places: int
    x: float
    n: int
    estimate: float | None
    baseline_estimate: float | None
    baseline_n: int | None
    change: float | None
    verdict: str
    counted: str
    note: str
    absent: str
    confirmed: str


@dataclass(frozen=True)
class CountedArea:
    """A neighbourhood, a cohort or the programme, with the ids of its neighbourhoods."""

    kind: str
    code: str
    name: str
    cohort_number: int | None
    places: tuple[int, ...]


def ground(programme, indicator):
    """What a drawing of an indicator's figures rests on, beside the evidence of surveys: nothing but for registers."""
    return () if indicator.from_survey else (programme.register_version, timezone.localdate())


def days_of(programme, until):
    """The days that are counted: the last day before the programme, the end of each half-year, and `until` itself."""
    ends, months = [], 0
    while (end := programme.month_end(months)) < until:
        ends.append(end)
        months += HALF_YEAR
    return [*ends, until]


def counted_rows(programme, unjudged, until, codes):
    """CountedRows of `codes` on the days up to `until`. One query where nothing changed since they were last counted.

    What changed is known by the versions that `programme` was loaded with; in version 0 no register was ever kept.
    `unjudged` are the codes that get no verdict.
    """
    if not programme.register_version:
        return []
    versions = (programme.evidence_version, programme.register_version)
    state = (COUNTED_BY, programme.pk, programme.name, *versions, until, sorted(unjudged))
    key = "counted:" + sha256(repr(state).encode()).hexdigest()
    kept = cache.get(key)
    if kept is None:
        kept = _packed(rows_on(programme, days_of(programme, until), unjudged))
        cache.set(key, kept, A_WEEK)
    return [row for code in codes if code in kept for row in pickle.loads(kept[code])]  # noqa: S301 - our own bytes


def _packed(rows):
    """Code -> the bytes of its rows: a page that shows one code unpacks one."""
    by_code = defaultdict(list)
    for row in rows:
        by_code[row.indicator].append(row)
    return {code: pickle.dumps(found, pickle.HIGHEST_PROTOCOL) for code, found in by_code.items()}


def rows_on(programme, days, unjudged=frozenset()):
    """Every CountedRow of `days`, and of the day of each frozen baseline up to the last of them."""
    areas, frozen, states = areas_of(programme), frozen_of(programme), states_on(programme, days)
    last = max(days)
    frozen = {place: _by_the_days_of(states[last][place], each) for place, each in frozen.items() if each.on <= last}
    for area in areas:
        baseline = AreaBaseline(area, frozen, states[last])
        for day in sorted({*days, *baseline.days}):
            yield from _area_rows(area, day, _standing(area, day, frozen, states), baseline, unjudged)


def _by_the_days_of(now, frozen):
    """A frozen baseline with F7 counted by the days that an agency has now: one measure for every figure of F7."""
    if frozen.state.reply_days == now.reply_days or "F7" not in frozen.counts:
        return frozen
    state = replace(frozen.state, reply_days=now.reply_days)
    return replace(frozen, state=state, counts={**frozen.counts, "F7": counts_of({0: state})["F7"]})


def _standing(area, day, frozen, states):
    """Neighbourhood id -> its state on the day: as it was frozen where that was its reference day."""
    return {
        place: frozen[place].state if place in frozen and frozen[place].on == day else states[day][place]
        for place in area.places
    }


class AreaBaseline:
    """What an area's figures are compared with: the frozen baselines of all its neighbourhoods, else nothing.

    `now` are the states of today, by neighbourhood: what was told by another measure then compares with nothing.
    """

    def __init__(self, area, frozen, now):
        whole = bool(area.places) and all(place in frozen for place in area.places)
        here = {place: frozen[place] for place in area.places} if whole else {}
        reference_days = {each.on for each in here.values()}
        self.counts = counted_together(here) if here else {}
        self.days = reference_days if len(reference_days) == 1 else set()  # rows of their own, where it is one day
        self.after = max(reference_days, default=None)
        self._states = {place: each.state for place, each in here.items()}
        thresholds = [(state.threshold, now[place].threshold) for place, state in self._states.items()]
        self._another_measure = {"B11"} if any(then not in (None, today) for then, today in thresholds) else set()

    def of(self, code, day, places):
        """The Count to compare a figure of `places` on a later day with, or None."""
        if self.after is None or day <= self.after or code not in self.counts or code in self._another_measure:
            return None
        is_alike = code in OF_CASES or places_of(self._states, code) == places
        return self.counts[code] if is_alike else None

    def judges(self, code, counts):
        """Whether a change is one of what is counted: volunteers add up only where every group told, then and now."""
        return code != "B10" or all(each["B10"].n == each["B2"].value for each in (counts, self.counts))


def _area_rows(area, day, states, baseline, unjudged):
    is_baseline = day in baseline.days
    counts = baseline.counts if is_baseline else counts_of(states)
    for code, count in counts.items():
        before = None if is_baseline else baseline.of(code, day, places_of(states, code))
        known = before is not None and None not in (before.value, count.value)
        change = _change(count.value, before.value) if known else None
        yield CountedRow(
            *(code, area.kind, area.code, area.name, area.cohort_number, day, count.places, count.x, count.n),
            count.value,
            before.value if known else None,
            before.n if known else None,
            change,
            _verdict(count, change, code in unjudged or known and not baseline.judges(code, counts), is_baseline),
            *(count.words, count.note, count.absent, count.confirmed),
        )


def _change(now, then):
    moved = now - then
    return 0.0 if abs(moved) < NOISE else moved


def _verdict(count, change, is_unjudged, is_baseline):
    """A complete count has no chance in it: whatever moved, moved clearly."""
    if count.value is None or is_unjudged:
        return NOT_JUDGED
    if is_baseline:
        return BASELINE
    if change is None:
        return Verdict.NO_BASELINE.value
    if change == 0:
        return Verdict.NO_CLEAR_CHANGE.value
    return (Verdict.CLEAR_RISE if change > 0 else Verdict.CLEAR_FALL).value


def areas_of(programme):
    """The CountedAreas of a programme: its neighbourhoods, its cohorts that have any, and itself. One query."""
    kinds = Estimate.AreaKind
    rows = Neighbourhood.objects.filter(programme=programme).order_by("name").select_related("cohort")
    places = list(rows.only("pk", "code", "name", "cohort__number"))
    areas = [CountedArea(kinds.NEIGHBOURHOOD.value, place.code, place.name, None, (place.pk,)) for place in places]
    cohorts = {place.cohort.pk: place.cohort for place in places if place.cohort}
    for cohort in sorted(cohorts.values(), key=lambda cohort: cohort.number):
        members = tuple(place.pk for place in places if place.cohort_id == cohort.pk)
        areas.append(CountedArea(kinds.COHORT.value, cohort.area_code, str(cohort), cohort.number, members))
    whole = tuple(place.pk for place in places)
    return [*areas, CountedArea(kinds.PROGRAMME.value, programme.slug, programme.name, None, whole)]
