"""What happened to one issue, in order: raised, put to an agency, acknowledged, replies, outcome."""

from datetime import date
from typing import NamedTuple

from neighbourhoods.models import AgencyReply


class Moment(NamedTuple):
    """One thing that happened: `words` may be empty; `reply` is the reply that it tells of, if it is one."""

    on: date
    title: str
    words: str = ""
    icon: str = "ok"
    reply: AgencyReply | None = None


def story_of(issue, replies, sees_words):
    """The Moments of an issue in order. Words of replies may name somebody, so not everybody `sees_words`."""
    found = [Moment(issue.raised_on, f"Raised by {issue.get_raised_by_display().lower()}", icon="note")]
    if issue.sent_on:
        found.append(Moment(issue.sent_on, f"Put to {issue.agency}", icon="open"))
    if issue.acknowledged_on:
        found.append(Moment(issue.acknowledged_on, f"Acknowledged by {issue.agency}", icon="open"))
    found += [_reply(reply, issue, sees_words) for reply in replies]
    if issue.outcome:
        found.append(Moment(issue.outcome_on, issue.get_outcome_display(), issue.outcome_words))
    return sorted(found, key=lambda moment: moment.on)  # of one day, in the order above


def _reply(reply, issue, sees_words):
    who = issue.agency or "An agency"
    title = f"{who} answered" if reply.is_substantive else f"{who} sent a holding reply"
    words = reply.words if sees_words else ""
    return Moment(reply.replied_on, title, words, "ok" if reply.is_substantive else "open", reply)
