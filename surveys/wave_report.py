"""What the page of one wave shows: each neighbourhood's answers, weights and seal."""

from dataclasses import dataclass

from django.db.models import Count, Q

from neighbourhoods.bands import AGE_BANDS, SEXES
from surveys.disclosure import ShownAnswers, shown_answers
from surveys.models import Sample


@dataclass(frozen=True)
class GroupShares:
    """A group of sex and age: its share of residents, of answers, and of weighted answers, in percent."""

    label: str
    residents: float
    before: float
    after: float


@dataclass(frozen=True)
class SampleRow:
    """A sample as its row on the page."""

    sample: Sample
    answered: ShownAnswers

    @property
    def neighbourhood(self):
        return self.sample.neighbourhood

    @property
    def weighting(self):
        """The report of its weights, empty before they are computed."""
        return self.sample.weighting_report

    @property
    def counts_for(self):
        """How many answers of equal weight would be as precise, or None without weights."""
        deff = self.weighting.get("deff")
        return self.sample.answers / deff if deff else None

    @property
    def groups(self):
        """GroupShares by sex and age, empty where the weights were not made from them."""
        tables = [self.weighting.get(name) for name in ("targets", "before", "after")]
        if not all(tables):
            return []
        return [
            GroupShares(f"{sex.label} {band.label}", *(_share(table, row, column) for table in tables))
            for row, sex in enumerate(SEXES)
            for column, band in enumerate(AGE_BANDS)
        ]


def sample_rows(wave, *, everything):
    """A SampleRow for each sample of `wave`, by neighbourhood; one query, and no seal is read."""
    samples = (
        wave.samples.select_related("neighbourhood")
        .defer("sealed", "neighbourhood__boundary")
        .annotate(answers=Count("responses", filter=Q(responses__is_excluded=False)))
        .order_by("neighbourhood__name", "pk")
    )
    return [
        SampleRow(sample, shown_answers([(sample.answers, sample.target)], everything=everything)) for sample in samples
    ]


def all_answers(rows, *, everything):
    """ShownAnswers of the whole wave."""
    return shown_answers([(row.sample.answers, row.sample.target) for row in rows], everything=everything)


def _share(table, row, column):
    total = sum(map(sum, table))
    return 100 * table[row][column] / total if total else 0.0
