"""The columns of anonymised answers: what each means, its codes, and how each code counts."""

from dataclasses import dataclass, field

import numpy as np

from neighbourhoods.bands import AGE_BANDS, SEXES, UNKNOWN
from surveys.answers import BLANK, DONT_KNOW, MISSING_WORDS, NOT_ASKED, REFUSED
from surveys.models.questionnaires import Kind
from surveys.routing import routing_words

# Below zero, so that no count can be mistaken for one; a blank is an empty cell.
MISSING = {code: MISSING_WORDS[code].capitalize() for code in (NOT_ASKED, DONT_KNOW, REFUSED)}


@dataclass(frozen=True)
class Variable:
    """A column: its name, what it says in words, who was asked, its codes with their labels, and its values.

    `values` are numbers with NaN for blank, or texts.
    """

    name: str
    label: str
    values: object
    asked: str = "everybody"
    labels: dict = field(default_factory=dict)
    is_answer: bool = False

    @property
    def is_text(self):
        return not isinstance(self.values, np.ndarray)

    @property
    def counts(self):
        """(answered, blank, don't know, refused, not asked) respondents; None for what is no answer to a question."""
        if not self.is_answer:
            return None
        missing = [int((self.values == code).sum()) for code in (DONT_KNOW, REFUSED, NOT_ASKED)]
        blank = int(np.isnan(self.values).sum())
        return (len(self.values) - blank - sum(missing), blank, *missing)


def age_group_code(first, last):
    """A number for the age group from one band to another: 11 is the first band alone, 24 the second to the fourth."""
    return 10 * first + last


def age_group_labels():
    """Every age group that joined bands can make, by its code."""
    return {
        age_group_code(first.number, last.number): _ages(first, last)
        for first in AGE_BANDS
        for last in AGE_BANDS[first.number - 1 :]
    }


def _ages(first, last):
    return f"{first.first} to {last.last}" if last.last is not None else f"{first.first} and over"


def who_variables(protected):
    """Sex and age group of residents, as they may be shown."""
    sexes = {sex.number: sex.label for sex in SEXES} | {UNKNOWN: "Not known or not shown"}
    groups = age_group_code(protected.first_band, protected.last_band)
    ages = {UNKNOWN: "Not known or not shown"} | age_group_labels()
    return [
        Variable("sex", "Sex", protected.sex.astype(float), labels=sexes),
        Variable("age_group", "Age group", groups.astype(float), labels=_used(ages, groups)),
    ]


def _used(labels, values):
    found = set(values.tolist())
    return {code: label for code, label in labels.items() if code in found}


def answer_variables(questionnaire, answers):
    """A Variable for each question with options, a count or a number; one for each option where several may be chosen.

    `answers` is an int16 array (respondents, packed questions).
    """
    by_code = {item.code: item for item in questionnaire.asked}
    found = []
    for code, column in questionnaire.order.items():
        item, packed = by_code[code], answers[:, column].astype(float)
        asked = routing_words(item.asked_if, by_code)
        if item.kind == Kind.MULTIPLE:
            found += _of_options(item, answers[:, column], asked)
            continue
        labels = {option["code"]: option["label"] for option in item.options} | MISSING
        packed[packed == BLANK] = np.nan
        found.append(Variable(code, item.wording, packed, asked, labels, is_answer=True))
    return found


def _of_options(item, packed, asked):
    """One yes-or-no column for each option of a question of which several may be chosen."""
    for option in item.options:
        chosen = np.where(packed >= 0, packed >> option["code"] - 1 & 1, packed).astype(float)
        chosen[packed == BLANK] = np.nan
        name, label = f"{item.code}_{option['code']}", f"{item.wording} {option['label']}"
        yield Variable(name, label, chosen, asked, {0: "Not chosen", 1: "Chosen"} | MISSING, is_answer=True)
