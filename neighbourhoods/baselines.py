"""A neighbourhood's baseline: parts confirmed by hand, who sees to them, and the registers frozen on a day."""

from django.db import transaction
from django.utils.formats import date_format

from neighbourhoods.models import BaselineDuty, BaselineFreeze, BaselinePart, Neighbourhood


class AlreadyFrozen(Exception):
    """The neighbourhood has a frozen baseline, of another day, and it stays; the message says which."""


@transaction.atomic
def confirm_baseline_part(*, neighbourhood, part, completed_on, note, evidence_link="", by=None):
    """Record that a part of the baseline is complete, and on what it rests. Once more corrects what was recorded."""
    _hold(neighbourhood)
    row = BaselinePart.objects.filter(neighbourhood=neighbourhood, part=part).first()
    row = row or BaselinePart(neighbourhood=neighbourhood, part=part)
    row.completed_on, row.note, row.evidence_link, row.confirmed_by = completed_on, note, evidence_link, by
    row.full_clean()
    row._history_user = by
    row.save()
    return row


@transaction.atomic
def share_out_baseline(*, neighbourhood, duties, by):
    """Say who sees to each part and by when: `duties` maps a part to (owner or None, day or None).

    With neither, nobody is to. Parts that are not named stay as they are. Returns the rows that changed.
    """
    _hold(neighbourhood)
    standing = {row.part: row for row in BaselineDuty.objects.filter(neighbourhood=neighbourhood)}
    changed = []
    for part, (owner, due_on) in duties.items():
        row = standing.get(part) or BaselineDuty(neighbourhood=neighbourhood, part=part)
        if (row.owner, row.due_on) == (owner, due_on):
            continue
        row.owner, row.due_on, row._history_user = owner, due_on, by
        if owner is None and due_on is None:
            row.delete()
        else:
            row.full_clean(exclude=["owner"])  # a day may stand before anybody is found
            row.save()
        changed.append(row)
    return changed


@transaction.atomic
def keep_frozen(*, neighbourhood, reference_on, state, values, fingerprint, by):
    """Write down a neighbourhood's baseline as its registers had it on a day. It is written once.

    Sent twice it is kept once. Raises AlreadyFrozen where one of another day stands.
    """
    _hold(neighbourhood)
    if standing := frozen_already(neighbourhood, reference_on):
        return standing
    membership = neighbourhood.programme.membership_of(by) if by else None
    return BaselineFreeze.objects.create(
        neighbourhood=neighbourhood,
        reference_on=reference_on,
        state=state,
        values=values,
        fingerprint=fingerprint,
        written_by=by,
        written_as=membership.role if membership else "",
    )


def frozen_already(neighbourhood, reference_on):
    """The baseline that was frozen as of this day, or None without one. Raises AlreadyFrozen for one of another day."""
    standing = BaselineFreeze.objects.filter(neighbourhood=neighbourhood).first()
    if standing and standing.reference_on != reference_on:
        kept = date_format(standing.reference_on, "j F Y")
        raise AlreadyFrozen(f"The baseline of {neighbourhood} is frozen as of {kept}, and it stays.")
    return standing


def _hold(neighbourhood):
    """Let nobody else change the neighbourhood's baseline until this transaction is done."""
    Neighbourhood.objects.select_for_update(no_key=True).get(pk=neighbourhood.pk)
