"""The clock of an issue in words: how long it waits or waited, and what that is against the days an agency has."""

from typing import NamedTuple

from commissioning.number_words import counted


class ClockFace(NamedTuple):
    """`words` tell the waiting, `note` what it is against the limit; `state` is one of STATES, for the icon."""

    words: str
    note: str
    state: str


STATES = ("waiting", "late", "answered", "withdrawn")


def days_words(number):
    """1 day, 12 days."""
    return counted(number, "day")


def face_of(clock, on, limit):
    """The ClockFace of an IssueClock on the day `on`, with `limit` days for an answer."""
    days = clock.days(on)
    over = days - limit
    if clock.is_waiting(on):
        return _waiting(days, over)
    if clock.answer_by(on) is None:
        return ClockFace(f"withdrawn after {days_words(days)}", "", "withdrawn")
    words = f"answered after {days_words(days)}" if days else "answered on the same day"
    return ClockFace(words, f"{days_words(over)} late" if over > 0 else "in time", "answered")


def _waiting(days, over):
    words = f"waiting {days_words(days)}" if days else "raised today"
    if over > 0:
        return ClockFace(words, f"{days_words(over)} late", "late")
    return ClockFace(words, f"{days_words(-over)} left" if over else "the last day in time", "waiting")
