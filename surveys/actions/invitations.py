"""Personal links: made for a list of references or for the register, and withdrawn."""

from django.db import transaction
from django.db.models import Max
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from surveys.actions.links import held
from surveys.models import Invitation
from surveys.models.questionnaires import Audience

MOST_INVITED = 5_000
LONGEST_LABEL = 100


class InvitationsRefused(Exception):
    """The personal links cannot be made as asked; the message says why."""


@transaction.atomic
def make_invitations(*, sample, by, labels=(), unlabelled=0):
    """Make a personal link for each of `labels`, and so many that `unlabelled` are there without a label.

    Labels that are there already make nothing, so that the same list twice is the same as once. Returns those made.
    Raises WaveLocked, InvitationsRefused.
    """
    held(sample.wave)
    of_sample = Invitation.objects.filter(sample=sample)
    known = set(of_sample.exclude(label="").values_list("label", flat=True))
    wanted = [label for label in dict.fromkeys(filter(None, map(str.strip, labels))) if label not in known]
    missing = unlabelled - of_sample.filter(label="", group=None, agency=None).count()
    return _make(sample, [{"label": label} for label in wanted] + [{}] * max(missing, 0), by)


@transaction.atomic
def invite_from_register(*, wave, chosen, by):
    """Make a personal link for each (sample, group or agency) in `chosen`; one that is there stays as it is.

    Returns those made. Raises WaveLocked, InvitationsRefused.
    """
    held(wave)
    field = register_field(wave)
    wanted = {}
    for sample, entry in chosen:
        wanted.setdefault(sample, []).append(entry)
    return [made for sample, entries in wanted.items() for made in _make_from(field, sample, entries, by)]


@transaction.atomic
def withdraw_invitation(*, invitation, by):
    """Let a personal link open no longer. What was answered with it stays, and nothing tells whether it was.

    Raises WaveLocked.
    """
    held(invitation.sample.wave)
    _withdraw(Invitation.objects.filter(pk=invitation.pk), by)


@transaction.atomic
def withdraw_all(*, sample, by):
    """Let no personal link of a sample open any longer; how many that were. Raises WaveLocked.

    Answered ones are withdrawn with the others: which ones are left out would tell who has answered.
    """
    held(sample.wave)
    return _withdraw(Invitation.objects.filter(sample=sample), by)


def register_field(wave):
    """The field of an invitation that names whom a wave's questionnaire asks, or None where residents are asked."""
    fields = {Audience.ORGANISATIONS: "group", Audience.AGENCIES: "agency"}
    return fields.get(wave.questionnaire.audience)


def _make_from(field, sample, entries, by):
    known = set(Invitation.objects.filter(sample=sample).values_list(field, flat=True))
    wanted = [entry for entry in dict.fromkeys(entries) if entry.pk not in known]
    return _make(sample, [{field: entry} for entry in wanted], by)


def _make(sample, wanted, by):
    """An invitation for each of `wanted`, dicts of fields, with numbers that go on where the sample's last stopped."""
    there = sample.invitations.count()
    if there + len(wanted) > MOST_INVITED:
        raise InvitationsRefused(
            f"A neighbourhood has at most {MOST_INVITED:,} personal links; there are {there:,} and these are "
            f"{len(wanted):,} more."
        )
    last = sample.invitations.aggregate(last=Max("number"))["last"] or 0
    rows = [Invitation(sample=sample, number=last + 1 + place, **fields) for place, fields in enumerate(wanted)]
    return bulk_create_with_history(rows, Invitation, batch_size=500, default_user=by, default_change_reason="Invited")


def _withdraw(invitations, by):
    rows = list(invitations.filter(is_withdrawn=False))
    for row in rows:
        row.is_withdrawn = True
    fields, reason = ["is_withdrawn"], "Withdrawn"
    bulk_update_with_history(rows, Invitation, fields, batch_size=500, default_user=by, default_change_reason=reason)
    return len(rows)
