"""What became of the issues that each agency was asked about, side by side. Counts keep their number."""

from dataclasses import dataclass

from neighbourhoods.issues.clocks import IssueClock, Wait, answered_in_time, median_wait
from neighbourhoods.models import Agency, CommunityIssue

FEW = 5  # below so many, agencies are not put in order by a share
SORTS = ("name", "put", "in_time", "days", "changed", "declined", "longest")


@dataclass(frozen=True)
class AgencyRecord:
    """One agency. `acknowledged_days` and `answer_days` are medians from the day it was asked, None where unknown.

    They are Kaplan-Meier medians, in which what still waits counts too, so an agency gains nothing by leaving hard
    issues unanswered. `in_time` is counted from the day an issue was raised, as F7 is. `withdrawn` were taken back
    before there was an answer: with those answered and waiting they add up to all that were put to it.
    """

    agency: Agency
    put: int
    acknowledged: int
    acknowledged_days: int | None
    in_time: int
    due: int
    answered: int
    withdrawn: int
    answer_days: int | None
    changed: int
    declined: int
    waiting: int
    longest: int | None

    @property
    def is_few(self):
        """Whether too few answers were due to put it in order by their share."""
        return self.due < FEW


def records_of(programme, on, limit):
    """An AgencyRecord for every agency of a programme as at the day `on`, by name. Two queries."""
    agencies = list(Agency.objects.of(programme))
    asked = {agency.pk: [] for agency in agencies}
    issues = CommunityIssue.objects.of(programme).clocked().filter(sent_on__lte=on, agency__isnull=False)
    for issue in issues.order_by():
        asked[issue.agency_id].append(issue)
    return [record_of(agency, asked[agency.pk], on, limit) for agency in agencies]


def record_of(agency, issues, on, limit):
    """The AgencyRecord of one agency from the clocked issues that were put to it."""
    clocks = [issue.clock for issue in issues]
    in_time = answered_in_time(clocks, on, limit)
    acknowledged = [_acknowledged(issue, on) for issue in issues]
    answers = [_answer(issue, on) for issue in issues]
    waiting = [clock.days(on) for clock in clocks if clock.is_waiting(on)]
    answered = sum(wait.came for wait in answers)
    outcomes = [issue.outcome for issue in issues]
    return AgencyRecord(
        agency=agency,
        put=len(issues),
        acknowledged=sum(wait.came for wait in acknowledged),
        acknowledged_days=median_wait(acknowledged),
        in_time=in_time.in_time,
        due=in_time.due,
        answered=answered,
        withdrawn=len(issues) - answered - len(waiting),
        answer_days=median_wait(answers),
        changed=outcomes.count(CommunityIssue.Outcome.CHANGED),
        declined=outcomes.count(CommunityIssue.Outcome.DECLINED),
        waiting=len(waiting),
        longest=max(waiting, default=None),
    )


def in_order(records, sort, is_descending=False):
    """Records by one of SORTS. What is unknown, and what is too few for a share, comes last in either direction."""
    if sort == "name":
        return sorted(records, key=lambda record: record.agency.name.casefold(), reverse=is_descending)
    known = [record for record in records if _value(record, sort) is not None]
    unknown = [record for record in records if _value(record, sort) is None]
    return sorted(known, key=lambda record: _value(record, sort), reverse=is_descending) + unknown


def _value(record, sort):
    """What a record is put in order by, None where it cannot be."""
    if not record.put:
        return None
    if sort == "in_time":
        return None if record.is_few else record.in_time / record.due
    return record.answer_days if sort == "days" else getattr(record, sort)


def _acknowledged(issue, on):
    """Days from being put to the agency until it said that it has the issue; an answer says so too."""
    days = [issue.acknowledged_on, issue.clock.answer_by(on)]
    came = min((day for day in days if day is not None and day <= on), default=None)
    return _wait(issue, came, on)


def _answer(issue, on):
    return _wait(issue, issue.clock.answer_by(on), on)


def _wait(issue, came, on):
    """The Wait from the day it was put to the agency; an answer that was there before came on that day."""
    clock: IssueClock = issue.clock
    until = came or clock.stopped_by(on) or on
    return Wait(max((until - issue.sent_on).days, 0), came is not None)
