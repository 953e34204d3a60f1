"""What the address of a page asks for. Nonsense is no choice: the page then shows what it shows anyway."""

from datetime import date

from django.utils import timezone
from django.utils.formats import date_format

EARLIEST = date(1900, 1, 1)


def can_be_asked(on):
    """Whether the registers tell anything of a day: not of days ahead, nor of days before anybody's memory."""
    return EARLIEST <= on <= timezone.localdate()


def past_day_of(given):
    """The day that an address names as 2026-11-22, or None for what is no day of the past."""
    try:
        on = date.fromisoformat(given or "")
    except ValueError:
        return None
    return on if can_be_asked(on) else None


def day_fault(given, *, since):
    """Why a day that was typed into the address of a page cannot be shown, in words; "" where it can, or none was."""
    if not given:
        return ""
    try:
        on = date.fromisoformat(given)
    except ValueError:
        return "This is no day. Write it as 2026-11-22."
    if on > timezone.localdate():
        return "This day is still to come. Choose today or a day before."
    return f"Choose a day from {date_format(since)} on." if on < since else ""


def day_of(given):
    """The day that an address names; today where it names none of the past."""
    return past_day_of(given) or timezone.localdate()


def one_of(given, choices):
    """What was given if it is one of the choices, else ""."""
    return given if given in choices else ""


def place_of(given, places):
    """The neighbourhood with the given code among `places`, or None."""
    return next((place for place in places if place.code == given), None)
