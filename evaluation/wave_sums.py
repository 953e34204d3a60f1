"""The additive sums of one wave: every sample, group and indicator at once."""

from dataclasses import dataclass

import numpy as np

from evaluation.areas import STANDARD, Grouping
from evaluation.indicators import Indicator, compile_scorer
from evaluation.statistics import Sums, stack, sums_from_answers
from neighbourhoods.models import Neighbourhood
from surveys.evidence import seals
from surveys.models import Response, Wave, Weighting
from surveys.models.questionnaires import Audience

RESPONDENTS_AT_A_TIME = 50_000


@dataclass(frozen=True)
class WaveSums:
    """Sums of shape (samples, groups, indicators) with what their axes stand for.

    `missing` counts, in the same shape, those who were asked but gave no valid answer; `sw_missing` adds up their
    weights.
    """

    wave: Wave
    neighbourhoods: tuple[Neighbourhood, ...]
    indicators: tuple[Indicator, ...]
    sums: Sums
    missing: np.ndarray
    sw_missing: np.ndarray
    grouping: Grouping = STANDARD

    def column(self, code):
        """The column of an indicator, or None where this wave did not ask for it."""
        return next((i for i, indicator in enumerate(self.indicators) if indicator.code == code), None)

    @property
    def is_one_list(self):
        """Whether larger areas take everybody together, whichever the neighbourhood.

        So they do with organisations, and where weights came with the answers and nobody knows how many residents any
        sample stands for.
        """
        if self.wave.questionnaire.audience == Audience.ORGANISATIONS:
            return True
        return self.wave.weighting == Weighting.SUPPLIED and bool(np.isnan(self.sums.population).all())

    def row(self, neighbourhood_id):
        """The row of a neighbourhood, or None where this wave took no sample in it."""
        return next((i for i, n in enumerate(self.neighbourhoods) if n.pk == neighbourhood_id), None)


def sums_of_wave(wave, catalogue, grouping=STANDARD, codes=None):
    """WaveSums of a weighted wave; None where nobody answered or no indicator is asked for.

    `codes` are those of the indicators that are wanted, all that the wave can answer if not given.
    """
    order = wave.questionnaire.order
    wanted = catalogue.computed_for(wave.questionnaire.audience)
    scorer = compile_scorer([one for one in wanted if codes is None or one.code in codes], order)
    samples = [(s, rows) for s, rows in _samples(wave) if len(rows.weights)]
    if not samples or not scorer.indicators:
        return None
    sums, missing, sw_missing = [], [], []
    for block in _blocks(samples):
        scores = scorer.score(np.concatenate([rows.answers for _, rows in block]))
        start = 0
        for sample, rows in block:
            own = slice(start, start := start + len(rows.weights))
            groups = grouping.membership(rows, order)
            population = _residents(sample, len(rows.weights))
            sums.append(
                sums_from_answers(scores.y[own], scores.valid[own], rows.weights, groups, population=population)
            )
            without_answer = (scores.asked[own] & ~scores.valid[own]).astype(float)
            missing.append(groups.T.astype(float) @ without_answer)
            sw_missing.append((groups.T * rows.weights) @ without_answer)
    return WaveSums(
        wave=wave,
        neighbourhoods=tuple(sample.neighbourhood for sample, _ in samples),
        indicators=scorer.indicators,
        sums=stack(sums),
        missing=np.rint(np.stack(missing)).astype(int),
        sw_missing=np.stack(sw_missing),
        grouping=grouping,
    )


def _residents(sample, respondents):
    """The residents a sample stands for; NaN where unknown, or where more answered than are said to live there."""
    known = sample.population is not None and sample.population >= respondents
    return sample.population if known else np.nan


def _samples(wave):
    """Each sample with its Rows: from the seal where there is one, else from the stored answers."""
    samples = list(wave.samples.select_related("neighbourhood__cohort").order_by("neighbourhood__name"))
    questions = len(wave.questionnaire.order)
    if wave.is_locked:
        return [(sample, seals.unseal(sample.sealed)) for sample in samples]
    fields = ("sample_id", "answers", "weight", "sex", "age_band")
    by_sample = {}
    for sample_id, *values in Response.objects.of_wave(wave).counted().order_by("pk").values_list(*fields):
        by_sample.setdefault(sample_id, []).append(values)
    return [(sample, seals.rows_from_values(by_sample.get(sample.pk, []), questions)) for sample in samples]


def _blocks(samples):
    """Stretches of samples that together hold about as many respondents as fit in memory comfortably."""
    block, people = [], 0
    for sample, rows in samples:
        block.append((sample, rows))
        people += len(rows.weights)
        if people >= RESPONDENTS_AT_A_TIME:
            yield block
            block, people = [], 0
    if block:
        yield block
