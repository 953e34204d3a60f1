"""What it cost: for each resident, and for each resident who is active and was not at the baseline.

Pure but for the words of figures. The change comes from the stored estimates and is never computed anew here; its
interval is the interval of the cost. Money is taken as known exactly. See docs/methods.md, "Costs".
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from commissioning.money_words import MINUS, pounds_words, rounded_pounds, three_figures
from evaluation.figures import Figure

MONTHS_A_YEAR = 12
PER_ACTIVE = "per additional active resident"
NOTHING_SPENT = "Refunds are as much as the payments, or more: there is no spending to divide."


def shared_by_months(spent, months):
    """What each place's support cost: `spent` shared by the months of support that each place has had.

    `months` maps a place to its months; every month of every place counts the same. A dict from place to Decimal, in
    whole pounds (one place has the odd pence) that add up to `spent` exactly; empty where no place has had a month
    of support.
    """
    total, shares, so_far, given = sum(months.values()), {}, 0, 0
    for place, had in months.items() if total else ():
        so_far += had
        up_to_here = spent if so_far == total else round(spent * so_far / total)
        shares[place], given = up_to_here - given, up_to_here
    return shares


def months_of_support(programme, starts_in_month, on):
    """Whole months of support that a cohort which starts in month `starts_in_month` has had by the date `on`."""
    return max(programme.month_on(on) - starts_in_month, 0)


@dataclass(frozen=True)
class PerResident:
    """Spending for each resident of an area; `residents` is None where not all are counted."""

    name: str
    spent: Decimal | None
    residents: int | None
    months: int

    @property
    def reason(self):
        """Why there is no cost, or nothing."""
        if self.spent is None:
            return "No payments are recorded yet."
        if self.spent <= 0:
            return NOTHING_SPENT
        if not self.residents:
            return "How many people live here is not known."
        return ""

    @property
    def words(self):
        return "" if self.reason else f"{rounded_pounds(self.spent / self.residents)} per resident"

    @property
    def yearly_words(self):
        """The same for a year; nothing in the first month."""
        if self.reason or self.months < 1:
            return ""
        return f"{rounded_pounds(self.spent / self.residents * MONTHS_A_YEAR / self.months)} per resident a year"


@dataclass(frozen=True)
class PerActive:
    """Spending on an area's support for each additional active resident.

    `figure` is the share of active residents with its change since the baseline, `adults` how many residents of
    survey age live in the neighbourhoods that it was measured in, None where unknown, `spent` the spending shared to
    them by `until`. `hindrance` says what keeps the two from being compared.
    """

    name: str
    figure: Figure
    spent: Decimal | None = None
    adults: int | None = None
    until: date | None = None
    hindrance: str = ""

    @property
    def reason(self):
        """Why no cost can be given, or nothing."""
        return next((words for holds, words in self._obstacles() if holds), "")

    def _obstacles(self):
        figure = self.figure
        yield figure.suppressed, "Too few answers to show a figure, so there is no cost either."
        yield figure.estimate is None, "Not measured yet."
        yield figure.verdict == "baseline", "Only the baseline has been measured: no change to divide by yet."
        yield figure.change is None and figure.verdict == "too_few", "Too few answers in the baseline to count from."
        yield figure.change is None, "No baseline to count from."
        yield self.hindrance, self.hindrance
        yield not self.adults, "How many residents aged 16 and over live here is not known."
        yield self.spent is None, "No payments up to the survey are recorded."
        yield self.spent is not None and self.spent <= 0, NOTHING_SPENT
        yield figure.change <= 0, "The survey found no rise, so there are no additional active residents to divide by."

    @property
    def additional(self):
        """Additional active residents at the change measured, and at the two ends of its interval."""
        ends = (self.figure.change, self.figure.change_low, self.figure.change_high)
        return tuple(None if end is None else Decimal(str(end)) / 100 * self.adults for end in ends)

    @property
    def additional_words(self):
        """About 1,240 (310 to 2,170): below 0 is fewer than at the baseline."""
        if self.figure.change is None or not self.adults:
            return ""
        middle, low, high = (None if each is None else rounded_count(each) for each in self.additional)
        return f"about {middle}" if low is None or high is None else f"about {middle} ({low} to {high})"

    @property
    def words(self):
        """The cost with its interval, or what can be said of it; nothing where there is a reason against it."""
        if self.reason:
            return ""
        middle, low, high = self.additional
        if low is None or high is None:
            return f"about {rounded_pounds(self.spent / middle)} {PER_ACTIVE}"
        least = rounded_pounds(self.spent / high)
        if low <= 0:
            none = "none or a fall" if low < 0 else "none"
            return f"at least {least} {PER_ACTIVE}; there is no upper limit, as the change could also be {none}"
        return f"{rounded_pounds(self.spent / middle)} {PER_ACTIVE} ({least} to {rounded_pounds(self.spent / low)})"

    @property
    def note(self):
        """What to keep in mind about an interval that the survey cannot give."""
        no_interval = not self.reason and self.figure.change_low is None
        return "This kind of sample has no interval to compute." if no_interval else ""

    @property
    def spent_words(self):
        return "" if self.spent is None else pounds_words(self.spent)


def rounded_count(number):
    """A number of people to three figures: 1,240."""
    rounded = three_figures(number)
    return f"{MINUS if rounded < 0 else ''}{abs(rounded):,.0f}"
