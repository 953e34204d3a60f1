"""What one person answered, read from what was typed or ticked: the one set of rules for every way of answering.

Names of what is typed are the questions' codes, with `sex` and `age_band` for who answers.
"""

from dataclasses import dataclass, field

import numpy as np

from neighbourhoods.bands import AGE_BANDS, SEXES, UNKNOWN
from surveys.answers import BLANK, DONT_KNOW, NOT_ASKED, PACKED, REFUSED, pack_chosen
from surveys.models.questionnaires import Kind
from surveys.reading.meanings import HIGHEST, LONGEST_TEXT
from surveys.reading.texts import whole_number
from surveys.routing import is_asked, rules_out

SEX, AGE_BAND = "sex", "age_band"
# What may be typed or ticked instead of an answer, in every way of answering.
INSTEAD = {"dk": DONT_KNOW, "refused": REFUSED}
NONE_OF_THESE = "none"


class Unfit(ValueError):
    """Something typed that is no answer to its question; the message is worded for who answers."""


@dataclass
class Given:
    """One person's answers to a questionnaire.

    `answers` are packed answers by code, for every question but those answered in words, whose `words` are by code.
    `faults` says by code what cannot be an answer; with one of them nothing is stored.
    """

    answers: dict = field(default_factory=dict)
    words: dict = field(default_factory=dict)
    sex: int = UNKNOWN
    age_band: int = UNKNOWN
    faults: dict = field(default_factory=dict)

    @property
    def is_empty(self):
        """Whether nothing at all was answered."""
        return not self.words and all(packed in (BLANK, NOT_ASKED) for packed in self.answers.values())

    def packed(self, questionnaire):
        """The answers as a Response stores them."""
        row = np.full(len(questionnaire.order), BLANK, PACKED)
        for code, column in questionnaire.order.items():
            row[column] = self.answers.get(code, BLANK)
        return row.tobytes()


def read_given(items, typed):
    """The Given of what was typed: a dict from code to a text, or to a list of texts where several were ticked.

    What routing rules out is not asked, whatever was typed there. What is left out is blank.
    """
    given = Given(sex=_number(typed.get(SEX), SEXES), age_band=_number(typed.get(AGE_BAND), AGE_BANDS))
    kinds = {item.code: item.kind for item in items}
    for item in items:
        if not is_asked(item, kinds, given.answers):
            if item.kind != Kind.TEXT:
                given.answers[item.code] = _without_asking(item, kinds, given.answers)
            continue
        try:
            _read(item, typed.get(item.code), given)
        except Unfit as unfit:
            given.faults[item.code] = str(unfit)
            if item.kind != Kind.TEXT:
                given.answers[item.code] = BLANK
    return given


def _without_asking(item, kinds, answers):
    """Not asked, where an earlier answer says so; blank where the earlier question was left out."""
    gate = item.asked_if["question"]
    before = answers.get(gate, BLANK)
    return NOT_ASKED if rules_out(item.asked_if, kinds[gate], before) else BLANK


def _number(text, among):
    """The number of a sex or an age band; UNKNOWN for anything else."""
    return next((each.number for each in among if str(each.number) == _one(text)), UNKNOWN)


def _one(typed):
    """One text of what was typed: the last of several, as in a form sent twice over."""
    if isinstance(typed, list | tuple):
        typed = typed[-1] if typed else ""
    return str(typed).strip() if typed is not None else ""


def _read(item, typed, given):
    if item.kind == Kind.TEXT:
        if words := words_of(typed):
            given.words[item.code] = words
    else:
        given.answers[item.code] = packed_of(item, typed)


def words_of(typed):
    """Written words. Raises Unfit where they are too long."""
    words = _one(typed).replace("\x00", "").replace("\r\n", "\n")
    if len(words) > LONGEST_TEXT:
        raise Unfit(f"Write at most {LONGEST_TEXT:,} letters; these are {len(words):,}.")
    return words


def packed_of(item, typed):
    """The packed answer to a question that is not answered in words. Raises Unfit."""
    if item.kind == Kind.MULTIPLE:
        return _several(item, typed)
    text = _one(typed)
    if not text:
        return BLANK
    if text in INSTEAD:
        return INSTEAD[text]
    number = whole_number(text)
    return _option(item, number) if item.kind == Kind.SINGLE else _amount(item, number)


def _several(item, typed):
    ticked = typed if isinstance(typed, list | tuple) else [typed]
    texts = [str(text).strip() for text in ticked if text not in (None, "")]
    if not texts:
        return BLANK
    if INSTEAD.keys() >= set(texts):
        return INSTEAD[texts[-1]]
    codes = {option["code"] for option in item.options}
    chosen = {whole_number(text) for text in texts if text != NONE_OF_THESE and text not in INSTEAD}
    if not chosen <= codes:
        raise Unfit("Choose from the answers shown.")
    return pack_chosen(chosen)


def _option(item, number):
    if all(option["code"] != number for option in item.options):
        raise Unfit("Choose one of the answers shown.")
    return number


def _amount(item, number):
    low, high = item.low or 0, HIGHEST[item.kind] if item.high is None else item.high
    if number is None:
        raise Unfit(f"Write a whole number from {low:,} to {high:,}, in figures.")
    if not low <= number <= high:
        raise Unfit(f"The number must be from {low:,} to {high:,}.")
    return number
