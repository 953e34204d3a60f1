"""The sums of a wave kept for good before its single answers are destroyed, and read from then on in their place.

Figures are computed from additive sums and never look at a single answer again, so they stay what they were: those of
the wave, those of every later wave compared with it, and those of cohorts put together anew. Only an indicator that was
not known when the answers went, or whose rule has changed since, can have no figure any more.
"""

import io
import json
from dataclasses import fields
from hashlib import sha256

import numpy as np
from django.utils import timezone

from evaluation.areas import STANDARD
from evaluation.indicators.rules import Combined
from evaluation.models import KeptSums
from evaluation.statistics import Sums
from evaluation.wave_sums import WaveSums, sums_of_wave
from surveys.models import Wave

SUMS = tuple(f"sums.{field.name}" for field in fields(Sums))
OF_SAMPLE = ("sums.n_resp", "sums.sw_resp", "sums.population")
ARRAYS = (*SUMS, "missing", "sw_missing", "neighbourhoods", "rules")


class SumsNotKept(Exception):
    """The sums could not be kept as they are, so the answers must stay."""


def keep_sums(made_of, on=None):
    """Write down the WaveSums `made_of` and read them back; the KeptSums.

    Raises SumsNotKept if what is read back is not the same to the last digit.
    """
    content = _packed(made_of)
    kept = KeptSums(
        wave=made_of.wave,
        indicators=[indicator.code for indicator in made_of.indicators],
        content=content,
        fingerprint=sha256(content).hexdigest(),
        kept_on=on or timezone.localdate(),
    )
    if not _same(_arrays(made_of), _unpacked(kept)):
        raise SumsNotKept(f"The sums of {made_of.wave} could not be read back. Nothing was destroyed.")
    kept.save()
    return kept


def kept_sums_of(wave, catalogue):
    """WaveSums of a wave whose single answers were destroyed; None where it never had a figure.

    Neighbourhoods stand in the cohorts they are in now, indicators in the order of the catalogue.
    """
    kept = KeptSums.objects.filter(wave=wave).first()
    if kept is None:
        return None
    arrays = _unpacked(kept)
    columns = _columns(kept, arrays, catalogue.computed_for(wave.questionnaire.audience))
    samples = wave.samples.select_related("neighbourhood__cohort").defer("sealed").order_by("neighbourhood__name")
    rows = {pk: row for row, pk in enumerate(arrays["neighbourhoods"].tolist())}
    places = [sample.neighbourhood for sample in samples if sample.neighbourhood_id in rows]
    if not columns or not places:
        return None
    at_rows, at_columns = [rows[place.pk] for place in places], [column for _, column in columns]

    def chosen(name):
        of_rows = arrays[name][at_rows]
        return of_rows if name in OF_SAMPLE else of_rows[..., at_columns]

    return WaveSums(
        wave=wave,
        neighbourhoods=tuple(places),
        indicators=tuple(indicator for indicator, _ in columns),
        sums=Sums(**{name.removeprefix("sums."): chosen(name) for name in SUMS}),
        missing=chosen("missing"),
        sw_missing=chosen("sw_missing"),
    )


def known_sums_of(wave, catalogue, grouping=STANDARD, codes=None):
    """WaveSums from the answers or, once these are destroyed, those that were kept by sex and age; None without any."""
    if not wave.destroyed_on:
        return sums_of_wave(wave, catalogue, grouping, codes)
    return kept_sums_of(wave, catalogue) if grouping is STANDARD else None


def waves_that_cannot_tell(programme, indicator):
    """Waves that asked all that `indicator` needs, but whose answers were destroyed before it was computed."""
    destroyed = Wave.objects.filter(
        programme=programme, destroyed_on__isnull=False, questionnaire__audience=indicator.audience
    ).select_related("questionnaire", "kept_sums")
    needed = set(indicator.questions)
    return [
        wave
        for wave in destroyed
        if needed and needed <= wave.questionnaire.order.keys() and not _tells(wave, indicator)
    ]


def faults_of(wave):
    """What is wrong with the kept sums of a wave whose single answers were destroyed, in sentences."""
    kept = KeptSums.objects.filter(wave=wave).first()
    if kept is None:
        return [f"{wave}: it has figures, but no sums were kept."] if wave.estimates.exists() else []
    if sha256(bytes(kept.content)).hexdigest() != kept.fingerprint:
        return [f"{wave}: the kept sums do not match their fingerprint."]
    return []


def _tells(wave, indicator):
    kept = getattr(wave, "kept_sums", None)
    return kept is not None and bool(_columns(kept, _unpacked(kept), [indicator]))


def _columns(kept, arrays, indicators):
    """(indicator, its column) of those that were summed by the rule that they have now."""
    found = {
        code: (column, rule) for column, (code, rule) in enumerate(zip(kept.indicators, arrays["rules"], strict=True))
    }
    return [
        (indicator, found[indicator.code][0])
        for indicator in indicators
        if indicator.code in found and found[indicator.code][1] == _rule(indicator)
    ]


def _rule(indicator):
    """What decides how answers are summed, as a fingerprint; names, units and what multiplies a mean are not in it."""
    mean = indicator.mean
    valued = mean and [mean.questions_valued, mean.values, mean.at_least, _plain(mean.zero_if)]
    plain = [_plain(indicator.share), valued, _plain(indicator.base)]
    return sha256(json.dumps(plain).encode()).hexdigest()


def _plain(rule):
    """A rule as lists, whatever its classes are called in years to come."""
    if rule is None:
        return None
    if isinstance(rule, Combined):
        return [rule.how, *map(_plain, rule.parts)]
    return [rule.question, rule.yes, rule.no]


def _arrays(made_of):
    return {
        **{f"sums.{field.name}": getattr(made_of.sums, field.name) for field in fields(Sums)},
        "missing": made_of.missing,
        "sw_missing": made_of.sw_missing,
        "neighbourhoods": np.array([place.pk for place in made_of.neighbourhoods], dtype=np.int64),
        "rules": np.array([_rule(indicator) for indicator in made_of.indicators]),
    }


def _packed(made_of):
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **_arrays(made_of))
    return file.getvalue()


def _unpacked(kept):
    with np.load(io.BytesIO(bytes(kept.content)), allow_pickle=False) as file:
        return {name: file[name] for name in ARRAYS}


def _same(written, read):
    return all(
        written[name].dtype == read[name].dtype
        and np.array_equal(written[name], read[name], equal_nan=written[name].dtype.kind == "f")
        for name in ARRAYS
    )
