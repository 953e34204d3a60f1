"""How many answers came in against how many were aimed at, by wave and neighbourhood."""

from dataclasses import dataclass

from django.db.models import Count

from surveys.disclosure import shown_answers
from surveys.models import Response, Sample, Wave


@dataclass(frozen=True)
class Coverage:
    """Answers of one sample against its target."""

    sample_id: int
    neighbourhood_id: int
    answers: int
    target: int

    @property
    def is_short(self):
        return self.answers < self.target

    @property
    def shown(self):
        """ShownAnswers as every reader may see them."""
        return shown_answers([(self.answers, self.target)], everything=False)


@dataclass(frozen=True)
class WaveCoverage:
    """A wave with the coverage of each of its samples."""

    wave: Wave
    samples: tuple[Coverage, ...]

    @property
    def answers(self):
        return sum(sample.answers for sample in self.samples)

    @property
    def target(self):
        return sum(sample.target for sample in self.samples)

    @property
    def is_short(self):
        return self.answers < self.target

    @property
    def neighbourhood_ids(self):
        """Neighbourhoods in which somebody answered."""
        return {sample.neighbourhood_id for sample in self.samples if sample.answers}


def coverage_of(programme):
    """WaveCoverage of every wave of the programme, the earliest first.

    Three queries, whatever the number of waves, neighbourhoods and answers; answers of sealed samples are not
    counted again.
    """
    waves = programme.waves.select_related("questionnaire", "locked_by").order_by("starts_on", "pk")
    samples = Sample.objects.filter(wave__programme=programme).order_by("neighbourhood__name")
    fields = ("wave_id", "pk", "neighbourhood_id", "respondents", "target")
    counts = dict(
        Response.objects.counted()
        .filter(sample__wave__programme=programme, sample__respondents=None)
        .order_by()
        .values_list("sample_id")
        .annotate(Count("pk"))
    )
    by_wave = {}
    for wave_id, pk, place, sealed, target in samples.values_list(*fields):
        answers = counts.get(pk, 0) if sealed is None else sealed
        by_wave.setdefault(wave_id, []).append(Coverage(pk, place, answers, target))
    return [WaveCoverage(_of(wave, programme), tuple(by_wave.get(wave.pk, ()))) for wave in waves]


def _of(wave, programme):
    wave.programme = programme
    return wave
