"""Keying what was answered on paper: figures as they are typed become answers, and two keyings are compared.

What is kept of a keying are answers as in Sitting, by the code of the question, with `sex`, `age_band` and `day`.
"""

import re
from dataclasses import dataclass

from neighbourhoods.bands import AGE_BANDS, SEXES, UNKNOWN
from surveys.answering.given import AGE_BAND, NONE_OF_THESE, SEX, Unfit, read_given
from surveys.answering.keeping import kept_of
from surveys.answers import BLANK, DONT_KNOW, MISSING_WORDS, NOT_ASKED, REFUSED
from surveys.models.questionnaires import Kind
from surveys.routing import is_asked

DAY, LANGUAGE = "day", "language"
ABOUT = {SEX: SEXES, AGE_BAND: AGE_BANDS}
ABOUT_LABELS = {SEX: "Sex", AGE_BAND: "Age"}
WORD_OF = {DONT_KNOW: "dk", REFUSED: "refused"}
MISSING_LABELS = {word: MISSING_WORDS[code] for code, word in WORD_OF.items()} | {NONE_OF_THESE: "none of these"}
# The minus sign makes them different from a whole number, which may be 98 itself.
KEYED_MISSING = {"98": "dk", "99": "refused", "-98": "dk", "-99": "refused"}
BETWEEN = re.compile(r"[\s,;.+/]+")
NOT_COMPARED = re.compile(r"[\W_]+")


def typed_of(item, text):
    """What `text`, keyed in answer to `item`, is kept as; None where it is left out. Raises Unfit."""
    text = text.strip()
    if item.kind == Kind.MULTIPLE:
        return kept_of(item, _several(BETWEEN.split(text)) if text else [])
    options = {str(option["code"]) for option in item.options}
    is_missing = text in KEYED_MISSING and text not in options and not (item.kind == Kind.NUMBER and text[0] != "-")
    return kept_of(item, KEYED_MISSING[text] if is_missing and item.kind != Kind.TEXT else text)


def _several(codes):
    codes = [KEYED_MISSING.get(code, NONE_OF_THESE if code == "0" else code) for code in codes if code]
    if len(codes) > 1 and (alone := MISSING_LABELS.keys() & set(codes)):
        raise Unfit(f"“{MISSING_LABELS[sorted(alone)[0]].capitalize()}” cannot stand beside other answers.")
    return codes


def about_of(name, text):
    """What is kept of a keyed sex or age band; None where it is left out. Raises Unfit."""
    text = text.strip()
    if text in KEYED_MISSING:
        return str(UNKNOWN)
    numbers = [str(each.number) for each in ABOUT[name]]
    if text and text not in (str(UNKNOWN), *numbers):
        raise Unfit(f"Type {', '.join(numbers)}, or 0 for another answer.")
    return text or None


def in_figures(item, typed):
    """The figures that would be keyed for what is kept."""
    figures = {"dk": "98", "refused": "99", NONE_OF_THESE: "0"}
    if item.kind == Kind.NUMBER:
        figures = {"dk": "-98", "refused": "-99"}
    if item.kind == Kind.TEXT or typed is None:
        return typed or ""
    return " ".join(figures.get(text, text) for text in (typed if isinstance(typed, list) else [typed]))


def in_words(item, typed):
    """What is kept in words: the options' labels, numbers, or the words themselves."""
    if typed is None:
        return "left out"
    labels = {str(option["code"]): option["label"] for option in item.options} | MISSING_LABELS
    if item.kind == Kind.TEXT:
        return typed
    return ", ".join(labels.get(text, text) for text in (typed if isinstance(typed, list) else [typed]))


def about_in_words(name, typed):
    """A kept sex or age band in words."""
    labels = {str(each.number): each.label for each in ABOUT[name]} | {str(UNKNOWN): "another answer", None: "left out"}
    return labels[typed]


@dataclass(frozen=True)
class Contradiction:
    """An answer on paper to a question that, by the answer before, is not asked. It is left out."""

    code: str
    gate: str
    words: str


def contradictions(items, typed):
    """Every Contradiction in what was keyed, in the order of the questions."""
    given = read_given(items, typed)
    kinds, by_code = {item.code: item.kind for item in items}, {item.code: item for item in items}
    found = []
    for item in items:
        if typed.get(item.code) is not None and not is_asked(item, kinds, given.answers):
            gate = by_code[item.asked_if["question"]]
            found.append(Contradiction(item.code, gate.code, _why(gate, given.answers.get(gate.code, BLANK), typed)))
    return found


def _why(gate, before, typed):
    if before == BLANK:
        return f"{gate.code} is left out, so this cannot be counted. Look whether {gate.code} was answered."
    if before == NOT_ASKED:
        return f"{gate.code} is not asked here, so this is not either."
    return f"{gate.code} is “{in_words(gate, typed[gate.code])}”, so this is not asked."


@dataclass(frozen=True)
class Difference:
    """An answer that two people keyed differently. `item` is None for sex, age and the day."""

    name: str
    label: str
    first: object
    second: object
    item: object = None

    @property
    def is_counted(self):
        """Whether it counts as an error of keying: words are hardly ever typed alike, and the day is no answer."""
        return is_counted(self.name, self.item)

    @property
    def in_words(self):
        """Both keyings in words."""
        return tuple(_told(self.name, self.item, typed) for typed in (self.first, self.second))


@dataclass(frozen=True)
class Comparison:
    """Two keyings of one form: where they differ, and in how many of how many answers that count."""

    differences: list
    compared: int

    @property
    def differed(self):
        return sum(difference.is_counted for difference in self.differences)


def compare(items, first, second):
    """The Comparison of two keyings. What both left out is not among the answers compared."""
    by_code = {item.code: item for item in items}
    labels = {item.code: f"{item.code} {item.wording}" for item in items} | ABOUT_LABELS | {DAY: "Day"}
    keyed = [name for name in labels if first.get(name) is not None or second.get(name) is not None]
    differences = [
        Difference(name, labels[name], first.get(name), second.get(name), by_code.get(name))
        for name in keyed
        if _compared(first.get(name), by_code.get(name)) != _compared(second.get(name), by_code.get(name))
    ]
    return Comparison(differences, sum(is_counted(name, by_code.get(name)) for name in keyed))


def is_counted(name, item):
    return name != DAY and (item is None or item.kind != Kind.TEXT)


def _compared(typed, item):
    """What is compared: of words only letters and figures, as spaces, stops and capitals change no meaning."""
    if item is not None and item.kind == Kind.TEXT:
        return NOT_COMPARED.sub("", typed or "").casefold()
    return typed


def _told(name, item, typed):
    if item is not None:
        return in_words(item, typed)
    return about_in_words(name, typed) if name in ABOUT else typed or "left out"
