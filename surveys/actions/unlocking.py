"""Unlocking a wave: asked for by a commissioner or an evaluator, and agreed to by somebody in the other role."""

from django.db import transaction
from django.utils import timezone

from commissioning.models import Membership, Role, raise_evidence_version
from surveys.models import UnlockRequest, Wave
from surveys.signals import evidence_changed

Outcome = UnlockRequest.Outcome
OTHER_ROLE = {Role.COMMISSIONER: Role.EVALUATOR, Role.EVALUATOR: Role.COMMISSIONER}
SHORT_REASON = 80


class UnlockRefused(Exception):
    """The wave cannot be unlocked, or not like this; the message says why."""


@transaction.atomic
def ask_to_unlock(*, wave, reason, by):
    """Ask for the wave to be unlocked. Asked again by the same person while it waits, it is the same request."""
    wave, role, reason = _held(wave), _role(wave.programme, by), reason.strip()
    if why := reason_against_unlocking(wave):
        raise UnlockRefused(why)
    if not reason:
        raise UnlockRefused("Give the reason.")
    if waiting := UnlockRequest.objects.filter(wave=wave).open().first():
        if waiting.asked_by_id == by.pk:
            return waiting
        raise UnlockRefused("Somebody has asked for this wave to be unlocked already.")
    request = UnlockRequest(wave=wave, reason=reason, asked_by=by, asked_as=role)
    return _saved(request, by, "Asked")


@transaction.atomic
def agree_to_unlock(*, request, by):
    """Unlock the wave, as somebody in the other role wants it too. Agreed to twice, it is unlocked once."""
    request, answered = _to_answer(request, by, Outcome.AGREED)
    if answered:
        return request
    if why := reason_against_unlocking(request.wave):
        raise UnlockRefused(why)
    if not _still_in_role(request):
        raise UnlockRefused(
            f"Whoever asked is no {request.get_asked_as_display().lower()} of this programme any more. Decline it, and "
            "let somebody ask who is."
        )
    _answer(request, Outcome.AGREED, by)
    _unlock(request.wave, by, request.reason)
    return request


@transaction.atomic
def decline_to_unlock(*, request, answer, by):
    """Leave the wave locked, with the reason why."""
    request, answered = _to_answer(request, by, Outcome.DECLINED)
    if answered:
        return request
    if not answer.strip():
        raise UnlockRefused("Say why you decline.")
    return _answer(request, Outcome.DECLINED, by, answer.strip())


@transaction.atomic
def withdraw_request(*, request, by):
    """Take one's own request back while it waits. A second time does nothing."""
    request = _fresh(request)
    if request.asked_by_id != by.pk:
        raise UnlockRefused("Only whoever asked can withdraw the request.")
    if request.outcome == Outcome.WITHDRAWN:
        return request
    if request.outcome != Outcome.WAITING:
        raise UnlockRefused(_settled(request))
    return _answer(request, Outcome.WITHDRAWN, by)


def reason_against_unlocking(wave):
    """Why nobody can unlock the wave, or ""."""
    if wave.destroyed_on:
        return f"The single answers of {wave} were destroyed on {wave.destroyed_on:%-d %B %Y}: it stays as it is."
    if not wave.is_locked:
        return f"{wave} is not locked."
    return ""


def may_answer(request, user):
    """Whether the user is the other role that an open request waits for."""
    membership = request.wave.programme.membership_of(user)
    return (
        request.outcome == Outcome.WAITING
        and request.asked_by_id != user.pk
        and membership is not None
        and membership.role == OTHER_ROLE[request.asked_as]
    )


def _held(wave):
    """The wave as it is now, held until the transaction ends: whoever comes second waits and sees what was done."""
    return Wave.objects.select_for_update(no_key=True, of=("self",)).select_related("programme").get(pk=wave.pk)


def _fresh(request):
    wave = _held(request.wave)
    request = UnlockRequest.objects.get(pk=request.pk)
    request.wave = wave
    return request


def _to_answer(request, by, outcome):
    """The request as it is now, and whether this person has given this very answer already."""
    request = _fresh(request)
    if request.outcome == outcome and request.answered_by_id == by.pk:
        return request, True
    if request.outcome != Outcome.WAITING:
        raise UnlockRefused(_settled(request))
    if not may_answer(request, by):
        other = Role(OTHER_ROLE[request.asked_as]).label.lower()
        raise UnlockRefused(f"The answer is for another person to give, the {other}.")
    return request, False


def _settled(request):
    return f"This request is settled: {request.get_outcome_display().lower()}."


def _answer(request, outcome, by, answer=""):
    request.outcome, request.answer = outcome, answer
    request.answered_by, request.answered_at = by, timezone.now()
    return _saved(request, by, request.get_outcome_display())


def _saved(request, by, reason):
    request._history_user, request._change_reason = by, reason
    request.save()
    return request


def _unlock(wave, by, reason):
    """Take the lock and the seals off. Answers and weights stay as they are; figures are provisional again."""
    Wave.objects.filter(pk=wave.pk).take_lock_off()
    wave.samples.update(sealed=None, fingerprint="", respondents=None)
    wave.refresh_from_db()
    short = reason if len(reason) <= SHORT_REASON else f"{reason[: SHORT_REASON - 1]}…"
    wave._history_user, wave._change_reason = by, f"Unlocked: {short}"
    wave.save()
    raise_evidence_version(wave.programme)
    evidence_changed.send(sender=Wave, wave=wave, was_locked=True)


def _role(programme, user):
    membership = programme.membership_of(user)
    if membership is None or membership.role not in OTHER_ROLE:
        raise UnlockRefused("Only a commissioner or an evaluator of the programme can ask for this.")
    return membership.role


def _still_in_role(request):
    role = {"programme": request.wave.programme, "user": request.asked_by, "role": request.asked_as}
    return request.asked_by is not None and Membership.objects.filter(**role).exists()
