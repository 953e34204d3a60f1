"""Official figures in words: what an office has published of a place, with its interval, period and source.

They are not figures of the programme's own indicators: those are a `Figure`, and only `Figure` puts them in words.
"""

from dataclasses import dataclass, fields
from datetime import date

from evaluation.rounding import MINUS, PERCENT, in_unit, plain

# From these sizes on, a number has so many decimals.
DECIMALS = ((1000, 0), (1, 1), (0.1, 2), (0, 3))


@dataclass(frozen=True)
class Published:
    """One official figure; `low` to `high` is its published 95% interval, None where there is none."""

    measure: str
    label: str
    unit: str
    value: float
    as_of: date
    source: str
    period: str = ""
    low: float | None = None
    high: float | None = None
    note: str = ""

    @classmethod
    def of(cls, row):
        """The figure of an AreaStatistic."""
        return cls(*(getattr(row, field.name) for field in fields(cls)))

    @property
    def value_words(self):
        """The figure with its unit: "74.3%", "1,235 per 100,000"."""
        return in_unit(plain(self.value, self.decimals), self.unit)

    @property
    def interval_words(self):
        """The published 95% interval: "(72.1 to 76.3)", or nothing."""
        if self.low is None or self.high is None:
            return ""
        return f"({plain(self.low, self.decimals)} to {plain(self.high, self.decimals)})"

    @property
    def when_words(self):
        """The period as its source writes it, else the month of the date."""
        return self.period or f"{self.as_of:%B %Y}"

    @property
    def bare_words(self):
        """The figure with its interval, for tables whose heading names the unit."""
        number = plain(self.value, self.decimals)
        return " ".join(filter(None, (f"{number}%" if self.unit == PERCENT else number, self.interval_words)))

    @property
    def decimals(self):
        """As many decimals as the value's size needs; none where value and limits are whole numbers."""
        known = [number for number in (self.value, self.low, self.high) if number is not None]
        return 0 if all(number == round(number) for number in known) else decimals_of(self.value)


def decimals_of(number):
    """How many decimals a number of this size is shown with; one for 0."""
    size = abs(number)
    return next(decimals for least, decimals in DECIMALS if size >= least) if size else 1


def change_in_words(before, now):
    """The difference of two official figures, for tables whose heading names the unit: "+1.2 points", "−34"."""
    number = plain(now.value - before.value, max(before.decimals, now.decimals))
    if not number.strip("0.,−"):
        return "no change"
    signed = number if number.startswith(MINUS) else f"+{number}"
    return f"{signed} points" if now.unit == PERCENT else signed
