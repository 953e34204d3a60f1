"""Opening a locked wave again: asking, answering, and taking the request back."""

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from commissioning.access import programme_for
from commissioning.models import Role
from surveys.actions.unlocking import (
    OTHER_ROLE,
    UnlockRefused,
    agree_to_unlock,
    ask_to_unlock,
    decline_to_unlock,
    may_answer,
    reason_against_unlocking,
    withdraw_request,
)
from surveys.evidence.consequences import consequences_of
from surveys.forms.evidence import AnswerForm, ReasonForm
from surveys.models import UnlockRequest
from surveys.permissions import UNLOCK_WAVES
from surveys.views.lookups import wave_of


@require_http_methods(["GET", "POST"])
def unlock_ask(request, slug, wave):
    """What unlocking means; then ask for it with a reason."""
    wave = wave_of(request, slug, wave, UNLOCK_WAVES)
    if why := reason_against_unlocking(wave):
        messages.error(request, why)
        return redirect(wave)
    waiting = UnlockRequest.objects.filter(wave=wave).open().first()
    if waiting:
        return redirect("surveys:unlock-answer", slug, waiting.pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (made := _asked(form, wave, request.user)):
        other = Role(OTHER_ROLE[made.asked_as]).label.lower()
        messages.success(request, f"You have asked for {wave} to be unlocked. The {other} answers.")
        return redirect("surveys:unlock-answer", slug, made.pk)
    role = wave.programme.membership_of(request.user).role
    shown = {"wave": wave, "form": form, "consequences": consequences_of(wave)}
    return render(request, "surveys/unlock_ask.html", shown | {"other": Role(OTHER_ROLE[role]).label})


@require_http_methods(["GET", "POST"])
def unlock_answer(request, slug, pk):
    """A request to unlock: agree, or decline with a reason."""
    asked = _request(request, slug, pk)
    # Only its own button agrees: whatever else arrives must not open a wave.
    agrees = "agree" in request.POST and "decline" not in request.POST
    form = AnswerForm(request.POST if request.method == "POST" and not agrees else None)
    if request.method == "POST" and _answered(request, asked, form, agrees):
        return redirect(asked.wave)
    shown = {
        "asked": asked,
        "wave": asked.wave,
        "form": form,
        "may_answer": may_answer(asked, request.user),
        "is_mine": asked.asked_by_id == request.user.pk,
        "other": Role(OTHER_ROLE[asked.asked_as]).label,
        "consequences": consequences_of(asked.wave) if asked.wave.is_locked else [],
    }
    return render(request, "surveys/unlock_answer.html", shown)


@require_POST
def unlock_withdraw(request, slug, pk):
    """Take one's own request back."""
    asked = _request(request, slug, pk)
    try:
        withdraw_request(request=asked, by=request.user)
    except UnlockRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Your request is withdrawn. {asked.wave} stays locked.")
    return redirect(asked.wave)


def _asked(form, wave, by):
    try:
        with transaction.atomic():
            return ask_to_unlock(wave=wave, reason=form.cleaned_data["reason"], by=by)
    except UnlockRefused as error:
        form.add_error(None, str(error))
    except IntegrityError:
        form.add_error(None, "Somebody has asked for this wave to be unlocked already.")
    return None


def _answered(request, asked, form, agrees):
    """Whether the answer was given; else the page says what is wrong with it."""
    try:
        if agrees:
            agree_to_unlock(request=asked, by=request.user)
            messages.success(request, f"{asked.wave} is unlocked. Its figures are hidden until it is locked again.")
            return True
        if not form.is_valid():
            return False
        decline_to_unlock(request=asked, answer=form.cleaned_data["answer"], by=request.user)
    except UnlockRefused as error:
        messages.error(request, str(error))
        return True
    messages.success(request, f"You have declined. {asked.wave} stays locked.")
    return True


def _request(request, slug, pk):
    programme = programme_for(request, slug, UNLOCK_WAVES)
    found = UnlockRequest.objects.filter(wave__programme=programme).select_related("wave__questionnaire")
    asked = get_object_or_404(found, pk=pk)
    asked.wave.programme = programme
    return asked
