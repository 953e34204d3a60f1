"""Importing a file of answers in five steps: file, columns, faults, import, result."""

from functools import partial

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from commissioning.access import programme_for
from commissioning.downloads import csv_download, download
from commissioning.reading.faults import Fault, UnreadableFile
from surveys.actions.imports import (
    OPEN,
    ImportRefused,
    discard_file,
    receive_file,
    set_mapping,
    take_back,
)
from surveys.arrivals import fieldwork_of
from surveys.forms.imports import ColumnsForm, ImportFileForm, MappingTextForm
from surveys.mapping import UnreadableMapping, dump_mapping, parse_mapping
from surveys.models import ImportBatch, WaveLocked, Weighting
from surveys.permissions import RUN_WAVES
from surveys.reading.form_columns import form_texts
from surveys.reading.matching import guess_mapping
from surveys.tasks import go_on, has_stalled, queue_check
from surveys.views.lookups import wave_of

FAULTS_SHOWN = 50
EARLIER_MAPPINGS = 10
State = ImportBatch.State
STEPS = ("File", "Columns", "Faults", "Import", "Result")
STEP_OF = {State.IMPORTING: 4, State.DONE: 5}


@require_http_methods(["GET", "POST"])
def import_new(request, slug, wave):
    """Step 1: the file."""
    wave = wave_of(request, slug, wave, RUN_WAVES)
    is_sent = request.method == "POST"
    form = ImportFileForm(request.POST, request.FILES) if is_sent else ImportFileForm()
    if is_sent and form.is_valid():
        uploaded = form.cleaned_data["file"]
        try:
            batch = receive_file(wave=wave, filename=uploaded.name, content=uploaded.read(), by=request.user)
        except (UnreadableFile, WaveLocked) as error:
            form.add_error("file", str(error))
        else:
            return redirect("surveys:import-columns", slug, batch.pk)
    steps = [] if wave.is_locked else _steps(1)
    shown = {"wave": wave, "form": form, "steps": steps, "step": 1, "earlier": wave.imports.for_list()}
    return render(request, "surveys/import_new.html", shown)


@require_http_methods(["GET", "POST"])
def import_columns(request, slug, pk):
    """Step 2: what each column holds, chosen on the page or written as TOML."""
    batch = _batch(request, slug, pk)
    if batch.state not in OPEN:
        messages.error(request, "The columns of this file can no longer be changed.")
        return redirect(batch)
    chosen = request.POST if request.method == "POST" and "toml" not in request.POST else None
    form = _columns_form(batch, chosen)
    text_form = _text_form(request, form)
    toml = _toml_sent(request, form, text_form)
    if toml is not None:
        try:
            batch = set_mapping(batch=batch, toml=toml, by=request.user)
        except UnreadableMapping as error:
            form.errors += error.faults
        except (UnreadableFile, ImportRefused, WaveLocked) as error:
            form.errors.append(str(error))
        else:
            queue_check(batch=batch, by=request.user)
            return redirect(batch)
    shown = {
        "batch": batch,
        "wave": batch.wave,
        "columns": form,
        "text_form": text_form,
        "steps": _steps(2),
        "step": 2,
        "needs_values": chosen is not None and not form.errors and not form.is_complete,
        "is_text_open": "toml" in request.POST,
        "weight_note": _weight_note(form.mapping, batch.wave),
    }
    return render(request, "surveys/import_columns.html", shown)


def _columns_form(batch, chosen):
    wave = batch.wave
    fieldwork = fieldwork_of(wave)
    places = list(wave.samples.values_list("neighbourhood__code", "neighbourhood__name"))
    headers = [column["header"] for column in batch.findings["columns"]]
    guess = partial(
        guess_mapping,
        headers,
        fieldwork.questions,
        [code for code, _ in places],
        origin=batch.findings.get("origin", ""),
        texts=form_texts(wave.questionnaire),
    )
    by_name = guess()
    mapping = parse_mapping(batch.mapping) if batch.mapping else _remembered(wave, headers, guess)
    return ColumnsForm(batch.findings["columns"], mapping or by_name, by_name, fieldwork, places, chosen)


def _remembered(wave, headers, guess):
    """The last used mapping of the questionnaire that fits this file, completed by name; or None."""
    for kept in wave.questionnaire.mappings.all()[:EARLIER_MAPPINGS]:
        try:
            mapping = parse_mapping(kept.toml)
        except UnreadableMapping:
            continue
        if all(column in headers for _, column in mapping.uses()):
            return guess(previous=mapping)
    return None


def _text_form(request, form):
    if "toml" in request.POST:
        return MappingTextForm(request.POST, request.FILES)
    return MappingTextForm(initial={"toml": dump_mapping(form.mapping)})


def _toml_sent(request, form, text_form):
    """The mapping to go on with, or None while the page has to be shown (again)."""
    if request.method != "POST":
        return None
    if text_form.is_bound:
        return text_form.cleaned_data["toml"] if text_form.is_valid() else None
    return dump_mapping(form.mapping) if form.is_complete and not form.errors else None


@require_GET
def import_detail(request, slug, pk):
    """Steps 3 to 5: faults of the dry run, progress, result. During the work, htmx asks every second."""
    batch = _batch(request, slug, pk)
    if batch.state == State.UPLOADED:
        return redirect("surveys:import-columns", slug, pk)
    if request.htmx:
        return _still(request, batch)
    step = STEP_OF.get(batch.state, 3)
    shown = {
        "batch": batch,
        "wave": batch.wave,
        "steps": [] if batch.state == State.TAKEN_BACK else _steps(step, is_over=batch.state == State.DONE),
        "step": step,
        "faults": [] if batch.state == State.TAKEN_BACK else [Fault(*fault) for fault in batch.faults[:FAULTS_SHOWN]],
        "faults_total": batch.findings.get("faults_total", len(batch.faults)),
        "good_rows": (batch.kept or 0) + (batch.already_here or 0),
        "coverage": _coverage(batch.wave),
        "notes": _notes(batch),
        "progress": _progress(batch),
        "same_file": _same_file(batch),
    }
    return render(request, "surveys/import_detail.html", shown)


def _still(request, batch):
    if batch.state not in ImportBatch.AT_WORK:
        return HttpResponseClientRefresh()
    shown = {"batch": batch, "progress": _progress(batch), "is_asked_again": True}
    return render(request, "surveys/_import_progress.html", shown)


def _progress(batch):
    """The bar of the work under way: share done in hundredths, words, and whether it seems cut off."""
    if batch.state not in ImportBatch.AT_WORK:
        return None
    most = batch.rows or 100
    verb = "Checking" if batch.state == State.CHECKING else "Importing"
    words = f"{verb}: {batch.done_rows:,} of {batch.rows:,} rows" if batch.rows else f"{verb} the file"
    return {"most": most, "value": batch.done_rows, "words": words, "has_stalled": has_stalled(batch)}


def _coverage(wave):
    """Answers against target by neighbourhood, the furthest from it first."""
    samples = wave.samples.annotate(answers=Count("responses"))
    places = [
        {"name": name, "answers": answers, "target": target, "words": f"{answers} of {target}"}
        for name, answers, target in samples.values_list("neighbourhood__name", "answers", "target")
    ]
    return sorted(places, key=lambda place: place["answers"] - place["target"])


def _same_file(batch):
    """The import that already brought these very bytes, if there is one."""
    done = batch.wave.imports.filter(sha256=batch.sha256, state=State.DONE).exclude(pk=batch.pk)
    return done.only("pk", "filename", "finished_at", "wave").first() if batch.state == State.CHECKED else None


def _notes(batch):
    """What a careful reader would mention besides faults, in sentences."""
    if not batch.mapping:
        return []
    mapping = parse_mapping(batch.mapping)
    found = batch.findings
    left_out = mapping.left_out([column["header"] for column in found.get("columns", [])])
    asked = [item.code for item in batch.wave.questionnaire.asked if item.code not in mapping.questions]
    outside = found.get("outside_dates")
    weight_note = _weight_note(mapping, batch.wave)
    candidates = [
        (left_out, f"Columns left out: {', '.join(left_out)}."),
        (found.get("origin"), f"An export of {found.get('origin')}: who sent it, from where and when is not kept."),
        (asked, f"Not in this file, so kept as not asked: {', '.join(asked)}."),
        (outside, f"{outside} answers are dated outside the wave, by a year at most. They are kept."),
        (
            found.get("has_ids") is False,
            "No column of IDs: rows that say the same as stored ones count as already here.",
        ),
        (weight_note, weight_note),
    ]
    return [sentence for holds, sentence in candidates if holds]


def _weight_note(mapping, wave):
    """What becomes of weights that came with the file, where that does not go without saying; else ""."""
    if not mapping.weight or wave.weighting == Weighting.SUPPLIED:
        return ""
    if wave.weighting == Weighting.EQUAL:
        return "The file has weights. They are kept, and not used while every answer of the wave counts the same."
    return (
        f"The file has weights. The wave is weighted by {wave.get_weighting_display().lower()}, starting from them in "
        "every neighbourhood where each answer came with one."
    )


@require_POST
def import_run(request, slug, pk):
    """Import the good rows, or start work again that was cut off."""
    batch = _batch(request, slug, pk)
    try:
        go_on(batch=batch, by=request.user)
    except (ImportRefused, WaveLocked) as error:
        messages.error(request, str(error))
    return redirect(batch)


@require_http_methods(["GET", "POST"])
def import_take_back(request, slug, pk):
    """Ask, then remove what came with this file."""
    batch = _batch(request, slug, pk)
    if request.method == "GET":
        return render(request, "surveys/import_take_back.html", {"batch": batch, "wave": batch.wave})
    try:
        take_back(batch=batch, by=request.user)
    except (ImportRefused, WaveLocked) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"The answers of {batch} are taken back.")
    return redirect(batch)


@require_POST
def import_discard(request, slug, pk):
    """Forget a file that was not imported."""
    batch = _batch(request, slug, pk)
    try:
        discard_file(batch=batch, by=request.user)
    except ImportRefused as error:
        messages.error(request, str(error))
        return redirect(batch)
    messages.success(request, f"{batch} is discarded. Nothing was imported from it.")
    return redirect("surveys:import-new", slug, batch.wave_id)


@require_GET
def import_faults(request, slug, pk):
    """Every listed fault as CSV."""
    batch = _batch(request, slug, pk)
    return csv_download(f"faults-{batch.pk}.csv", Fault._fields, batch.faults)


@require_GET
def import_mapping(request, slug, pk):
    """The mapping as a TOML file."""
    batch = _batch(request, slug, pk)
    return download(batch.mapping, f"mapping-{batch.pk}.toml", "application/toml; charset=utf-8")


def _batch(request, slug, pk):
    """The import, for those who run waves in its programme."""
    programme = programme_for(request, slug, RUN_WAVES)
    batches = ImportBatch.objects.filter(wave__programme=programme).defer("content")
    return get_object_or_404(batches.select_related("wave__programme", "wave__questionnaire", "uploaded_by"), pk=pk)


def _steps(now, is_over=False):
    """The five steps with what each is: done, current, or to come."""
    return [
        {"number": number, "label": label, "is_done": number < now or is_over, "is_now": number == now}
        for number, label in enumerate(STEPS, start=1)
    ]
