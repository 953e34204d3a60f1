"""Taking in one person's answers, whichever way they came."""

from django.db import transaction

from surveys.actions.evidence import answers_changed, refuse_locked
from surveys.models import Response, Wave, WrittenAnswer


class AnswersRefused(Exception):
    """The answers cannot be taken in; the message says why, in words for who sends them."""


@transaction.atomic
def take_in(*, sample, given, mode, key, on, language="", seconds=None):
    """Store a `Given` as a Response of `sample`. The same `key` again changes nothing and gives the first one.

    `on` is the day of answering; no time is kept. Raises WaveLocked; AnswersRefused for faulty or empty answers.
    """
    wave = Wave.objects.select_for_update(no_key=True).get(pk=sample.wave_id)
    stored = Response.objects.filter(sample=sample, key=str(key)).first()
    if stored:
        return stored
    refuse_locked(wave)
    if given.faults:
        raise AnswersRefused(" ".join(given.faults.values()))
    if given.is_empty:
        raise AnswersRefused("Nothing is answered, so there is nothing to send.")
    response = Response.objects.create(
        sample=sample,
        key=str(key),
        mode=mode,
        answered_on=on,
        sex=given.sex,
        age_band=given.age_band,
        language=language,
        seconds=seconds,
        answers=given.packed(wave.questionnaire),
    )
    WrittenAnswer.objects.bulk_create(
        WrittenAnswer(response=response, code=code, text=text) for code, text in given.words.items()
    )
    answers_changed(wave)
    return response
