"""Files of answers: received, mapped, checked, imported and taken back."""

import hashlib
from pathlib import PurePath

from django.db import transaction
from django.utils import timezone

from commissioning.reading.faults import MOST_LISTED
from surveys.actions.evidence import answers_changed, refuse_locked
from surveys.arrivals import arrival_of, fieldwork_of, store
from surveys.mapping import UnreadableMapping, parse_mapping
from surveys.models import ColumnMapping, ImportBatch, Response, Wave, WrittenAnswer
from surveys.reading.kobo import read_answers
from surveys.reading.matching import problems_of
from surveys.reading.responses import read_responses

State = ImportBatch.State
OPEN = (State.UPLOADED, State.CHECKED, State.FAILED)
LOOKED_AT = 1_000
SHOWN_VALUES = 30
# The share of the work after which a phase begins, for the progress bar.
READ, STORED = 0.7, 1.0


class ImportRefused(Exception):
    """The file cannot go on to the next step; the message says why and what to do."""


def receive_file(*, wave, filename, content, by):
    """Keep an uploaded file for `wave` until it is imported or discarded, with a look at its columns.

    The file is read before the transaction. The same bytes from the same person, while the first are still
    waiting, give the same ImportBatch. Raises UnreadableFile if they are not a table, WaveLocked if the wave takes
    no more answers.
    """
    refuse_locked(wave)
    findings = _first_findings(*read_answers(content, first=LOOKED_AT))
    sha256 = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        waiting = wave.imports.filter(sha256=sha256, state__in=OPEN, uploaded_by=by).first()
        if waiting:
            return waiting
        batch = ImportBatch(
            wave=wave,
            filename=PurePath(filename.replace("\\", "/")).name[-255:] or "answers",
            content=content,
            sha256=sha256,
            uploaded_by=by,
            findings=findings,
        )
        return _save(batch, by)


def _first_findings(table, export):
    """What is known of a file before its rows are read: its columns, and what it is an export of."""
    return {"columns": columns_of(table), "origin": export.origin, "passed_over": list(export.passed_over)}


def columns_of(table):
    """The columns of a table with their first distinct values, for showing: header and values."""
    return [
        {"header": column.header, "values": [value for value in column.values if value][:SHOWN_VALUES]}
        for column in table.columns.values()
    ]


def _with_faulty_values(columns, faults):
    """The columns with the values of their faults added, so that those can be given a meaning."""
    for column in columns:
        header = column["header"]
        labelled = [fault for fault in faults if fault[1] == header or fault[1].startswith(f"{header} (")]
        wrong = dict.fromkeys(value for _, _, value, _ in labelled)
        shown = column["values"]
        shown += [value for value in wrong if value and value not in shown][:SHOWN_VALUES]
    return columns


@transaction.atomic
def set_mapping(*, batch, toml, by):
    """Say how the columns of `batch` are read, and remember it for the questionnaire.

    Raises UnreadableMapping with every fault of the text and every disagreement with file or wave.
    """
    batch = _open(batch)
    mapping = parse_mapping(toml)
    table, export = read_answers(bytes(batch.content), mapping.layout, first=LOOKED_AT)
    if problems := problems_of(mapping, table.headers, fieldwork_of(batch.wave)):
        raise UnreadableMapping(problems)
    batch.mapping = toml
    batch.findings = _first_findings(table, export)
    batch.state, batch.failure, batch.faults = State.UPLOADED, "", []
    batch.rows = batch.kept = batch.set_aside = batch.already_here = None
    remember_mapping(questionnaire=batch.wave.questionnaire, name=batch.filename, toml=toml)
    return _save(batch, by)


def remember_mapping(*, questionnaire, name, toml):
    """Offer this mapping first the next time a file answers the questionnaire."""
    ColumnMapping.objects.update_or_create(questionnaire=questionnaire, name=name[-100:], defaults={"toml": toml})


def check_import(*, batch, progress=None):
    """Read the whole file without storing an answer; note what an import would keep, set aside and find here.

    `progress` is called with the share done, 0 to 1. Raises UnreadableFile, UnreadableMapping, WaveLocked.
    """
    refuse_locked(batch.wave)
    table, mapping, reading = _read(batch, progress)
    arrival = arrival_of(batch.wave, reading, mapping.id)
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if batch.state not in (*OPEN, State.CHECKING):
            return batch
        _note(batch, reading, arrival)
        batch.findings |= {"columns": _with_faulty_values(columns_of(table), batch.faults)}
        batch.state, batch.failure = State.CHECKED, ""
        return _save(batch, batch.uploaded_by)


def run_import(*, batch, by, progress=None):
    """Import the good rows of `batch`: all of them or, after any error, none. Importing twice adds nothing.

    The file is read before the transaction, which is short: rows in, weights no longer current, figures told.
    Raises UnreadableFile, UnreadableMapping, ImportRefused, WaveLocked.
    """
    if batch.state == State.DONE:
        return batch
    _refuse_unready(batch)
    refuse_locked(batch.wave)
    _, mapping, reading = _read(batch, progress)
    with transaction.atomic():
        wave = Wave.objects.select_for_update(no_key=True).get(pk=batch.wave_id)
        batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if batch.state == State.DONE:
            return batch
        _refuse_unready(batch)
        refuse_locked(wave)
        arrival = arrival_of(wave, reading, mapping.id)
        store(batch, reading, arrival.fresh)
        _note(batch, reading, arrival)
        batch.state, batch.failure, batch.content = State.DONE, "", None
        batch.finished_at = timezone.now()
        if arrival.fresh:
            answers_changed(wave)
        return _save(batch, by)


@transaction.atomic
def take_back(*, batch, by):
    """Remove the answers that came with `batch`, until the wave is locked. Twice is the same as once."""
    wave = Wave.objects.select_for_update(no_key=True).get(pk=batch.wave_id)
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state == State.TAKEN_BACK:
        return batch
    refuse_locked(wave)
    if batch.state != State.DONE:
        raise ImportRefused("Nothing was imported from this file, so there is nothing to take back.")
    WrittenAnswer.objects.filter(response__batch=batch).delete()
    Response.objects.filter(batch=batch).delete()
    batch.state, batch.finished_at = State.TAKEN_BACK, timezone.now()
    answers_changed(wave)
    return _save(batch, by)


@transaction.atomic
def discard_file(*, batch, by):
    """Forget a file that was not imported, bytes and all. A second time does nothing."""
    batch = ImportBatch.objects.select_for_update().filter(pk=batch.pk).first()
    if batch is None:
        return
    if batch.state not in (*OPEN, State.CHECKING):
        raise ImportRefused("This file is being imported or has been. Take the import back instead.")
    batch._history_user = by
    batch.delete()


@transaction.atomic
def fail_import(*, batch, reason):
    """Note that the work in the background ended without a result, and why; a discarded file needs no reason."""
    batch = ImportBatch.objects.select_for_update().filter(pk=batch.pk).first()
    if batch and batch.state in (*ImportBatch.AT_WORK, *OPEN):
        batch.state, batch.failure = State.FAILED, reason
        _save(batch, batch.uploaded_by)
    return batch


def _read(batch, progress):
    """(table, mapping, reading) of the batch's file."""
    mapping = parse_mapping(batch.mapping)
    table, _ = read_answers(bytes(batch.content), mapping.layout, progress=_part_of(progress, 0, READ))
    fieldwork = fieldwork_of(batch.wave)
    if problems := problems_of(mapping, table.headers, fieldwork):
        raise UnreadableMapping(problems)
    reading = read_responses(table, mapping, fieldwork, progress=_part_of(progress, READ, STORED))
    return table, mapping, reading


def _part_of(progress, start, end):
    """A progress callback for one phase of the work."""
    return (lambda share: progress(start + share * (end - start))) if progress else None


def _note(batch, reading, arrival):
    faults = sorted([*reading.faults, *arrival.clashes], key=lambda fault: fault.row)
    batch.rows = batch.done_rows = reading.rows
    batch.kept = len(arrival.fresh)
    batch.set_aside = reading.set_aside + len(arrival.clashes)
    batch.already_here = arrival.already_here
    batch.faults = [list(fault) for fault in faults[:MOST_LISTED]]
    batch.findings |= {
        "faults_total": reading.faults_total + len(arrival.clashes),
        "outside_dates": reading.outside_dates,
        "has_ids": bool(reading.ids),
    }


def _open(batch):
    """The batch, locked, if its file still waits."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    refuse_locked(batch.wave)
    if batch.state not in OPEN or batch.content is None:
        raise ImportRefused(f"This file is {batch.get_state_display().lower()}: its columns can no longer be changed.")
    return batch


def _refuse_unready(batch):
    if batch.state not in (*OPEN, State.IMPORTING) or batch.content is None:
        raise ImportRefused(f"This file is {batch.get_state_display().lower()} and cannot be imported.")
    refuse_unmapped(batch)


def refuse_unmapped(batch):
    """Raise ImportRefused if nobody has said yet how the file is read."""
    if not batch.mapping:
        raise ImportRefused("Say first what the columns of this file are.")


def _save(batch, by):
    batch._history_user = by
    batch.save()
    return batch
