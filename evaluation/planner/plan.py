"""What a survey could find, before it is bought: chances, sizes and costs, in words."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from commissioning.money_words import pounds_words
from commissioning.number_words import counted
from evaluation.rounding import plain
from evaluation.statistics import detectable_change, pooled_power, respondents_needed, trend_power

ENOUGH, EVEN = 0.8, 0.5
WAVES_OF_A_TREND = 3
POOLED = (1, 2, 3, 6)
STEPS = 10
FEWEST_EXPECTED = 5
FEWEST_SHOWN = 30


class Answer(NamedTuple):
    """One question of whoever plans a survey, and its answer."""

    question: str
    words: str


@dataclass(frozen=True, kw_only=True)
class SurveyPlan:
    """A survey that is thought of: shares in [0, 1], `n` answers in each of `wards` at each of `waves` yearly surveys.

    `deff` is the design effect that weighting is expected to cost, `cost` the pounds that one answer costs, or None.
    """

    now: float
    hoped: float
    n: int
    wards: int
    waves: int
    deff: float
    cost: Decimal | None = None

    def power(self, wards=1, n=None):
        """The chance that two surveys of `wards` together find the change."""
        return float(pooled_power(self.now, self.hoped, n or self.n, wards, self.deff))

    def trend(self, wards=1):
        """The chance that a straight line through all surveys finds it; None for fewer than three."""
        if self.waves < WAVES_OF_A_TREND:
            return None
        step = (self.hoped - self.now) / (self.waves - 1)
        shares = [self.now + step * wave for wave in range(self.waves)]
        return float(trend_power(shares, self.n * wards, range(self.waves), self.deff))

    def needed(self, wards=1):
        """Answers in each ward at each survey for a chance of 80 in 100."""
        return int(-(-float(respondents_needed(self.now, self.hoped, deff=self.deff)) // wards))

    def detectable(self, wards=1):
        """The smallest change, the way that is hoped for, that is found 80 times in 100; None where none is."""
        found = float(detectable_change(self.now, self.n * wards, deff=self.deff, falling=self.is_fall))
        return None if found != found else abs(found)

    @property
    def is_fall(self):
        return self.hoped < self.now

    @property
    def move(self):
        return "fall" if self.is_fall else "rise"

    @property
    def change_words(self):
        return f"a {self.move} from {percent(self.now)} to {percent(self.hoped)}"

    @property
    def answers_a_wave(self):
        return self.n * self.wards

    @property
    def every_answer(self):
        return self.answers_a_wave * self.waves

    @property
    def finding(self):
        """The first thing to know, in a sentence."""
        return (
            f"With {counted(self.n, 'answer')} in one ward you would find {self.change_words} "
            f"{times(self.power())} in 100"
        )

    @property
    def facts(self):
        """The plan itself, as (what, in words), for paper, where no form is."""
        found = [
            ("Share now", percent(self.now)),
            ("Hoped for", percent(self.hoped)),
            ("Answers in each ward", f"{self.n:,}"),
            ("Wards", f"{self.wards:,}"),
            ("Yearly surveys", f"{self.waves}"),
            ("Design effect", plain(self.deff, 2)),
        ]
        return found + ([("Cost of an answer", pounds_words(self.cost))] if self.cost is not None else [])

    @property
    def answers(self):
        """The Answers, in the order in which they are asked."""
        found = [self._one_ward(), self._pooled(), self._size(), self._detectable(), self._trend(), self._cost()]
        return [answer for answer in found if answer]

    def _one_ward(self):
        power = self.power()
        missed = "Otherwise it would look like chance, although it is there."
        words = f"Two surveys would find it {times(power)} in 100. {_judged(power)} {missed}"
        return Answer("Would it be found in one ward?", words)

    def _pooled(self):
        if self.wards == 1:
            return None
        words = (
            f"Looked at together, {self.wards:,} such wards, {self.answers_a_wave:,} answers a survey, would find it "
            f"{times(self.power(self.wards))} in 100."
        )
        return Answer(f"And in {self.wards:,} wards together?", words)

    def _size(self):
        words = f"To find it 80 times in 100 takes {self.needed():,} answers at each of two surveys in one ward"
        pooled = f", or {self.needed(self.wards):,} in each of {self.wards:,} wards together" if self.wards > 1 else ""
        return Answer("How many answers are enough?", f"{words}{pooled}.")

    def _detectable(self):
        words = f"80 times in 100 they find a {self.move} of {self._smallest(1)}, in one ward"
        pooled = f"; of {self._smallest(self.wards)}, in {self.wards:,} together" if self.wards > 1 else ""
        return Answer(f"What can {counted(self.n, 'answer')} find?", f"{words}{pooled}.")

    def _smallest(self, wards):
        found = self.detectable(wards)
        if found is None:
            return "no size there could be"
        to = self.now - found if self.is_fall else self.now + found
        return f"{points(found)} points or more, from {percent(self.now)} to {percent(to)}"

    def _trend(self):
        if self.waves < WAVES_OF_A_TREND:
            return Answer("Would a trend show it?", "A trend takes three surveys or more.")
        words = (
            f"{counted(self.waves, 'yearly survey')}, with the share going evenly from {percent(self.now)} to "
            f"{percent(self.hoped)}, would show the trend {times(self.trend())} in 100 in one ward"
        )
        pooled = f", {times(self.trend(self.wards))} in {self.wards:,} together" if self.wards > 1 else ""
        return Answer("Would a trend show it?", f"{words}{pooled}.")

    def _cost(self):
        words = (
            f"{counted(self.n, 'answer')} in {counted(self.wards, 'ward')} at {counted(self.waves, 'survey')} make "
            f"{self.every_answer:,} answers"
        )
        if self.cost is None:
            return Answer("What does it cost?", f"{words}. Write what an answer costs, and the sum stands here.")
        each = pounds_words(self.cost * self.answers_a_wave)
        return Answer("What does it cost?", f"{words}: {pounds_words(self.cost * self.every_answer)}, {each} a survey.")

    @property
    def cautions(self):
        """What this arithmetic leaves out, as far as it touches this plan."""
        expected = self.n * min(self.now, self.hoped, 1 - self.now, 1 - self.hoped)
        said = (
            (expected < FEWEST_EXPECTED, "So few answers of one kind are expected in one ward that this is rough."),
            (self.n < FEWEST_SHOWN, f"With fewer than {FEWEST_SHOWN} answers no figure of a ward is shown at all."),
            (True, "Where many wards are judged one by one, each has to clear a higher bar, and is found less often."),
            (True, "It holds for random samples. A quota sample has no such chances to compute."),
        )
        return [words for holds, words in said if holds]

    @property
    def pooled_rows(self):
        """(wards, chance, answers needed in each, smallest change) for some numbers of wards, and the one chosen."""
        return [
            (wards, times(self.power(wards)), self.needed(wards), self._points(wards), wards == self.wards)
            for wards in sorted({*POOLED, self.wards})
        ]

    def _points(self, wards):
        found = self.detectable(wards)
        return "–" if found is None else points(found)

    @property
    def sizes(self):
        """Numbers of answers for the table of chances: round ones up to twice what is planned or needed."""
        most = max(2 * self.n, min(self.needed(), 10 * self.n))
        step = nice(most / STEPS)
        return sorted({self.n, *range(step, most + step, step)})

    @property
    def size_rows(self):
        """(answers, chance in one ward, chance together or "") for `sizes`."""
        return [
            (n, times(self.power(n=n)), times(self.power(self.wards, n)) if self.wards > 1 else "", n == self.n)
            for n in self.sizes
        ]


def nice(number):
    """The next of 1, 2, 5, 10, 20, 50 and so on that is not below `number`."""
    size = 1
    while True:
        for step in (1, 2, 5):
            if step * size >= number:
                return step * size
        size *= 10


def times(power):
    """A chance as how often in 100: "55 times"; near certainty to a tenth, never as certain."""
    if power < 0.005:
        return "less than once"
    if power >= 0.9995:
        return "more than 99.9 times"
    if power >= 0.995:
        return f"{plain(100 * power, 1)} times"
    whole = plain(100 * power, 0)
    return "once" if whole == "1" else f"{whole} times"


def percent(share):
    """A share as a percentage, to a tenth where it has one: "7%", "7.5%"."""
    return f"{plain(100 * share, 1).removesuffix('.0')}%"


def points(change):
    return plain(100 * change, 1)


def _judged(power):
    if power >= ENOUGH:
        return "That is the usual mark, 80 in 100, or better."
    return "The usual mark is 80." if power >= EVEN else "It would rather be missed than found; the usual mark is 80."
