"""Weighting a wave: every answer gets a weight, every sample a report of how."""

import numpy as np
from django.db import transaction
from django.utils import timezone

from commissioning.models import raise_evidence_version
from neighbourhoods.bands import AGE_BANDS, SEXES
from surveys.copying import update_column
from surveys.models import Response, Wave, WaveLocked, Weighting
from surveys.models.questionnaires import Audience
from surveys.signals import evidence_changed
from surveys.weights.cells import weighted_table
from surveys.weights.residents import residents_of
from surveys.weights.spread import spread_of
from surveys.weights.weighting import WeightingError, kish_deff, weigh

BY_SEX_AND_AGE = {Weighting.POSTSTRATIFY, Weighting.RAKE}
ALL_GROUPS = (len(SEXES), len(AGE_BANDS))
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
            new, report = _weigh_one(method, sex, band, design, populations.get(sample.neighbourhood_id))
        except WeightingError as error:
            reasons.append(f"{sample.neighbourhood}: {error}")
            continue
        reports[sample.pk] = report | _counted(sex, band, new)
        weights += zip(new.tolist(), pks.tolist(), strict=True)
    if reasons:
        raise WeightsRefused(reasons)
    return weights, reports


def _populations(samples):
    """Residents by sex and age of each neighbourhood, as known now; samples of residents take their number over."""
    populations = residents_of(samples)
    for sample in samples:
        if sample.neighbourhood_id in populations:
            sample.population = populations[sample.neighbourhood_id].total
    return populations


def _weigh_one(method, sex, band, design, residents):
    """New weights of one sample and the report of how they came about."""
    if method == Weighting.EQUAL:
        return np.ones(len(sex)), {"method": method, "deff": 1.0, "largest": 1.0, "smallest": 1.0}
    if method == Weighting.SUPPLIED:
        return _supplied(design)
    if residents is None or not residents.total:
        raise WeightingError(
            "the population by sex and age is not known. Import a census file, give a table of residents, or choose "
            "another method."
        )
    base = design if np.isfinite(design).all() else None
    made = weigh(sex, band, residents.table, base=base, method=str(method), age_labels=[b.label for b in AGE_BANDS])
    said = {"warnings": [*_partly_supplied(design), *made.warnings], "source": residents.source}
    return made.weights, report_of(made) | said | {"is_local": residents.is_local}


def _counted(sex, band, weights):
    """Respondents by sex and age, those of whom either is unknown, and how the weights are spread."""
    return {
        "respondents": len(sex),
        "counts": weighted_table(sex, band, np.ones(len(sex)), ALL_GROUPS).astype(int).tolist(),
        "unknown": int(np.count_nonzero((sex == 0) | (band == 0))),
        "spread": spread_of(weights),
    }


def _partly_supplied(design):
    """A warning where some answers came with a weight and some without."""
    missing = int(np.isnan(design).sum())
    if missing in (0, len(design)):
        return []
    return [f"{missing:,} of {len(design):,} answers came without a weight, so no supplied weight was used."]


def _supplied(design):
    if missing := int(np.isnan(design).sum()):
        raise WeightingError(f"{missing:,} of {len(design):,} answers came without a weight.")
    largest, smallest = (float(end / np.median(design)) for end in (design.max(), design.min()))
    return design, {"method": "supplied", "deff": kish_deff(design), "largest": largest, "smallest": smallest}


def report_of(made):
    """What the weights page shows of a Weighting, as plain values for storage."""
    return {
        "method": made.method,
        "deff": float(made.deff),
        "smallest": float(made.smallest),
        "largest": float(made.largest),
        "rounds": int(made.rounds),
        "capped": int(made.capped),
        "warnings": list(made.warnings),
        "targets": np.asarray(made.targets).tolist(),
        "before": np.asarray(made.before).tolist(),
        "after": np.asarray(made.after).tolist(),
    }
