"""What happens to a remark: written, put right while nobody has replied, replied to, settled, opened again."""

from django.db import transaction
from django.utils import timezone

from commissioning.actions.entries import EntryRefused, hold, save_entry
from commissioning.people import naming_for
from evaluation.models import Comment

SETTLE = "evaluation.settle_comments"


class CommentRefused(EntryRefused):
    """The remark cannot be changed, answered or settled like this; the message says why."""


@transaction.atomic
def add_comment(*, programme, comment, by):
    """Write down a remark, or a reply to one that is open. Sent twice it is written once. Raises CommentRefused."""
    hold(programme)
    if comment.answers_id and not Comment.objects.filter(key=comment.key).exists():
        _refuse_settled(_stored(programme, comment.answers_id))
    comment.written_by, comment.written_as = by, programme.membership_of(by).role
    return save_entry(programme=programme, entry=comment, by=by)


@transaction.atomic
def change_words(*, programme, comment, by, seen=None):
    """Put one's own words right, while nobody has replied. What stood there before is in the record of changes."""
    hold(programme)
    if why := why_words_stay(_stored(programme, comment.pk), by):
        raise CommentRefused(why)
    return save_entry(programme=programme, entry=comment, by=by, seen=seen)


@transaction.atomic
def settle_comment(*, programme, comment, how, by):
    """Say what came of a remark, so that it is settled. Said twice it is said once. Raises CommentRefused."""
    hold(programme)
    stored = _stored(programme, comment.pk)
    _refuse_unless_may_settle(stored, by)
    if stored.settled_at is not None:
        if (stored.settled_how, stored.settled_by_id) == (how, by.pk):
            return stored
        who = naming_for(programme, by)(stored.settled_by_id, "somebody who has left")
        raise CommentRefused(f"This was settled already, by {who}. Open it again to put that right.")
    stored.settled_at, stored.settled_by, stored.settled_how = timezone.now(), by, how
    return _written(stored, by, "Settled")


@transaction.atomic
def reopen_comment(*, programme, comment, by):
    """Say that a remark is not settled after all. How it was settled stays in its changes. An open one stays open."""
    hold(programme)
    stored = _stored(programme, comment.pk)
    _refuse_unless_may_settle(stored, by)
    if stored.settled_at is None:
        return stored
    stored.settled_at, stored.settled_by, stored.settled_how = None, None, ""
    return _written(stored, by, "Opened again")


def may_settle(programme, user, comment):
    """Whether somebody may settle a remark or open it again: its author, and whoever settles remarks here."""
    return comment.written_by_id == user.pk or user.has_perm(SETTLE, programme)


def why_words_stay(comment, by):
    """Why somebody may not put the words of a remark or reply right, or "" where they may."""
    if comment.written_by_id != by.pk:
        return "These are somebody else’s words."
    remark = comment.answers or comment
    if remark.settled_at is not None:
        return "The comment is settled, so its words stay. Open it again to go on."
    if remark.replies.filter(pk__gt=comment.pk).exists():
        return "Somebody has replied, so these words stay. Add a reply to put them right."
    return ""


def _refuse_unless_may_settle(comment, by):
    if not may_settle(comment.programme, by, comment):
        raise CommentRefused("Only whoever wrote it, or whoever settles comments here, can do this.")


def _refuse_settled(remark):
    if remark.settled_at is not None:
        raise CommentRefused("This comment was settled while you wrote. Open it again to go on.")


def _stored(programme, pk):
    comment = Comment.objects.of(programme).select_related("answers").get(pk=pk)
    comment.programme = programme
    return comment


def _written(comment, by, reason):
    comment._history_user, comment._change_reason = by, reason
    comment.save(update_fields=["settled_at", "settled_by", "settled_how"])
    return comment
