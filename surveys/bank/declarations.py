"""Reading the TOML files in which questions and indicators are declared.

A declaration is written by a person, so it is read to the end and every fault is listed: where it is, which
key, which value, and what to write instead. Nothing here knows what a question or an indicator is.
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite

from surveys.answers import HIGHEST_CODE

CODE = re.compile(r"[A-Z]{1,6}[0-9]{1,4}[a-z]{0,3}")
CODE_RANGE = re.compile(r"(\d+)\s*-\s*(\d+)")


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a declaration, at a code such as R5 or "the file". No `value`: it is missing."""

    where: str
    key: str
    value: object
    reason: str

    def __str__(self):
        place = f"{self.where}, {self.key}" if self.key else self.where
        shown = "" if self.value is None else f"{_shown(self.value)} "
        return f"{place}: {shown}{self.reason}"


class Declaration:
    """One table of a declaration file, handing out its keys and noting what is wrong with them in `faults`.

    `written` are the keys that it has.
    """

    def __init__(self, where, table, faults):
        self.where = where
        self.faults = faults
        self.written = frozenset(table)
        self._unread = dict(table)

    def fault(self, key, value, reason):
        self.faults.append(Fault(self.where, key, value, reason))

    def take(self, key, default=None):
        """The value as written, or `default`."""
        return self._unread.pop(key, default)

    def text(self, key, *, required=False, default=""):
        value = self.take(key)
        if value is None:
            if required:
                self.fault(key, None, "is missing; write it in quotation marks.")
            return default
        if not isinstance(value, str):
            self.fault(key, value, "is not text; put it in quotation marks.")
            return default
        if required and not value.strip():
            self.fault(key, value, "is empty; write it out.")
        return value.strip()

    def code(self, examples):
        """The `code` by which what is declared here is known; `examples` of one for the fault."""
        code = self.text("code", required=True)
        if code and not CODE.fullmatch(code):
            form = "capital letters, then digits, then small letters if need be"
            self.fault("code", code, f"must be {form}, such as {examples}.")
        return code

    def one_of(self, key, choices, default=None):
        """One of `choices`; needed where there is no `default`."""
        value = self.take(key, default)
        if value is None:
            self.fault(key, None, f"is missing; write one of {_listed(choices)}.")
        elif isinstance(value, bool) or value not in choices:
            self.fault(key, value, f"is not known; write one of {_listed(choices)}.")
            return None
        return value

    def whole(self, key, low, high, default=None):
        """A whole number from `low` to `high`; needed where there is no `default`."""
        value = self.take(key, default)
        if value is None:
            self.fault(key, None, f"is missing; write a whole number from {low} to {high}.")
        elif not is_whole(value) or not low <= value <= high:
            self.fault(key, value, f"must be a whole number from {low} to {high}.")
            return None
        return value

    def flag(self, key):
        """True or false; false where it is not written."""
        value = self.take(key, False)
        if not isinstance(value, bool):
            self.fault(key, value, "must be true or false, without quotation marks.")
        return value is True

    def day(self, key):
        """A date, which every declaration that asks for one needs."""
        value = self.take(key)
        if value is None:
            self.fault(key, None, "is missing; write a date such as 2027-11-01, without quotation marks.")
        elif isinstance(value, datetime) or not isinstance(value, date):
            self.fault(key, value, "must be a date such as 2027-11-01, without quotation marks.")
            return None
        return value

    def finish(self, known):
        """Note the keys that nobody asked for; `known` are the keys that may be written."""
        for key, value in self._unread.items():
            self.fault(key, value, f"is not a key used here; the keys are {_listed(known)}.")


def parse(text):
    """The tables of a TOML text, and a fault naming line and column where it is not TOML.

    Returns
    -------
    (tables, faults)
        `tables` is None where the text cannot be read.
    """
    try:
        return tomllib.loads(text.removeprefix("\ufeff")), []
    except tomllib.TOMLDecodeError as error:
        return None, [Fault("the file", "", None, f"this is not valid TOML. {error}.")]


def entries(tables, key, faults):
    """The `[[key]]` tables of a file in order, noting what is not one and top-level keys that are neither."""
    listed = tables.get(key, [])
    if not isinstance(listed, list) or not all(isinstance(table, dict) for table in listed):
        faults.append(Fault("the file", key, None, f"must be written as [[{key}]], once for each."))
        return []
    if not listed:
        faults.append(Fault("the file", key, None, f"has no [[{key}]]."))
    return listed


def name_of(table, key, position, what):
    """How faults name a table: by the text under `key`, else as the how-manieth `what` of the file."""
    name = table.get(key)
    return name if isinstance(name, str) and name else f"{what} {position} of the file"


def expand_codes(written):
    """Answer codes from a list of whole numbers and ranges such as "1-95": ascending, without repeats.

    Raises ValueError saying what is wrong, to follow the value in a sentence.
    """
    if not isinstance(written, list):
        raise ValueError('must be a list, such as [1, 2] or ["1-95"].')
    codes = set()
    for item in written:
        codes.update(expand_range(item) if isinstance(item, str) else [_one_code(item)])
    return tuple(sorted(codes))


def expand_range(written):
    """The codes of a range written "low-high", ends included; ValueError saying what is wrong."""
    match = CODE_RANGE.fullmatch(written.strip()) if isinstance(written, str) else None
    if match is None:
        raise ValueError('must be a range of whole numbers, such as "0-95".')
    low, high = int(match[1]), int(match[2])
    if low > high or high > HIGHEST_CODE:
        raise ValueError(f"must run upwards, to {HIGHEST_CODE} at most.")
    return range(low, high + 1)


def is_number(value):
    """Whether a TOML value is a number that can be counted with: not true, false, nan or inf."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value)


def is_whole(value):
    """Whether a TOML value is a whole number; true and false are not."""
    return isinstance(value, int) and not isinstance(value, bool)


def _one_code(value):
    if not is_whole(value) or not 0 <= value <= HIGHEST_CODE:
        raise ValueError(f'may hold only whole numbers from 0 to {HIGHEST_CODE} and ranges such as "1-95".')
    return value


def _shown(value):
    """A value as the writer of a TOML file would recognise it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(map(_shown, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key} = {_shown(inner)}' for key, inner in value.items())}}}"
    return f'"{value}"' if isinstance(value, str) else str(value)


def _listed(choices):
    return ", ".join(str(choice) for choice in choices)
