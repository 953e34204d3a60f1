"""What an indicator asks of one respondent's answers, and how that is written down.

A rule says yes, no or missing. A leaf looks at one question; `any` and `all` combine rules so that missing
answers decide only what they must: any is yes as soon as one part is, and no only when every part is; all is
the other way round. A mean turns answers into numbers. Nothing here computes: see scoring.py.
"""

from dataclasses import dataclass, replace
from itertools import chain

from surveys.answers import HIGHEST_CODE
from surveys.bank.declarations import expand_codes, expand_range, is_number, is_whole

# Stands for the answers to a question of which several options may be chosen: no rule reads those.
SEVERAL = "several"
NO_RULE_FOR_SEVERAL = (
    "is answered with several options at once, which no rule reads; ask each option as a question of its own, "
    "answered yes or no."
)


@dataclass(frozen=True)
class Leaf:
    """Yes if the answer to `question` is among the codes `yes`, no if among `no`, else missing."""

    question: str
    yes: tuple[int, ...]
    no: tuple[int, ...] = ()

    @property
    def questions(self):
        return (self.question,)

    def counting_as_no(self, code):
        """The same rule with one more code as a no."""
        return replace(self, no=(*self.no, code))


@dataclass(frozen=True)
class Combined:
    """Rules joined by `how`, "any" or "all"."""

    how: str
    parts: tuple

    @property
    def questions(self):
        return tuple(dict.fromkeys(chain.from_iterable(part.questions for part in self.parts)))

    def counting_as_no(self, code):
        """The same rule with one more code as a no in each leaf."""
        return replace(self, parts=tuple(part.counting_as_no(code) for part in self.parts))


@dataclass(frozen=True)
class Mean:
    """The number a respondent contributes: the mean over the answered questions of what `values` gives.

    `values` pairs codes with numbers; other codes are missing. A respondent with fewer than `at_least` of the
    questions answered is missing. Where the rule `zero_if` says yes the number is 0 whatever was answered.
    `times` multiplies the published figure only, never what is summed.
    """

    questions_valued: tuple[str, ...]
    values: tuple[tuple[int, float], ...]
    at_least: int = 1
    zero_if: Leaf | Combined | None = None
    times: float = 1

    @property
    def questions(self):
        routing = self.zero_if.questions if self.zero_if else ()
        return tuple(dict.fromkeys((*self.questions_valued, *routing)))


class RuleReader:
    """Reads the rules of one indicator, noting faults in its declaration.

    `known` maps the code of each question that exists to the codes its answers may have, or to SEVERAL; None means
    that it is not known which questions exist, so that they go unchecked.
    """

    def __init__(self, declaration, known=None):
        self.declaration = declaration
        self.known = known

    def rule(self, key, table, *, no_needed=True):
        """The rule written as `table` under `key`, or None where it cannot be read."""
        if not isinstance(table, dict):
            self._fault(key, table, 'must be a table such as {question = "R2", yes = [1], no = [2]}.')
            return None
        if combining := table.keys() & {"any", "all"}:
            return self._combined(key, table, combining, no_needed)
        return self._leaf(key, table, no_needed)

    def mean(self, key, table):
        """The mean written as `table` under `key`, or None where it cannot be read."""
        if not isinstance(table, dict) or ("question" in table) == ("questions" in table):
            self._fault(key, table, "must be a table with either question or questions.")
            return None
        several = "questions" in table
        allowed = {"questions", "values", "at_least", "times"} if several else SINGLE_MEAN_KEYS
        self._unknown_keys(key, table, allowed)
        questions = self._questions(key, table["questions"] if several else [table["question"]])
        values = self._values(key, table)
        for question in questions:
            self._check_answers(key, question, [code for code, _ in values])
        zero_if = self.rule(f"{key}.zero_if", table["zero_if"], no_needed=False) if "zero_if" in table else None
        return Mean(questions, values, self._at_least(key, table, questions), zero_if, self._times(key, table))

    def _fault(self, key, value, reason):
        self.declaration.fault(key, value, reason)

    def _unknown_keys(self, key, table, allowed):
        for unknown in sorted(table.keys() - allowed):
            self._fault(key, unknown, f"is not a key used here; the keys are {', '.join(sorted(allowed))}.")

    def _combined(self, key, table, combining, no_needed):
        how = min(combining)
        parts = table[how]
        if len(table) > 1 or not isinstance(parts, list) or len(parts) < 2:
            self._fault(key, table, f"must hold {how} alone, with a list of at least two rules.")
            return None
        read = [self.rule(f"{key}.{how}", part, no_needed=no_needed) for part in parts]
        return Combined(how, tuple(part for part in read if part))

    def _leaf(self, key, table, no_needed):
        self._unknown_keys(key, table, {"question", "yes", "no"})
        question = self._question(key, table.get("question"))
        yes = self._codes(key, "yes", table)
        no = self._codes(key, "no", table) if no_needed or "no" in table else ()
        for code in sorted(set(yes) & set(no)):
            self._fault(key, code, f"is both a yes and a no of {question}.")
        if question:
            self._check_answers(key, question, yes + no)
        return Leaf(question, yes, no) if question else None

    def _codes(self, key, side, table):
        if not table.get(side):
            self._fault(f"{key}.{side}", table.get(side), "is missing; list at least one answer code.")
            return ()
        try:
            return expand_codes(table[side])
        except ValueError as error:
            self._fault(f"{key}.{side}", table[side], str(error))
            return ()

    def _question(self, key, code):
        if not isinstance(code, str) or not code:
            self._fault(key, code, 'needs the code of a question, such as question = "R2".')
            return None
        if self.known is not None and code not in self.known:
            self._fault(key, code, "is not a question of any bank; add it there first or correct the code.")
        elif self._is_several(code):
            self._fault(key, code, NO_RULE_FOR_SEVERAL)
        return code

    def _questions(self, key, written):
        if not isinstance(written, list) or not written:
            self._fault(key, written, 'must list question codes, such as ["V5a", "V5b"].')
            return ()
        return tuple(code for item in written if (code := self._question(key, item)))

    def _check_answers(self, key, question, codes):
        possible = None if self._is_several(question) else (self.known or {}).get(question)
        impossible = [] if possible is None else [code for code in codes if code not in possible]
        if impossible:
            self._fault(key, impossible[0], f"is not an answer that {question} can have.")

    def _is_several(self, question):
        return (self.known or {}).get(question) == SEVERAL

    def _values(self, key, table):
        """Pairs of code and number, from `values` or from the range `from`."""
        if ("values" in table) == ("from" in table):
            self._fault(key, None, 'needs either values, such as [[1, 52], [2, 12]], or from, such as "0-95".')
            return ()
        if "from" in table:
            try:
                return tuple((code, float(code)) for code in expand_range(table["from"]))
            except ValueError as error:
                self._fault(f"{key}.from", table["from"], str(error))
                return ()
        return self._pairs(f"{key}.values", table["values"])

    def _pairs(self, key, written):
        if not isinstance(written, list) or not written:
            self._fault(key, written, "must list pairs of code and number, such as [[1, 52], [2, 12]].")
            return ()
        pairs = []
        for item in written:
            if _is_pair(item):
                pairs.append((item[0], float(item[1])))
            else:
                self._fault(key, item, "is not a pair of answer code and number, such as [1, 52].")
        codes = [code for code, _ in pairs]
        for code in sorted({code for code in codes if codes.count(code) > 1}):
            self._fault(key, code, "is given a number more than once.")
        return tuple(pairs)

    def _at_least(self, key, table, questions):
        most = max(1, len(questions))
        at_least = table.get("at_least", most if "questions" in table else 1)
        if not is_whole(at_least) or not 1 <= at_least <= most:
            self._fault(f"{key}.at_least", at_least, f"must be a whole number from 1 to {most}.")
            return 1
        return at_least

    def _times(self, key, table):
        times = table.get("times", 1)
        if not is_number(times) or times <= 0:
            self._fault(f"{key}.times", times, "must be a number above 0.")
            return 1
        return times


SINGLE_MEAN_KEYS = {"question", "from", "values", "zero_if", "times"}


def _is_pair(item):
    """Whether `item` is [answer code, number]."""
    right = isinstance(item, list) and len(item) == 2 and is_whole(item[0]) and is_number(item[1])
    return right and 0 <= item[0] <= HIGHEST_CODE
