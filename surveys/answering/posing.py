"""A question as a page shows it to somebody: in their language, with what they answered and what is wrong with it."""

from dataclasses import dataclass

from surveys.answering.given import AGE_BAND, NONE_OF_THESE, SEX, Unfit
from surveys.answering.keeping import kept_of
from surveys.answering.wording import AskedIn, Words, asked_in
from surveys.models.questionnaires import Kind
from surveys.reading.meanings import HIGHEST, LONGEST_TEXT
from surveys.routing import runs_of

DONT_KNOW = "dk"
CHOICES = (Kind.SINGLE, Kind.MULTIPLE)
AMOUNTS = (Kind.COUNT, Kind.NUMBER)


@dataclass(frozen=True)
class Choice:
    """One answer that may be ticked. The quiet ones stand apart: no option of the question's own."""

    value: str
    label: object
    is_ticked: bool = False
    is_quiet: bool = False


@dataclass(frozen=True)
class Posed:
    """A question on a page. `typed` is what somebody answered, as kept or as they typed it; `fault` is worded for them.

    `only_if` says who is asked, where the page shows the question to everybody; `remark` is what somebody who tries a
    draft said of it.
    """

    number: int
    asked: AskedIn
    choices: tuple
    typed: object = ""
    fault: str = ""
    only_if: str = ""
    range_hint: str = ""
    remark: str = ""

    @property
    def item(self):
        return self.asked.item

    @property
    def is_choice(self):
        return self.item.kind in CHOICES

    @property
    def is_several(self):
        return self.item.kind == Kind.MULTIPLE

    @property
    def is_amount(self):
        return self.item.kind in AMOUNTS

    @property
    def text(self):
        """What stands in a field for a number or for words."""
        return "" if self.typed == DONT_KNOW else self.typed

    @property
    def first_id(self):
        """Where a link to the question leads: its first input."""
        return f"id_{self.item.code}_0" if self.is_choice else f"id_{self.item.code}"

    @property
    def gate(self):
        return (self.item.asked_if or {}).get("question", "")

    @property
    def gate_codes(self):
        """The answers to the gate that open it, for the page's script."""
        return " ".join(map(str, (self.item.asked_if or {}).get("is", ())))


def posed(item, number, *, phrases, code, typed="", fault="", **more):
    """The Posed of an item in the language of `code`, with the page's own words from `phrases`."""
    asked = asked_in(item, code)
    range_hint = phrases.say("number_from_to", **_range(item)) if item.kind in AMOUNTS else ""
    choices = tuple(_choices(asked, phrases, typed))
    return Posed(number, asked, choices, typed=typed, fault=fault, range_hint=range_hint, **more)


def fault_of(item, typed, phrases):
    """What is wrong with something typed, in the language of `phrases`; "" for what can be kept."""
    try:
        kept_of(item, typed)
    except Unfit:
        return _fault_words(item, phrases)
    return ""


def only_if_words(item, items, phrases, code):
    """Who is asked `item`, for example "Only if you answered “Yes” to question 3"; "" for everybody."""
    if not item.asked_if:
        return ""
    gate = item.asked_if["question"]
    number, before = next(((n, each) for n, each in enumerate(items, start=1) if each.code == gate), (None, None))
    if before is None:
        return ""
    return phrases.say("only_if", answers=_answers_in_words(before, item.asked_if["is"], phrases, code), number=number)


def answer_words(asked, typed, phrases):
    """What somebody answered, as Words to read; none where it was left out."""
    ticked = typed if isinstance(typed, list) else [typed] if typed else []
    labels = {str(code): words for code, words in asked.options}
    own = {DONT_KNOW: "dont_know", NONE_OF_THESE: "none_of_these", "refused": "refused"}
    return [labels.get(text) or Words(phrases[own[text]] if text in own else text, phrases.language) for text in ticked]


def about_choices(phrases, answers):
    """Sex and age band as a page asks for them: name, heading and Choices."""
    for name, values in ((SEX, ("2", "1", "0")), (AGE_BAND, ("1", "2", "3", "4", "0"))):
        yield name, phrases[name], [Choice(v, phrases[f"{name}_{v}"], answers.get(name) == v, v == "0") for v in values]


def _choices(asked, phrases, typed):
    if asked.item.kind in AMOUNTS:
        yield _choice(DONT_KNOW, phrases["dont_know"], typed, is_quiet=True)
    if asked.item.kind not in CHOICES:
        return
    for code, words in asked.options:
        yield _choice(str(code), words, typed)
    if asked.item.kind == Kind.MULTIPLE:
        yield _choice(NONE_OF_THESE, phrases["none_of_these"], typed, is_quiet=True)
    yield _choice(DONT_KNOW, phrases["dont_know"], typed, is_quiet=True)


def _choice(value, label, typed, is_quiet=False):
    return Choice(value, label, value in typed if isinstance(typed, list) else value == typed, is_quiet)


def _range(item):
    high = HIGHEST[item.kind] if item.high is None else item.high
    return {"low": f"{item.low or 0:,}", "high": f"{high:,}"}


def _fault_words(item, phrases):
    if item.kind == Kind.TEXT:
        return phrases.say("fault_words", most=f"{LONGEST_TEXT:,}")
    if item.kind in AMOUNTS:
        return phrases.say("fault_number", **_range(item))
    return phrases["fault_choice"]


def _answers_in_words(item, codes, phrases, code):
    labels = {each: words.text for each, words in asked_in(item, code).options}
    if all(each in labels for each in codes):
        parts = [phrases.say("quoted", words=labels[each]) for each in codes]
    else:
        parts = [str(low) if low == high else f"{low}–{high}" for low, high in runs_of(codes)]
    return f" {phrases['or']} ".join(parts)
