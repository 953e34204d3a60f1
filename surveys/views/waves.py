"""Waves: listed, opened, looked at, put right and deleted. Weights and locks are in surveys.views.evidence."""

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.access import programme_for
from commissioning.changes import changes_of
from surveys.actions.waves import WaveRefused, change_wave, delete_wave, open_wave, reason_against_deletion
from surveys.coverage import coverage_of
from surveys.disclosure import shown_answers
from surveys.evidence.readiness import readiness_of, reasons_in
from surveys.forms.waves import NAME_USED, WaveChangeForm, WaveForm
from surveys.models import WaveLocked
from surveys.permissions import RUN_WAVES, UNLOCK_WAVES
from surveys.quality.excluded import excluded_of
from surveys.views.lookups import wave_of
from surveys.wave_report import all_answers, sample_rows, weights_in_short


@require_safe
def wave_list(request, slug):
    """Every wave, the latest first, with its answers against target and how far it is."""
    programme = programme_for(request, slug)
    may_run = request.user.has_perm(RUN_WAVES, programme)
    waves = [
        (each.wave, shown_answers(((s.answers, s.target) for s in each.samples), everything=may_run))
        for each in reversed(coverage_of(programme))
    ]
    shown = {"waves": waves, "may_run": may_run}
    if not waves:
        shown |= {
            "has_neighbourhoods": programme.neighbourhoods.exists(),
            "has_questionnaire": programme.questionnaires.published().exists(),
        }
    return render(request, "surveys/wave_list.html", shown)


@require_http_methods(["GET", "POST"])
def wave_new(request, slug):
    programme = programme_for(request, slug, RUN_WAVES)
    form = WaveForm(request.POST if request.method == "POST" else None, programme=programme)
    if form.is_valid():
        wave = _open(programme, form, request.user)
        if wave is not None:
            messages.success(request, f"{wave} is open. Import answers when they come in.")
            return redirect(wave)
    shown = {
        "form": form,
        "has_neighbourhoods": programme.neighbourhoods.exists(),
        "has_questionnaire": programme.questionnaires.published().exists(),
    }
    return render(request, "surveys/wave_new.html", shown)


@require_http_methods(["GET", "POST"])
def wave_edit(request, slug, pk):
    """Put an open wave right."""
    wave = wave_of(request, slug, pk, RUN_WAVES)
    form = WaveChangeForm(request.POST if request.method == "POST" else None, wave=wave)
    if wave.is_locked:
        messages.error(request, f"{wave} is locked: it is evidence and cannot be changed.")
        return redirect(wave)
    if form.is_valid() and _attempted(form, change_wave, wave=wave, by=request.user, **form.changes):
        messages.success(request, f"{form.cleaned_data['name']} is changed.")
        return redirect(wave)
    return render(request, "surveys/wave_edit.html", {"wave": wave, "form": form})


@require_http_methods(["GET", "POST"])
def wave_delete(request, slug, pk):
    """Ask, then delete a wave that was opened by mistake; or say what has to be done first."""
    wave = wave_of(request, slug, pk, RUN_WAVES)
    if request.method == "POST":
        try:
            delete_wave(wave=wave, by=request.user)
        except WaveRefused:
            return redirect("surveys:wave-delete", slug, pk)
        messages.success(request, f"{wave} is deleted.")
        return redirect("surveys:wave-list", slug)
    shown = {"wave": wave, "reason": reason_against_deletion(wave), "imports": wave.imports.for_list()}
    return render(request, "surveys/wave_delete.html", shown)


@require_safe
def wave_detail(request, slug, pk):
    wave = wave_of(request, slug, pk)
    return _show(request, wave)


def _show(request, wave):
    may_run = request.user.has_perm(RUN_WAVES, wave.programme)
    conditions = [] if wave.is_locked else readiness_of(wave)
    rows = sample_rows(wave, everything=may_run)
    shown = {
        "wave": wave,
        "rows": rows,
        "weights": weights_in_short(rows),
        "answered": all_answers(rows, everything=may_run),
        "excluded": excluded_of(wave, [row.sample for row in rows]).words(everything=may_run),
        "may_run": may_run,
        "may_unlock": request.user.has_perm(UNLOCK_WAVES, wave.programme),
        "conditions": conditions,
        "is_ready": not reasons_in(conditions),
        "unlocking": wave.unlock_requests.all(),
        "imports": wave.imports.for_list() if may_run else [],
        "changes": changes_of(wave, wave.programme, request.user),
    }
    return render(request, "surveys/wave_detail.html", shown)


def _open(programme, form, by):
    """The wave that the form describes, or None with the reason at the field."""
    fields = ("questionnaire", "name", "purpose", "starts_on", "ends_on", "target", "design", "weighting", "note")
    return _attempted(
        form,
        open_wave,
        programme=programme,
        neighbourhoods=form.chosen_neighbourhoods(),
        by=by,
        **{name: form.cleaned_data[name] for name in fields},
    )


def _attempted(form, action, **wanted):
    """What `action` gives back, or None with the reason in the form."""
    try:
        with transaction.atomic():
            return action(**wanted)
    except (WaveRefused, WaveLocked) as error:
        form.add_error(None, str(error))
    except IntegrityError:
        # Somebody gave a wave this name between our look and our writing.
        form.add_error("name", NAME_USED)
    return None
