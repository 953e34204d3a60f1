"""What the address of a list asks for. Nonsense is no choice: the list then shows what it shows anyway."""

from datetime import date

from django.utils import timezone

EARLIEST_YEAR = 1900


def day_of(given, otherwise=None):
    """The day that an address names as 2026-11-22; `otherwise`, or today, for anything else and for days ahead."""
    today = timezone.localdate()
    try:
        day = date.fromisoformat(given or "")
    except ValueError:
        return otherwise or today
    return day if day.year >= EARLIEST_YEAR and day <= today else otherwise or today


def one_of(given, choices):
    """What was given if it is one of the choices, else ""."""
    return given if given in choices else ""


def place_of(given, places):
    """The neighbourhood with the given code among `places`, or None."""
    return next((place for place in places if place.code == given), None)
