"""What the evaluator of Harbourside is busy with: a short form that is being answered, and its next version."""

import tomllib
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import numpy as np

from evaluation.demonstration import timetable
from evaluation.demonstration.borough import SEED, WARDS
from evaluation.demonstration.history import moment
from surveys.actions.questionnaires import draft_questionnaire, publish_questionnaire
from surveys.actions.waves import open_wave
from surveys.answers import PACKED
from surveys.copying import copy_rows
from surveys.doors import LETTERS, LINK_LENGTH, PILOT_LENGTH
from surveys.models import PaperForm, PilotAnswer, Questionnaire, Response, Sample, Wave

TEXTS = ("introduction", "consent", "thanks")
TARGET = 120
# Answers so far in the wards where the short form is asked, the second cohort's first four.
SO_FAR = (74, 51, 38, 9)
MODES = (Response.Mode.LINK.value, Response.Mode.INTERVIEW.value, Response.Mode.PAPER.value)
MODE_SHARES = (0.45, 0.35, 0.2)
SHARE_IN_ARABIC = 0.1
TYPICAL_SECONDS, SPREAD = 240, 0.35
HURRIED_SECONDS = 35
KEPT_FOR = timedelta(days=5 * 365)
TRIES = 6
FIELDS = ("sample", "key", "mode", "answered_on", "sex", "age_band", "language", "seconds", "answers")


class Drawn(NamedTuple):
    """Residents' latest answers, to be asked again: arrays of (wards, people), `answers` by question code."""

    sex: np.ndarray
    age_band: np.ndarray
    answers: dict


@cache
def short_form():
    """The words of the short form, as its file has them."""
    return tomllib.loads((Path(__file__).parent / "short_form.toml").read_text(encoding="utf-8"))


def ask_short_form(programme, neighbourhoods, today, by, drawn):
    """Publish the short form, have it answered in four wards, and have a few people try its next version.

    `neighbourhoods` by their place in WARDS.
    """
    rng = np.random.default_rng([SEED, 9])
    asked = _draft(programme, by)
    publish_questionnaire(questionnaire=asked, by=by)
    asked = published_before(asked, timetable.still_open(today).starts_on)
    places = [place for place, ward in enumerate(WARDS) if ward.cohort == 2][: len(SO_FAR)]
    fieldwork = timetable.still_open(today)
    wave = open_wave(
        programme=programme,
        questionnaire=asked,
        name=f"{asked.title}, {fieldwork.starts_on:%B %Y}",
        purpose=Wave.Purpose.FOLLOW_UP,
        starts_on=fieldwork.starts_on,
        ends_on=fieldwork.ends_on,
        neighbourhoods=[neighbourhoods[place] for place in places],
        target=TARGET,
        note="Invented answers, drawn by a computer.",
        by=by,
    )
    wave.takes_answers_online = True
    wave.answers_kept_until = fieldwork.ends_on + KEPT_FOR
    wave._change_reason = "Links opened"
    wave.save()
    samples = {sample.neighbourhood_id: sample for sample in wave.samples.all()}
    for place, count in zip(places, SO_FAR, strict=True):
        sample = samples[neighbourhoods[place].pk]
        Sample.objects.filter(pk=sample.pk).update(link_code=_code(rng, LINK_LENGTH))
        copy_rows(Response, FIELDS, list(_answered(wave, sample, place, count, fieldwork, drawn, rng)))
        _number_paper_forms(sample, by)
    _try_next_version(programme, today, by, drawn, rng)


def published_before(questionnaire, day):
    """The questionnaire, dated as published in the morning a week before `day`."""
    at = moment(day - timedelta(days=7))
    Questionnaire.objects.filter(pk=questionnaire.pk).update(published_at=at)
    return Questionnaire.objects.get(pk=questionnaire.pk)


def _draft(programme, by):
    """The short form as a draft, with its sections and its translation."""
    words = short_form()
    draft = draft_questionnaire(
        programme=programme, title=words["title"], audience="residents", codes=words["codes"], by=by
    )
    for name in TEXTS:
        setattr(draft, name, words[name])
    draft.languages, draft.translations = list(words["translations"]), words["translations"]
    draft.save()
    for item in draft.items.all():
        item.section = words["sections"].get(item.code, "")
        item.translations = words["questions"].get(item.code, {})
        item.save()
    return draft


def _answered(wave, sample, place, count, fieldwork, drawn, rng):
    """A row for each answer in one ward, in the order of FIELDS: two sent twice, and two in a great hurry."""
    order, people = wave.questionnaire.order, np.arange(count)
    people[-2:] = people[:2]
    packed = np.stack([drawn.answers[code][place, people] for code in order], axis=1).astype(PACKED)
    seconds = (TYPICAL_SECONDS * np.exp(rng.normal(0, SPREAD, count))).astype(int)
    seconds[2:4] = HURRIED_SECONDS
    modes = rng.choice(MODES, count, p=MODE_SHARES)
    languages = np.where((rng.random(count) < SHARE_IN_ARABIC) & (modes != Response.Mode.PAPER.value), "ar", "")
    days = rng.integers(0, fieldwork.days_answered, count)
    for i, person in enumerate(people.tolist()):
        on = (fieldwork.starts_on + timedelta(days=int(days[i]))).isoformat()
        who = (int(drawn.sex[place, person]), int(drawn.age_band[place, person]))
        took = None if modes[i] == Response.Mode.PAPER.value else int(seconds[i])
        key = f"short-form-{place}-{i}"
        yield sample.pk, key, str(modes[i]), on, *who, str(languages[i]), took, packed[i].tobytes()


def _number_paper_forms(sample, by):
    """The forms of those who answered on paper, in the order in which they came back."""
    on_paper = sample.responses.filter(mode=Response.Mode.PAPER).order_by("answered_on", "pk")
    PaperForm.objects.bulk_create(
        PaperForm(sample=sample, number=number, first_by=by, answered_on=response.answered_on, response=response)
        for number, response in enumerate(on_paper, start=1)
    )


def _try_next_version(programme, today, by, drawn, rng):
    """A draft of the next version that a few people have tried; their answers never count."""
    draft = _draft(programme, by)
    draft.pilot_code = _code(rng, PILOT_LENGTH)
    draft.save()
    remarks = [{}, {"R11": "Does my doctor count?"}, {}, {"": "Went quickly."}, {}, {"R5": "I only help at Christmas."}]
    PilotAnswer.objects.bulk_create(
        PilotAnswer(
            questionnaire=draft,
            key=UUID(int=number),
            answers={code: int(drawn.answers[code][0, number]) for code in draft.order},
            remarks=remarks[number % len(remarks)],
            seconds=200 + 25 * number,
            answered_on=today - timedelta(days=2),
        )
        for number in range(1, TRIES + 1)
    )


def _code(rng, length):
    """A code for an address, the same each time the demonstration is made."""
    return "".join(rng.choice(list(LETTERS), length))
