"""How long single answers are kept, and destroying them when their day has passed. Figures and fingerprints stay."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from commissioning.models import raise_evidence_version
from surveys.models import (
    Invitation,
    PaperForm,
    PilotAnswer,
    QualityFlag,
    Response,
    Sitting,
    UnlockRequest,
    Wave,
    WrittenAnswer,
)
from surveys.signals import answers_destroyed

LONGEST = timedelta(days=30 * 366)
DESTROYED_INSTEAD = "The single answers were destroyed on their day, so the wave can no longer be unlocked."


class RetentionRefused(Exception):
    """The answers cannot be kept until then, or cannot be destroyed; the message says why."""


@transaction.atomic
def keep_answers_until(*, wave, day, by):
    """Say until which day single answers of the wave are kept; None takes the day away. The same day changes nothing.

    A locked wave can be given another day: how long its answers are kept is no part of the evidence.
    """
    wave = Wave.objects.select_for_update(no_key=True).get(pk=wave.pk)
    if wave.destroyed_on:
        raise RetentionRefused(f"The single answers of {wave} were destroyed on {_day(wave.destroyed_on)}.")
    if day == wave.answers_kept_until:
        return wave
    if fault := day_fault(wave, day):
        raise RetentionRefused(fault)
    Wave.objects.filter(pk=wave.pk).keep_answers_until(day)
    wave.refresh_from_db()
    _note(wave, by, "How long single answers are kept was changed")
    return wave


def day_fault(wave, day):
    """What is wrong with keeping the answers until this day, or ""."""
    if day is None:
        return ""
    if day <= wave.ends_on:
        return f"Answers are kept at least until fieldwork is over, on {_day(wave.ends_on)}."
    today = timezone.localdate()
    if day < today:
        return "That day has passed. Choose today or a later day."
    if day > today + LONGEST:
        return "That is more than 30 years ahead. Check the year."
    return ""


def reason_against_destruction(wave, on=None):
    """Why the single answers of the wave cannot be destroyed on a day (today), or ""."""
    on = on or timezone.localdate()
    if wave.destroyed_on:
        return f"They were destroyed on {_day(wave.destroyed_on)}."
    if wave.answers_kept_until is None:
        return "Nobody has said how long they are kept."
    if on <= wave.answers_kept_until:
        return f"They are kept until {_day(wave.answers_kept_until)}."
    if not wave.is_locked:
        return "The wave was never locked, so its figures would go with them. Lock it, or take its answers back."
    return ""


@transaction.atomic
def destroy_answers(*, wave, by=None, on=None):
    """Destroy every single answer of a locked wave whose day has passed, for good. A second time does nothing.

    First the rooms to the right keep what figures are rebuilt from. Raises RetentionRefused with what is in the way.
    """
    on = on or timezone.localdate()
    wave = Wave.objects.select_for_update(no_key=True).get(pk=wave.pk)
    if wave.destroyed_on:
        return wave
    if reason := reason_against_destruction(wave, on):
        raise RetentionRefused(f"The single answers of {wave} stay. {reason}")
    if not any(kept for _, kept in answers_destroyed.send(sender=Wave, wave=wave, on=on)):
        raise RetentionRefused(f"Nothing has kept the figures of {wave}, so its answers stay.")
    count = Response.objects.of_wave(wave).count()
    _overwrite_what_is_deleted()
    _destroy_rows(wave)
    _close_requests(wave)
    Wave.objects.filter(pk=wave.pk).note_destroyed(on)
    wave.refresh_from_db()
    _note(wave, by, f"Single answers destroyed: {count:,}")
    raise_evidence_version(wave.programme)
    return wave


def _destroy_rows(wave):
    """Everything that is of one person, in the order in which rows hang on one another, with its history."""
    answers, samples = Response.objects.of_wave(wave), wave.samples.order_by().values("pk")
    QualityFlag.history.filter(response_id__in=answers.order_by().values("pk"))._raw_delete(answers.db)
    QualityFlag.objects.of_wave(wave)._raw_delete(answers.db)
    PaperForm.history.filter(sample_id__in=samples)._raw_delete(answers.db)
    PaperForm.objects.filter(sample__in=samples)._raw_delete(answers.db)
    WrittenAnswer.objects.filter(response__in=answers.order_by()).destroy()
    answers.destroy()
    Sitting.objects.filter(sample__in=samples)._raw_delete(answers.db)
    Invitation.history.filter(sample_id__in=samples)._raw_delete(answers.db)
    Invitation.objects.of_wave(wave)._raw_delete(answers.db)
    wave.imports.update(content=None, faults=[], findings={})
    wave.samples.all().destroy_seals()
    if not wave.questionnaire.waves.exclude(pk=wave.pk).filter(destroyed_on=None).exists():
        PilotAnswer.objects.filter(questionnaire=wave.questionnaire).delete()
        Sitting.objects.filter(questionnaire=wave.questionnaire, sample=None).delete()


def _close_requests(wave):
    for request in UnlockRequest.objects.filter(wave=wave).open():
        request.outcome, request.answer = UnlockRequest.Outcome.DECLINED, DESTROYED_INSTEAD
        request.answered_at = timezone.now()
        request.save()


def _overwrite_what_is_deleted():
    """SQLite leaves deleted rows in its file until they are written over; here it is told to write zeros."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


def _note(wave, by, reason):
    """A line in the wave's history; a locked wave is not saved, so it is written by itself."""
    Wave.history.bulk_history_create([wave], update=True, default_user=by, default_change_reason=reason)


def _day(day):
    return f"{day:%-d %B %Y}"
