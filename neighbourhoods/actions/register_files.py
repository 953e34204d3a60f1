"""Files of groups and grants: checked, imported or cancelled."""

import hashlib

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from commissioning.actions.entries import hold
from neighbourhoods.models import RegisterFile, tell_figures
from neighbourhoods.register_files.known import FROM_FILE
from neighbourhoods.register_files.planning import plan_for


class RegisterFileRefused(Exception):
    """The file cannot be imported as things stand; the message says why."""


class AlreadyImported(RegisterFileRefused):
    """The file has been imported before."""


class OtherThanShown(RegisterFileRefused):
    """Importing the file would now do something else than it said when it was checked."""


@transaction.atomic
def check_register_file(*, programme, kind, filename, content, by):
    """Read a file without importing it: the RegisterFile says what importing would change, and every fault.

    The same bytes give the same record again, unless they are imported and would now change something.
    """
    hold(programme)
    content = bytes(content)
    plan, sha256 = plan_for(programme, kind, content), hashlib.sha256(content).hexdigest()
    same = RegisterFile.objects.filter(programme=programme, kind=kind, sha256=sha256)
    waiting, imported = same.filter(applied_at=None).first(), same.exclude(applied_at=None).first()
    if imported and not waiting and not plan.changes:
        return imported
    register_file = waiting or RegisterFile(programme=programme, kind=kind, sha256=sha256, uploaded_by=by)
    register_file.filename, register_file.content = filename, content
    return _record(register_file, plan, by)


@transaction.atomic
def recheck_register_file(*, register_file, by):
    """Compare a waiting file with the register as it is now."""
    register_file = _held(register_file)
    return _record(register_file, _plan(register_file), by)


@transaction.atomic
def apply_register_file(*, register_file, by):
    """Import the good rows of a file: make and change exactly what its check named, all of it or nothing.

    Faulty rows are left out and stay listed. What is not in the file stays as it is. Raises AlreadyImported,
    OtherThanShown where the register has changed since the check, and RegisterFileRefused where there is nothing to do.
    """
    register_file = _held(register_file)
    plan = _plan(register_file, with_look_alikes=False)
    if not plan.changes:
        raise RegisterFileRefused(f"There is nothing in {register_file} to import. {_why(plan)}".strip())
    if _does(*_shown(plan)) != _does(register_file.counts, register_file.changes):
        raise OtherThanShown(
            "The register has changed since this file was checked. Nothing was imported. It is checked anew below: "
            "look at what it does now, then import it."
        )
    plan.write(by, f"{FROM_FILE}{register_file.filename}")
    tell_figures(register_file.programme)
    register_file.applied_at, register_file.content = timezone.now(), b""
    return _saved(register_file, by)


@transaction.atomic
def cancel_register_file(*, register_file, by):
    """Forget a file that was checked but is not wanted. What was imported stays on record."""
    register_file = _held(register_file)
    register_file._history_user = by
    register_file.delete()


def _held(register_file):
    """The file as it is now, with its programme held so that nothing else changes the register meanwhile."""
    hold(register_file.programme)
    found = RegisterFile.objects.select_related("programme").filter(pk=register_file.pk).first()
    if found is None:
        raise RegisterFileRefused(f"{register_file} was cancelled meanwhile.")
    if found.applied_at:
        day = date_format(timezone.localtime(found.applied_at), "j F Y")
        raise AlreadyImported(f"{found} was imported on {day} already.")
    return found


def _plan(register_file, **options):
    return plan_for(register_file.programme, register_file.kind, bytes(register_file.content), **options)


def _shown(plan):
    """What a check keeps of a plan, as it comes back from the database."""
    return plan.counts, plan.listed(plan.changes)


def _does(counts, changes):
    """What of a plan has to be as it was shown; what somebody should look at may differ."""
    return {name: count for name, count in counts.items() if name != "notes"}, changes


def _why(plan):
    return plan.listed(plan.faults)[0][-1] if plan.faults else ""


def _record(register_file, plan, by):
    register_file.summary = plan.summary
    register_file.counts, register_file.changes = _shown(plan)
    register_file.faults, register_file.notes = plan.listed(plan.faults), plan.listed(plan.notes)
    return _saved(register_file, by)


def _saved(register_file, by):
    register_file._history_user = by
    register_file.save()
    return register_file
