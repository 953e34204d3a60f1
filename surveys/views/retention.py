"""How long the single answers of a wave are kept, and destroying them."""

from datetime import timedelta

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from surveys.actions.retention import (
    RetentionRefused,
    destroy_answers,
    keep_answers_until,
    reason_against_destruction,
)
from surveys.forms.evidence import RetentionForm
from surveys.models import Response
from surveys.permissions import RUN_WAVES
from surveys.views.lookups import wave_of

USUAL_YEARS = 5


@require_http_methods(["GET", "POST"])
def wave_retention(request, slug, pk):
    """Say until which day single answers are kept."""
    wave = wave_of(request, slug, pk, RUN_WAVES)
    suggested = suggested_day(wave)
    form = RetentionForm(request.POST if request.method == "POST" else None, wave=wave, suggested=suggested)
    if form.is_valid():
        try:
            wave = keep_answers_until(wave=wave, day=form.cleaned_data["answers_kept_until"], by=request.user)
        except RetentionRefused as error:
            form.add_error("answers_kept_until", str(error))
        else:
            messages.success(request, f"Single answers are kept until {wave.answers_kept_until:%-d %B %Y}.")
            return redirect(wave)
    shown = {"wave": wave, "form": form, "suggested": suggested, "years": USUAL_YEARS}
    return render(request, "surveys/wave_retention.html", shown | _destruction(wave))


@require_http_methods(["GET", "POST"])
def answers_destroy(request, slug, pk):
    """Ask, then destroy the single answers of a wave whose day has passed."""
    wave = wave_of(request, slug, pk, RUN_WAVES)
    if request.method == "POST":
        try:
            destroy_answers(wave=wave, by=request.user)
        except RetentionRefused as error:
            messages.error(request, str(error))
            return redirect("surveys:wave-retention", slug, pk)
        messages.success(request, f"The single answers of {wave} are destroyed. Its figures stay as they were.")
        return redirect(wave)
    if reason_against_destruction(wave):
        return redirect("surveys:wave-retention", slug, pk)
    shown = {"wave": wave, "answers": Response.objects.of_wave(wave).count()}
    return render(request, "surveys/answers_destroy.html", shown)


def suggested_day(wave):
    """Five years after fieldwork, or the end of the programme if that is later; never a day that has passed."""
    try:
        years_on = wave.ends_on.replace(year=wave.ends_on.year + USUAL_YEARS)
    except ValueError:  # 29 February
        years_on = wave.ends_on + timedelta(days=USUAL_YEARS * 365 + 1)
    return max(years_on, wave.programme.ends_on, timezone.localdate())


def _destruction(wave):
    reason = reason_against_destruction(wave)
    has_passed = wave.answers_kept_until is not None and wave.answers_kept_until < timezone.localdate()
    return {"may_destroy": not reason, "reason": reason, "has_passed": has_passed}
