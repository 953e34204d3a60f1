"""Residents by sex and age that a sample is weighted to: a table of its own, or else the census."""

from dataclasses import dataclass

import numpy as np

from neighbourhoods.models import PopulationGroup
from neighbourhoods.population import survey_population
from surveys.models.questionnaires import Audience


@dataclass(frozen=True)
class Residents:
    """Residents of survey age: an int array of rows as SEXES and columns as AGE_BANDS, and where it comes from."""

    table: np.ndarray
    source: str
    is_local: bool = False

    @property
    def total(self):
        return int(self.table.sum())


def residents_of(samples):
    """Neighbourhood id -> the Residents that its sample is weighted to; not in it where they are unknown.

    Samples of others than residents stand for nobody by sex and age. Two queries, whatever the number of samples.
    """
    if not samples or samples[0].wave.questionnaire.audience != Audience.RESIDENTS:
        return {}
    return census_of(samples) | {
        sample.neighbourhood_id: Residents(np.array(sample.margins, dtype=np.int64), sample.margins_source, True)
        for sample in samples
        if sample.margins is not None
    }


def census_of(samples):
    """The same as the census has them, whatever table a sample has of its own."""
    places = [sample.neighbourhood_id for sample in samples]
    counted = PopulationGroup.objects.filter(neighbourhood__in=places).order_by("neighbourhood_id", "sex", "age_band")
    sources = {
        place: (source, on) for place, source, on in counted.values_list("neighbourhood", "source", "counted_on")
    }
    return {place: Residents(table, _words(*sources[place])) for place, table in survey_population(places).items()}


def _words(source, counted_on):
    return f"{source}, counted on {counted_on:%-d %B %Y}" if source else f"Counted on {counted_on:%-d %B %Y}"
