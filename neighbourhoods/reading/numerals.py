"""Numbers as official files write them: 29199, "29,199", 5.4."""

import math
import re

WHOLE = re.compile(r"[0-9]{1,3}(,[0-9]{3})+|[0-9]+")
DECIMAL = re.compile(r"-?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")
MOST_PEOPLE = 10_000_000
BLANK = "The value is missing. Unknown is not 0; write 0 only if it was counted and there were none."


class NotANumber(ValueError):
    """The text is not a number of the kind asked for; the message tells whoever has the file why."""


def whole_number(text, most=MOST_PEOPLE):
    """The whole number from 0 to `most` that `text` writes, with or without commas between thousands."""
    plain = re.sub(r"\.0+$", "", text.strip())
    if not plain:
        raise NotANumber(BLANK)
    if not WHOLE.fullmatch(plain):
        raise NotANumber("This is not a whole number of 0 or more, such as 1629 or 1,629.")
    digits = plain.replace(",", "").lstrip("0") or "0"
    if len(digits) > len(str(most)) or int(digits) > most:
        raise NotANumber(f"This is more than {most:,}, the most there can be.")
    return int(digits)


def decimal_number(text):
    """The finite number that `text` writes, with or without commas between thousands."""
    plain = text.strip().replace("\N{MINUS SIGN}", "-")
    if not plain:
        raise NotANumber(BLANK)
    if plain.endswith("%"):
        raise NotANumber("Write the number without %; the unit has a column of its own.")
    if not DECIMAL.fullmatch(plain):
        raise NotANumber("This is not a number, such as 5.4 or 10,972.")
    value = float(plain.replace(",", ""))
    if not math.isfinite(value):
        raise NotANumber("The number is too large.")
    return value


def read_number(reading, line, heading, text, read=whole_number, **limits):
    """The number that `read` finds in `text`, or None with a fault added to `reading`."""
    try:
        return read(text, **limits)
    except NotANumber as error:
        reading.fault(line, heading, text, str(error))
        return None
