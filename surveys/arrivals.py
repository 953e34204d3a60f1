"""Answers read from a file, set against what the wave already has."""

from dataclasses import dataclass
from itertools import repeat
from math import isnan

import numpy as np
from django.utils import timezone

from commissioning.reading.faults import LONGEST_VALUE, Fault
from neighbourhoods.models import Neighbourhood, SmallArea
from surveys.copying import copy_rows
from surveys.models import Response, WrittenAnswer
from surveys.reading.fieldwork import Fieldwork
from surveys.reading.responses import day_text
from surveys.reading.texts import place_name
from surveys.xlsforms.names import place_label

COPIED = (
    "sample",
    "batch",
    "key",
    "mode",
    "answered_on",
    "sex",
    "age_band",
    "design_weight",
    "weight",
    "answers",
)


def fieldwork_of(wave):
    """What `wave` expects of a file. Three queries."""
    samples = dict(wave.samples.values_list("neighbourhood_id", "pk"))
    named, ambiguous = _places(wave.programme_id)
    return Fieldwork(
        questions=wave.questionnaire.asked,
        places={place: samples[area] for place, area in named.items() if area in samples},
        starts_on=wave.starts_on,
        ends_on=wave.ends_on,
        today=timezone.localdate(),
        elsewhere=frozenset(place for place, area in named.items() if area not in samples),
        ambiguous=frozenset(ambiguous),
    )


def _places(programme_id):
    """{place name: neighbourhood id} for codes, names, both and small areas; and the names that several share."""
    neighbourhoods = list(Neighbourhood.objects.filter(programme_id=programme_id).values_list("pk", "code", "name"))
    small_areas = SmallArea.objects.filter(programme_id=programme_id).values_list("code", "neighbourhood_id")
    named, ambiguous = {}, set()
    for pk, _, name in neighbourhoods:
        if named.setdefault(place_name(name), pk) != pk:
            ambiguous.add(place_name(name))
    for name in ambiguous:
        del named[name]
    named |= {place_name(place_label(code, name)): pk for pk, code, name in neighbourhoods}
    named |= {place_name(code): area for code, area in small_areas}
    return named | {place_name(code): pk for pk, code, _ in neighbourhoods}, ambiguous


@dataclass(frozen=True)
class Arrival:
    """What a Reading brings to a wave: positions of rows that are new, and what became of the others."""

    fresh: list
    already_here: int
    clashes: list


def arrival_of(wave, reading, id_column):
    """Set a Reading against the stored answers of its wave.

    A row whose key is stored is already here, unless it came with an ID (of `id_column`) and now says
    something else: that is a fault.
    """
    stored = _stored(wave)
    if not stored:
        return Arrival(list(range(len(reading.key))), reading.repeated, [])
    stored_words = _stored_words(wave)
    fresh, clashes, already_here = [], [], reading.repeated
    for at, (key, said) in enumerate(zip(reading.key, _said(reading), strict=True)):
        if key not in stored:
            fresh.append(at)
        elif reading.ids and (stored[key], stored_words.get(key, [])) != (said, reading.words.get(at, [])):
            clashes.append(_clash(reading, at, id_column))
        else:
            already_here += 1
    return Arrival(fresh, already_here, clashes)


def _stored(wave):
    fields = ("key", "sample_id", "answered_on", "sex", "age_band", "design_weight", "answers")
    rows = Response.objects.of_wave(wave).order_by().values_list(*fields).iterator(chunk_size=10_000)
    return {
        key: (sample, on.toordinal() if on else 0, sex, band, weight, bytes(answers))
        for key, sample, on, sex, band, weight, answers in rows
    }


def _stored_words(wave):
    words = {}
    rows = WrittenAnswer.objects.filter(response__sample__wave=wave).order_by("pk")
    for key, code, text in rows.values_list("response__key", "code", "text"):
        words.setdefault(key, []).append((code, text))
    return words


def _said(reading):
    """The rows as `_stored` has them."""
    columns = (reading.sample, reading.day, reading.sex, reading.band)
    return zip(*(column.tolist() for column in columns), _weights(reading), _packed(reading), strict=True)


def _weights(reading):
    return [None if isnan(weight) else weight for weight in reading.weight.tolist()]


def _packed(reading):
    """The bytes of each row's answers."""
    size = reading.answers.shape[1] * reading.answers.itemsize
    return reading.answers.view(f"V{size}").ravel().tolist() if size else [b""] * len(reading.key)


def _clash(reading, position, id_column):
    reason = "An answer with this ID was imported before and says something else."
    return Fault(int(reading.row_numbers[position]), id_column, reading.ids[position][:LONGEST_VALUE], reason)


def store(batch, reading, fresh):
    """Write the `fresh` rows of a Reading as responses of `batch`. Call it inside a transaction."""
    days = {day: day_text(day) for day in np.unique(reading.day).tolist()}
    rows = list(
        zip(
            reading.sample.tolist(),
            repeat(batch.pk),
            reading.key,
            reading.mode,
            [days[day] for day in reading.day.tolist()],
            reading.sex.tolist(),
            reading.band.tolist(),
            _weights(reading),
            repeat(None),
            _packed(reading),
        )
    )
    copy_rows(Response, COPIED, rows if len(fresh) == len(rows) else [rows[at] for at in fresh])
    _store_words(batch, {reading.key[at]: reading.words[at] for at in fresh if at in reading.words})


def _store_words(batch, words):
    if not words:
        return
    responses = Response.objects.filter(batch=batch).order_by().values_list("key", "pk")
    rows = [(pk, code, text) for key, pk in responses if key in words for code, text in words[key]]
    copy_rows(WrittenAnswer, ("response", "code", "text"), rows)
