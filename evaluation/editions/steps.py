"""The way of a version through review: handed in, returned, accepted, published, taken back from publication.

Whoever takes a step names the fingerprint of what they read, so that nobody decides on something else unseen. The same
step sent twice is taken once.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from commissioning.people import naming_for
from evaluation.editions.actions import ReportRefused, refuse_role, saved, standing_edition, take_step, tidy
from evaluation.editions.drafts import drafted, missing_from
from evaluation.editions.making import queue_files
from evaluation.models import Edition, EditionFile, EditionStep

State, Kind = Edition.State, EditionStep.Kind
SUBMIT, REVIEW = "evaluation.submit_reports", "evaluation.review_reports"


class DraftMoved(ReportRefused):
    """The version is not what was read any more; it has to be looked at once more."""


class SectionsMissing(ReportRefused):
    """Sections that the report needs have no words yet."""

    def __init__(self, missing):
        super().__init__(f"Not written yet: {', '.join(section.title for section in missing)}.")
        self.missing = missing


@dataclass(frozen=True)
class Passage:
    """A step that a commissioner takes: from which state to which, and whether it needs a reason."""

    kind: str
    before: str
    after: str
    needs_words: bool = False


RETURN = Passage(Kind.RETURNED, State.SUBMITTED, State.RETURNED, needs_words=True)
ACCEPT = Passage(Kind.ACCEPTED, State.SUBMITTED, State.ACCEPTED)
PUBLISH = Passage(Kind.PUBLISHED, State.ACCEPTED, State.PUBLISHED)
WITHDRAW = Passage(Kind.WITHDRAWN, State.PUBLISHED, State.ACCEPTED, needs_words=True)


@transaction.atomic
def submit_edition(*, edition, seen, by, on=None, at=None):
    """Hand a version in: what `seen` is the fingerprint of is frozen, and its files are made after commit.

    `on` is the day of its evidence, today unless it is told later. Raises SectionsMissing, DraftMoved where the draft
    is not what was read, and ReportRefused.
    """
    edition = standing_edition(edition)
    refuse_role(by, edition.report.programme, SUBMIT, "The coordinator hands reports in.")
    if edition.state == State.SUBMITTED and edition.fingerprint == seen:
        return edition
    if not edition.is_open:
        raise ReportRefused(
            f"This version is {edition.get_state_display().lower()} already. {_last_words(edition, by)}"
        )
    if missing := missing_from(edition):
        raise SectionsMissing(missing)
    on = on or timezone.localdate()
    draft = drafted(edition, on)
    if draft.fingerprint != seen:
        raise DraftMoved("Figures or words changed while you looked at it. Read it once more before you hand it in.")
    edition.content, edition.evidence, edition.fingerprint = draft.content, draft.evidence, draft.fingerprint
    edition.as_at, edition.state = on, State.SUBMITTED
    edition.made_parts, edition.made_at, edition.failure = 0, None, ""
    saved(edition, by, at)
    take_step(edition, Kind.SUBMITTED, by, at=at)
    queue_files(edition=edition)
    return edition


@transaction.atomic
def review_edition(*, edition, passage, seen, by, words="", at=None):
    """Take one of the commissioner's steps with the version whose fingerprint is `seen`.

    A returned version can be written in again; what was handed in goes, and its fingerprint stays with the step.
    Raises DraftMoved where it was handed in anew meanwhile, and ReportRefused.
    """
    edition, words = standing_edition(edition), tidy(words)
    refuse_role(by, edition.report.programme, REVIEW, "Only a commissioner of the programme does this.")
    last = edition.steps.last()
    if edition.state == passage.after and (last.kind, last.fingerprint, last.words) == (passage.kind, seen, words):
        return edition
    if edition.state != passage.before:
        raise ReportRefused(f"That cannot be done now. {_last_words(edition, by)}")
    if edition.fingerprint != seen:
        raise DraftMoved("This version was handed in anew while you looked at it. Read it once more.")
    if passage.needs_words and not words:
        raise ReportRefused("Write the reason; it stays with the version.", "words")
    _refuse_publishing(edition, passage)
    edition.state = passage.after
    take_step(edition, passage.kind, by, words, at=at)
    if passage is RETURN:
        _thaw(edition, by, at)
    else:  # without how far its files are: that is noted at any time
        saved(edition, by, at, fields=["state"])
    return edition


def _thaw(edition, by, at):
    """Forget what was handed in, so that the evidence is live again."""
    edition.content = edition.evidence = edition.as_at = edition.made_at = edition.progressed_at = None
    edition.fingerprint, edition.made_parts, edition.failure = "", 0, ""
    saved(edition, by, at)
    EditionFile.objects.filter(edition=edition).delete()


def _refuse_publishing(edition, passage):
    if passage is not PUBLISH:
        return
    if edition.made_at is None:
        raise ReportRefused("Its files are not made yet. Publish it once they are.")
    newer = edition.report.editions.filter(number__gt=edition.number, state__in=Edition.ACCEPTED).first()
    if newer:
        raise ReportRefused(f"Version {newer.number} was accepted since. Publish that one.")


def _last_words(edition, viewer):
    """Who took the last step and when, in words that the viewer may read."""
    last = edition.steps.last()
    who = naming_for(edition.report.programme, viewer)(last.taken_by_id, "somebody")
    return f"{last.get_kind_display()} by {who} on {date_format(timezone.localdate(last.taken_at), 'j F Y')}."
