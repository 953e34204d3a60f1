"""Since when the steering group asks what changed: its last meeting, another one, or any day."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_date

from commissioning.models import Meeting

WITHOUT_A_MEETING = timedelta(days=91)
DAY_FAULT = "Since: write a real day that is past, such as 2026-09-22."


@dataclass(frozen=True)
class Since:
    """The first `day` that counts as since: that of the `meeting`, where one was held, or the day that was asked for.

    The day of a meeting counts whole, so that nothing of its afternoon is lost between two meetings. `fault` says what
    is wrong with the day that was `typed`.
    """

    day: date
    meeting: Meeting | None = None
    typed: str = ""
    fault: str = ""

    @property
    def before(self):
        """The last day that does not count: how things stood then is what they are compared with."""
        return self.day - timedelta(days=1)

    @property
    def moment(self):
        """The moment at which the first day begins."""
        return timezone.make_aware(datetime.combine(self.day, time.min))


def meetings_held(programme, today):
    """Meetings of the steering group that were held before today, the latest first.

    On the day of a meeting the one before it counts as the last: the group is about to read what changed since.
    """
    steering = Meeting.objects.of(programme).filter(kind=Meeting.Kind.STEERING, held_on__lt=today)
    return list(steering.select_related("programme").order_by("-held_on", "-pk"))


def since_of(asked, meetings, today):
    """The Since that the address asks for: ?since= a day, ?meeting= one of `meetings`, else the latest of them."""
    typed = asked.get("since", "").strip()
    chosen = next((each for each in meetings if str(each.pk) == asked.get("meeting", "")), None)
    meeting = chosen or (meetings[0] if meetings else None)
    day = _day(typed, today)
    if day is not None:
        return Since(day, typed=typed)
    fault = DAY_FAULT if typed else ""
    return Since(meeting.held_on if meeting else today - WITHOUT_A_MEETING, meeting, typed, fault)


def _day(typed, today):
    """The day somebody typed, if there is such a day and it is not ahead; else None."""
    try:
        day = parse_date(typed)
    except ValueError:
        return None
    return day if day is not None and date(1900, 1, 1) <= day <= today else None
