"""The weekly digest: at most one message a week for each person, over all their programmes."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import User
from commissioning.models import Digest, Programme
from commissioning.reminders import waiting_in

CLAIM_LASTS = timedelta(hours=1)


class DigestNotSent(Exception):
    """The message did not leave; it is tried again the next time."""


def monday_of(day):
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def digests_due(today):
    """(user, [(programme, Dues)]) of everybody for whom something waits, by name."""
    waiting = {}
    for programme in Programme.objects.all():
        for user_id, dues in waiting_in(programme, today).items():
            waiting.setdefault(user_id, []).append((programme, dues))
    return [(user, waiting[user.pk]) for user in User.objects.filter(pk__in=waiting)]


def digest_message(*, user, sections, today):
    """(subject, text) of a person's digest."""
    dues = [due for _, found in sections for due in found]
    words = {
        "name": str(user),
        "count": len(dues),
        "late": sum(due.days_late(today) > 0 for due in dues),
        "sections": [(programme, _told(found, today)) for programme, found in sections],
        "site": settings.SITE_URL,
    }
    subject = " ".join(render_to_string("commissioning/email/digest_subject.txt", words).split())
    return subject, render_to_string("commissioning/email/digest_message.txt", words).strip() + "\n"


def send_digest(*, user, sections, today):
    """Send a person's digest of the week; returns whether it was sent now. A second time in a week it is not.

    The week is claimed and stored before the message leaves, so that of two senders at once one sends, and no lock is
    held while the mail server answers. Raises DigestNotSent, with the claim undone, where it did not leave.
    """
    subject, text = digest_message(user=user, sections=sections, today=today)
    claim = _claim(user, monday_of(today), sum(len(dues) for _, dues in sections))
    if claim is None:
        return False
    try:
        send_mail(subject, text, None, [user.email])
    except OSError as error:
        claim.delete()
        raise DigestNotSent(f"The message to {user.email} could not be sent: {error}") from error
    Digest.objects.filter(pk=claim.pk).update(sent_at=timezone.now())
    return True


@transaction.atomic
def _claim(user, week, lines):
    """This sender's claim on the user's week, or None where another has it or has sent.

    A claim that is an hour old and was never sent was left by a sender that fell over: it is taken over.
    """
    now = timezone.now()
    digest, is_new = Digest.objects.get_or_create(user=user, week=week, defaults={"lines": lines, "claimed_at": now})
    if is_new:
        return digest
    stale = Digest.objects.filter(pk=digest.pk, sent_at=None, claimed_at__lt=now - CLAIM_LASTS)
    return digest if stale.update(claimed_at=now, lines=lines) else None


def _told(dues, today):
    """(Due, how late or how far ahead) of each."""
    return [(due, when_words(due.days_late(today))) for due in dues]


def when_words(days_late):
    """How late something is, or how soon it is due, in words."""
    if days_late == 0:
        return "today"
    count = abs(days_late)
    days = f"{count} day{'' if count == 1 else 's'}"
    return f"{days} late" if days_late > 0 else f"in {days}"
