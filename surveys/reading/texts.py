"""The many ways in which people write the same value, brought to one."""

import re

from surveys.answers import BLANK, DONT_KNOW, NOT_ASKED, REFUSED

WHOLE = re.compile(r"[+-]?\d+(?:\.0*)?")
LONGEST_NUMBER = 30  # longer ones count nothing, and Python refuses to read thousands of figures
THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.0*)?")
MARKS = str.maketrans({"’": "'", "‘": "'", "`": "'", "\u00a0": " ", "–": "-", "—": "-"})

WRITTEN_MISSING = {
    BLANK: (
        "",
        "-",
        ".",
        "blank",
        "missing",
        "no answer",
        "skipped",
        "left blank",
        "na",
        "nan",
        "null",
        "none given",
    ),
    NOT_ASKED: ("not asked", "not applicable", "n/a", "does not apply", "inapplicable"),
    DONT_KNOW: ("don't know", "dont know", "do not know", "dk", "d/k", "can't say", "don't know / can't say"),
    REFUSED: (
        "refused",
        "refusal",
        "prefer not to say",
        "prefer not to answer",
        "rather not say",
        "declined",
    ),
}
MISSING_BY_WORD = {word: code for code, words in WRITTEN_MISSING.items() for word in words}


def plain(text):
    """A value for comparing: no outer spaces, one kind of apostrophe and dash, no capitals, and 1.0 as 1."""
    text = " ".join(text.translate(MARKS).split()).casefold()
    return text.split(".")[0].removeprefix("+") if WHOLE.fullmatch(text) else text


def place_name(text):
    """The name of a place for comparing: as `plain`, with "&" as "and", and no stops, commas or hyphens."""
    return " ".join(re.sub(r"[.,\-]", " ", plain(text).replace("&", " and ")).split())


def heading(text):
    """A column heading for comparing: letters and digits alone, without capitals."""
    return re.sub(r"[^a-z0-9]+", " ", text.translate(MARKS).replace("'", "").casefold()).strip()


def whole_number(text, thousands=False):
    """The whole number that `text` writes (1, 01, 1.0; 1,234 only with `thousands`), or None."""
    if len(text) > LONGEST_NUMBER:
        return None
    if WHOLE.fullmatch(text):
        return int(text.split(".")[0])
    if thousands and THOUSANDS.fullmatch(text):
        return int(text.split(".")[0].replace(",", ""))
    return None


def missing_code(text):
    """The code of a missing answer written in words ("don't know", "n/a", ""), or None."""
    return MISSING_BY_WORD.get(plain(text))
