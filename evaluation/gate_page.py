"""A gate's checklist as its page shows it, live or frozen: what is not ready first, the rest folded away."""

from dataclasses import dataclass

from django.utils.text import slugify

from evaluation.gate_evidence import EXPLAINED, OPEN, READY, WAIVED

SHOWN_AT_FIRST = 6
ORDER = (OPEN, EXPLAINED, WAIVED)


@dataclass(frozen=True)
class Section:
    """One section of a checklist: its lines that are not ready, the late ones first, and those that are."""

    title: str
    waiting: tuple[dict, ...]
    ready: tuple[dict, ...]

    @property
    def slug(self):
        """Its place in the page's address."""
        return slugify(self.title)

    @property
    def first(self):
        """The lines that are shown without asking; one line is never folded away alone."""
        return self.waiting if len(self.waiting) <= SHOWN_AT_FIRST + 1 else self.waiting[:SHOWN_AT_FIRST]

    @property
    def more(self):
        return self.waiting[len(self.first) :]

    @property
    def open(self):
        return sum(line["state"] == OPEN for line in self.waiting)

    @property
    def late(self):
        return sum(line.get("late", False) for line in self.waiting)

    @property
    def words(self):
        """How far it is: "3 of 7 open, 2 late", or "all 7 ready"."""
        total = len(self.waiting) + len(self.ready)
        if self.open:
            return f"{self.open} of {total} open" + (f", {self.late} late" if self.late else "")
        if not self.waiting:
            return f"all {total} ready" if total > 1 else "ready"
        told = [(len(self.ready), "ready"), *((self._count(state), state) for state in (EXPLAINED, WAIVED))]
        return ", ".join(f"{number} {words}" for number, words in told if number)

    def _count(self, state):
        return sum(line["state"] == state for line in self.waiting)


def sections_of(evidence):
    """The Sections of some evidence (evaluation.gate_evidence), in its order."""
    return [_section(section["title"], section["lines"]) for section in evidence.get("sections", [])]


def _section(title, lines):
    waiting = [line for line in lines if line["state"] != READY]
    waiting.sort(key=lambda line: (ORDER.index(line["state"]), not line.get("late", False)))
    return Section(title, tuple(waiting), tuple(line for line in lines if line["state"] == READY))
