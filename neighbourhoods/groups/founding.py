"""When a group was founded, as roughly as people know it; the day kept is the first of what they say."""

from datetime import datetime

from commissioning.forms.fields import DATE_FORMATS

ROUGHLY = (*DATE_FORMATS, "%B %Y", "%b %Y", "%m/%Y", "%Y-%m", "%Y")
EARLIEST = 1000


def founding_day(words):
    """The first day of a day, a month or a year in words; None where it is none of these."""
    for pattern in ROUGHLY:
        try:
            day = datetime.strptime(words.strip(), pattern).date()
        except ValueError:
            continue
        return day if day.year >= EARLIEST else None
    return None


def founding_words(day):
    """The day as people say it: the first of January is the year alone."""
    return f"{day:%Y}" if (day.month, day.day) == (1, 1) else f"{day:%-d %B %Y}"
