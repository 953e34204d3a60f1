"""When interviews may be held and sent.

They are held on the days of a wave's fieldwork. One that waits on a phone without a signal may come in a week later.
"""

from datetime import timedelta

LATEST_DAYS = 7


def last_day_to_send(wave):
    return wave.ends_on + timedelta(days=LATEST_DAYS)


def state_of(wave, today):
    """How far a wave is for interviewers: "locked", "not-yet", "open", "late" (to be sent, not held) or "over"."""
    if wave.is_locked:
        return "locked"
    if today < wave.starts_on:
        return "not-yet"
    if today <= wave.ends_on:
        return "open"
    return "late" if today <= last_day_to_send(wave) else "over"


def why_not_sent(wave, today):
    """Why no interview of an unlocked wave is taken in on the day `today`, in words; or nothing."""
    state = state_of(wave, today)
    if state == "not-yet":
        return f"Fieldwork of {wave} begins on {in_words(wave.starts_on)}."
    if state == "over":
        return (
            f"Fieldwork of {wave} ended on {in_words(wave.ends_on)}; its interviews could be sent until "
            f"{in_words(last_day_to_send(wave))}."
        )
    return ""


def why_not_held(wave, on, today):
    """Why no interview can have been held on the day `on`, in words; or nothing."""
    if on > today:
        return f"Day of the interview: {in_words(on)} has not come yet. Look at the day that this phone shows."
    if not wave.starts_on <= on <= wave.ends_on:
        fieldwork = f"from {in_words(wave.starts_on)} to {in_words(wave.ends_on)}"
        return f"Day of the interview: choose one of the days of fieldwork, {fieldwork}."
    return ""


def in_words(day):
    return f"{day.day} {day:%B %Y}"
