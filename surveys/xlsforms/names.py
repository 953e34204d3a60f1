"""What things are called in a form for KoboToolbox and ODK: names of questions, fixed questions, choices and texts."""

import hashlib
import re

from django.utils.text import slugify

from neighbourhoods.bands import AGE_BANDS, SEXES, UNKNOWN
from surveys.answering.phrases import phrases_of
from surveys.answers import DONT_KNOW, REFUSED
from surveys.languages import ENGLISH
from surveys.reading.texts import plain

TODAY, INTRODUCTION, CONSENT, ANSWERS = "today", "introduction", "consent", "answers"
AREA, SEX, AGE_BAND, THANKS = "area", "sex", "age_band", "thanks"
SECTION = "section_{}"
FIXED = (TODAY, INTRODUCTION, CONSENT, ANSWERS, AREA, SEX, AGE_BAND, THANKS)
# What the form asks besides the questionnaire's own questions; keys of the phrases that residents meet on line too.
ASKED_TOO = (AREA, SEX, AGE_BAND)
YES, NO = "yes", "no"
CONSENT_CHOICES = ((YES, "Yes"), (NO, "No"))
# Name of a choice -> (number kept, key of its phrase).
SEX_CHOICES = {**{sex.code: (sex.number, f"sex_{sex.number}") for sex in SEXES}, "unknown": (UNKNOWN, "sex_0")}
AGE_BAND_CHOICES = {
    **{band.code: (band.number, f"age_band_{band.number}") for band in AGE_BANDS},
    "unknown": (UNKNOWN, "age_band_0"),
}
NUMBERED_CHOICES = {SEX: SEX_CHOICES, AGE_BAND: AGE_BAND_CHOICES}

NONE_NAME = "0"
# Choices that stand for no answer, and what they are called: the phrase, or the first label that no option has.
INSTEAD_NAMES = {"98": DONT_KNOW, "99": REFUSED}
INSTEAD_LABELS = {
    "98": ("dont_know", "Don’t know", "Do not know", "Can’t say"),
    "99": ("refused", "Prefer not to say", "Rather not say", "Refused"),
    NONE_NAME: ("none_of_these", "None of these", "None of them", "None"),
}

NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9_]+")
LONGEST_ID = 50
# "${" would be read as the name of a question. The joiner between keeps it words, and shows nothing.
REFERENCE, AS_WORDS = "${", "$\u2060{"
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def question_names(codes):
    """The name of each question by its code: a valid XML name, and no two alike but for capitals."""
    taken = {*FIXED, "meta"}
    names = {}
    for code in codes:
        names[code] = name = _free(_as_name(code), taken)
        taken.add(name.lower())
    return names


def _as_name(code):
    name = NOT_IN_A_NAME.sub("_", code)
    return name if name[:1].isalpha() or name[:1] == "_" else f"q_{name}"


def _free(wanted, taken):
    name, number = wanted, 2
    while name.lower() in taken:
        name, number = f"{wanted}_{number}", number + 1
    return name


def form_id(questionnaire, wave=None):
    """What a server knows the form by: the same for every version under one title, another for each wave."""
    words = f"{questionnaire.programme.slug} {questionnaire.title}"
    slug = slugify(words).replace("-", "_")
    # What is cut off, or written in other letters, still tells two titles apart.
    mark = hashlib.sha256(words.encode()).hexdigest()[:6]
    parts = ["foothold", slug[:LONGEST_ID].strip("_"), mark, f"w{wave.pk}" if wave else ""]
    return "_".join(filter(None, parts))


def choice_name(code):
    """A neighbourhood's code as the name of a choice, which holds no spaces; reading takes the two for the same."""
    return re.sub(r"\s+", "-", code.strip()) or "-"


def place_label(code, name):
    """What a neighbourhood is called where another has the same name."""
    return f"{name} ({code})"


def instead_label(name, labels, language=ENGLISH):
    """What the choice `name` for no answer is called in a language, so that it is none of the options' `labels`."""
    phrase, *others = INSTEAD_LABELS[name]
    used = {plain(label) for label in labels}
    called = [phrases_of(language.code)[phrase], *others]
    return next((each for each in called if plain(each) not in used), others[-1])


def language_name(language):
    """A language as XLSForm writes it, "Arabic (ar)"; only the code may stand in brackets."""
    return f"{language.name.replace('(', '').replace(')', '')} ({language.code})"


ENGLISH_NAME = language_name(ENGLISH)


def as_words(text):
    """A text as a form may show it: nothing that would be read as a reference, nothing that XML cannot hold."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return UNPRINTABLE.sub("", text).replace(REFERENCE, AS_WORDS)


def as_written(text):
    """A text of a form as it was before `as_words`."""
    return text.replace(AS_WORDS, REFERENCE)
