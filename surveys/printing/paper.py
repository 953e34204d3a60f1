"""The questionnaire to be filled in by hand: what stands on it, and numbered forms of it, as PDF."""

from dataclasses import dataclass
from math import ceil

from neighbourhoods.bands import AGE_BANDS, SEXES, UNKNOWN
from surveys.answering.given import AGE_BAND, SEX
from surveys.answering.phrases import phrases_of
from surveys.answering.posing import only_if_words
from surveys.answering.wording import Words, asked_in, text_in
from surveys.answers import DONT_KNOW
from surveys.languages import ENGLISH, LANGUAGES, language_of
from surveys.links.qr_codes import qr_svg
from surveys.models.questionnaires import Audience, Kind
from surveys.printing.typesetting import as_pdf, is_visible, letters_without_font, pages_of
from surveys.reading.meanings import HIGHEST

LAYOUT = "questionnaire.typ"
MOST_AT_ONCE = 500
HIGHEST_NUMBER = 99_999
# More forms than these are for a printer: setting each anew, with tags for reading aloud, takes minutes and gigabytes.
MOST_TAGGED = 10
LINES_FOR_WORDS = 4
# What the layout says of its own: phrases whose names begin with "paper_".
FIXED_WORDS = ("draft", "form", "office", "how_to", "one", "thanks", "give_back")
# A few short answers stand side by side; a scale stands in one column, so that nobody reads it in another order.
SHORT_LABEL, MOST_ABREAST = 18, 3


@dataclass(frozen=True)
class PrintedForm:
    """One form: its number and the address that its sign leads the office to; neither on a form of no wave."""

    number: int | None = None
    address: str = ""


@dataclass(frozen=True)
class Edition:
    """How a questionnaire is printed: in which language, how large, and for which wave and place."""

    language: str = ""
    is_large: bool = False
    wave: str = ""
    place: str = ""
    give_back: str = ""


@dataclass(frozen=True)
class Sheet:
    """How many letters a line, and lines a page, hold at the least."""

    letters: int
    lines: int

    def is_overfull(self, *texts):
        """Whether the texts, each on lines of its own, may need more than a page."""
        lines = (ceil(len(line) / self.letters) or 1 for text in texts for line in text.split("\n"))
        return sum(lines) > self.lines


SHEETS = {False: Sheet(letters=60, lines=28), True: Sheet(letters=30, lines=15)}
BLANK_FORM = (PrintedForm(),)


def questionnaire_pdf(questionnaire, edition, forms=BLANK_FORM, **options):
    """The bytes of a PDF with every one of `forms`; `options` as in `as_pdf`."""
    content = content_of(questionnaire, edition, forms)
    if len(forms) <= MOST_TAGGED:
        return as_pdf(LAYOUT, content, **options)
    one = content | {"forms": [_form(BLANK_FORM[0], {})]}
    pictures = {"form.pdf": as_pdf(LAYOUT, one)}
    return as_pdf(LAYOUT, content | {"pages": pages_of(LAYOUT, one)}, pictures=pictures, **options)


def printed_languages(questionnaire):
    """The Languages in which it can be asked for: English and those that it was translated into."""
    return [ENGLISH, *(LANGUAGES[code] for code in questionnaire.languages if code in LANGUAGES)]


def letters_missing(questionnaire, language):
    """The letters of the questionnaire in a language that no font here can draw."""
    return letters_without_font(*_texts(content_of(questionnaire, Edition(language), BLANK_FORM)))


def content_of(questionnaire, edition, forms):
    """What the layout sets, as texts, numbers and lists."""
    language, sheet = language_of(edition.language), SHEETS[edition.is_large]
    phrases = phrases_of(language.code)
    words = {name: phrases[f"paper_{name}"] for name in FIXED_WORDS}
    questions = Questions(questionnaire.asked, language, sheet)
    texts = {name: text_in(questionnaire, name, language.code) for name in ("introduction", "consent", "thanks")}
    return {
        "lang": language.code,
        "direction": language.direction,
        "ours": {"lang": phrases.language.code, "direction": phrases.language.direction},
        "words": words | {"about": phrases["about_title"], "about_why": phrases["about_why"]},
        "is_large": edition.is_large,
        "title": questionnaire.title if is_visible(questionnaire.title) else words["form"],
        "below_title": " · ".join(filter(None, [edition.wave, edition.place])),
        "place": edition.place,
        "draft": "" if questionnaire.is_published else words["draft"],
        **{name: _say(text) | {"is_long": sheet.is_overfull(text.text)} for name, text in texts.items()},
        "give_back": edition.give_back or words["give_back"],
        "questions": questions.asked_here(),
        "about": questions.about() if questionnaire.audience == Audience.RESIDENTS else [],
        "forms": [_form(form, words) for form in forms],
        "is_numbered": forms[0].number is not None,
        "pages": 0,
    }


def _form(form, words):
    if form.number is None:
        return {"name": "", "sign": ""}
    return {"name": f"{words['form']} {form.number}", "sign": qr_svg(form.address)}


class Questions:
    """The questions of a questionnaire in one language, numbered as on paper."""

    def __init__(self, items, language, sheet):
        self.items, self.language, self.sheet = items, language, sheet
        self.phrases = phrases_of(language.code)

    def asked_here(self):
        return [self._question(number, item) for number, item in enumerate(self.items, start=1)]

    def about(self):
        """Sex and age band, which weights need, as questions after the others."""
        after = len(self.items)
        return [
            self._of_person(after + 1, SEX, reversed(SEXES)),
            self._of_person(after + 2, AGE_BAND, AGE_BANDS),
        ]

    def _question(self, number, item):
        asked = asked_in(item, self.language.code)
        labels = [label.text for _, label in asked.options]
        return {
            "number": f"{number}.",
            "code": item.code,
            "section": _say(asked.section if is_visible(asked.section.text) else Words("")),
            "wording": _say(asked.wording),
            "hint": _say(asked.hint),
            "route": only_if_words(item, self.items, self.phrases, self.language.code),
            "how": self._how(item),
            "options": [[code, _say(label)] for code, label in asked.options],
            "columns": _columns(labels),
            "boxes": len(str(_highest(item))) if item.kind in HIGHEST else 0,
            "lines": LINES_FOR_WORDS if item.kind == Kind.TEXT else 0,
            "instead": self._instead(item.kind),
            "is_long": self.sheet.is_overfull(asked.wording.text, asked.hint.text, *labels),
        }

    def _how(self, item):
        if item.kind in HIGHEST:
            return self.phrases.say("number_from_to", low=item.low or 0, high=_highest(item))
        if item.kind == Kind.SINGLE:
            return self.phrases["paper_one"]
        return self.phrases["tick_all" if item.kind == Kind.MULTIPLE else "name_nobody"]

    def _instead(self, kind):
        """What may be ticked instead of an answer, with its code; a whole number may be 98 itself."""
        if kind == Kind.TEXT:
            return []
        unknown = (DONT_KNOW if kind == Kind.NUMBER else -DONT_KNOW, self.phrases["dont_know"])
        return [(0, self.phrases["none_of_these"]), unknown] if kind == Kind.MULTIPLE else [unknown]

    def _of_person(self, number, name, groups):
        numbers = [*(group.number for group in groups), UNKNOWN]
        labels = [Words(self.phrases[f"{name}_{each}"], self.phrases.language) for each in numbers]
        return {
            "number": f"{number}.",
            "code": "",
            "section": _say(Words("")),
            "wording": _say(Words(self.phrases[name], self.phrases.language)),
            "hint": _say(Words("")),
            "route": "",
            "how": self.phrases["paper_one"],
            "options": [[each, _say(label)] for each, label in zip(numbers, labels, strict=True)],
            "columns": 1,
            "boxes": 0,
            "lines": 0,
            "instead": [],
            "is_long": False,
        }


def _highest(item):
    return HIGHEST[item.kind] if item.high is None else item.high


def _columns(labels):
    abreast = 1 < len(labels) <= MOST_ABREAST and all(len(label) <= SHORT_LABEL for label in labels)
    return len(labels) if abreast else 1


def _say(words):
    return {"text": words.text, "lang": words.language.code, "direction": words.language.direction}


def _texts(content):
    """Every text in the content."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict | list | tuple):
        for part in content.values() if isinstance(content, dict) else content:
            yield from _texts(part)
