"""Published national figures to set an indicator beside: by survey and mode, with source; never a pass mark, no test.

The figures are `national.toml`, which says of each measure how near it comes to our question.
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from evaluation.figures import Figure

FILE = Path(__file__).with_name("national.toml")
SAME, NEAR, NONE = "same", "near", "none"
LIKENESS_WORDS = {SAME: "the same question", NEAR: "a near question, not the same"}
YEARS = re.compile(r"(\d{4})(?:/\d{2})?(?: to (\d{4})(?:/\d{2})?)?")


@dataclass(frozen=True, kw_only=True)
class PublishedFigure:
    """One figure as its source gives it: a percentage, or a range over several years. `n` is known of few."""

    survey: str
    years: str
    geography: str
    mode: str
    link: str
    percent: float | None = None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    note: str = ""

    @property
    def value_words(self):
        """ "27%", or "58% to 60%" for a range."""
        words = Figure().in_words
        return words(self.percent) if self.percent is not None else f"{words(self.low)} to {words(self.high)}"

    @property
    def begins_on(self):
        """The first day of the years: surveys of a year such as 2013/14 begin in April."""
        return date(int(YEARS.fullmatch(self.years)[1]), 4, 1)

    @property
    def ends_on(self):
        first, last = YEARS.fullmatch(self.years).groups()
        return date(int(last or first) + 1, 3, 31)

    @property
    def middle(self):
        return self.begins_on + (self.ends_on - self.begins_on) / 2

    @property
    def line(self):
        """What it may be joined with: figures of the same survey, place and mode, and nothing else."""
        return f"{self.geography}, {self.survey}, {self.mode}"


@dataclass(frozen=True)
class Measure:
    """One question of a survey with all that was published of it; `indicator` is ours that comes nearest, or empty."""

    published: str
    likeness: str
    how: str
    figures: tuple[PublishedFigure, ...]
    indicator: str = ""

    @property
    def likeness_words(self):
        return LIKENESS_WORDS[self.likeness]

    @property
    def lines(self):
        """Name of each line -> its figures, the earliest first. Different modes are different lines."""
        found = {}
        for figure in sorted(self.figures, key=lambda figure: figure.middle):
            found.setdefault(figure.line, []).append(figure)
        return found


@cache
def measures():
    """Every Measure of the shipped file, in its order."""
    tables = tomllib.loads(FILE.read_text(encoding="utf-8"))["measure"]
    return tuple(_measure(table) for table in tables)


def _measure(table):
    figures = tuple(PublishedFigure(**each) for each in table.pop("figures"))
    return Measure(**table, figures=figures)


def measures_of(code):
    """The measures that ask the same as an indicator, or nearly the same."""
    return [measure for measure in measures() if measure.indicator == code]
