"""Remarks among all that waits for people: a reply to one's own, and open ones on a report for who writes it.

A title never repeats the words of a remark: what is late in a programme is listed to every member.
"""

from datetime import timedelta

from django.db.models import Prefetch
from django.utils import timezone

from commissioning.models import Role
from commissioning.reminders import Due, source
from evaluation.models import Comment, Edition, EditionStep

DAYS_TO_SETTLE = timedelta(days=14)


@source
def open_remarks(programme, until):
    """Open remarks that somebody has replied to, for their authors; those on a report, for whoever began to write it.

    A report that is still being written for the first time keeps its remarks to those who see it.
    """
    found = Comment.objects.of(programme).filter(answers=None, settled_at=None)
    found = found.exclude(edition__state=Edition.State.DRAFT).select_related("edition__report", "programme")
    replies = Prefetch("replies", Comment.objects.order_by("written_at", "pk"))
    remarks = list(found.defer("edition__content", "edition__evidence").prefetch_related(replies))
    writers = _writers({remark.edition_id for remark in remarks} - {None})
    for remark in remarks:
        due = _reply(remark) or _on_report(remark, writers)
        if due is not None and due.on <= until:
            yield due


def _reply(remark):
    """That somebody else had the last word on one's own remark."""
    last = max(remark.replies.all(), key=lambda reply: reply.pk, default=None)
    if last is None or last.written_by_id == remark.written_by_id or remark.written_by_id is None:
        return None
    if remark.edition_id and remark.edition.is_open:
        return None  # returned to its writers: whoever else wrote the remark may not see it now
    return Due(
        what="Reply to your comment",
        title=f"On {_thing(remark)}: say whether that settles it",
        on=timezone.localdate(last.written_at) + DAYS_TO_SETTLE,
        url=remark.get_absolute_url(),
        owner_id=remark.written_by_id,
    )


def _on_report(remark, writers):
    """A remark on a report to which nobody has replied yet, or its author came back to."""
    if remark.edition_id is None:
        return None
    return Due(
        what="Comment on a report",
        title=f"On {_thing(remark)}: reply, or say what came of it",
        on=timezone.localdate(_last_word(remark)) + DAYS_TO_SETTLE,
        url=remark.get_absolute_url(),
        owner_id=writers.get(remark.edition_id),
        roles=(Role.COORDINATOR,),
    )


def _last_word(remark):
    return max([remark.written_at, *(reply.written_at for reply in remark.replies.all())])


def _thing(remark):
    if remark.edition_id:
        return f"“{remark.edition.report}”"
    return f"indicator {remark.indicator}" if remark.indicator else "the programme"


def _writers(editions):
    """Edition id -> who began to write it."""
    steps = EditionStep.objects.filter(edition__in=editions, kind=EditionStep.Kind.STARTED)
    return dict(steps.values_list("edition", "taken_by")) if editions else {}
