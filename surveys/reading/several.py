"""A question of several options that a file writes in a column for each option, as KoboToolbox and ODK do."""

from dataclasses import dataclass

import numpy as np

from surveys.answers import BLANK, PACKED, pack_chosen
from surveys.reading import meanings
from surveys.reading.verdicts import tick_of

TOGETHER = "Says both that none was chosen, or that there is no answer, and that something was."
OTHERWISE = "Says something else than the columns of its options."


@dataclass(frozen=True)
class Several:
    """Packed `answers` of all rows; `none_ticked` rows say no to every option, which may only mean that nobody asked.

    `faults` are (positions of rows, column, reason).
    """

    answers: np.ndarray
    none_ticked: np.ndarray
    faults: list


def read_several(question, use, table):
    """The Several of a question whose ColumnUse has `choices`.

    A column of the whole answer counts where those of the options say nothing; where both speak they must agree.
    """
    ticks = _Ticks(use, table)
    answers, none_ticked, faults = ticks.answers, ticks.none_ticked, ticks.faults
    if use.column:
        column = table.columns[use.column]
        values, reasons = understood(column, meanings.answer_to(question, use), PACKED, BLANK)
        whole, is_unread = values[column.index], np.isin(column.index, list(reasons))
        for number, reason in reasons.items():
            faults.append((np.flatnonzero((column.index == number) & ~ticks.said), column, reason))
        speaks = ~is_unread & (whole != BLANK)
        differs = ticks.said & speaks & (whole != answers) & ~(none_ticked & (whole <= 0))
        faults.append((np.flatnonzero(differs), column, OTHERWISE))
        answers = np.where(ticks.any | ~speaks, answers, whole).astype(PACKED)
        none_ticked = none_ticked & ~speaks
    return Several(answers, none_ticked, [fault for fault in faults if len(fault[0])])


class _Ticks:
    """What the columns of the options say: `said` anything, ticked `any`."""

    def __init__(self, use, table):
        rows = len(table.row_numbers)
        self.said, self.any, self.faults = np.zeros(rows, bool), np.zeros(rows, bool), []
        bits, instead, clashing = np.zeros(rows, PACKED), np.full(rows, BLANK, PACKED), np.zeros(rows, bool)
        for heading, code in use.choices.items():
            ticked = self._ticked(table.columns[heading])
            clashing |= ticked & ((instead != BLANK) if code > 0 else self.any)
            if code > 0:
                bits[ticked] |= pack_chosen([code])
            else:
                instead[ticked] = code
            self.any |= ticked
        self.faults.append((np.flatnonzero(clashing), table.columns[use.headings[0]], TOGETHER))
        self.none_ticked = self.said & ~self.any
        # Where none of them can be ticked for itself, no tick at all says so.
        nothing = BLANK if 0 in use.choices.values() else 0
        self.answers = np.where(self.any, np.where(instead != BLANK, instead, bits), BLANK).astype(PACKED)
        self.answers[self.none_ticked] = nothing

    def _ticked(self, column):
        values, reasons = understood(column, tick_of, np.int8, -1)
        for number, reason in reasons.items():
            self.faults.append((np.flatnonzero(column.index == number), column, reason))
        ticks = values[column.index]
        self.said |= ticks >= 0
        return ticks == 1


def understood(column, understand, dtype, absent):
    """What each distinct text of a column means, and {its number: why it means nothing} of the others."""
    values, reasons = np.full(len(column.values), absent, dtype), {}
    for number, text in enumerate(column.values):
        try:
            values[number] = understand(text)
        except meanings.Misfit as misfit:
            reasons[number] = str(misfit)
    return values, reasons
