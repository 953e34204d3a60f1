"""When fieldwork can have been: what is wrong with the first and the last day of a wave."""

from datetime import date, timedelta

from django.utils import timezone

EARLIEST = date(2000, 1, 1)
YEARS_AHEAD = timedelta(days=5 * 365 + 1)
MOST_DAYS = 366


def date_faults(starts_on, ends_on):
    """(field, what is wrong with it) for each day that cannot be meant; a day that is None is passed over."""
    if starts_on and starts_on < EARLIEST:
        yield "starts_on", "First day of fieldwork: that is before 2000. Check the year."
    if starts_on and starts_on > timezone.localdate() + YEARS_AHEAD:
        yield "starts_on", "First day of fieldwork: that is more than five years ahead. Check the year."
    if starts_on and ends_on and ends_on < starts_on:
        yield "ends_on", "The last day must not be before the first day."
    if starts_on and ends_on and (days := (ends_on - starts_on).days + 1) > MOST_DAYS:
        yield (
            "ends_on",
            f"Fieldwork lasts at most {MOST_DAYS} days; this would be {days:,}. Check the years, or open a wave for "
            "each round.",
        )
