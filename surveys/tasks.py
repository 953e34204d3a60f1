"""Checking and importing files in the background, and asking for it.

A file is worked on outside any transaction and stored in one: if the worker dies, nothing is half-imported.
The batch then stays "checking" or "importing" without progress, which `has_stalled` notices, and asking again
starts the work anew.
"""

import time
from datetime import timedelta
from functools import partial

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from commissioning.reading.faults import UnreadableFile
from surveys.actions.imports import (
    OPEN,
    ImportRefused,
    check_import,
    fail_import,
    refuse_locked,
    refuse_unmapped,
    run_import,
)
from surveys.mapping import UnreadableMapping
from surveys.models import ImportBatch, WaveLocked

State = ImportBatch.State
EXPECTED = (UnreadableFile, UnreadableMapping, ImportRefused, WaveLocked)
STALLED_AFTER = timedelta(minutes=2)
SECONDS_BETWEEN = 0.5


@transaction.atomic
def queue_check(*, batch, by):
    """Ask for a dry run of `batch`. Nothing happens if one is under way."""
    return _queue(batch, by, State.CHECKING, check_file)


@transaction.atomic
def queue_import(*, batch, by):
    """Ask for the import of `batch`. Nothing happens if it is under way or done."""
    return _queue(batch, by, State.IMPORTING, import_file)


def go_on(*, batch, by):
    """Ask for what comes next: the import of a checked file, or work again that failed or was cut off.

    Raises WaveLocked, and ImportRefused while nobody has said what the columns are.
    """
    refuse_locked(batch.wave)
    refuse_unmapped(batch)
    if batch.state == State.CHECKED or (batch.state == State.IMPORTING and has_stalled(batch)):
        queue_import(batch=batch, by=by)
    elif batch.state == State.FAILED or (batch.state == State.CHECKING and has_stalled(batch)):
        queue_check(batch=batch, by=by)


def _queue(batch, by, state, work):
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state in (State.DONE, State.TAKEN_BACK) or (batch.state not in OPEN and not has_stalled(batch)):
        return batch
    batch.state, batch.failure, batch.done_rows = state, "", 0
    batch.progressed_at = timezone.now()
    batch._history_user = by
    batch.save()
    transaction.on_commit(partial(work.enqueue, batch.pk, by.pk))
    return batch


def has_stalled(batch):
    """Whether the work on `batch` has not moved for so long that it must have been cut off."""
    if batch.state not in ImportBatch.AT_WORK:
        return False
    return batch.progressed_at is None or timezone.now() - batch.progressed_at > STALLED_AFTER


@task()
def check_file(batch_id, user_id):
    """Dry-run the file of a batch."""
    _work(batch_id, check_import)


@task()
def import_file(batch_id, user_id):
    """Import the good rows of a batch."""
    _work(batch_id, partial(run_import, by=get_user_model().objects.filter(pk=user_id).first()))


def _work(batch_id, action):
    """Run `action` and leave a reason on the batch if it cannot end well."""
    batches = ImportBatch.objects.select_related("wave__questionnaire", "wave__programme")
    batch = batches.filter(pk=batch_id).first()
    if batch is None:
        return  # discarded meanwhile
    try:
        action(batch=batch, progress=saved_progress(batch))
    except ImportBatch.DoesNotExist:
        return  # discarded while it was read
    except EXPECTED as error:
        fail_import(batch=batch, reason=str(error))
    except Exception:
        fail_import(batch=batch, reason="Something went wrong on our side; nothing was imported. Try it again.")
        raise


def saved_progress(batch):
    """A callback that saves the share done on the batch, at most twice a second.

    Saved in rows; while their number is not known yet, in hundredths.
    """
    last = time.monotonic()

    def progress(share):
        nonlocal last
        if time.monotonic() - last >= SECONDS_BETWEEN:
            last = time.monotonic()
            done = round(share * (batch.rows or 100))
            ImportBatch.objects.filter(pk=batch.pk).update(done_rows=done, progressed_at=timezone.now())

    return progress
