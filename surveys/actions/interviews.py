"""Taking in an interview that was held on a phone or at a desk."""

from django.db import transaction
from django.utils import timezone

from surveys.actions.answers import AnswersRefused, take_in
from surveys.interviewing.days import why_not_held, why_not_sent
from surveys.models import Response, Wave


@transaction.atomic
def take_interview(*, sample, given, key, on, language="", seconds=None, today=None):
    """Store an interview held on the day `on`; gives its Response and whether it is new.

    The same `key` again changes nothing, on whatever day it comes. Raises WaveLocked; AnswersRefused outside the days
    of fieldwork and for answers that are faulty or empty.
    """
    wave = Wave.objects.select_for_update(no_key=True).get(pk=sample.wave_id)
    if stored := interview_of(wave, key):
        return stored, False
    today = today or timezone.localdate()
    if reason := why_not_sent(wave, today) or why_not_held(wave, on, today):
        raise AnswersRefused(reason)
    mode = Response.Mode.INTERVIEW
    return take_in(sample=sample, given=given, mode=mode, key=key, on=on, language=language, seconds=seconds), True


def interview_of(wave, key):
    """The Response that an interview with this key became, or None."""
    return Response.objects.of_wave(wave).filter(key=str(key)).first()
