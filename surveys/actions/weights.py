"""Weighting a wave: every answer gets a weight, every sample a report of how."""

import numpy as np
from django.db import transaction
from django.utils import timezone

from commissioning.models import raise_evidence_version
from neighbourhoods.bands import AGE_BANDS
from neighbourhoods.population import survey_population
from surveys.copying import update_column
from surveys.models import Response, Wave, WaveLocked, Weighting
from surveys.models.questionnaires import Audience
from surveys.signals import evidence_changed
from surveys.weighting import WeightingError, kish_deff, weigh

BY_SEX_AND_AGE = {Weighting.POSTSTRATIFY, Weighting.RAKE}
ONLY_RESIDENTS = "Only residents have a sex and an age. Let every answer count the same, or use supplied weights."


class WeightsRefused(Exception):
    """The wave cannot be weighted this way; `reasons` says why for each neighbourhood."""

    def __init__(self, reasons):
        self.reasons = reasons
        super().__init__(" ".join(reasons))


@transaction.atomic
def weigh_wave(*, wave, method=None, by=None):
    """Give every answer of an open wave its weight by `method`, a Weighting value; else by the wave's own.

    All samples are weighted, or none. Raises WaveLocked, or WeightsRefused with a reason per neighbourhood.
    """
    wave = Wave.objects.select_for_update(no_key=True).get(pk=wave.pk)
    if wave.is_locked:
        raise WaveLocked(f"{wave} is locked: its weights cannot be changed.")
    wave.weighting = method or wave.weighting
    _refuse_ages_of_organisations(wave)
    samples = list(wave.samples.select_related("neighbourhood", "wave__questionnaire"))
    people = _people_by_sample(wave)
    if not people:
        raise WeightsRefused(["No answers have come in, so there is nothing to weight."])
    weights, reports = _weigh_all(samples, people, wave.weighting)
    update_column(Response, "weight", weights)
    for sample in samples:
        sample.weighting_report = reports.get(sample.pk, {})
        sample.save(update_fields=["population", "weighting_report"])
    wave.weighted_at = timezone.now()
    wave._history_user, wave._change_reason = by, "Weighted"
    wave.save()
    raise_evidence_version(wave.programme)
    evidence_changed.send(sender=Wave, wave=wave)
    return wave


def _refuse_ages_of_organisations(wave):
    if wave.questionnaire.audience != Audience.RESIDENTS and wave.weighting in BY_SEX_AND_AGE:
        raise WeightsRefused([ONLY_RESIDENTS])


def _people_by_sample(wave):
    """Primary keys, sex, age band and design weight of each sample's respondents, as arrays by sample."""
    fields = ("sample_id", "pk", "sex", "age_band", "design_weight")
    rows = list(Response.objects.of_wave(wave).counted().order_by("pk").values_list(*fields))
    if not rows:
        return {}
    sample, pk, sex, band, design = (np.array(column, float) for column in zip(*rows, strict=True))
    return {
        int(key): (pk[at].astype(int), sex[at].astype(int), band[at].astype(int), design[at])
        for key in np.unique(sample)
        for at in [sample == key]
    }


def _weigh_all(samples, people, method):
    populations = _populations(samples)
    weights, reports, reasons = [], {}, []
    for sample in samples:
        if sample.pk not in people:
            continue
        pks, sex, band, design = people[sample.pk]
        try:
            new, reports[sample.pk] = _weigh_one(method, sex, band, design, populations.get(sample.neighbourhood_id))
        except WeightingError as error:
            reasons.append(f"{sample.neighbourhood}: {error}")
            continue
        weights += zip(new.tolist(), pks.tolist(), strict=True)
    if reasons:
        raise WeightsRefused(reasons)
    return weights, reports


def _populations(samples):
    """Residents by sex and age of each neighbourhood, as known now; samples of residents take it over."""
    if not samples or samples[0].wave.questionnaire.audience != Audience.RESIDENTS:
        return {}
    populations = survey_population([sample.neighbourhood_id for sample in samples])
    for sample in samples:
        if sample.neighbourhood_id in populations:
            sample.population = int(populations[sample.neighbourhood_id].sum())
    return populations


def _weigh_one(method, sex, band, design, population):
    """New weights of one sample and the report of how they came about."""
    if method == Weighting.EQUAL:
        return np.ones(len(sex)), {"method": method, "deff": 1.0, "largest": 1.0}
    if method == Weighting.SUPPLIED:
        return _supplied(design)
    if population is None or not population.sum():
        raise WeightingError(
            "the population by sex and age is not known. Import a census file, or choose another method."
        )
    base = design if np.isfinite(design).all() else None
    made = weigh(sex, band, population, base=base, method=str(method), age_labels=[b.label for b in AGE_BANDS])
    return made.weights, report_of(made) | {"warnings": [*_partly_supplied(design), *made.warnings]}


def _partly_supplied(design):
    """A warning where some answers came with a weight and some without."""
    missing = int(np.isnan(design).sum())
    if missing in (0, len(design)):
        return []
    return [f"{missing:,} of {len(design):,} answers came without a weight, so no supplied weight was used."]


def _supplied(design):
    if missing := int(np.isnan(design).sum()):
        raise WeightingError(f"{missing:,} of {len(design):,} answers came without a weight.")
    largest = float(design.max() / np.median(design))
    return design, {"method": "supplied", "deff": kish_deff(design), "largest": largest}


def report_of(made):
    """What the weights page shows of a Weighting, as plain values for storage."""
    return {
        "method": made.method,
        "deff": float(made.deff),
        "largest": float(made.largest),
        "capped": int(made.capped),
        "warnings": list(made.warnings),
        "unknown": int(made.unknown),
        "targets": np.asarray(made.targets).tolist(),
        "before": np.asarray(made.before).tolist(),
        "after": np.asarray(made.after).tolist(),
    }
