"""The questions of an interview: as the page shows them, and as the phone carries them to ask them by itself."""

from dataclasses import dataclass

from surveys.answering.given import INSTEAD, NONE_OF_THESE
from surveys.answering.wording import AskedIn, Words, asked_in, text_in
from surveys.languages import ENGLISH, language_of
from surveys.models.questionnaires import Kind
from surveys.reading.meanings import HIGHEST, LONGEST_TEXT
from surveys.routing import routing_words

TEXTS = ("introduction", "consent", "thanks")
# Before a question's code, so that no code is taken for a field of the form.
BEFORE_CODE = "q-"
INSTEAD_LABELS = {"dk": "Don’t know", "refused": "Refused"}


def name_of(code):
    """The name under which the answer to a question is sent."""
    return f"{BEFORE_CODE}{code}"


@dataclass(frozen=True)
class InterviewQuestion:
    """A question on the interviewer's page: its words, what is ticked or typed already, and what is wrong with it."""

    asked: AskedIn
    number: int
    only_if: str
    typed: tuple = ()
    errors: tuple = ()

    @property
    def item(self):
        return self.asked.item

    @property
    def code(self):
        return self.item.code

    @property
    def name(self):
        return name_of(self.code)

    @property
    def takes_options(self):
        return self.item.kind in (Kind.SINGLE, Kind.MULTIPLE)

    @property
    def takes_words(self):
        return self.item.kind == Kind.TEXT

    @property
    def input_type(self):
        """One option is a radio button; what may stand beside others, or be taken back, is a checkbox."""
        return "radio" if self.item.kind == Kind.SINGLE else "checkbox"

    @property
    def options(self):
        """(value, Words, whether it is chosen) of each option."""
        return [(str(code), words, str(code) in self.typed) for code, words in self.asked.options]

    @property
    def instead(self):
        """(value, label, whether it is chosen) of what may be said instead of an answer; words are left empty."""
        if self.takes_words:
            return []
        none = [(NONE_OF_THESE, "None of these")] if self.item.kind == Kind.MULTIPLE else []
        offered = [*none, *((value, INSTEAD_LABELS[value]) for value in INSTEAD)]
        return [(value, label, value in self.typed) for value, label in offered]

    @property
    def written(self):
        """The number or the words that were typed."""
        return next((text for text in self.typed if text not in INSTEAD), "")

    @property
    def hint(self):
        return self.asked.hint

    @property
    def bounds(self):
        low, high = bounds_of(self.item)
        return f"A whole number from {low:,} to {high:,}" if high is not None else ""


def bounds_of(item):
    """The lowest and highest number that answers a question, or None and None where it takes none."""
    if item.kind not in HIGHEST:
        return None, None
    return item.low or 0, HIGHEST[item.kind] if item.high is None else item.high


def interview_questions(questionnaire, language, typed=None, errors=None):
    """An InterviewQuestion for each item, in a language; `typed` and `errors` are lists by code."""
    typed, errors = typed or {}, errors or {}
    menu = {item.code: item for item in questionnaire.asked}
    return [
        InterviewQuestion(
            asked=asked_in(item, language),
            number=number,
            only_if=routing_words(item.asked_if, menu) if item.asked_if else "",
            typed=tuple(typed.get(item.code, ())),
            errors=tuple(errors.get(item.code, ())),
        )
        for number, item in enumerate(questionnaire.asked, 1)
    ]


def texts_of(questionnaire, language):
    """What is read out, as Words by name, in a language."""
    return {name: text_in(questionnaire, name, language) for name in TEXTS}


def languages_of(questionnaire):
    """The Languages in which people may be asked, English first."""
    return [ENGLISH, *(language_of(code) for code in questionnaire.languages if language_of(code) != ENGLISH)]


def carried(wave):
    """What the phone needs to ask the whole questionnaire in every language without a signal, for JSON."""
    questionnaire = wave.questionnaire
    languages = languages_of(questionnaire)
    return {
        "items": [rule_of(item) for item in questionnaire.asked],
        "words": {language.code: _words_in(questionnaire, language.code) for language in languages},
        "directions": {language.code: language.direction for language in languages},
        "starts": wave.starts_on.isoformat(),
        "ends": wave.ends_on.isoformat(),
        "longest": LONGEST_TEXT,
    }


def rule_of(item):
    """What the phone needs to know of a question to read its answer and to route."""
    low, high = bounds_of(item)
    rule = {"code": item.code, "kind": item.kind, "asked_if": item.asked_if, "low": low, "high": high}
    return rule | {"options": [option["code"] for option in item.options]}


def _words_in(questionnaire, code):
    """Every text in one language by its name on the page: [words, language that they are in]."""
    found = texts_of(questionnaire, code)
    for item in questionnaire.asked:
        asked = asked_in(item, code)
        parts = {"wording": asked.wording, "hint": asked.hint, "section": asked.section}
        parts |= {f"option {option}": words for option, words in asked.options}
        found |= {f"{item.code} {part}": words for part, words in parts.items()}
    return {name: _pair(words) for name, words in found.items() if words}


def _pair(words: Words):
    return [words.text, words.language.code]
