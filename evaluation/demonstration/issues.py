"""What Harbourside's residents raised, whom it was put to, the replies, and what came of it. What it was is in
`issue_words`.
"""

from datetime import timedelta
from typing import NamedTuple

import numpy as np
from simple_history.utils import bulk_create_with_history

from commissioning.models import Role
from evaluation.demonstration.activities import CORNERS
from evaluation.demonstration.borough import SEED, WARDS, place_of
from evaluation.demonstration.history import written
from evaluation.demonstration.issue_words import HELD_BACK, MATTERS, REPLIES, WITHDRAWN, Matter
from evaluation.demonstration.links import AGENCIES
from neighbourhoods.models import AgencyReply, CommunityIssue

Outcome, RaisedBy = CommunityIssue.Outcome, CommunityIssue.RaisedBy
# Months in which issues are raised in wards of a cohort, and how many in each.
RAISED = {1: (7, 39, 23), 2: (25, 39, 11), 3: (34, 39, 0)}
# Days to a real reply, by how the agency's name begins: until the month in which somebody was named, and since.
DAYS_TO_REPLY = {"Harbourside Council": (26, 118, 52), "Harbourside NHS": (99, 124, 124), "Marram": (99, 44, 44)}
USUAL_DAYS = (99, 70, 70)
NEVER_ANSWERED = {"Harbourside Council": 0.08, "Harbourside NHS": 0.3}
SELDOM = 0.05
DECIDED_DAYS_AFTER = (0, 14, 40, 75)
GIVEN_UP, GIVEN_UP_AFTER = 3, 300  # of nine issues that nobody answers, and after how many days


class Drawn(NamedTuple):
    """An issue of a ward: what, raised in which month, and the days that things took; None has not come."""

    ward: int
    matter: Matter
    title: str
    month: int
    day: int
    raised_by: str
    to_sending: int
    to_acknowledging: int | None
    to_holding: int | None
    to_reply: int | None
    outcome: str
    to_outcome: int
    chance: int


def draw_issues():
    """Every issue, in wards that were supported when it was raised."""
    rng = np.random.default_rng([SEED, 27])
    for place, ward in enumerate(WARDS):
        first, last, count = RAISED[ward.cohort]
        matters = rng.permutation(len(MATTERS)).tolist()
        for each in range(count):
            month = first + (last - first) * each // max(count - 1, 1)
            yield _issue(place, MATTERS[matters[each % len(MATTERS)]], month, rng)


def _issue(place, matter, month, rng):
    day, chance = 1 + int(rng.integers(0, 28)), int(rng.integers(1_000_000))
    sent, reply = int(rng.integers(1, 12)), _days_to_reply(matter.agency, month, rng)
    acknowledged = sent + int(rng.integers(1, 10)) if rng.random() < 0.75 else None
    return Drawn(
        place,
        matter,
        matter.title.format(s=CORNERS[place][chance % 2], w=WARDS[place].name),
        month,
        day,
        (RaisedBy.RESIDENT, RaisedBy.GROUP, RaisedBy.EVENT)[chance % 3],
        sent,
        acknowledged,
        sent + 21 if reply and reply > 60 and rng.random() < 0.5 else None,
        max(reply, sent + 2) if reply else None,
        _outcome(matter, chance, rng),
        DECIDED_DAYS_AFTER[chance % 4],
        chance,
    )


def _days_to_reply(agency, month, rng):
    """None where none ever came."""
    if rng.random() < next((share for name, share in NEVER_ANSWERED.items() if agency.startswith(name)), SELDOM):
        return None
    own = next((days for name, days in DAYS_TO_REPLY.items() if agency.startswith(name)), USUAL_DAYS)
    until, before, since = own
    return max(int(rng.gamma(3, (before if month < until else since) / 3)), 3)


def _outcome(matter, chance, rng):
    """Of those answered, nearly half changed something; a quarter is still being seen to."""
    if rng.random() < 0.22:
        return ""
    possible = [Outcome.ANSWERED, Outcome.AGREED, Outcome.DECLINED]
    possible += [Outcome.CHANGED] * 3 if matter.changed else []
    return possible[chance % len(possible)]


def fill_issues(register, neighbourhoods, agencies, users):
    """Write every issue with its replies, and the few that wait for the fieldworker today."""
    by_name = {name: row for (name, _, _), row in zip(AGENCIES, agencies, strict=True)}
    made = [_row(register, each, neighbourhoods, by_name) for each in draw_issues()]
    made += [_standing(register, waits, neighbourhoods, by_name) for waits in WAITS]
    fieldworker = {place_of(name) for name in ("Ropewalk", "Tanyard", "Netherfold")}
    for issue, place, _ in made:
        by = users[Role.FIELDWORKER if place in fieldworker else Role.COORDINATOR]
        written(issue, max(filter(None, _days_of(issue))), by)
    bulk_create_with_history([issue for issue, _, _ in made], CommunityIssue)
    replies = [reply for _, _, replies in made for reply in replies]
    for reply in replies:
        written(reply, reply.replied_on, reply.issue._history_user)
    bulk_create_with_history(replies, AgencyReply)


def _days_of(issue):
    return issue.raised_on, issue.sent_on, issue.acknowledged_on, issue.outcome_on


def _row(register, each, neighbourhoods, agencies):
    """The issue as it stands today: what lies ahead of today has not happened."""
    days = register.days
    raised_on = days.on(each.month, each.day)
    sent_on = _later(days, raised_on, each.to_sending)
    issue = CommunityIssue(
        neighbourhood=neighbourhoods[each.ward],
        title=each.title,
        detail=each.matter.detail,
        theme=each.matter.theme,
        raised_by=each.raised_by,
        group=_group(register, each) if each.raised_by == RaisedBy.GROUP else None,
        raised_on=raised_on,
        agency=agencies[each.matter.agency] if sent_on else None,
        sent_on=sent_on,
        acknowledged_on=_later(days, raised_on, each.to_acknowledging) if sent_on else None,
        is_public=each.chance % 17 > 0,
    )
    return issue, each.ward, _settled(days, issue, each)


def _later(days, on, after):
    return days.after(on, after) if after is not None else None


def _group(register, each):
    there = [drawn for drawn in register.by_ward[each.ward] if drawn.is_known_in(each.month)]
    return register.rows[there[each.chance % len(there)].number] if there else None


def _settled(days, issue, each):
    """The replies so far; gives the issue its outcome where that has come, or where nobody waits any more."""
    replies = []
    if issue.sent_on and (holding_on := _later(days, issue.raised_on, each.to_holding)):
        replies.append(AgencyReply(issue=issue, replied_on=holding_on, is_substantive=False, words=REPLIES["holding"]))
    replied_on = _later(days, issue.raised_on, each.to_reply) if issue.sent_on else None
    if replied_on:
        words = _words(each.matter, each.outcome)
        replies.append(AgencyReply(issue=issue, replied_on=replied_on, words=words or REPLIES["answer"]))
        if each.outcome and (on := days.after(replied_on, each.to_outcome)):
            issue.outcome, issue.outcome_on, issue.outcome_words = each.outcome, on, words
    elif each.chance % 9 < GIVEN_UP and (on := days.after(issue.raised_on, GIVEN_UP_AFTER)):
        issue.outcome, issue.outcome_on, issue.outcome_words = Outcome.WITHDRAWN, on, WITHDRAWN
    return replies


def _words(matter, outcome):
    if outcome == Outcome.CHANGED:
        return matter.changed
    return matter.declined if outcome == Outcome.DECLINED else REPLIES.get(outcome, "")


class Waiting(NamedTuple):
    """An issue that waits in a ward of the fieldworker: raised so many days ago, put to an agency or not yet."""

    ward: str
    days: int
    title: str
    theme: str
    agency: str | None


WAITS = (
    Waiting("Ropewalk", 108, "A crossing at Twine Street, by the school gate", "place",
            "Harbourside Council, roads and waste"),
    Waiting("Ropewalk", 5, "A bench between the shops and the surgery", "place", None),
    Waiting("Tanyard", 96, "A nurse’s hour in Bark Street", "body", "Harbourside NHS Trust"),
    Waiting("Tanyard", 3, "The lift in Hide Yard stands still at weekends", "homes", None),
    Waiting("Netherfold", 121, "A say in where the new health centre has its door", "services",
            "Harbourside NHS Trust"),
)  # fmt: skip


def _standing(register, waits, neighbourhoods, agencies):
    days, place = register.days, place_of(waits.ward)
    raised_on = days.ago(waits.days)
    sent_on = raised_on + timedelta(days=4) if waits.agency else None
    issue = CommunityIssue(
        neighbourhood=neighbourhoods[place],
        title=waits.title,
        theme=waits.theme,
        raised_by=RaisedBy.EVENT if waits.agency else RaisedBy.RESIDENT,
        raised_on=raised_on,
        agency=agencies[waits.agency] if waits.agency else None,
        sent_on=sent_on,
        acknowledged_on=sent_on + timedelta(days=6) if sent_on else None,
    )
    if waits.days < 110:
        return issue, place, []
    holding_on = raised_on + timedelta(days=30)
    return issue, place, [AgencyReply(issue=issue, replied_on=holding_on, is_substantive=False, words=HELD_BACK)]
