"""What a wave expects of a file: its questions, its places and its dates."""

from dataclasses import dataclass, field
from datetime import date

from surveys.reading.texts import place_name


@dataclass(frozen=True)
class Fieldwork:
    """One wave as a reader of files needs to know it.

    `questions` are the questionnaire's items (or anything with their code, kind, options, low, high and
    asked_if), in the questionnaire's order. `places` leads from a neighbourhood's code or name, or a small
    area's code (as `place_name`), to its number among the samples; `elsewhere` holds the places of the
    programme that this wave does not visit; `ambiguous` names that several share.
    """

    questions: list
    places: dict
    starts_on: date
    ends_on: date
    today: date
    elsewhere: frozenset = field(default_factory=frozenset)
    ambiguous: frozenset = field(default_factory=frozenset)

    @property
    def packed(self):
        """The questions that have a place among the packed answers."""
        return [question for question in self.questions if question.kind != "text"]

    @property
    def written(self):
        return [question for question in self.questions if question.kind == "text"]

    def question(self, code):
        return next(question for question in self.questions if question.code == code)

    def knows(self, text):
        """Whether a place, however written, is one of the programme's."""
        return place_name(text) in self.elsewhere or self.sample_at(text) is not None

    def sample_at(self, text):
        """The sample that a place, however written, belongs to; None where there is none."""
        return self.places.get(place_name(text))
