"""Where a link leads: which questionnaire somebody answers, for which sample, and whether it is open."""

import secrets
from dataclasses import dataclass
from hmac import compare_digest

from django.utils import timezone

from surveys.models import Invitation, Questionnaire, Sample

# Without letters and figures that are read for one another.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
LINK_LENGTH, PILOT_LENGTH = 8, 12


@dataclass(frozen=True)
class Door:
    """What a link opens. A try of a draft has no sample; only a personal link has an invitation."""

    code: str
    questionnaire: Questionnaire
    sample: Sample | None = None
    invitation: Invitation | None = None

    @property
    def is_pilot(self):
        return self.sample is None

    @property
    def wave(self):
        return self.sample.wave if self.sample else None

    def why_closed(self, on=None):
        """Why it cannot be answered on a day (today): "answered", "withdrawn", "over", "not-yet", "closed", or ""."""
        if self.is_pilot:
            return "closed" if self.questionnaire.is_published else ""
        on = on or timezone.localdate()
        if self.invitation and self.invitation.is_answered:
            return "answered"
        if self.invitation and self.invitation.is_withdrawn:
            return "withdrawn"
        if self.wave.is_locked or on > self.wave.ends_on:
            return "over"
        if on < self.wave.starts_on:
            return "not-yet"
        return "" if self.wave.takes_answers_online else "closed"


def door_at(code):
    """The Door of the code in an address, or None where there is none."""
    code = code.lower()
    if "-" in code:
        return _personal(code)
    if len(code) == PILOT_LENGTH:
        draft = Questionnaire.objects.filter(pilot_code=code).select_related("programme").first()
        return Door(code, draft) if draft else None
    sample = _samples().filter(link_code=code).first()
    return Door(code, sample.wave.questionnaire, sample) if sample else None


def _personal(code):
    number, _, _ = code.partition("-")
    if not number.isascii() or not number.isdecimal() or len(number) > 18:
        return None
    invitation = Invitation.objects.filter(pk=number).first()
    if invitation is None or not compare_digest(invitation.code.encode(), code.encode()):
        return None
    sample = _samples().get(pk=invitation.sample_id)
    invitation.sample = sample
    return Door(code, sample.wave.questionnaire, sample, invitation)


def _samples():
    related = ("wave__questionnaire", "wave__programme", "neighbourhood")
    return Sample.objects.select_related(*related).defer("sealed", "neighbourhood__boundary")


def new_code(length):
    """A code for an address that nobody guesses."""
    return "".join(secrets.choice(LETTERS) for _ in range(length))
