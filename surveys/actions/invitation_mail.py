"""Writing to organisations: each its personal link, at the address of the person who speaks for it.

Whoever sends sees counts alone: no name, no address, and not who was left out because it has answered.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from surveys.actions.links import held, note
from surveys.links.addresses import answer_address
from surveys.links.openness import openness_of, why_closed
from surveys.links.register import with_address
from surveys.models import Invitation, Wave

AT_A_TIME = 100
REMIND_AFTER = timedelta(days=7)
# So many failures one after another are the mail server's, and no fault of single addresses.
GIVE_UP_AFTER = 3


class MailRefused(Exception):
    """Nothing can be sent; the message says why."""


@dataclass(frozen=True)
class Sent:
    """What became of one round: messages that left, addresses that failed, messages still to be sent."""

    left: int
    failed: int
    waiting: int


@dataclass(frozen=True)
class Due:
    """How many messages could go out now: first ones, reminders, and reminders that are too early."""

    first: int
    reminders: int
    too_early: int


def due_now(wave, today=None):
    """The Due of a wave."""
    today = today or timezone.localdate()
    unanswered = _reachable(wave, today).filter(is_answered=False)
    return Due(
        first=unanswered.filter(sent_on=None).count(),
        reminders=unanswered.filter(sent_on__lte=today - REMIND_AFTER).count(),
        too_early=unanswered.filter(sent_on__gt=today - REMIND_AFTER).count(),
    )


def send_invitations(*, wave, contact, by, remind=False, today=None):
    """Write to the organisations of a wave that were not written to yet, or remind those that have not answered.

    At most `AT_A_TIME` in one go. They are marked as written to, and that is stored, before any message leaves: of two
    senders at once one writes to each. Where a message does not leave, its mark is taken back. `contact` is whom they
    can ask. Raises WaveLocked, MailRefused. Returns Sent.
    """
    today = today or timezone.localdate()
    claimed, waiting = _claim(wave, today, remind)
    left, failed = _deliver(claimed, wave, contact, remind)
    if failed:
        _take_back(wave, failed)
    _note(wave, by, len(left), len(failed), remind)
    return Sent(len(left), len(failed), waiting)


@transaction.atomic
def _claim(wave, today, remind):
    """The invitations that this round writes to, marked; and how many are left for the next."""
    wave = held(wave)
    if why_closed(wave, today):
        raise MailRefused(f"Nothing was sent: the links do not work today. {openness_of(wave, today).words}")
    reachable = _reachable(wave, today)
    due = reachable.filter(sent_on__lte=today - REMIND_AFTER) if remind else reachable.filter(sent_on=None)
    rows = list(due.filter(is_answered=False).select_related("group", "sample__neighbourhood").order_by("pk"))
    claimed = rows[:AT_A_TIME]
    marked = {row.pk for row in claimed}
    if remind and claimed:
        # Answered ones are marked with the others: an older day would tell that they had answered by then.
        marked.update(due.filter(is_answered=True).values_list("pk", flat=True))
    Invitation.objects.filter(pk__in=marked).update(sent_on=today)
    return claimed, len(rows) - len(claimed)


def _reachable(wave, today):
    of_wave = Invitation.objects.of_wave(wave).filter(is_withdrawn=False)
    return with_address(of_wave, today).exclude(address=None).defer("sample__sealed", "sample__neighbourhood__boundary")


def _deliver(claimed, wave, contact, remind):
    """(those whose message left, those whose message did not), over one connection."""
    left, failed, in_a_row = [], [], 0
    connection = get_connection()
    for place, invitation in enumerate(claimed):
        try:
            _message(invitation, wave, contact, remind, connection).send()
        except (OSError, ValueError):
            failed.append(invitation)
            in_a_row += 1
            connection.close()
        else:
            left.append(invitation)
            in_a_row = 0
        if in_a_row == GIVE_UP_AFTER:
            failed += claimed[place + 1 :]
            break
    connection.close()
    return left, failed


def _message(invitation, wave, contact, remind, connection):
    words = {
        "wave": wave,
        "programme": wave.programme,
        "questionnaire": wave.questionnaire,
        "group": invitation.group,
        "place": invitation.sample.neighbourhood,
        "address": answer_address(invitation.code),
        "contact": contact,
        "is_reminder": remind,
    }
    subject = " ".join(render_to_string("surveys/email/invitation_subject.txt", words).split())
    text = render_to_string("surveys/email/invitation_message.txt", words).strip() + "\n"
    return EmailMessage(subject, text, None, [invitation.address], connection=connection)


@transaction.atomic
def _take_back(wave, failed):
    """Give those whose message did not leave the day back that they had before."""
    # Held as whoever sends answers holds it, so that neither waits for the other's invitations.
    Wave.objects.select_for_update(no_key=True, of=("self",)).get(pk=wave.pk)
    for invitation in failed:
        Invitation.objects.filter(pk=invitation.pk).update(sent_on=invitation.sent_on)


@transaction.atomic
def _note(wave, by, left, failed, remind):
    if left or failed:
        what = "Reminders" if remind else "Invitations"
        note(held(wave), by, f"{what} sent by e-mail: {left}; not sent: {failed}")
