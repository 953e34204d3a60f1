"""Links between groups and with agencies: entered as seen, confirmed from time to time, and ended."""

from django.db import transaction

from commissioning.actions.entries import EntryRefused, hold, refuse_stale, save_entry
from neighbourhoods.models import GroupLink, LinkConfirmation


class LinkRefused(EntryRefused):
    """The link cannot be confirmed or ended so; the message says why."""


@transaction.atomic
def enter_link(*, programme, link, seen_on, by):
    """Write a new link and, as its first confirmation, the day on which somebody saw or heard that it holds.

    Sent twice it is entered once. Raises ValidationError, by field, where it breaks a rule of its own.
    """
    stored = save_entry(programme=programme, entry=link, by=by)
    if stored is link:
        _write_confirmation(stored, seen_on, by)
    return stored


@transaction.atomic
def confirm_link(*, programme, link, on, by):
    """Record that a link still holds on the date `on`. Twice on one day is the same as once.

    Raises LinkRefused for a day before it began or on which it had ended.
    """
    hold(programme)
    link = GroupLink.objects.select_related("group__programme", "other", "agency").get(pk=link.pk)
    if link.started_on > on:
        raise LinkRefused(f"This link begins on {link.started_on:%-d %B %Y}.")
    if link.ended_on is not None and link.ended_on <= on:
        raise LinkRefused(f"This link ended on {link.ended_on:%-d %B %Y}. If it holds again, enter a new one.")
    if not link.confirmations.filter(confirmed_on=on).exists():
        _write_confirmation(link, on, by)
    return link


@transaction.atomic
def end_link(*, programme, link, on, by, seen=None):
    """End a link with the date `on`, the first day on which it does not hold. Its history stays.

    Raises EntryChanged where somebody changed it since the change `seen`, ValidationError for a day before it began.
    """
    hold(programme)
    refuse_stale(programme, link, by, seen)
    link.ended_on = on
    link.full_clean()
    link._history_user = by
    link.save()
    return link


def _write_confirmation(link, on, by):
    confirmation = LinkConfirmation(link=link, confirmed_on=on)
    confirmation._history_user = by
    confirmation.save()
