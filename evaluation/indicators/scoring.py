"""From packed answers to what each respondent counts for, in each indicator at once.

No, missing and yes are kept as 0, 1 and 2, so that "any" is the largest of its parts and "all" the smallest:
a missing part then decides only where the others leave it open, which is the missing rule of the definitions.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from evaluation.indicators.rules import Leaf
from surveys.answers import NOT_ASKED

NO, MISSING, YES = 0, 1, 2
POSSIBLE_ANSWERS = 1 << 16


class QuestionsNotAsked(ValueError):
    """The questionnaire lacks a question that the indicator is computed from."""


class Scores(NamedTuple):
    """What respondents count for; three arrays of shape (respondents, indicators).

    y : float64
        1 for yes and 0 for no in a share, the number of a mean before its `times`; 0 where not valid.
    valid : bool
        In the denominator.
    asked : bool
        Could have been valid: neither routed past every question nor outside the base. The share
        missing is 1 - valid / asked.
    """

    y: np.ndarray
    valid: np.ndarray
    asked: np.ndarray


class Scorer:
    """Scores respondents to one questionnaire.

    Attributes
    ----------
    indicators : tuple[Indicator]
        Those that can be computed, in the order of the columns of `Scores`.
    not_asked : tuple[Indicator]
        Those whose questions are not all in the questionnaire; not the same as a missing answer.
    """

    def __init__(self, indicators, order):
        from_survey = [indicator for indicator in indicators if indicator.from_survey]
        self.indicators = tuple(one for one in from_survey if order.keys() >= set(one.questions))
        self.not_asked = tuple(one for one in from_survey if not order.keys() >= set(one.questions))
        self._order = dict(order)

    def score(self, answers):
        """Score each respondent on each of `indicators`.

        Parameters
        ----------
        answers : int16 array, shape (respondents, questions)
            Codes as in surveys/answers.py, columns as in `order`. Fastest where columns are contiguous. The
            result takes 10 bytes a respondent and indicator, so hand in some ten thousand respondents at a
            time.

        Returns
        -------
        Scores
        """
        block = _Block(np.asarray(answers, dtype=np.int16), self._order)
        shape = (len(self.indicators), len(block.answers))
        y, valid, asked = np.zeros(shape), np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
        for row, indicator in enumerate(self.indicators):
            y[row], valid[row], asked[row] = block.score(indicator)
        return Scores(y.T, valid.T, asked.T)


def compile_scorer(indicators, order):
    """A `Scorer` for a questionnaire whose `order` maps question code to column. Registers are left aside."""
    return Scorer(indicators, order)


def score(indicator, answers, order):
    """Score respondents on one indicator: (y, valid), each of shape (respondents,), as in `Scores`.

    Raises
    ------
    QuestionsNotAsked
        If the questionnaire lacks one of its questions.
    """
    scorer = Scorer([indicator], order)
    if not scorer.indicators:
        lacking = [code for code in indicator.questions if code not in order]
        raise QuestionsNotAsked(f"{indicator.code} needs {', '.join(lacking) or 'a survey'}, which was not asked.")
    scores = scorer.score(answers)
    return scores.y[:, 0], scores.valid[:, 0]


class _Block:
    """Answers of some respondents, remembering what several indicators share while they are scored."""

    def __init__(self, answers, order):
        self.answers = answers
        self._order = order
        self._columns = {}
        self._states = {}
        self._routed_past = {}

    def score(self, indicator):
        """(y, valid, asked) of one indicator, each of shape (respondents,)."""
        y, valid = self._share(indicator.share) if indicator.is_share else self._mean(indicator.mean)
        asked = ~np.logical_and.reduce([self._not_asked(code) for code in indicator.questions])
        if indicator.base:
            in_base = self._state(indicator.base)
            valid &= in_base == YES
            asked &= in_base != NO
            y = np.where(valid, y, 0)
        return y, valid, asked

    def _share(self, rule):
        state = self._state(rule)
        return state == YES, state != MISSING

    def _mean(self, mean):
        table = _number_of(mean.values)
        numbers = np.stack([table[self._column(code)] for code in mean.questions_valued])
        answered = ~np.isnan(numbers)
        count = answered.sum(axis=0)
        total = np.where(answered, numbers, 0).sum(axis=0)
        valid = count >= mean.at_least
        y = np.divide(total, count, out=np.zeros(len(count)), where=valid)
        if mean.zero_if:
            zero = self._state(mean.zero_if) == YES
            y[zero] = 0
            valid = valid | zero
        return y, valid

    def _state(self, rule):
        """NO, MISSING or YES for each respondent. Not to be changed in place: others may read it."""
        if rule not in self._states:
            self._states[rule] = self._leaf(rule) if isinstance(rule, Leaf) else self._combined(rule)
        return self._states[rule]

    def _leaf(self, rule):
        return _state_of(rule.yes, rule.no)[self._column(rule.question)]

    def _combined(self, rule):
        decide = np.maximum if rule.how == "any" else np.minimum
        return decide.reduce([self._state(part) for part in rule.parts])

    def _column(self, code):
        """Answers to one question as places in a table of all 16-bit codes."""
        if code not in self._columns:
            column = np.ascontiguousarray(self.answers[:, self._order[code]])
            self._columns[code] = column.view(np.uint16)
        return self._columns[code]

    def _not_asked(self, code):
        if code not in self._routed_past:
            self._routed_past[code] = self._column(code) == np.uint16(NOT_ASKED % POSSIBLE_ANSWERS)
        return self._routed_past[code]


@lru_cache(maxsize=512)
def _state_of(yes, no):
    """NO, MISSING or YES for each 16-bit code; what is in neither list is missing, as negatives are."""
    table = np.full(POSSIBLE_ANSWERS, MISSING, dtype=np.uint8)
    table[[code % POSSIBLE_ANSWERS for code in no]] = NO
    table[[code % POSSIBLE_ANSWERS for code in yes]] = YES
    return table


@lru_cache(maxsize=64)
def _number_of(values):
    """The number of each 16-bit code; NaN where it has none, as every negative code."""
    table = np.full(POSSIBLE_ANSWERS, np.nan)
    for code, number in values:
        table[code] = number
    return table
