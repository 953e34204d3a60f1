"""Making a wave evidence: weights, the residents they are matched to, and the lock."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from neighbourhoods.bands import AGE_BANDS, SEXES
from neighbourhoods.reading.faults import Places, listed
from surveys.actions.locking import NotReadyToLock, lock_wave
from surveys.actions.margins import MarginsRefused, remove_margins, set_margins
from surveys.actions.quality import are_checks_current, run_checks
from surveys.actions.weights import WeightsRefused, weigh_wave
from surveys.evidence.readiness import readiness_of, reasons_in
from surveys.forms.evidence import TableFileForm, TableForm, WeighForm
from surveys.models import WaveLocked
from surveys.models.questionnaires import Audience
from surveys.permissions import RUN_WAVES
from surveys.reading.margins import read_margins
from surveys.views.lookups import sample_of, wave_of
from surveys.wave_report import all_answers, sample_rows
from surveys.weights.report import weight_rows
from surveys.weights.residents import census_of

SHOWN_FAULTS = 50


@require_safe
def wave_weights(request, slug, pk):
    """What the weights do in each neighbourhood, and the method by which they are made."""
    wave = wave_of(request, slug, pk)
    return _show_weights(request, wave, WeighForm(wave=wave))


@require_http_methods(["GET", "POST"])
def wave_weigh(request, slug, pk):
    """Compute weights; what stands against it is shown at the method, on the page of weights."""
    wave = wave_of(request, slug, pk, RUN_WAVES)
    if request.method == "GET":
        return redirect("surveys:wave-weights", slug, pk)
    form = WeighForm(request.POST, wave=wave)
    if not form.is_valid():
        return _show_weights(request, wave, form)
    try:
        weigh_wave(wave=wave, method=form.cleaned_data["method"], by=request.user)
    except WeightsRefused as error:
        form.add_error("method", error.reasons)
        return _show_weights(request, wave, form)
    except WaveLocked as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{wave} is weighted. Check the weights below before you lock it.")
    return redirect("surveys:wave-weights", slug, pk)


@require_http_methods(["GET", "POST"])
def sample_margins(request, slug, pk):
    """A table of residents of one neighbourhood, typed or from a file, beside the census."""
    sample = sample_of(request, slug, pk, RUN_WAVES)
    if (refusal := _why_no_tables(sample.wave)) is not None:
        messages.error(request, refusal)
        return redirect("surveys:wave-weights", slug, sample.wave_id)
    posted, how = (request.POST, request.POST.get("how")) if request.method == "POST" else (None, None)
    form = TableForm(posted if how == "table" else None, sample=sample)
    file_form = TableFileForm(posted if how == "file" else None, request.FILES if how == "file" else None)
    faults = []
    if form.is_valid():
        tables, source = {sample.neighbourhood_id: form.table}, form.cleaned_data["source"]
        if _set(request, form, sample.wave, tables, source):
            return redirect("surveys:sample-margins", slug, pk)
    elif file_form.is_valid():
        faults = _read_and_set(request, file_form, sample.wave, {sample.neighbourhood.code: sample.neighbourhood_id})
        if file_form.is_valid() and not faults:
            return redirect("surveys:sample-margins", slug, pk)
    shown = {"sample": sample, "wave": sample.wave, "form": form, "file_form": file_form, **_faults_shown(faults)}
    return render(request, "surveys/sample_margins.html", shown | {"table": _compared(sample), "sexes": SEXES})


@require_POST
def sample_margins_remove(request, slug, pk):
    """Weight one neighbourhood by the census again."""
    sample = sample_of(request, slug, pk, RUN_WAVES)
    try:
        remove_margins(wave=sample.wave, neighbourhoods=[sample.neighbourhood_id], by=request.user)
    except (MarginsRefused, WaveLocked) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{sample.neighbourhood} is weighted by the census again. Compute the weights anew.")
    return redirect("surveys:wave-weights", slug, sample.wave_id)


@require_http_methods(["GET", "POST"])
def wave_margins(request, slug, pk):
    """Tables of residents of several neighbourhoods at once, from one file."""
    wave = wave_of(request, slug, pk, RUN_WAVES)
    if (refusal := _why_no_tables(wave)) is not None:
        messages.error(request, refusal)
        return redirect("surveys:wave-weights", slug, pk)
    posted = request.method == "POST"
    form = TableFileForm(request.POST if posted else None, request.FILES if posted else None)
    samples = list(wave.samples.by_neighbourhood())
    faults = []
    if form.is_valid():
        places = {sample.neighbourhood.code: sample.neighbourhood_id for sample in samples}
        faults = _read_and_set(request, form, wave, places)
        if form.is_valid() and not faults:
            return redirect("surveys:wave-weights", slug, pk)
    shown = {"wave": wave, "form": form, "samples": samples, **_faults_shown(faults)}
    return render(request, "surveys/wave_margins.html", shown)


@require_http_methods(["GET", "POST"])
def wave_lock(request, slug, pk):
    """What a lock waits for and what it means, once the quality checks have seen every answer; then lock."""
    wave = wave_of(request, slug, pk, RUN_WAVES)
    if not wave.is_locked and not are_checks_current(wave):
        run_checks(wave=wave)
    if request.method == "GET":
        return redirect(wave) if wave.is_locked else _show_lock(request, wave)
    try:
        lock_wave(wave=wave, by=request.user)
    except NotReadyToLock as error:
        messages.error(request, f"{wave} cannot be locked yet. {error}")
        return redirect("surveys:wave-lock", slug, pk)
    messages.success(request, f"{wave} is locked. Its answers and weights can no longer change.")
    return redirect(wave)


def _why_no_tables(wave):
    if wave.is_locked:
        return f"{wave} is locked: its weights cannot be changed."
    if wave.questionnaire.audience != Audience.RESIDENTS:
        return "Only residents have a sex and an age to be weighted by."
    return None


def _show_weights(request, wave, form):
    may_run = request.user.has_perm(RUN_WAVES, wave.programme)
    shown = {
        "wave": wave,
        "rows": weight_rows(wave, everything=may_run),
        "form": form,
        "may_run": may_run,
        "may_change": may_run and not wave.is_locked,
        "asks_residents": wave.questionnaire.audience == Audience.RESIDENTS,
        "here": "weights",
    }
    return render(request, "surveys/wave_weights.html", shown)


def _show_lock(request, wave):
    rows, conditions = sample_rows(wave, everything=True), readiness_of(wave)
    shown = {
        "wave": wave,
        "answered": all_answers(rows, everything=True),
        "rows": rows,
        "conditions": conditions,
        "is_ready": not reasons_in(conditions),
        "may_run": True,
        "here": "lock",
    }
    return render(request, "surveys/wave_lock.html", shown)


def _read_and_set(request, form, wave, places):
    """Set what the file of a valid form says of `places` (id by code); the faults that prevent it."""
    known = dict(wave.programme.neighbourhoods.values_list("code", "name"))
    reading = read_margins(form.cleaned_data["file"].read(), Places(names=known), set(places))
    if reading.faults:
        return listed(reading.faults)
    [tables] = reading.rows
    by_id = {places[code]: table.tolist() for code, table in tables.items()}
    _set(request, form, wave, by_id, form.cleaned_data["source"])
    return []


def _set(request, form, wave, tables, source):
    """Whether the tables could be set; else the form says why not."""
    try:
        set_margins(wave=wave, tables=tables, source=source, by=request.user)
    except (MarginsRefused, WaveLocked) as error:
        form.add_error(None, str(error))
        return False
    count = "1 neighbourhood is" if len(tables) == 1 else f"{len(tables)} neighbourhoods are"
    messages.success(request, f"{count} weighted by this table. Compute the weights anew.")
    return True


def _faults_shown(faults):
    return {"faults": faults[:SHOWN_FAULTS], "fault_count": len(faults)}


def _compared(sample):
    """(group, census, the sample's own table, difference), for the page; None where a number is not known."""
    census = census_of([sample]).get(sample.neighbourhood_id)
    own = sample.margins
    number = partial(_number, census.table if census else None)
    return {
        "source": census.source if census else "",
        "rows": [
            _row(f"{sex.label} {band.label}", number(i, j), own[i][j] if own else None)
            for i, sex in enumerate(SEXES)
            for j, band in enumerate(AGE_BANDS)
        ],
        "total": _row("All", census.total if census else None, sum(map(sum, own)) if own else None),
    }


def _number(table, row, column):
    return None if table is None else int(table[row][column])


def _row(label, census, own):
    known = census is not None and own is not None
    return {"label": label, "census": census, "own": own, "difference": _signed(own - census) if known else ""}


def _signed(number):
    return f"{number:+,}".replace("-", "\N{MINUS SIGN}")
