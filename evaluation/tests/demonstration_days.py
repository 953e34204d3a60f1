"""Days on which something of the demonstration might be askew, and how tests travel to them."""

from datetime import date, datetime, time

import time_machine
from django.utils import timezone

AWKWARD_DAYS = [
    date(2026, 11, 30),  # the last day of a month
    date(2026, 12, 1),  # the first
    date(2027, 1, 1),
    date(2027, 2, 28),
    date(2028, 2, 29),
]


def at_noon(day):
    """Travel to the middle of the day `day`, in London."""
    return time_machine.travel(datetime.combine(day, time(12), tzinfo=timezone.get_default_timezone()), tick=False)
