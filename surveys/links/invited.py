"""How many were invited and have answered, and which, as far as anybody may know that."""

from dataclasses import dataclass

from django.db.models import Count, Q

from surveys.disclosure import is_few, shown_answers
from surveys.models import Invitation

ANSWERED, WAITING, WITHDRAWN, UNTOLD = "answered", "waiting", "withdrawn", "untold"
STATE_WORDS = {
    ANSWERED: "Answered",
    WAITING: "Waiting",
    WITHDRAWN: "Withdrawn",
    UNTOLD: "Waiting or answered",
}


@dataclass(frozen=True)
class Invited:
    """Personal links of one sample: all that were made, those that were answered, those withdrawn unanswered."""

    made: int = 0
    answered: int = 0
    withdrawn: int = 0

    @property
    def asked(self):
        """How many could have answered: `answered` of these did.

        While nobody may see which, withdrawn ones are counted too: a number that falls with one of them, or does not,
        would tell whether that one was answered.
        """
        return self.made if self.hides_who else self.made - self.withdrawn

    @property
    def hides_who(self):
        """Whether so few have answered that nobody may see which: a list beside their answers would tell who is who."""
        return is_few(self.answered)


NOBODY = Invited()


def invited_by_sample(wave):
    """Sample id -> Invited. One query."""
    rows = Invitation.objects.of_wave(wave).order_by().values("sample").annotate(**_counts())
    return {row.pop("sample"): Invited(**row) for row in rows}


def invited_to(sample):
    """The Invited of one sample."""
    return Invited(**Invitation.objects.filter(sample=sample).aggregate(**_counts()))


def shown_invited(counts, *, everything):
    """ShownAnswers of several Invited, as a reader may see them; None where nobody was invited."""
    pairs = [(each.answered, each.asked) for each in counts if each.made]
    return shown_answers(pairs, everything=everything) if pairs else None


def state_of(invitation, invited):
    """The name in STATE_WORDS of what the evaluator may know of one of the invitations that `invited` counts."""
    if invited.hides_who:
        return WITHDRAWN if invitation.is_withdrawn else UNTOLD
    if invitation.is_answered:
        return ANSWERED
    return WITHDRAWN if invitation.is_withdrawn else WAITING


def still_to_write_to(invitations, invited):
    """Those of `invitations` that a letter may still be for: not withdrawn and not known to have answered."""
    left = invitations.filter(is_withdrawn=False)
    return left if invited.hides_who else left.filter(is_answered=False)


def _counts():
    return {
        "made": Count("pk"),
        "answered": Count("pk", filter=Q(is_answered=True)),
        "withdrawn": Count("pk", filter=Q(is_answered=False, is_withdrawn=True)),
    }
