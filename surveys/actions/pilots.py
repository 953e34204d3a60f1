"""Trying a draft on a few people: a link that is opened and closed, and tries that are thrown away."""

from django.db import transaction

from surveys.doors import PILOT_LENGTH, new_code
from surveys.models import PilotAnswer, Questionnaire, Sitting


class PilotRefused(Exception):
    """The draft cannot be tried; the message says why."""


@transaction.atomic
def open_pilot(*, questionnaire, by):
    """Give a draft a link at which it can be tried; one that has a link keeps it. Raises PilotRefused."""
    draft = _draft(questionnaire)
    if not draft.items.exists():
        raise PilotRefused("The draft has no question yet. Add one, then open the link.")
    if draft.pilot_code is None:
        draft.pilot_code = new_code(PILOT_LENGTH)
        _save(draft, by, "Pilot link opened")
    return draft


@transaction.atomic
def close_pilot(*, questionnaire, by):
    """Close the link for good; what was begun there and not sent is deleted. A second time does nothing."""
    draft = _draft(questionnaire)
    if draft.pilot_code is not None:
        draft.pilot_code = None
        _save(draft, by, "Pilot link closed")
        Sitting.objects.filter(questionnaire=draft, sample=None).delete()
    return draft


def discard_tries(*, questionnaire):
    """Delete every try, as when the draft has changed since; how many there were."""
    deleted, _ = PilotAnswer.objects.filter(questionnaire=questionnaire).delete()
    return deleted


def _draft(questionnaire):
    draft = Questionnaire.objects.select_for_update(of=("self",)).get(pk=questionnaire.pk)
    if draft.is_published:
        raise PilotRefused(f"{draft} is published: it is no longer tried. Try the draft of the next version.")
    return draft


def _save(draft, by, reason):
    draft._history_user, draft._change_reason = by, reason
    draft.save(update_fields=["pilot_code"])
