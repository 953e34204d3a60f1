"""Waves: listed, opened, looked at, put right, weighted and locked."""

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.access import programme_for
from commissioning.changes import changes_of
from surveys.actions.locking import NotReadyToLock, lock_wave, reasons_against_lock
from surveys.actions.waves import WaveRefused, change_wave, delete_wave, open_wave, reason_against_deletion
from surveys.actions.weights import WeightsRefused, weigh_wave
from surveys.coverage import coverage_of
from surveys.disclosure import shown_answers
from surveys.forms.waves import NAME_USED, WaveChangeForm, WaveForm, WeighForm
from surveys.models import Wave, WaveLocked
from surveys.wave_report import all_answers, sample_rows

ACT = "surveys.run_waves"


@require_safe
def wave_list(request, slug):
    """Every wave, the latest first, with its answers against target and how far it is."""
    programme = programme_for(request, slug)
    may_run = request.user.has_perm(ACT, programme)
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
    programme = programme_for(request, slug, ACT)
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
    wave = _wave(request, slug, pk, ACT)
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
    wave = _wave(request, slug, pk, ACT)
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
    wave = _wave(request, slug, pk)
    return _show(request, wave, WeighForm(wave=wave))


@require_http_methods(["GET", "POST"])
def wave_weigh(request, slug, pk):
    """Compute weights; what stands against it is shown at the method, on the wave's page."""
    wave = _wave(request, slug, pk, ACT)
    if request.method == "GET":
        return redirect(wave)
    form = WeighForm(request.POST, wave=wave)
    if not form.is_valid():
        return _show(request, wave, form)
    try:
        weigh_wave(wave=wave, method=form.cleaned_data["method"], by=request.user)
    except WeightsRefused as error:
        form.add_error("method", error.reasons)
        return _show(request, wave, form)
    except WaveLocked as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{wave} is weighted. Check the weights below before you lock it.")
    return redirect(wave)


@require_http_methods(["GET", "POST"])
def wave_lock(request, slug, pk):
    """Say what locking means, then lock."""
    wave = _wave(request, slug, pk, ACT)
    if request.method == "GET":
        return _confirm_lock(request, wave)
    try:
        lock_wave(wave=wave, by=request.user)
    except NotReadyToLock as error:
        messages.error(request, f"{wave} cannot be locked yet. {error}")
    else:
        messages.success(request, f"{wave} is locked. Its answers and weights can no longer change.")
    return redirect(wave)


def _confirm_lock(request, wave):
    if wave.is_locked or reasons_against_lock(wave):
        return redirect(wave)
    rows = sample_rows(wave, everything=True)
    shown = {"wave": wave, "answered": all_answers(rows, everything=True), "rows": rows}
    return render(request, "surveys/wave_lock.html", shown)


def _wave(request, slug, pk, permission=None):
    programme = programme_for(request, slug, permission)
    waves = Wave.objects.filter(programme=programme).select_related("questionnaire", "locked_by")
    wave = get_object_or_404(waves, pk=pk)
    wave.programme = programme
    return wave


def _show(request, wave, form):
    may_run = request.user.has_perm(ACT, wave.programme)
    rows = sample_rows(wave, everything=may_run)
    shown = {
        "wave": wave,
        "rows": rows,
        "answered": all_answers(rows, everything=may_run),
        "form": form,
        "may_run": may_run,
        "has_groups": any(row.groups for row in rows),
        "reasons": [] if wave.is_locked else reasons_against_lock(wave),
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
