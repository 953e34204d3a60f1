"""What one value of a column means. Each function here returns an `understand(text)` that gives the product's
own value or raises Misfit with the reason; it is called once for each distinct value of a column.
"""

import math
import re
from datetime import date, datetime

from neighbourhoods.bands import AGE_BANDS, SEXES, SURVEY_AGE, UNKNOWN
from surveys.answers import HIGHEST_CODE, HIGHEST_COUNT, RESERVED_IN_FILES, pack_chosen
from surveys.reading.texts import MISSING_BY_WORD, missing_code, place_name, plain, whole_number
from surveys.routing import runs_of

OLDEST = 120
FURTHEST_DAYS = 366
HIGHEST = {"count": HIGHEST_COUNT, "number": HIGHEST_CODE}
LONGEST_TEXT = 5_000
MOST_NAMED = 12

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")
ISO_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})([T ].*)?")
DAY_FORMATS = ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y", "%d %B %Y", "%d %b %Y", "%Y/%m/%d")

RESERVED_TEXTS = {str(number): code for number, code in RESERVED_IN_FILES.items()}
# No amount lies below zero, so these stand for no answer even where 98 can be a number.
BELOW_ZERO = {str(-number): code for number, code in RESERVED_IN_FILES.items()}
NONE_OF_THEM = dict.fromkeys(("0", "none", "none of these", "none of them"), 0)
SEX_WORDS = {
    "male": 1, "m": 1, "man": 1, "men": 1, "female": 2, "f": 2, "woman": 2, "women": 2,
    "other": UNKNOWN, "non-binary": UNKNOWN, "self-described": UNKNOWN, "unknown": UNKNOWN,
}  # fmt: skip
SEXES_NAMED = ("male", "female", "1", "2")
SEX_NUMBERS = {str(sex.number): sex.number for sex in SEXES} | dict.fromkeys(RESERVED_TEXTS, UNKNOWN)
MODE_WORDS = {
    "file": "file", "link": "link", "online": "link", "web": "link", "paper": "paper", "post": "paper",
    "interview": "interview", "interviewer": "interview", "face to face": "interview", "door": "interview",
}  # fmt: skip
BAND_WORDS = {
    plain(text): band.number for band in AGE_BANDS for text in (band.code, band.label, band.code.replace("-", " - "))
}


class Misfit(ValueError):
    """A value that means nothing here; the message is the reason, worded for the person who made the file."""


def answer_to(question, use):
    """Packed answers to a question with options, a count or a number."""
    return UNDERSTOOD_BY[question.kind](question, use)


def _option_of(question, use):
    options = _option_texts(question) if use.keep_options or not use.codes else {}
    known = _known_missing(use) | options | use.codes | use.missing
    reason = _not_an_option(question, use)

    def understand(text):
        key = plain(text)
        code = _code_of(key, whole_number(key), known)
        if code is None:
            raise Misfit(reason)
        return code

    return understand


def _options_of(question, use):
    """Several options in one value, as "1 3", "1, 3" or "1;3"; one that stands for none is 0."""
    options = NONE_OF_THEM | _option_texts(question) if use.keep_options or not use.codes else {}
    known, missing = options | use.codes, _known_missing(use) | use.missing
    reason = _not_an_option(question, use)

    def understand(text):
        key = plain(text)
        if key not in known and (key in missing or missing_code(text) is not None):
            return missing.get(key, MISSING_BY_WORD.get(key))
        codes = _in_a_row(key, known)
        if codes is None:
            codes = {known.get(part) for part in re.split(r"[\s,;|]+", key) if part}
        if not codes or None in codes:
            raise Misfit(reason)
        if 0 in codes and len(codes) > 1:
            raise Misfit("Says both that none was chosen and that some were.")
        return pack_chosen(codes - {0})

    return understand


def _in_a_row(text, known):
    """The codes of what stands one after the other with a space between, labels or codes; None for anything else.

    Raises Misfit where the words could be different options.
    """
    parts = text.split(" ")
    widest = max((key.count(" ") + 1 for key in known), default=0)
    # By the number of words read: every set of codes that these words can be.
    found = [{frozenset()}] + [set() for _ in parts]
    for end in range(1, len(parts) + 1):
        for start in range(max(end - widest, 0), end):
            code = known.get(" ".join(parts[start:end])) if found[start] else None
            if code is not None:
                found[end] |= {codes | {code} for codes in found[start]}
    if len(found[-1]) > 1:
        raise Misfit("Could be different options. Export the codes of options instead of their labels.")
    return next(iter(found[-1]), None)


def _code_of(key, number, known):
    """The code that `known` gives a value or the `number` it writes, else that of words for no answer, or None."""
    return known.get(key, known.get(str(number)) if number is not None else MISSING_BY_WORD.get(key))


def _option_texts(question):
    """How a file may write each option: its code, or its label in any language of the questionnaire.

    A number is taken for a code first: a label "98" is no option, and of several "0" is none of them.
    """
    numbers = {*RESERVED_TEXTS, *(["0"] if question.kind == "multiple" else [])}
    labels = {label: code for label, code in label_codes(question).items() if label not in numbers}
    return labels | {str(option["code"]): option["code"] for option in question.options}


def label_codes(question):
    """{label as plain text: option's code} in every language, without labels that mean different options."""
    meant = {}
    for label, code in labels_of(question):
        meant.setdefault(plain(label), set()).add(code)
    return {label: next(iter(codes)) for label, codes in meant.items() if len(codes) == 1}


def labels_of(question):
    """(label, option's code) of every option in every language."""
    for option in question.options:
        yield option["label"], option["code"]
        for kept in (getattr(question, "translations", None) or {}).values():
            if label := kept.get("options", {}).get(str(option["code"])):
                yield label, option["code"]


def _known_missing(use):
    """96, 98 and 99, below zero too, unless the mapping says itself which values stand for no answer."""
    return {} if use.missing and not use.keep_options else RESERVED_TEXTS | BELOW_ZERO


def _not_an_option(question, use):
    if use.codes and not use.keep_options:
        return f"Not among the values that the mapping translates: {_named([*use.codes, *use.missing])}."
    codes = [option["code"] for option in question.options]
    none = ["0 for none"] if question.kind == "multiple" else []
    others = [*none, *(list(use.missing) or ["98", "99"])]
    return f"Not an option. Use {_named([*_listed(codes), *use.codes, *others])}."


def _listed(codes):
    """Codes as a person would list them: ["1 to 5", "97"]."""
    return [text for first, last in runs_of(codes) for text in _run_texts(first, last)]


def _run_texts(first, last):
    return [f"{first} to {last}"] if last - first > 1 else sorted({str(first), str(last)}, key=int)


def _named(texts):
    texts = [str(text) for text in texts]
    if len(texts) > MOST_NAMED:
        return ", ".join(texts[:MOST_NAMED]) + " and others"
    return " or ".join([", ".join(texts[:-1]), texts[-1]]) if len(texts) > 1 else "".join(texts)


def _amount_of(question, use):
    """A count or a number: translated values first, then whole numbers in the question's range."""
    low = question.low or 0
    high = HIGHEST[question.kind] if question.high is None else question.high
    reserved = _known_missing(use) if question.kind == "count" else {}
    known = (BELOW_ZERO if _known_missing(use) else {}) | reserved | use.codes | use.missing
    allowed = _named([f"{low} to {high}", *(use.missing or (["98", "99"] if reserved else []))])

    def understand(text):
        key = plain(text)
        number = whole_number(key, thousands=question.kind == "number")
        code = _code_of(key, number, known)
        if code is not None:
            return code
        if number is None:
            raise Misfit(f"Not a whole number. Use {allowed}.")
        if not low <= number <= high:
            raise Misfit(f"Must be {low} to {high}.{_slip(number, low, high)}")
        return number

    return understand


UNDERSTOOD_BY = {"single": _option_of, "multiple": _options_of, "count": _amount_of, "number": _amount_of}


def _slip(number, low, high):
    """A question about a zero too many."""
    tenth, rest = divmod(number, 10)
    return f" Was {tenth} meant?" if number > high and not rest and max(low, 1) <= tenth <= high else ""


def is_offered(question, code):
    """Whether `code` is an option of the question, or in the range of a count or number; of several, 0 is none."""
    if question.kind == "multiple" and code == 0:
        return True
    if question.kind in ("single", "multiple"):
        return any(option["code"] == code for option in question.options)
    high = HIGHEST[question.kind] if question.high is None else question.high
    return (question.low or 0) <= code <= high


def words_of(text):
    """Written words, or "" where they only say that nothing was answered."""
    if len(text) > LONGEST_TEXT:
        raise Misfit(f"Longer than {LONGEST_TEXT:,} characters.")
    return "" if missing_code(text) is not None else text


def sex_of(use):
    """The number of a sex; UNKNOWN for no answer and for answers that population tables do not have."""
    known = SEX_WORDS | ({} if use.codes else SEX_NUMBERS) | use.codes

    def understand(text):
        key = plain(text)
        if key in known:
            return known[key]
        if missing_code(text) is None:
            raise Misfit(f"Not a known sex. Use {_named(use.codes or SEXES_NAMED)}, or leave it blank.")
        return UNKNOWN

    return understand


def years_of(use):
    """Age in whole years; 0 where it is not known. People under survey age are outside the survey."""

    def understand(text):
        key = plain(text)
        if key in use.missing or missing_code(text) is not None:
            return UNKNOWN
        years = whole_number(key)
        if years is None:
            raise Misfit("Not an age in whole years.")
        if years < 0 or years > OLDEST:
            raise Misfit(f"Must be {SURVEY_AGE} to {OLDEST}. If it stands for no answer, list it as missing.")
        if years < SURVEY_AGE:
            raise Misfit(f"Under {SURVEY_AGE}: outside this survey.")
        return years

    return understand


def band_of_value(use):
    """The number of an age band written by its code or label, or as the mapping translates it."""
    known = BAND_WORDS | {"unknown": UNKNOWN} | use.codes

    def understand(text):
        key = plain(text)
        if key in known:
            return known[key]
        if missing_code(text) is None:
            raise Misfit(f"Not an age band of this survey. Use {_named(b.code for b in AGE_BANDS)}, or translate it.")
        return UNKNOWN

    return understand


def weight_of(decimal_comma):
    """A weight above zero. In files separated by semicolons a comma may stand for the decimal point."""

    def understand(text):
        if not text:
            raise Misfit("Missing: every row needs its weight.")
        number = text.replace(",", ".") if decimal_comma and DECIMAL_COMMA.fullmatch(text) else text
        if not NUMBER.fullmatch(number) or not math.isfinite(float(number)):
            raise Misfit("Not a number. Write weights with a decimal point, such as 1.25.")
        if float(number) <= 0:
            raise Misfit("A weight must be above zero.")
        return float(number)

    return understand


def mode_of(use):
    """How the answers were given; without an answer, by file."""
    known = MODE_WORDS | use.codes

    def understand(text):
        key = plain(text)
        if key in known:
            return known[key]
        if missing_code(text) is None:
            raise Misfit("Not a way of answering. Use link, interview, paper or file.")
        return "file"

    return understand


def day_of(fieldwork, date_format):
    """The day as a proleptic ordinal; 0 where none is given."""

    def understand(text):
        if missing_code(text) is not None:
            return 0
        on = _parsed_day(text, date_format)
        if on is None:
            form = f"the form {date_format}" if date_format else "a date such as 2026-11-22 or 22/11/2026"
            raise Misfit(f"Not {form}.")
        if on > fieldwork.today:
            raise Misfit("Lies in the future.")
        if days_outside(on, fieldwork) > FURTHEST_DAYS:
            raise Misfit(f"More than a year away from this wave ({_span(fieldwork)}).")
        return on.toordinal()

    return understand


def days_outside(on, fieldwork):
    """How many days `on` lies before or after the wave; 0 within it."""
    return max((fieldwork.starts_on - on).days, (on - fieldwork.ends_on).days, 0)


def _span(fieldwork):
    return f"{fieldwork.starts_on:%-d %B %Y} to {fieldwork.ends_on:%-d %B %Y}"


def _parsed_day(text, date_format):
    if not date_format and (match := ISO_DAY.fullmatch(text)):
        return _iso_day(match[1])
    for form in (date_format,) if date_format else DAY_FORMATS:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def _iso_day(text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def sample_of(fieldwork, use):
    """The number of the sample that a neighbourhood's code or name, or a small area's code, belongs to."""

    def understand(text):
        if not text:
            raise Misfit("Missing: every row needs its area.")
        place = use.codes.get(plain(text), text)
        sample = fieldwork.sample_at(place)
        if sample is None:
            raise Misfit(_why_no_sample(place_name(place), fieldwork))
        return sample

    return understand


def _why_no_sample(place, fieldwork):
    if place in fieldwork.ambiguous:
        return "Several neighbourhoods have this name: use the code."
    if place in fieldwork.elsewhere:
        return "This neighbourhood is not part of this wave."
    return "Not in any neighbourhood of this wave."
