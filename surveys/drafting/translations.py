"""A questionnaire's texts in another language, text by text: on a page, and as a file that goes out and comes back."""

import csv
import io
from dataclasses import dataclass

from commissioning.downloads import FORMULA_SIGNS
from commissioning.number_words import counted
from surveys.answering.wording import untranslated
from surveys.drafting.taking_over import ITEM_TEXTS, TEXTS
from surveys.languages import LANGUAGES, language_of

HEADINGS = ("what", "english", "translation")
LONGEST, LONGEST_SECTION = 5_000, 150


@dataclass(frozen=True)
class Text:
    """One text to translate. `name` is its name for people and files, such as "R4 option 1"; `code` its question's."""

    name: str
    code: str
    part: str
    english: str
    translation: str

    @property
    def is_long(self):
        return self.part in (*TEXTS, "wording", "hint")

    @property
    def most(self):
        """The most letters that its translation may have."""
        return LONGEST_SECTION if self.part == "section" else LONGEST


@dataclass(frozen=True)
class Progress:
    """How far a questionnaire's translation into a language is."""

    language: object
    missing: list
    total: int

    @property
    def done(self):
        return self.total - len(self.missing)


class TranslationFaults(Exception):
    """A file of translations has faults; `faults` lists pairs of row and reason, and nothing was loaded."""

    def __init__(self, faults):
        self.faults = faults
        super().__init__(f"The file has {counted(len(faults), 'fault')}. Nothing was loaded.")


def texts_of(questionnaire, code):
    """Every Text of a questionnaire that has words, with its translation into the language of `code` or nothing."""
    kept = questionnaire.translations.get(code, {})
    texts = [Text(name, "", name, getattr(questionnaire, name), kept.get(name, "")) for name in TEXTS]
    for item in questionnaire.asked:
        texts += _texts_of_item(item, item.translations.get(code, {}))
    return [text for text in texts if text.english]


def progress_in(questionnaire, code):
    """The Progress of a translation."""
    return Progress(language_of(code), untranslated(questionnaire, code), len(texts_of(questionnaire, code)))


def progress_of(questionnaire):
    """The Progress in each language of a questionnaire."""
    return [progress_in(questionnaire, code) for code in questionnaire.languages if code in LANGUAGES]


def rows_for_file(texts):
    """The rows of a file of translations."""
    return [[text.name, guarded(text.english), guarded(text.translation)] for text in texts]


def read_file(content, texts):
    """The translations that a file has, by the name of their text; "" where it has none.

    `texts` are those of the questionnaire as it stands. Raises TranslationFaults with every fault.
    """
    try:
        content = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TranslationFaults([("the file", "It is not text in UTF-8. Save it as “CSV UTF-8”.")]) from error
    rows, faults = _rows(content)
    known, found = {text.name: text for text in texts}, {}
    for number, what, english, translation in rows:
        reason = _fault(known.get(what), what in found, english, translation)
        if reason:
            faults.append((f"Row {number}, {what or 'no name'}", reason))
        found[what] = translation
    if faults:
        raise TranslationFaults(faults)
    return found


def guarded(text):
    """The text, with an apostrophe before what a spreadsheet would run as a formula; `unguarded` takes it away."""
    return f"'{text}" if _would_run(text) else text


def unguarded(text):
    return text[1:] if text.startswith("'") and _would_run(text[1:]) else text


def tidy(text):
    """A text as it is kept: without blanks around it, with one kind of line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _texts_of_item(item, kept):
    named = [(part, getattr(item, part), kept.get(part, "")) for part in ITEM_TEXTS]
    labels = kept.get("options", {})
    named += [(f"option {o['code']}", o["label"], labels.get(str(o["code"]), "")) for o in item.options]
    return [Text(f"{item.code} {part}", item.code, part, english, translated) for part, english, translated in named]


def _would_run(text):
    return text.lstrip("'").startswith(FORMULA_SIGNS)


def _rows(content):
    """(row number, what, english, translation) of each row, and the faults of the file as a whole."""
    first = content.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter)
    headings = [heading.strip().casefold() for heading in next(reader, [])]
    if missing := [heading for heading in HEADINGS if heading not in headings]:
        words = f"The first row must name the columns {', '.join(HEADINGS)}; {', '.join(missing)} is not there."
        return [], [("Row 1", words)]
    places = [headings.index(heading) for heading in HEADINGS]
    rows = []
    try:
        for number, cells in enumerate(reader, start=2):
            if any(cell.strip() for cell in cells):
                what, english, translation = (cells[place] if place < len(cells) else "" for place in places)
                rows.append((number, what.strip(), unguarded(english), tidy(unguarded(translation))))
    except csv.Error:
        return [], [("the file", "It cannot be read as CSV. Save it from a spreadsheet as “CSV UTF-8”.")]
    return rows, []


def _fault(text, is_repeated, english, translation):
    """What is wrong with a row, or nothing."""
    if text is None:
        return "The questionnaire has no such text."
    if is_repeated:
        return "It stands in the file twice."
    if english.split() != text.english.split():
        return "The English words are others now. Take the file down again, and translate them anew."
    if len(translation) > text.most:
        return f"At most {text.most:,} letters; this has {len(translation):,}."
    return "It holds a character that cannot be stored." if "\x00" in translation else ""
