"""Parts of a neighbourhood's baseline, confirmed by hand where no survey shows them."""

from django.db import transaction

from neighbourhoods.models import BaselinePart, Neighbourhood


@transaction.atomic
def confirm_baseline_part(*, neighbourhood, part, completed_on, note, evidence_link="", by=None):
    """Record that a part of the baseline is complete, and on what it rests. Once more corrects what was recorded."""
    Neighbourhood.objects.select_for_update(no_key=True).get(pk=neighbourhood.pk)
    row = BaselinePart.objects.filter(neighbourhood=neighbourhood, part=part).first()
    row = row or BaselinePart(neighbourhood=neighbourhood, part=part)
    row.completed_on, row.note, row.evidence_link, row.confirmed_by = completed_on, note, evidence_link, by
    row.full_clean()
    row._history_user = by
    row.save()
    return row
