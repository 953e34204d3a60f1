"""Remarks that are new, and remarks that were settled."""

from textwrap import shorten

from django.urls import reverse
from django.utils import timezone

from evaluation.steering.comments import remarks_for, with_about
from evaluation.steering.news import DONE, NOTE, News, topic


def comments(programme, user, since):
    """Remarks that somebody may read which were written or settled since."""
    found = with_about(programme, remarks_for(programme, user))
    new = [_line("New", each, each.written_at, NOTE) for each in found if each.written_at >= since.moment]
    settled = [
        _line("Settled", each, each.settled_at, DONE, f"What came of it: {each.settled_how}")
        for each in found
        if each.settled_at and each.settled_at >= since.moment
    ]
    return topic(
        "Comments",
        [*new, *settled],
        nothing="Nobody commented, and no comment was settled.",
        url=reverse("evaluation:comment-list", args=[programme.slug]),
    )


def _line(word, comment, at, icon, detail=""):
    words = shorten(comment.words, 160, placeholder=" …")
    detail = detail or f"On {comment.about.words}"
    return News(f"{word}: {words}", comment.get_absolute_url(), timezone.localdate(at), detail, icon)
