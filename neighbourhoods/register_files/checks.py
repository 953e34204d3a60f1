"""Whether a value is one that a field of the standard may hold, and the value in one spelling."""

import re
from datetime import date
from decimal import Decimal

from commissioning.ledger.sheets import plain_text
from commissioning.money_words import pounds_of
from neighbourhoods.register_files.standard import DAY, MOMENT, MONTH

WEB_ADDRESS = re.compile(r"https?://[^\s/?#]+\S*", re.IGNORECASE)
# As spreadsheets write numbers close to 0: 1e-05.
SMALL_NUMBER = re.compile(r"-?\d(\.\d+)?[eE]-\d{1,2}")
LONGEST_CODE_LIST = 5
DUST = 1e-6


class Unfit(Exception):
    """A value that the field may not hold; the message says what to write instead."""


def fit(leaf, value, *, is_text):
    """The value of a field in one spelling. `is_text` says that it is a cell of a spreadsheet. Raises Unfit."""
    check = CHECKS[leaf.kind]
    if leaf.kind not in TAKES_ANY:
        return check(leaf, _text(value))
    if isinstance(value, str) and not is_text:
        kind = "list of texts" if leaf.kind == "texts" else "number, without quotation marks"
        raise Unfit(f"This is to be a {kind}.")
    return check(leaf, value)


def number(leaf, value):
    """A number, as a whole number where it is one."""
    if isinstance(value, str):
        try:
            value = Decimal(value) if SMALL_NUMBER.fullmatch(value) else pounds_of(value)
        except ValueError as error:
            raise Unfit("Write a number in figures, such as 1250 or 1250.50.") from error
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise Unfit("This is to be a number, such as 1250.")
    if not Decimal(value).is_finite() or abs(value) > Decimal("1e15"):
        raise Unfit("This is more than can be stored.")
    return int(value) if value == int(value) else float(value)


def _money(leaf, value):
    """A number; one that a spreadsheet computed, such as 41133.770000000004, as the pence that were meant."""
    found = number(leaf, value)
    return round(found, 2) if abs(found - round(found, 2)) < DUST else found


def _count(leaf, value):
    found = number(leaf, value)
    if found < 0:
        raise Unfit("Write a number of 0 or more.")
    return found


def _text(value):
    """A text without what cannot be stored."""
    if not isinstance(value, str):
        raise Unfit("This is to be a text, in quotation marks.")
    return plain_text(value)


def _any_text(leaf, text):
    return text


def _texts(leaf, value):
    """Several texts: a list, or a cell with semicolons between them."""
    parts = value.split(";") if isinstance(value, str) else value
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        raise Unfit("This is to be a list of texts.")
    return [plain for part in parts if (plain := plain_text(part))]


def _day(leaf, text):
    if not DAY.fullmatch(text) and not MOMENT.fullmatch(text):
        raise Unfit("Write the day as the standard does: year, month, day, such as 2026-11-22.")
    return _real(text[:10])


def _about_when(leaf, text):
    return text if MONTH.fullmatch(text) else _day(leaf, text)


def _moment(leaf, text):
    """A moment with its time zone; a day alone is its first moment."""
    day = _day(leaf, text)
    clock = text[11:].upper() or "00:00:00"
    found = re.fullmatch(r"(\d{2}:\d{2})(:\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?", clock)
    if not found or clock > "24":
        raise Unfit("Write the time as 2026-11-22T09:30:00Z.")
    return f"{day}T{found[1]}{found[2] or ':00'}{found[3] or 'Z'}"


def _real(text):
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise Unfit("There is no such day.") from error
    return text


def _web_address(leaf, text):
    if not WEB_ADDRESS.fullmatch(text):
        raise Unfit("Write the whole web address, such as https://example.org/grants.")
    return text


def _code(leaf, text):
    known = {code.casefold(): code for code in leaf.codes}
    if text.casefold() not in known:
        if len(known) <= LONGEST_CODE_LIST:
            raise Unfit(f"Write {' or '.join(sorted(leaf.codes, reverse=True))}.")
        raise Unfit(f"This is no code for a {leaf.title.removesuffix(' Code').casefold()}, such as {_example(leaf)}.")
    return known[text.casefold()]


def _example(leaf):
    return next(code for code in ("GBP", "GB") if code in leaf.codes)


CHECKS = {
    "text": _any_text,
    "texts": _texts,
    "number": number,
    "money": _money,
    "count": _count,
    "day": _day,
    "about when": _about_when,
    "moment": _moment,
    "web address": _web_address,
    "code": _code,
}
TAKES_ANY = {"texts", "number", "money", "count"}
