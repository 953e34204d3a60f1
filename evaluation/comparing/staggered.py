"""What rose more where support had started: each cohort beside the neighbourhoods that were still waiting.

Feeds `statistics.did.group_time` with the figures of single neighbourhoods. A neighbourhood that has started never
serves as a comparison, and one whose figure is hidden takes no part.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from evaluation.comparing.differences import Difference
from evaluation.figures import Figure
from evaluation.rounding import PERCENT, in_unit, plain
from evaluation.statistics import Strength, group_time
from evaluation.statistics.intervals import Z

HALF = 0.5  # of a cohort's neighbourhoods that a survey needs figures of
FINER = {PERCENT: 1, "per 1,000": 2, "mean": 2}  # decimals of means that would not add up as they are shown


@dataclass(frozen=True)
class Step:
    """One survey of a cohort's comparison: how much more its neighbourhoods changed than those waiting.

    `figure` is the mean of the cohort's neighbourhoods now, and its change the difference in differences. It has an
    interval and a p-value only with two neighbourhoods on either side. `survey_se` is what other samples of the same
    neighbourhoods might have changed. Means are of neighbourhoods, each counting the same.
    """

    wave: str
    on: date
    is_before: bool
    figure: Difference
    se: float | None
    survey_se: float | None
    started: int
    waiting: int
    strength: str
    started_then: float
    started_now: float
    waiting_then: float
    waiting_now: float

    @property
    def started_words(self):
        """From where to where those that started moved, and how many they are: "7% to 12% (4)"."""
        return self._moved(self.started_then, self.started_now, self.started)

    @property
    def waiting_words(self):
        return self._moved(self.waiting_then, self.waiting_now, self.waiting)

    def _moved(self, then, now, count):
        words = self.figure.in_words if self._adds_up else self._exactly
        return f"{words(then)} to {words(now)} ({count})"

    @property
    def _adds_up(self):
        """Whether the difference shown is what a reader gets from the four means as they are rounded."""
        rounded = self.figure.rounded
        ours, theirs = (
            rounded(now) - rounded(then)
            for then, now in ((self.started_then, self.started_now), (self.waiting_then, self.waiting_now))
        )
        return self.figure.unit not in FINER or ours - theirs == rounded(self.figure.change)

    def _exactly(self, number):
        return in_unit(plain(number, FINER[self.figure.unit]), self.figure.unit if self.figure.unit == PERCENT else "")

    @property
    def survey_error_words(self):
        """The standard error that the survey alone leaves, labelled as that on the page."""
        if self.survey_se is None:
            return ""
        words = Figure(unit="mean").in_words if self.figure.unit == "%" else self.figure.in_words
        return f"standard error {words(self.survey_se)}"

    @property
    def chance_words(self):
        """Clear of chance only where neighbourhoods among themselves and the survey's own error both say so.

        With a handful of neighbourhoods, they can look more alike by luck than even the samples allow.
        """
        error = Z * (self.survey_se or 0)
        if not self.is_tested:
            return "no test"
        return self.figure.chance_words if abs(self.figure.change) > error else "could be chance"

    @property
    def is_tested(self):
        return self.strength != Strength.NONE

    @property
    def strength_words(self):
        """How much can be said with so many neighbourhoods."""
        return {
            Strength.TESTED: "tested over neighbourhoods",
            Strength.INDICATIVE: "indicative: only two or three started",
            Strength.NONE: "no test: fewer than two on one side",
        }[self.strength]


@dataclass(frozen=True)
class CohortSteps:
    """A cohort beside those waiting: the survey that all is measured from, and every Step, the earliest first.

    `why` says why there is nothing to compare, in words; then there are no steps. `left_out` are surveys after the
    start in which nobody was left waiting, or that asked in too few of its neighbourhoods.
    """

    code: str
    label: str
    starts_on: date
    base: str = ""
    base_on: date | None = None
    steps: tuple = ()
    why: str = ""
    left_out: tuple = ()

    @property
    def before(self):
        return [step for step in self.steps if step.is_before]

    @property
    def after(self):
        return [step for step in self.steps if not step.is_before]

    @property
    def latest(self):
        return self.after[-1] if self.after else None

    @property
    def finding(self):
        """What the latest survey shows, in a sentence that claims no more than it may."""
        if self.latest is None:
            return self.label
        change = self.latest.figure.change_words
        link = "from" if change.startswith("no difference") else "than"
        strength = self.latest.chance_words
        strength = f"indicative, {strength}" if self.latest.strength == Strength.INDICATIVE else strength
        return f"{self.label}: {change} {link} places still waiting, {self.latest.wave} ({strength})"

    @property
    def stood_words(self):
        """Where the two sides stood before the start: what regression to the mean goes by."""
        if self.latest is None:
            return ""
        ours, theirs = (self.latest.figure.in_words(v) for v in (self.latest.started_then, self.latest.waiting_then))
        return f"In {self.base}, before support, these places stood at {ours} on average, those waiting at {theirs}."


class Neighbourhoods:
    """The figures of an indicator as arrays of (neighbourhoods, waves), with when support starts in each place."""

    def __init__(self, evidence, indicator, neighbourhoods):
        waves = sorted(evidence.waves(indicator.code).items(), key=lambda pair: pair[1])
        self.waves = [wave for wave, _ in waves]
        self.dates = [on for _, on in waves]
        self.time = np.array([on.toordinal() for on in self.dates], float)
        self.by_quota = [any(row.design == "quota" for row in evidence.places(indicator.code, w)) for w in self.waves]
        self.starts = np.array([_start(n) for n in neighbourhoods], float)
        self.begins = np.where(np.isnan(self.starts), np.inf, self.starts)
        shape = (len(neighbourhoods), len(waves))
        self.estimate, self.variance = np.full(shape, np.nan), np.full(shape, np.nan)
        rows = {neighbourhood.code: at for at, neighbourhood in enumerate(neighbourhoods)}
        for at, wave in enumerate(self.waves):
            for row in evidence.places(indicator.code, wave):
                if row.area_code in rows:
                    self.estimate[rows[row.area_code], at] = row.estimate
                    # A complete count has no survey error.
                    self.variance[rows[row.area_code], at] = row.se_test**2 if indicator.from_survey else 0.0
        self.known = np.isfinite(self.estimate)


def _start(neighbourhood):
    cohort = neighbourhood.cohort
    return cohort.support_starts_on.toordinal() if cohort else np.nan


def cohorts_beside_waiting(evidence, indicator, neighbourhoods, today):
    """CohortSteps of each cohort whose support has started by `today`, the earliest first.

    Cohorts that start on one day are one group.
    """
    known = Neighbourhoods(evidence, indicator, neighbourhoods)
    groups = {}
    for cohort in sorted({n.cohort for n in neighbourhoods if n.cohort}, key=lambda cohort: cohort.number):
        groups.setdefault(cohort.support_starts_on, []).append(cohort)
    return [_of_group(known, groups[on], on, indicator) for on in sorted(groups) if on <= today]


def _of_group(known, cohorts, starts_on, indicator):
    named = (" and ".join(cohort.area_code for cohort in cohorts), " and ".join(map(str, cohorts)), starts_on)
    start = starts_on.toordinal()
    ours = known.starts == start
    asked = known.known[ours].sum(axis=0) >= max(HALF * ours.sum(), 1)
    waiting = (known.begins[:, None] >= known.time) & ~ours[:, None]
    usable = asked & (known.known & waiting).any(axis=0)
    left_out = tuple(known.waves[at] for at in np.flatnonzero(~usable & (known.time > start)))
    kept, earlier = np.flatnonzero(usable), np.flatnonzero(usable & (known.time <= start))
    if not len(earlier):
        return CohortSteps(*named, why=_no_base(known, ours, start), left_out=left_out)
    found = group_time(known.estimate[:, kept], known.variance[:, kept], known.starts, known.time[kept])
    steps = [_step(known, kept, each, indicator, ours) for each in found if each.starts == start]
    steps = tuple(step for step in steps if step.started and step.waiting)
    why = "" if any(not step.is_before for step in steps) else _nothing_since(known, start)
    base = earlier[-1]
    return CohortSteps(*named, known.waves[base], known.dates[base], steps, why, left_out)


def _no_base(known, ours, start):
    if not known.known[ours][:, known.time <= start].any():
        return "No survey before the start has figures of these neighbourhoods."
    return "No survey before the start has figures both of these neighbourhoods and of places that waited."


def _nothing_since(known, start):
    if not (known.time > start).any():
        return "No survey has been held since support started."
    return "Nobody was left waiting in any survey since the start, so there is nothing to compare with."


def _step(known, kept, found, indicator, ours):
    """The Step of one GroupTime; `kept` are the waves that it counts by."""
    base, wave, difference = kept[found.base_wave], kept[found.wave], found.difference
    waiting = (known.begins >= max(known.time[wave], known.time[base])) & ~ours
    both = known.known[:, base] & known.known[:, wave]
    means = [_mean(known.estimate[side & both, at]) for side in (ours, waiting) for at in (base, wave)]
    tested = str(difference.strength) != Strength.NONE
    figure = Difference(
        code=indicator.code,
        name=indicator.name,
        unit=indicator.unit,
        direction=indicator.direction,
        estimate=means[1],
        change=float(difference.estimate),
        change_low=float(difference.low),
        change_high=float(difference.high),
        p_value=float(difference.p),
        wave_label=known.waves[wave],
        wave_on=known.dates[wave],
        approximate=known.by_quota[base] or known.by_quota[wave],
        higher="more",
        lower="less",
    )
    return Step(
        known.waves[wave],
        known.dates[wave],
        found.before_start,
        figure,
        float(difference.se) if tested else None,
        float(difference.survey_se) if indicator.from_survey else None,
        int(difference.started),
        int(difference.waiting),
        str(difference.strength),
        *means,
    )


def _mean(values):
    return float(np.mean(values)) if len(values) else float("nan")
