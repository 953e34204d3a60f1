"""What the page of one wave shows: each neighbourhood's answers, weights and seal."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from surveys.disclosure import ShownAnswers, shown_answers
from surveys.models import Sample


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
        """The report of its weights, empty before they are computed and where no answer counts."""
        report = self.sample.weighting_report
        return report if "deff" in report else {}

    @property
    def deff(self):
        """The design effect of its weights, or None where there are none or this reader may not know them."""
        return None if self.answered.withheld else self.weighting.get("deff")

    @property
    def counts_for(self):
        """How many answers of equal weight would be as precise, or None without weights."""
        return self.sample.answers / self.deff if self.deff else None


@dataclass(frozen=True)
class WeightsInShort:
    """What the weights of a whole wave do, in the neighbourhoods whose weights this reader may know."""

    answers: int
    worth: float
    least: SampleRow
    most: SampleRow
    widest: SampleRow


def sample_rows(wave, *, everything):
    """A SampleRow for each sample of `wave`, by neighbourhood; one query, and no seal is read.

    Sealed samples say themselves how many answered, also once the single answers are destroyed.
    """
    counted = Coalesce("respondents", Count("responses", filter=Q(responses__is_excluded=False)))
    samples = wave.samples.by_neighbourhood().annotate(answers=counted)
    return [
        SampleRow(sample, shown_answers([(sample.answers, sample.target)], everything=everything)) for sample in samples
    ]


def weights_in_short(rows):
    """WeightsInShort of SampleRows, or None where no weights are known."""
    known = [row for row in rows if row.deff]
    if not known:
        return None
    by_deff = sorted(known, key=lambda row: row.deff)
    return WeightsInShort(
        answers=sum(row.sample.answers for row in known),
        worth=sum(row.counts_for for row in known),
        least=by_deff[0],
        most=by_deff[-1],
        widest=max(known, key=lambda row: row.weighting["largest"]),
    )


def all_answers(rows, *, everything):
    """ShownAnswers of the whole wave."""
    return shown_answers([(row.sample.answers, row.sample.target) for row in rows], everything=everything)
