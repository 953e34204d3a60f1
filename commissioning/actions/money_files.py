"""Spreadsheets of the programme's money: checked, imported or cancelled."""

import hashlib

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from commissioning.actions.entries import hold
from commissioning.ledger.planning import plan_for
from commissioning.models import MoneyFile


class MoneyFileRefused(Exception):
    """The file cannot be imported as things stand; the message says why."""


class AlreadyImported(MoneyFileRefused):
    """The file has been imported before."""


class OtherThanShown(MoneyFileRefused):
    """Importing the file would now do something else than it said when it was checked."""


@transaction.atomic
def check_money_file(*, programme, filename, content, by):
    """Read a file without importing it: the MoneyFile says what importing would change, or every fault.

    The same bytes give the same record again, unless they are imported and would now change something.
    """
    hold(programme)
    content = bytes(content)
    plan, sha256 = plan_for(programme, content, by), hashlib.sha256(content).hexdigest()
    same = MoneyFile.objects.filter(programme=programme, sha256=sha256)
    waiting, imported = same.filter(applied_at=None).first(), same.exclude(applied_at=None).first()
    if imported and not waiting and not plan.faults and not plan.changes:
        return imported
    money_file = waiting or MoneyFile(programme=programme, sha256=sha256, uploaded_by=by)
    money_file.filename, money_file.content = filename, content
    return _record(money_file, plan, by)


@transaction.atomic
def recheck_money_file(*, money_file, by):
    """Compare a waiting file with the entries as they are now."""
    money_file = _held(money_file)
    return _record(money_file, plan_for(money_file.programme, bytes(money_file.content), by), by)


@transaction.atomic
def apply_money_file(*, money_file, by):
    """Import the file: make and change exactly the entries that its check named, all or none.

    Entries that are not in the file stay as they are. Raises AlreadyImported, OtherThanShown where an entry has
    changed since the check, and MoneyFileRefused where there are faults.
    """
    money_file = _held(money_file)
    plan = plan_for(money_file.programme, bytes(money_file.content), by)
    if plan.faults:
        count = f"{len(plan.faults):,} faults" if len(plan.faults) > 1 else "a fault"
        raise MoneyFileRefused(f"{money_file} has {count}, so nothing was imported. {plan.listed_faults[0][-1]}")
    if plan.changes != money_file.changes:
        raise OtherThanShown(
            "Entries have changed since this file was checked. Nothing was imported. It is checked anew below: "
            "look at what it does now, then import it."
        )
    for each in plan.sheets:
        _write(each, by)
    money_file.applied_at, money_file.content = timezone.now(), b""
    return _record(money_file, plan, by)


@transaction.atomic
def cancel_money_file(*, money_file, by):
    """Forget a file that was checked but is not wanted. What was imported stays on record."""
    money_file = _held(money_file)
    money_file._history_user = by
    money_file.delete()


def _write(planned, by):
    """Make and change the entries of one sheet."""
    sheet = planned.sheet
    changed = [step for step in planned.steps if not step.is_new]
    for step in changed:
        if sheet.once_if and step.before.keys() & set(sheet.once):
            # Two rows may trade places; neither may stand in the other's way meanwhile.
            sheet.model.objects.filter(pk=step.entry.pk).update(**{sheet.once_if: str(step.entry.key)})
    touched = sorted({name for step in changed for name in step.before})
    if touched:
        bulk_update_with_history([step.entry for step in changed], sheet.model, touched, default_user=by)
    new = [step.entry for step in planned.steps if step.is_new]
    bulk_create_with_history(new, sheet.model, default_user=by)


def _held(money_file):
    """The file as it is now, with its programme held so that nothing else changes the entries meanwhile."""
    hold(money_file.programme)
    found = MoneyFile.objects.select_related("programme").filter(pk=money_file.pk).first()
    if found is None:
        raise MoneyFileRefused(f"{money_file} was cancelled meanwhile.")
    if found.applied_at:
        day = date_format(timezone.localtime(found.applied_at), "j F Y")
        raise AlreadyImported(f"{found} was imported on {day} already.")
    return found


def _record(money_file, plan, by):
    money_file.summary, money_file.changes = plan.summary, plan.changes
    money_file.faults = plan.listed_faults
    money_file._history_user = by
    money_file.save()
    return money_file
