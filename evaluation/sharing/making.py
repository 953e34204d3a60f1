"""Making a file of the whole programme in the background: asked for, made, kept until the next one.

The file is made outside any transaction and stored in one. If the worker dies, the row stays "being made" without
progress, which `has_stalled` notices, and asking again starts anew.
"""

import hashlib
import time
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from commissioning.actions.entries import hold
from evaluation.models import ProgrammeFile
from evaluation.sharing.contents import TABLES
from evaluation.sharing.csv_files import zip_of
from evaluation.sharing.workbook import workbook_of

State, Kind = ProgrammeFile.State, ProgrammeFile.Kind
MAKERS = {Kind.XLSX: workbook_of, Kind.CSVS: zip_of}
STALLED_AFTER = timedelta(minutes=2)
SECONDS_BETWEEN = 0.5
WENT_WRONG = "Something went wrong on our side, and no file was made. Ask for it again."
CUT_OFF = "The work was cut off before the file was made."


@transaction.atomic
def ask_for_file(*, programme, kind, by):
    """The file that is being made, or a new one whose making begins once this is stored."""
    hold(programme)
    under_way = ProgrammeFile.objects.filter(programme=programme, kind=kind, state=State.MAKING).first()
    if under_way and not has_stalled(under_way):
        return under_way
    if under_way:
        _fail(under_way.pk, CUT_OFF)
    file = ProgrammeFile.objects.create(
        programme=programme, kind=kind, asked_by=by, parts=len(TABLES), progressed_at=timezone.now()
    )
    transaction.on_commit(partial(make_file.enqueue, file.pk))
    return file


def has_stalled(file):
    """Whether the making has not moved for so long that it must have been cut off."""
    return file.state == State.MAKING and timezone.now() - (file.progressed_at or file.asked_at) > STALLED_AFTER


@task()
def make_file(file_id):
    """Make a file that was asked for; earlier ones of its kind go once it is there."""
    file = ProgrammeFile.objects.select_related("programme").filter(pk=file_id, state=State.MAKING).first()
    if file is None:
        return  # given up meanwhile, or made already
    try:
        content = MAKERS[file.kind](file.programme, told=saved_progress(file))
    except Exception:
        _fail(file_id, WENT_WRONG)
        raise
    _keep(file, content)


@transaction.atomic
def _keep(file, content):
    made = {"content": content, "sha256": hashlib.sha256(content).hexdigest(), "finished_at": timezone.now()}
    stored = ProgrammeFile.objects.filter(pk=file.pk, state=State.MAKING)
    if stored.update(state=State.READY, done_parts=file.parts, **made):
        same = ProgrammeFile.objects.filter(programme=file.programme, kind=file.kind)
        same.exclude(pk=file.pk).exclude(state=State.MAKING).delete()


def _fail(file_id, reason):
    failed = {"state": State.FAILED, "failure": reason, "finished_at": timezone.now()}
    ProgrammeFile.objects.filter(pk=file_id, state=State.MAKING).update(**failed)


def saved_progress(file):
    """A callback that saves how many parts are done, at most twice a second."""
    last = time.monotonic()

    def told(done):
        nonlocal last
        if time.monotonic() - last >= SECONDS_BETWEEN:
            last = time.monotonic()
            ProgrammeFile.objects.filter(pk=file.pk).update(done_parts=done, progressed_at=timezone.now())

    return told
