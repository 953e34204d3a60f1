"""Whole small surveys for tests: a wave with answers, weighted and locked through the product's own actions."""

from datetime import date

import numpy as np

from commissioning.tests.factories import ProgrammeFactory
from neighbourhoods.tests.factories import NeighbourhoodFactory
from surveys.actions.locking import lock_wave
from surveys.actions.weights import weigh_wave
from surveys.copying import copy_rows
from surveys.models import Response
from surveys.tests.factories import QuestionnaireFactory, SampleFactory, WaveFactory

FIELDS = ("sample", "key", "mode", "sex", "age_band", "answers")


def answer(sample, rows):
    """Store answers: `rows` are (answers by code, sex, age band); codes left out are no (2)."""
    order = sample.wave.questionnaire.order
    stored = []
    for number, (answers, sex, band) in enumerate(rows):
        packed = np.array([answers.get(code, 2) for code in order], "<i2").tobytes()
        stored.append((sample.pk, f"row-{number}", "file", sex, band, packed))
    copy_rows(Response, FIELDS, stored)


def answers_with(code, yes, total):
    """`total` respondents, spread evenly over sex and age band, the first `yes` of them saying yes to `code`."""
    return [({code: 1 if i < yes else 2}, i % 2 + 1, i // 2 % 4 + 1) for i in range(total)]


def surveyed(
    shares,
    *,
    programme=None,
    codes=("R2", "R4"),
    method="equal",
    purposes=("baseline", "follow-up"),
    lock=True,
):
    """A programme surveyed once for each of `purposes`.

    `shares` maps a neighbourhood's name to (yes, total) of R2 for each wave; R4 is always no, so that A1 is R2.
    """
    programme = programme or ProgrammeFactory()
    questionnaire = QuestionnaireFactory(programme=programme, codes=list(codes), published=True)
    places = {name: NeighbourhoodFactory(programme=programme, name=name, residents=812) for name in shares}
    waves = []
    for number, purpose in enumerate(purposes):
        wave = WaveFactory(
            programme=programme,
            questionnaire=questionnaire,
            purpose=purpose,
            starts_on=date(2024 + number, 7, 1),
            ends_on=date(2024 + number, 7, 31),
        )
        for name, place in places.items():
            sample = SampleFactory(wave=wave, neighbourhood=place, population=6496)
            answer(sample, answers_with("R2", *shares[name][number]))
        weigh_wave(wave=wave, method=method)
        waves.append(lock_wave(wave=wave, by=None) if lock else wave)
    return programme, waves
