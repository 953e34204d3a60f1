"""A person as they are looked for: by name, e-mail address and phone number, however somebody wrote them down."""

import re
from dataclasses import dataclass
from functools import cached_property

REMOVED = "[removed]"
BETWEEN_DIGITS = r"[\s().\-]*"
LEAST_LETTERS, LEAST_DIGITS = 3, 7
ASCII_RUN = re.compile(r"[A-Za-z0-9]+")


@dataclass(frozen=True)
class Terms:
    """What is known of the person who asks; empty is not known. A name is found in either order, as whole words."""

    name: str = ""
    email: str = ""
    phone: str = ""

    def __bool__(self):
        return bool(self.patterns)

    @cached_property
    def patterns(self):
        """What finds each of the terms in a text."""
        return tuple(filter(None, (self._name(), self._email(), self._phone())))

    def found_in(self, text):
        """Whether one of the terms stands in a text."""
        return any(pattern.search(text) for pattern in self.patterns)

    def taken_out_of(self, text):
        """The text with “[removed]” in the place of every term."""
        for pattern in self.patterns:
            text = pattern.sub(REMOVED, text)
        return text

    def around(self, text, letters=60):
        """The text near the first term, shortened on both sides."""
        first = min((match.span() for pattern in self.patterns if (match := pattern.search(text))), default=(0, 0))
        start, end = max(first[0] - letters, 0), first[1] + letters
        return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")

    @cached_property
    def hints(self):
        """Parts that any text with one of the terms has, letters of ASCII whatever their case; "" where none is sure.

        A database compares only those letters without regard to their case.
        """
        longest = max(ASCII_RUN.findall(self.name), key=len, default="")
        given = (self._name() and longest, self._email() and self.email.strip(), self._phone() and self._digits[-1:])
        return tuple(hint for hint in given if hint is not None)

    def _name(self):
        words = [re.escape(word) for word in re.findall(r"[^\s,]+", self.name)]
        if sum(map(len, words)) < LEAST_LETTERS:
            return None
        orders = [r"\s+".join(words)]
        if len(words) > 1:
            orders.append(rf"{words[-1]},?\s+" + r"\s+".join(words[:-1]))
        return re.compile(rf"(?<!\w)(?:{'|'.join(orders)})(?!\w)", re.IGNORECASE)

    def _email(self):
        address = self.email.strip()
        return re.compile(rf"(?<![\w.+-]){re.escape(address)}(?![\w-])", re.IGNORECASE) if "@" in address else None

    def _phone(self):
        if len(self._digits) < LEAST_DIGITS:
            return None
        beginning = rf"(?:(?:\+|00)?44{BETWEEN_DIGITS}0?|0)" if self._digits.startswith("0") else ""
        digits = BETWEEN_DIGITS.join(self._digits.removeprefix("0"))
        return re.compile(rf"(?<!\d){beginning}{BETWEEN_DIGITS}{digits}(?!\d)")

    @cached_property
    def _digits(self):
        """The number as it is dialled here: 01632 960123 for +44 1632 960123."""
        digits = re.sub(r"\D", "", self.phone)
        abroad = digits.removeprefix("0044") if digits.startswith("0044") else digits.removeprefix("44")
        is_abroad = abroad != digits and (self.phone.strip().startswith(("+", "00")) or len(digits) > 11)
        return "0" + abroad.removeprefix("0") if is_abroad else digits
