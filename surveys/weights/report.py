"""What the page of a wave's weights shows: margins before and after, what the weights cost, and how they are spread.

Numbers of one to four people are for the evaluator alone: a table with such a number in it is left out for others.
"""

from dataclasses import dataclass

from neighbourhoods.bands import AGE_BANDS, SEXES
from surveys.disclosure import is_few
from surveys.wave_report import SampleRow, sample_rows
from surveys.weights.spread import STEPS


@dataclass(frozen=True)
class Part:
    """A group of sex and age: residents, answers, and answers as weighted, each as a number and in percent."""

    label: str
    residents: float
    residents_share: float
    answers: int
    answers_share: float
    weighted: float
    weighted_share: float


@dataclass(frozen=True)
class Margin:
    """A way of dividing the residents, with its parts."""

    title: str
    parts: tuple[Part, ...]

    def may_be_seen(self):
        """Whether no part is so small that it could point to somebody."""
        return not any(is_few(part.answers) for part in self.parts)


@dataclass(frozen=True)
class Step:
    """Answers whose weight is so many times the middle one."""

    label: str
    answers: int
    share: float


@dataclass(frozen=True)
class WeightRow:
    """The weights of one sample, as one reader may see them."""

    row: SampleRow
    everything: bool

    @property
    def sample(self):
        return self.row.sample

    @property
    def neighbourhood(self):
        return self.row.neighbourhood

    @property
    def report(self):
        return self.row.weighting

    @property
    def is_withheld(self):
        """Whether so few answered that this reader sees nothing of it."""
        return bool(self.row.answered.withheld)

    @property
    def respondents(self):
        return self.report.get("respondents", 0)

    @property
    def worth(self):
        """How many answers of equal weight would be as precise."""
        return self.respondents / self.report["deff"]

    @property
    def capped_share(self):
        return 100 * self.report.get("capped", 0) / self.respondents if self.respondents else 0.0

    @property
    def unknown(self):
        """Answers without sex or age, or None where this reader may not know how many."""
        unknown = self.report.get("unknown", 0)
        return unknown if self.everything or not is_few(unknown) else None

    @property
    def notes(self):
        """What was merged, capped and left aside, in sentences with numbers; for the evaluator."""
        return self.report.get("warnings", []) if self.everything else []

    @property
    def margins(self):
        """The Margins that this reader may see, the coarsest first; none where weights were not made from them."""
        if not all(self.report.get(name) for name in ("targets", "counts", "after")):
            return []
        found = [margin for margin in self._all_margins() if self.everything or margin.may_be_seen()]
        return found if self.unknown is not None else []

    @property
    def hides_margins(self):
        """Whether some margin is there that this reader may not see."""
        return bool(self.report.get("targets")) and len(self.margins) < len(WAYS)

    @property
    def spread(self):
        """Steps of the weights, the smallest first; empty where this reader may not see them."""
        counts = self.report.get("spread", [])
        if not self.everything and any(map(is_few, counts)):
            return []
        total = sum(counts)
        return [Step(label, count, 100 * count / total) for label, count in zip(STEPS, counts, strict=False)]

    def _all_margins(self):
        tables = [self.report[name] for name in ("targets", "counts", "after")]
        for title, labels, cut in WAYS:
            columns = [cut(table) for table in tables]
            totals = [sum(column) for column in columns]
            parts = tuple(
                Part(label, *(each for pair in _with_shares(numbers, totals) for each in pair))
                for label, *numbers in zip(labels, *columns, strict=True)
            )
            yield Margin(title, parts)


def weight_rows(wave, *, everything):
    """A WeightRow for each sample; the queries of `sample_rows`, whatever their number."""
    return [WeightRow(row, everything) for row in sample_rows(wave, everything=everything)]


def _with_shares(numbers, totals):
    return [(number, 100 * number / total if total else 0.0) for number, total in zip(numbers, totals, strict=True)]


def _by_sex(table):
    return [sum(row) for row in table]


def _by_age(table):
    return [sum(column) for column in zip(*table, strict=True)]


def _by_both(table):
    return [number for row in table for number in row]


WAYS = (
    ("Sex", [sex.label for sex in SEXES], _by_sex),
    ("Age", [band.label for band in AGE_BANDS], _by_age),
    ("Sex and age", [f"{sex.label} {band.label}" for sex in SEXES for band in AGE_BANDS], _by_both),
)
