"""A gap between groups as pages and files tell it; its numbers become words in `Figure`, as all others."""

from dataclasses import dataclass

from evaluation.figures import Figure
from evaluation.statistics.gaps import GapVerdict

EVERYBODY_ELSE = "everybody else"
# Clearly behind or ahead by the direction of improvement; without one, only lower or higher.
BEHIND, AHEAD, LOWER, HIGHER = "behind", "ahead", "lower", "higher"
STANDINGS = {
    BEHIND: "Clearly behind",
    AHEAD: "Clearly ahead",
    LOWER: "Clearly lower",
    HIGHER: "Clearly higher",
    "": "No clear gap",
}


@dataclass(frozen=True, kw_only=True)
class GroupGap:
    """How far a group stands from the others, in percentage points, now and at the baseline.

    `own` is the group's figure, `others` that of the others, `others_label` what they are called. In `now` and `before`
    the group's figure has the others' as its baseline, so that the change is the gap; in `moved` the gap now has the
    gap then as its baseline. `before` and `moved` are None without a baseline. `is_clear`: whether the gap now stands
    out from chance, allowing for how many were looked at.
    """

    own: Figure
    others: Figure
    others_label: str
    now: Figure
    is_clear: bool = False
    before: Figure | None = None
    moved: Figure | None = None
    verdict: str = GapVerdict.UNKNOWN.value

    @property
    def gap(self):
        """In points, above 0 where the group's figure is the higher one."""
        return self.now.change

    @property
    def standing(self):
        """Where the group stands: behind, ahead, lower or higher; nothing where the gap is not clear."""
        if not self.is_clear:
            return ""
        if self.now.direction == "context":
            return HIGHER if self.gap > 0 else LOWER
        return AHEAD if (self.gap > 0) == (self.now.direction == "up") else BEHIND

    @property
    def standing_words(self):
        return STANDINGS[self.standing]

    @property
    def gap_words(self):
        """The gap with its interval: "5 points below (−9 to −1)"."""
        return _apart(self.now)

    @property
    def before_words(self):
        """The gap at the baseline, or nothing."""
        return _apart(self.before) if self.before else ""

    @property
    def moved_words(self):
        """How the group moved against the others since then: "up 5 points (1 to 9)", or nothing."""
        return self.moved.change_words if self.moved else ""

    @property
    def verdict_words(self):
        """What became of the gap: "The gap closed by 5 points", "No clear change"."""
        by = f" by {_amount(self.moved)}" if self.moved and self._same_way else ""
        return {
            GapVerdict.CLOSED: f"The gap closed{by}",
            GapVerdict.WIDENED: f"The gap widened{by}",
            GapVerdict.TURNED: "The gap turned round",
            GapVerdict.OPENED: "A gap opened",
            GapVerdict.MOVED: "Moved, but no gap is clear",
            GapVerdict.NO_CLEAR_CHANGE: "No clear change",
            GapVerdict.UNKNOWN: "No baseline to compare with",
        }[GapVerdict(self.verdict)]

    @property
    def is_levelled_down(self):
        """Whether the gap closed with a clear change for the worse of those who were ahead, which is nobody's gain."""
        if self.verdict != GapVerdict.CLOSED or self.now.direction == "context":
            return False
        was_ahead = (self.before.change > 0) == (self.now.direction == "up")
        return (self.own if was_ahead else self.others).tone == "worse"

    @property
    def tone(self):
        """better where the gap closed, worse where it widened or opened; neutral of what has no direction."""
        if self.is_levelled_down or self.now.direction == "context":
            return "neutral"
        tones = {GapVerdict.CLOSED: "better", GapVerdict.WIDENED: "worse", GapVerdict.OPENED: "worse"}
        return tones.get(GapVerdict(self.verdict), "neutral")

    @property
    def _same_way(self):
        return (self.now.change > 0) == (self.before.change > 0)


def _apart(figure):
    """The change of `figure`, which is a gap, as one side seen from the other."""
    size, bracket, interval = figure.change_words.partition(" (")
    if size == "no change":
        return f"no gap{bracket}{interval}"
    way = "above" if size.startswith("up ") else "below"
    return f"{size.removeprefix('up ').removeprefix('down ')} {way}{bracket}{interval}"


def _amount(figure):
    """How much `figure` changed, without which way."""
    return figure.change_words.partition(" (")[0].removeprefix("up ").removeprefix("down ")
