"""Figures of surveys a second time, person by person: none of the product's sums, arrays or frames, only its rows.

Formulas are those of docs/methods.md. A stratum is (people, residents): each person a (weight, value or None), the
residents None where unknown.
"""

from math import copysign, hypot, inf, sqrt
from typing import NamedTuple

from scipy.stats import t as student

from surveys.models import Sample
from surveys.tests.second_reading.plain import counting, rows_of


class Plain(NamedTuple):
    """A share or a mean with its variance, degrees of freedom, Kish's number and interval."""

    p: float
    v: float
    df: int
    n: int
    kish: float
    size: float
    low: float
    high: float

    @property
    def is_hidden(self):
        """By itself: fewer than 30 answers or effective ones, or 30 points wide."""
        return self.n < 30 or self.size < 30 or self.high - self.low >= 0.3


def people_of(wave):
    """Sample -> its rows that count."""
    found = {sample: [] for sample in Sample.objects.filter(wave=wave).select_related("neighbourhood__cohort")}
    by_pk = {sample.pk: rows for sample, rows in found.items()}
    for row in counting(rows_of(wave)):
        by_pk[row.sample].append(row)
    return found


def strata_of(people, value, codes=None, *, pooled=True):
    """A stratum for each sample (of the neighbourhoods `codes`): weights as they are, or added up to the residents."""
    strata = []
    for sample, rows in people.items():
        if not rows or codes is not None and sample.neighbourhood.code not in codes:
            continue
        residents = sample.population if sample.population and sample.population >= len(rows) else None
        scale = residents / sum(row.weight for row in rows) if pooled else 1
        strata.append(([(row.weight * scale, value(row)) for row in rows], residents))
    return strata


def plainly(strata, *, correction=True, is_share=True):
    """The Plain of strata; with the population correction for levels, without for tests."""
    valid = [(w, y) for people, _ in strata for w, y in people if y is not None]
    total = sum(w for w, _ in valid)
    p = sum(w * y for w, y in valid) / total
    v, everybody, residents = 0.0, 0, 0
    for people, here in strata:
        n = len(people)
        everybody, residents = everybody + n, residents + (here or inf)
        z = [w * (y - p) / total if y is not None else 0 for w, y in people]
        left = 1 - n / here if correction and here else 1
        v += left * n / (n - 1) * sum((each - sum(z) / n) ** 2 for each in z)
    df = len(valid) - sum(any(y is not None for _, y in people) for people, _ in strata)
    kish = total**2 / sum(w * w for w, _ in valid)
    most = kish / (1 - everybody / residents) if correction else kish
    q = student.ppf(0.975, df)
    if not is_share:
        return Plain(p, v, df, len(valid), kish, most, p - q * sqrt(v), p + q * sqrt(v))
    size = min(p * (1 - p) / v, most) if v and 0 < p < 1 else most
    middle = (p + q * q / 2 / size) / (1 + q * q / size)
    half = q * sqrt(p * (1 - p) / size + (q / 2 / size) ** 2) / (1 + q * q / size)
    return Plain(p, v, df, len(valid), kish, size, max(0, middle - half), min(1, middle + half))


class PlainChange(NamedTuple):
    """A change from one Plain to another, its interval and p-value."""

    change: float
    low: float
    high: float
    p: float

    def verdict(self, p_adjusted):
        if p_adjusted <= 0.05 and (self.low > 0 or self.high < 0):
            return "clear_rise" if self.change > 0 else "clear_fall"
        return "no_clear_change"


def change_between(before, after):
    """The PlainChange between two Plains of other people, both without the population correction."""
    change = after.p - before.p
    low = change - hypot(after.p - after.low, before.high - before.p)
    high = change + hypot(after.high - after.p, before.p - before.low)
    spread = sqrt(before.v + after.v)
    if not spread:
        together = before.kish + after.kish
        share = (before.kish * before.p + after.kish * after.p) / together
        spread = sqrt(share * (1 - share) * (1 / before.kish + 1 / after.kish))
    p = 1.0 if not change else 2 * student.sf(abs(change) / spread, before.df + after.df)
    return PlainChange(change, low, high, p)


def allowed_for(p_values):
    """p-values by key after Benjamini and Hochberg's allowance for all of them."""
    ranked, least, found = sorted(p_values.items(), key=lambda pair: pair[1]), 1.0, {}
    for rank in range(len(ranked), 0, -1):
        key, p = ranked[rank - 1]
        least = min(least, p * len(ranked) / rank)
        found[key] = least
    return found


def welch(ours, theirs):
    """Mean of `ours` less mean of `theirs`: (difference, low, high, p) by Welch's t; no interval below two each."""
    means = [sum(side) / len(side) for side in (ours, theirs)]
    difference = means[0] - means[1]
    if min(len(ours), len(theirs)) < 2:
        return difference, None, None, None
    of_means = [
        sum((each - mean) ** 2 for each in side) / (len(side) - 1) / len(side)
        for side, mean in zip((ours, theirs), means, strict=True)
    ]
    se = sqrt(sum(of_means))
    df = se**4 / sum(each**2 / (len(side) - 1) for each, side in zip(of_means, (ours, theirs), strict=True))
    half = student.ppf(0.975, df) * se
    return difference, difference - half, difference + half, 2 * student.sf(abs(difference) / se, df)


class PlainGap(NamedTuple):
    """How far a group stands from the others, with its interval, standard error and p-value."""

    gap: float
    low: float
    high: float
    se: float
    df: int
    p: float


def gap_between(strata):
    """The PlainGap of strata whose people are (weight, value or None, "ours", "theirs" or None).

    Everybody of a stratum is in the variance; the figures of the two sides have people of the same strata.
    """
    sides = {}
    for side in ("ours", "theirs"):
        own = [([(w, y if of == side else None) for w, y, of in people], here) for people, here in strata]
        sides[side] = plainly([each for each in own if len(each[0]) > 1], correction=False)
    ours, theirs = sides["ours"], sides["theirs"]
    totals = {
        side: sum(w for people, _ in strata for w, y, of in people if of == side and y is not None) for side in sides
    }
    covariance = variance = 0.0
    in_strata = 0
    for people, _ in strata:
        n = len(people)
        z = {
            side: [w * (y - sides[side].p) / totals[side] if of == side and y is not None else 0 for w, y, of in people]
            for side in sides
        }
        means = {side: sum(values) / n for side, values in z.items()}
        covariance += (
            n
            / (n - 1)
            * sum((a - means["ours"]) * (b - means["theirs"]) for a, b in zip(z["ours"], z["theirs"], strict=True))
        )
        apart = [a - b for a, b in zip(z["ours"], z["theirs"], strict=True)]
        variance += n / (n - 1) * sum((each - sum(apart) / n) ** 2 for each in apart)
        in_strata += any(y is not None and of for _, y, of in people)
    r = covariance / sqrt(ours.v * theirs.v) if ours.v and theirs.v else 0
    gap, df = ours.p - theirs.p, ours.n + theirs.n - in_strata
    down, up, other_down, other_up = (
        ours.p - ours.low,
        ours.high - ours.p,
        theirs.p - theirs.low,
        theirs.high - theirs.p,
    )
    low = gap - sqrt(max(down**2 + other_up**2 - 2 * r * down * other_up, 0))
    high = gap + sqrt(max(up**2 + other_down**2 - 2 * r * up * other_down, 0))
    facing = (gap - low if gap > 0 else high - gap) / student.ppf(0.975, df)
    p = 1.0 if not gap else 2 * student.sf(abs(gap) / facing, df)
    return PlainGap(gap, low, high, sqrt(variance), df, p)


def change_of_gap(before, after):
    """(change, low, high, p) of a PlainGap between two waves of other people."""
    change = after.gap - before.gap
    low = change - hypot(after.gap - after.low, before.high - before.gap)
    high = change + hypot(after.high - after.gap, before.gap - before.low)
    p = 1.0 if not change else 2 * student.sf(abs(change) / hypot(before.se, after.se), before.df + after.df)
    return change, low, high, p


def rounded(number, decimals=0):
    """As people round: halves away from zero."""
    size = int(abs(number) * 10**decimals + 0.5 + 1e-9) / 10**decimals
    return copysign(size, number)
