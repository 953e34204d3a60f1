"""“You said, we did” of a neighbourhood: what residents raised and what came of it, in words made for residents."""

from typing import NamedTuple

from commissioning.calendar import month_start
from neighbourhoods.issues.clock_words import days_words
from neighbourhoods.models import CommunityIssue

PERIODS = {"3": "Last 3 months", "12": "Last 12 months", "all": "Since the start"}
USUAL = "12"
Outcome = CommunityIssue.Outcome
PARTS = (
    (Outcome.CHANGED, "What changed"),
    (Outcome.AGREED, "What is promised"),
    (Outcome.ANSWERED, "What was answered"),
    (Outcome.DECLINED, "What was declined, and why"),
)


class Said(NamedTuple):
    """One thing that residents raised. `did` is what came of it, in the words that were written for residents."""

    title: str
    raised_on: object
    agency: str
    on: object
    did: str
    waiting: str = ""


def first_day(period, today):
    """The first day of a period, None where it begins with the programme."""
    return None if period == "all" else month_start(today, 1 - int(period))


def issues_for(place, since):
    """What may stand on the page, clocked: settled or answered since a day, and whatever still waits."""
    issues = CommunityIssue.objects.filter(neighbourhood=place, is_public=True).exclude(outcome=Outcome.WITHDRAWN)
    return [issue for issue in issues.clocked().select_related("agency") if since is None or is_news(issue, since)]


def is_news(issue, since):
    """Whether something came of it since a day, or nothing has yet."""
    settled_on = issue.outcome_on or issue.answered_on
    return settled_on is None or settled_on >= since


def parts_of(issues, today):
    """(heading, Saids) of what came of them, the latest first, then what is not settled yet, and what waits."""
    parts = [
        (heading, [_settled(issue) for issue in _latest(issues) if issue.outcome == outcome])
        for outcome, heading in PARTS
    ]
    still_open = [issue for issue in issues if not issue.outcome]
    answered = sorted((issue for issue in still_open if issue.answered_on), key=lambda issue: issue.answered_on)
    waiting = sorted((issue for issue in still_open if not issue.answered_on), key=lambda issue: issue.raised_on)
    parts.append(("Answered, and not settled yet", [_answered(issue) for issue in answered]))
    parts.append(("Still waiting for an answer", [_waiting(issue, today) for issue in waiting]))
    return [(heading, found) for heading, found in parts if found]


def _latest(issues):
    return sorted((issue for issue in issues if issue.outcome), key=lambda issue: issue.outcome_on, reverse=True)


def _settled(issue):
    return Said(issue.title, issue.raised_on, _agency(issue), issue.outcome_on, issue.outcome_words)


def _answered(issue):
    return Said(issue.title, issue.raised_on, _agency(issue), issue.answered_on, "")


def _waiting(issue, today):
    return Said(issue.title, issue.raised_on, _agency(issue), None, "", days_words(issue.clock.days(today)))


def _agency(issue):
    """Whom it was put to, "" while that is nobody."""
    return str(issue.agency) if issue.agency and issue.sent_on else ""
