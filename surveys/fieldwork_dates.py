"""When fieldwork can have been: what is wrong with the first and the last day of a wave."""

from datetime import date, timedelta

from django.utils import timezone

EARLIEST = date(2000, 1, 1)
FIVE_YEARS = timedelta(days=5 * 365 + 1)
MOST_DAYS = 366


def date_faults(starts_on, ends_on):
    """The field and what is wrong with it, for the day that cannot be meant; a day that is None is passed over."""
    if starts_on and (why := _far_off(starts_on)):
        return [("starts_on", f"First day of fieldwork: that is {why}. Check the year.")]
    if starts_on and ends_on and (why := _too_long((ends_on - starts_on).days + 1)):
        return [("ends_on", why)]
    return []


def _far_off(day):
    if day < EARLIEST:
        return f"before {EARLIEST.year}"
    return "more than five years ahead" if day > timezone.localdate() + FIVE_YEARS else ""


def _too_long(days):
    if days < 1:
        return "The last day must not be before the first day."
    if days > MOST_DAYS:
        return (
            f"Fieldwork lasts at most {MOST_DAYS} days; this would be {days:,}. Check the years, or open a wave for "
            "each round."
        )
    return ""
