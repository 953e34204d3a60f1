"""One response in words, for the evaluator who judges it: what was asked and answered, never who answered."""

from dataclasses import dataclass

from neighbourhoods.bands import AGE_BANDS, SEXES
from surveys.answers import MISSING_WORDS, chosen_codes
from surveys.drafting.minutes import time_words
from surveys.languages import language_of
from surveys.models.questionnaires import Kind

NOT_GIVEN = "not given"


@dataclass(frozen=True)
class Said:
    """A question and what was answered, in words; `is_missing` where it was no answer."""

    code: str
    wording: str
    answer: str
    is_missing: bool


def said_in(response, questionnaire):
    """Every question of the questionnaire, in order, with what this response says to it. One query, for words."""
    words = dict(response.written_answers.values_list("code", "text"))
    packed = response.answers.values
    return [_said(item, packed, questionnaire.order, words) for item in questionnaire.asked]


def _said(item, packed, order, words):
    if item.kind == Kind.TEXT:
        text = words.get(item.code, "")
        return Said(item.code, item.wording, text or MISSING_WORDS[-1], not text)
    value = int(packed[order[item.code]])
    return Said(item.code, item.wording, answer_words(item, value), value < 0)


def answer_words(item, value):
    """A packed answer in words."""
    if value in MISSING_WORDS:
        return MISSING_WORDS[value]
    labels = {option["code"]: option["label"] for option in item.options}
    if item.kind == Kind.MULTIPLE:
        return "; ".join(labels.get(code, str(code)) for code in chosen_codes(value)) or "none of these"
    return labels.get(value, f"{value:,}")


def about(response):
    """Pairs of name and words for what is known of how the answers were given."""
    sex = next((sex.code for sex in SEXES if sex.number == response.sex), NOT_GIVEN)
    age = next((band.label for band in AGE_BANDS if band.number == response.age_band), NOT_GIVEN)
    return [
        ("Way of answering", response.get_mode_display()),
        ("Language", language_of(response.language).name),
        ("Time taken", time_words(response.seconds)),
        ("Sex", sex),
        ("Age", age),
    ]
