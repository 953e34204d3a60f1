"""A neighbourhood's own table of residents by sex and age, which weights use instead of the census."""

import numpy as np
from django.db import transaction

from neighbourhoods.bands import AGE_BANDS, SEXES
from surveys.actions.evidence import answers_changed, refuse_locked
from surveys.models import Wave
from surveys.models.questionnaires import Audience
from surveys.weights.residents import census_of

SHAPE = (len(SEXES), len(AGE_BANDS))


class MarginsRefused(Exception):
    """The table cannot be used; the message says why."""


@transaction.atomic
def set_margins(*, wave, tables, source, by):
    """Give samples of an open wave tables of their own: `tables` by neighbourhood id, rows as SEXES.

    The same tables from the same source again change nothing; else weights have to be computed anew. Raises WaveLocked,
    MarginsRefused.
    """
    wave, source = _open(wave), source.strip()
    if not source:
        raise MarginsRefused("Say where the table of residents comes from.")
    changed = []
    for sample in wave.samples.select_related("neighbourhood").filter(neighbourhood__in=tables):
        table = _checked(tables[sample.neighbourhood_id])
        if (sample.margins, sample.margins_source) != (table, source):
            sample.margins, sample.margins_source = table, source
            sample.population = sum(map(sum, table))
            changed.append(sample)
    return _save(wave, changed, by, "Own table of residents")


@transaction.atomic
def remove_margins(*, wave, neighbourhoods, by):
    """Weight samples by the census again. A second time changes nothing."""
    wave = _open(wave)
    samples = wave.samples.select_related("neighbourhood", "wave__questionnaire")
    changed = list(samples.filter(neighbourhood__in=neighbourhoods, margins__isnull=False))
    census = census_of(changed)
    for sample in changed:
        known = census.get(sample.neighbourhood_id)
        sample.margins, sample.margins_source, sample.population = None, "", known.total if known else None
    return _save(wave, changed, by, "Residents by the census again")


def _open(wave):
    wave = Wave.objects.select_for_update(no_key=True, of=("self",)).select_related("questionnaire").get(pk=wave.pk)
    refuse_locked(wave)
    if wave.questionnaire.audience != Audience.RESIDENTS:
        raise MarginsRefused("Only residents have a sex and an age to be weighted by.")
    return wave


def _checked(table):
    table = np.asarray(table)
    if table.shape != SHAPE or not np.all(table >= 0) or not table.sum() > 0:
        raise MarginsRefused("The table needs a number of 0 or more for each sex and age band, and somebody in it.")
    return table.astype(int).tolist()


def _save(wave, changed, by, what):
    for sample in changed:
        sample.save(update_fields=["margins", "margins_source", "population"])
    if changed:
        more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
        wave._history_user, wave._change_reason = by, f"{what}: {str(changed[0].neighbourhood)[:50]}{more}"
        wave.save()
        answers_changed(wave)
    return wave
