"""What can be wrong with a file: with all of it, or with one cell."""

from typing import NamedTuple

MOST_LISTED = 20_000
LONGEST_VALUE = 200


class UnreadableFile(Exception):
    """The file cannot be read as a table; the message says why and what to do."""


class NoRows(UnreadableFile):
    """The file has headings and nothing under them."""


class Fault(NamedTuple):
    """One thing wrong in one row. `row` counts as a spreadsheet does: the headings are row 1."""

    row: int
    column: str
    value: str
    reason: str


class FaultList:
    """Faults as they are found, and which rows they set aside.

    The list stops at MOST_LISTED, so that a column read as the wrong question cannot fill the memory; `total`
    goes on counting and `is_faulty` goes on marking.
    """

    def __init__(self, listed, is_faulty):
        self.listed = list(listed)
        self.is_faulty = is_faulty
        self.total = len(self.listed)

    def add(self, positions, row_numbers, column, value_at, reason_at):
        """Note a fault in each of `positions` (counted from 0); `value_at` and `reason_at` give its words."""
        self.is_faulty[positions] = True
        self.total += len(positions)
        for position in positions[: max(MOST_LISTED - len(self.listed), 0)]:
            value = value_at(position)[:LONGEST_VALUE]
            self.listed.append(Fault(int(row_numbers[position]), column, value, reason_at(position)))

    def in_order(self):
        """The listed faults by row; those of one row stay in the order in which they were found."""
        return sorted(self.listed, key=lambda fault: fault.row)
