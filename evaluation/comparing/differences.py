"""Figures beside something else than their baseline, in words: an earlier survey, other places, those still waiting."""

from dataclasses import dataclass

from evaluation.figures import Figure


@dataclass(frozen=True, kw_only=True)
class Compared(Figure):
    """A figure beside one that is not its baseline: `baseline` and the change are of what `against` names."""

    against: str = ""

    @property
    def baseline_words(self):
        """What it is compared with: "July 2025 12%", or that this was hidden."""
        if not self.shown or not self.against:
            return ""
        return f"{self.against} {self.in_words(self.baseline)}" if self.baseline is not None else self._hidden_then

    @property
    def _hidden_then(self):
        return f"{self.against}: too few answers"


@dataclass(frozen=True, kw_only=True)
class Difference(Compared):
    """One place beside another at one time: higher or lower, which says nothing of a change.

    `higher` and `lower` are the words for the two ways.
    """

    higher: str = "higher"
    lower: str = "lower"

    @property
    def excludes_zero(self):
        """Whether the interval of the difference leaves out zero."""
        known = self.change_low is not None and self.change_high is not None
        return known and (self.change_low > 0 or self.change_high < 0)

    @property
    def chance_words(self):
        """Whether the difference stands out from chance, allowing for how many were compared; or nothing."""
        p = self.p_value if self.p_adjusted is None else self.p_adjusted
        if self.change is None or p is None:
            return ""
        return "clear of chance" if p <= 0.05 and self.excludes_zero else "could be chance"

    @property
    def _grain(self):
        """Hours beside hours are always in hundreds: differences of places are less sure than each of them."""
        return 100 if self.unit == "hours" else 1

    def _movement(self):
        moved, way = self.moved, self.higher if self.change > 0 else self.lower
        if not moved:
            return f"{way} by less than {self._step()}" if self.excludes_zero else "no difference"
        return " ".join(filter(None, (f"{abs(moved):,}", self._noun(abs(moved)), way)))
