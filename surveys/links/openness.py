"""Whether the links of a wave can be answered today, and why not, in words for the evaluator."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format

from surveys.doors import Door
from surveys.models import Sample

LOCKED = "The wave is locked: it is evidence and takes no more answers."


@dataclass(frozen=True)
class Openness:
    """Whether links are answered today; what the evaluator reads about it, and whether that is a warning."""

    is_working: bool
    words: str
    is_warning: bool = False


def openness_of(wave, on=None):
    """The Openness of a wave on a day (today)."""
    on = on or timezone.localdate()
    if wave.is_locked:
        return Openness(False, LOCKED)
    first, last = (date_format(day, "j F Y") for day in (wave.starts_on, wave.ends_on))
    reason = why_closed(wave, on)
    if reason == "over":
        return Openness(False, f"Fieldwork ended on {last}, so no link works any more.", wave.takes_answers_online)
    if not wave.takes_answers_online:
        return Openness(False, f"Closed. Once it is opened, links work from {first} to {last}.")
    if reason == "not-yet":
        return Openness(False, f"Opened, but links work only from {first} to {last}.", True)
    return Openness(True, f"Open. Links work until {last}, that day included.")


def why_closed(wave, on=None):
    """Why nobody can answer by a link of the wave on a day (today), as `Door.why_closed` says it."""
    return Door("", wave.questionnaire, Sample(wave=wave)).why_closed(on)
