"""How long a questionnaire takes: an estimate from its words, and what people really took.

The rule stands in docs/guides/evaluator.md: change both together.
"""

from dataclasses import dataclass
from statistics import median

from commissioning.number_words import counted
from surveys.disclosure import FEWEST_SHOWN
from surveys.models import Response
from surveys.models.questionnaires import Audience, Kind

# Seconds a word: 200 words a minute, as somebody reads who has to choose afterwards.
READING = 0.3
# Seconds to find the answer and give it, beyond reading.
DECIDING = {Kind.SINGLE: 4, Kind.MULTIPLE: 7, Kind.COUNT: 7, Kind.NUMBER: 9, Kind.TEXT: 35}
SEX_AND_AGE = 8
ROUTED = 0.5


@dataclass(frozen=True)
class TimeTaken:
    """How long answering really took: the median of `n` people in seconds; None where it is not to be told."""

    n: int
    seconds: float | None

    @property
    def words(self):
        """For example "6 minutes 40 seconds"."""
        return time_words(round(self.seconds))


def seconds_of(question):
    """What one question takes somebody who is asked it."""
    texts = [question.wording, question.hint, *(option["label"] for option in question.options)]
    return _reading(texts) + DECIDING[question.kind]


def estimated_seconds(questions, *, audience, texts=()):
    """What everything takes one person: questions that only some are asked count half; `texts` are read beside them."""
    asked = sum(seconds_of(question) * (ROUTED if question.asked_if else 1) for question in questions)
    who = SEX_AND_AGE if questions and audience == Audience.RESIDENTS else 0
    return asked + who + _reading(texts)


def seconds_for(questionnaire):
    """The estimate for a questionnaire with its introduction, consent and thanks."""
    texts = (questionnaire.introduction, questionnaire.consent, questionnaire.thanks)
    return estimated_seconds(questionnaire.asked, audience=questionnaire.audience, texts=texts)


def whole_minutes(seconds):
    """The minutes that are promised for an estimate in seconds, at least one."""
    return max(1, int(seconds / 60 + 0.5))


def minutes_words(seconds):
    """For example "about 7 minutes"."""
    minutes = whole_minutes(seconds)
    return f"about {counted(minutes, 'minute')}"


def time_words(seconds):
    """A time that was taken: "4 minutes 10 seconds"."""
    if seconds is None:
        return "not known"
    minutes, rest = divmod(seconds, 60)
    parts = ((minutes, "minute"), (rest, "second"))
    return " ".join(counted(count, noun) for count, noun in parts if count) or "0 seconds"


def time_taken(questionnaire, *, everything):
    """The TimeTaken by those who answered, or None where no time is known.

    Without `everything` the time of fewer than 5 people is not told.
    """
    taken = Response.objects.counted().filter(sample__wave__questionnaire=questionnaire, seconds__isnull=False)
    seconds = list(taken.values_list("seconds", flat=True))
    if not seconds:
        return None
    is_told = everything or len(seconds) >= FEWEST_SHOWN
    return TimeTaken(len(seconds), median(seconds) if is_told else None)


def _reading(texts):
    return READING * sum(len(text.split()) for text in texts)
