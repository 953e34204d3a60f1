"""A figure and its words: the one object that tiles, tables, maps, charts and reports read.

A figure is never shown alone. `Figure` carries the estimate with its interval, n, baseline, change and
verdict, and renders each as the words that every page uses, in the order value (interval), n, baseline,
change, verdict. Numbers are in the indicator's published unit: percentages from 0 to 100, hours per 1,000
residents a year.
"""

from dataclasses import dataclass
from datetime import date
from math import isnan

from evaluation.rounding import half_up, signed
from evaluation.statistics import Verdict, is_improvement
from surveys.disclosure import FEWEST_SHOWN, is_few

TOO_FEW, NOT_MEASURED, NOT_JUDGED = Verdict.TOO_FEW.words, "Not measured yet", "Not judged"
NOTHING_KEPT = "Nothing is on record yet"  # in a register; nobody is asked there
MUCH_MISSING = 0.2  # share of those asked; from here on a figure is flagged
ROUND_TO_HUNDREDS_FROM = 10_000  # hours: 24,683 would pretend to know more than a survey can
SMALLEST_P = 0.001

POINTS = "%"
DECIMALS = {"per 1,000": 1, "FTE": 1, "mean": 1}
SUFFIXES = {"hours": "hours", "days": "days", "FTE": "FTE"}
WITHOUT_WORDS = (POINTS, "count", "mean", "yes/no")

VERDICT_WORDS = {verdict.value: verdict.words for verdict in Verdict} | {"baseline": "The baseline"}
CLEAR = [verdict.value for verdict in Verdict if verdict.is_clear]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One indicator in one place and wave, against its baseline; None is unknown, 0 is a value.

    `unit` is one of %, hours, per 1,000, count, mean, index, yes/no, days, FTE. `direction` is up, down or context: the
    way that is an improvement. `low` to `high` and `change_low` to `change_high` are 95% intervals; None for complete
    counts. `missing_share` is between 0 and 1, of the people asked. `approximate` marks quota samples, which have no
    sampling error to compute; `coverage` says how many neighbourhoods of a larger area were asked. `verdict` is a key
    of `VERDICT_WORDS`, or None where nothing was measured or nothing is judged. What is counted from a register tells
    `counted` ("12 of 16 issues") in place of n, a `note` that goes with it, who `confirmed` the register, and why it is
    `absent` where it cannot be.
    """

    code: str = ""
    name: str = ""
    unit: str = POINTS
    direction: str = "up"
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    n_eff: float | None = None
    suppressed: bool = False
    caution: bool = False
    baseline: float | None = None
    change: float | None = None
    change_low: float | None = None
    change_high: float | None = None
    p_value: float | None = None
    p_adjusted: float | None = None
    verdict: str | None = None
    wave_label: str = ""
    wave_on: date | None = None
    missing_share: float | None = None
    approximate: bool = False
    coverage: str = ""
    counted: str = ""
    note: str = ""
    absent: str = ""
    confirmed: str = ""

    def __post_init__(self):
        """Frames mark an unknown number by NaN; here it is None, so that no page can print "nan"."""
        for name, value in list(vars(self).items()):
            if isinstance(value, float) and isnan(value):
                object.__setattr__(self, name, None)

    @property
    def shown(self):
        """Whether a number may be shown: measured, and not suppressed."""
        return self.estimate is not None and not self.suppressed

    @property
    def sampled(self):
        """Whether the number comes from a sample and so has an interval; registers are counted."""
        return self.shown and self.low is not None and self.high is not None

    @property
    def value_words(self):
        """The estimate with its unit: "18%", "24,700 hours"; else "Too few answers" or "Not measured yet"."""
        return " ".join(filter(None, (self.number_words, self.unit_words)))

    @property
    def number_words(self):
        """The estimate alone: "18%", "24,700", "2.3"; else "Too few answers" or "Not measured yet"."""
        if self.suppressed:
            return TOO_FEW
        return self.absent or NOT_MEASURED if self.estimate is None else self.in_words(self.estimate)

    @property
    def unit_words(self):
        """What stands small after the value: "hours", "per 1,000", "index"; nothing after a percentage."""
        return "" if not self.shown or self.unit in WITHOUT_WORDS else self.unit

    @property
    def n_number(self):
        """How many answered, as a number for tables: "1,172"; for a count what it is of; nothing where not shown."""
        if not self.shown:
            return ""
        return self.counted or ("" if self.n is None else f"{self.n:,}")

    @property
    def interval_words(self):
        """The 95% interval of the estimate: "(14 to 23)", or nothing."""
        return f"({self._range(self.low, self.high)})" if self.sampled else ""

    @property
    def n_words(self):
        """How many answered: "n 294", fewer than five never counted out. For a count what it is of: "15 groups"."""
        if self.counted or self.n is None:
            return self.counted
        if is_few(self.n):
            return f"fewer than {FEWEST_SHOWN} answers"
        return f"n {self.n:,}" if self.n else "no answers"

    @property
    def baseline_words(self):
        """The baseline: "baseline 12%" or why there is none; nothing where there is no figure to compare."""
        if not self.shown or self.verdict == "baseline":
            return ""
        if self.baseline is not None:
            return f"baseline {self.in_words(self.baseline)}"
        return "too few answers in the baseline" if self.verdict == "too_few" else "no baseline yet"

    @property
    def change_words(self):
        """The change since the baseline: "up 6 points (1 to 11)", "no change (−3 to 4)", or nothing."""
        if not self.shown or self.change is None:
            return ""
        if self.unit == "yes/no":
            return self._switch()
        words = self._movement()
        if self.change_low is None or self.change_high is None:
            return words
        return f"{words} ({self._change_range()})"

    @property
    def direction_of_travel(self):
        """Which way the figure moved, chance or not: "up", "down", "level"; nothing without a change."""
        if not self.shown or self.change is None:
            return ""
        moved = self.rounded(self.change)
        return "up" if moved > 0 else "down" if moved < 0 else "level"

    @property
    def verdict_slug(self):
        """The verdict to show: a suppressed figure has too few answers, whatever was stored."""
        return "too_few" if self.suppressed else self.verdict

    @property
    def verdict_words(self):
        """The verdict in its five words; "The baseline" in a baseline wave; else that nothing is judged or measured."""
        return VERDICT_WORDS.get(self.verdict_slug) or (NOT_JUDGED if self.shown else self.absent or NOT_MEASURED)

    @property
    def tone(self):
        """How the verdict is coloured: better, worse or neutral, by which way is an improvement."""
        if self.verdict_slug not in CLEAR:
            return "neutral"
        return is_improvement(self.verdict_slug, self.direction) or "neutral"

    @property
    def wave_words(self):
        """The wave by its label, else by its month: "June 2026"."""
        return self.wave_label or (f"{self.wave_on:%B %Y}" if self.wave_on else "")

    @property
    def p_words(self):
        """The p-value allowing for the neighbourhoods compared: "p 0.037"; else the plain one."""
        value = self.p_value if self.p_adjusted is None else self.p_adjusted
        if not self.shown or value is None:
            return ""
        if value < SMALLEST_P:
            return f"p under {SMALLEST_P}"
        return f"p {half_up(value, 3 if value < 0.1 else 2)}"

    @property
    def missing_words(self):
        """How many of those asked gave no usable answer: "4% gave no answer"; nothing when unknown."""
        if self.missing_share is None:
            return ""
        return f"{Figure(estimate=100 * self.missing_share).value_words} gave no answer"

    @property
    def caution_words(self):
        """Why to read the figure with care, or nothing."""
        if not self.shown:
            return ""
        much_missing = self.missing_share is not None and self.missing_share > MUCH_MISSING
        reasons = (
            (self.approximate, "Approximate (quota sample)"),
            (much_missing, "Many gave no answer: read with care"),
            (self.caution and not much_missing, "Wide interval: read with care"),
        )
        return "; ".join(words for holds, words in reasons if holds)

    @property
    def counted_words(self):
        """That it is a complete count, and as at which day; nothing for a sample."""
        if not self.shown or self.sampled:
            return ""
        on = self.wave_on
        return f"counted as at {on.day} {on:%B %Y}" if on else "counted, not sampled"

    @property
    def words(self):
        """The whole figure in one line, for titles: "18% (14 to 23) · n 294 · baseline 12% · …"."""
        value = " ".join(filter(None, (self.value_words, self.interval_words)))
        return " · ".join(filter(None, (value, self.n_words, self.baseline_words, self.change_words)))

    def in_words(self, number):
        """A number in this figure's unit, rounded as it is shown: "18%", "24,700", "2.3", "yes"."""
        if self.unit == "yes/no":
            return "yes" if number else "no"
        if self.unit == POINTS:
            return _percentage(number)
        return self._plain(number)

    def rounded(self, number):
        """A number in this figure's unit, rounded as it is shown."""
        return half_up(number, DECIMALS.get(self.unit, 0), self._grain)

    @property
    def _grain(self):
        """Hours in the tens of thousands are rounded to hundreds, the change and its interval with them."""
        if self.unit != "hours":
            return 1
        known = [abs(v) for v in (self.estimate, self.baseline, self.high) if v is not None]
        return 100 if max(known, default=0) >= ROUND_TO_HUNDREDS_FROM else 1

    def _plain(self, number):
        return signed(self.rounded(number))

    def _range(self, low, high):
        return f"{self._plain(low)} to {self._plain(high)}"

    def _change_range(self):
        """The interval of the change; to one decimal where rounding would hide the side of zero of an end."""
        ends = (self.change_low, self.change_high)
        hides_a_side = any(end and not self.rounded(end) for end in ends)
        if self.unit == POINTS and (hides_a_side or not self._adds_up):
            return " to ".join(_to_a_tenth(end) for end in ends)
        return self._range(*ends)

    @property
    def _adds_up(self):
        """Whether the change, as it is rounded, is what a reader gets by subtracting the two figures shown."""
        if self.baseline is None or self.unit == "hours" or self.sampled and self.unit != POINTS:
            return True
        return self.rounded(self.estimate) - self.rounded(self.baseline) == self.rounded(self.change)

    @property
    def moved(self):
        """The change as it is shown, a rounded number."""
        return self.rounded(self.change) if self._adds_up else half_up(self.change, DECIMALS.get(self.unit, 0) + 1)

    def _movement(self):
        moved = self.moved
        if not moved and self.verdict not in CLEAR:
            return "no change"
        way = "up" if self.change > 0 else "down"
        if not moved:
            return f"{way} less than {self._step()}"
        return " ".join(filter(None, (way, f"{abs(moved):,}", self._noun(abs(moved)))))

    def _noun(self, size):
        noun = "points" if self.unit == POINTS else SUFFIXES.get(self.unit, "")
        return noun.removesuffix("s") if size == 1 else noun

    def _step(self):
        """The smallest change that can be shown, in words: "1 point", "0.1"."""
        step = half_up(
            self._grain * 10.0 ** -DECIMALS.get(self.unit, 0),
            DECIMALS.get(self.unit, 0),
        )
        return " ".join(filter(None, (f"{step:,}", self._noun(step))))

    def _switch(self):
        if not self.change:
            return "no change"
        return "now yes, no at the baseline" if self.change > 0 else "now no, yes at the baseline"


def _to_a_tenth(number):
    """To one decimal; to two where one would write a number that is not 0 as 0.0, and hide its side of zero."""
    return signed(half_up(number, 1) or half_up(number, 2) or half_up(0, 1))


def _percentage(number):
    """Whole per cent; what would round to none or to all of them, and is not, says so."""
    if 0 < number < 0.5:
        return "under 1%"
    if 99.5 <= number < 100:
        return "over 99%"
    return f"{signed(half_up(number, 0))}%"
