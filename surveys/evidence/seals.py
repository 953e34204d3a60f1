"""Sealed samples: all answers and weights of one sample as one column-major array, with a fingerprint.

Layout: a line of JSON that names the sample and the questions, a newline, then four arrays one after another: answers
(questions x respondents, little-endian 16-bit integers), weights (64-bit floats), sex and age band (8-bit integers).
"""

import hashlib
import json
from typing import NamedTuple

import numpy as np

from surveys.answers import PACKED
from surveys.models import Response

WEIGHT, SMALL = np.dtype("<f8"), np.dtype("<i1")


class Rows(NamedTuple):
    """The answers of one sample.

    answers : int16 array (respondents, questions); weights : float array (respondents,), NaN where not weighted yet;
    sex, age_band : int arrays (respondents,), 0 unknown.
    """

    answers: np.ndarray
    weights: np.ndarray
    sex: np.ndarray
    age_band: np.ndarray


def read_rows(sample):
    """The sample's answers that count, from its response rows, in the order in which they were stored."""
    rows = (
        Response.objects.filter(sample=sample)
        .counted()
        .order_by("pk")
        .values_list("answers", "weight", "sex", "age_band")
    )
    return rows_from_values(list(rows), len(sample.wave.questionnaire.order))


def rows_from_values(values, questions):
    """Rows from tuples of packed answers, weight, sex and age band."""
    if not values:
        return Rows(np.empty((0, questions), PACKED), np.empty(0), np.empty(0, SMALL), np.empty(0, SMALL))
    packed, weights, sex, age_band = zip(*values, strict=True)
    answers = np.frombuffer(b"".join(map(bytes, packed)), PACKED).reshape(len(values), questions)
    return Rows(answers, np.array(weights, float), np.array(sex, SMALL), np.array(age_band, SMALL))


def seal(sample, rows, order):
    """The sample's answers and weights as bytes; the same rows always give the same bytes."""
    heading = {
        "wave": sample.wave.name,
        "area": sample.neighbourhood.code,
        "population": sample.population,
        "respondents": len(rows.weights),
        "questions": sorted(order, key=order.get),
    }
    parts = (rows.answers.T.astype(PACKED), rows.weights.astype(WEIGHT), rows.sex, rows.age_band)
    return json.dumps(heading, sort_keys=True).encode() + b"\n" + b"".join(p.tobytes() for p in parts)


def unseal(sealed):
    """The Rows of a sealed sample. `answers` is a transposed view: each question's column lies together."""
    heading, body = bytes(sealed).split(b"\n", 1)
    heading = json.loads(heading)
    people, questions = heading["respondents"], len(heading["questions"])
    at = people * questions * PACKED.itemsize
    answers = np.frombuffer(body, PACKED, people * questions).reshape(questions, people).T
    weights = np.frombuffer(body, WEIGHT, people, at)
    at += people * WEIGHT.itemsize
    return Rows(answers, weights, *(np.frombuffer(body, SMALL, people, at + i * people) for i in range(2)))


def fingerprint(sealed):
    """The SHA-256 of a seal, as 64 hexadecimal digits."""
    return hashlib.sha256(sealed).hexdigest()
