"""Things to do in a neighbourhood, their lateness in words, and several of a kind put into one line. No database."""

from calendar import monthrange
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.utils.formats import date_format

from commissioning.number_words import counted

REPLY, STEP, UPDATE, CONFIRM, LINK, CONTACT, PLACE = "reply", "step", "update", "confirm", "link", "contact", "place"
# How many of a kind are called together, in the order in which they are shown; without words each stands for itself.
TOGETHER = {
    REPLY: ("", ""),
    STEP: ("", ""),
    UPDATE: ("Update {} groups", "Profiles older than 6 months, or none yet"),
    CONFIRM: ("Confirm {} groups", "Whether they count is not known"),
    LINK: ("Confirm {} links", "Nobody confirmed them for 11 months"),
    CONTACT: ("Ask {} contacts again", "Whether their details may still be kept"),
    PLACE: ("Say where {} groups are at work", "They are counted nowhere until then"),
}
# What a column of the summary is called.
COUNTED = {
    REPLY: "Issues without a reply",
    STEP: "Next steps",
    UPDATE: "Groups to update",
    CONFIRM: "Groups to confirm",
    LINK: "Links to confirm",
}
SHOWN_OF_A_KIND = 12


@dataclass(frozen=True)
class ToDo:
    """One thing to do: its kind, where, in words, on which page, and by when if there is a day."""

    kind: str
    place_id: int | None
    title: str
    note: str
    url: str
    due_on: date | None = None
    group_id: int | None = None
    visit_id: int | None = None

    @property
    def is_profile(self):
        """Whether a new profile of the group does it."""
        return self.kind in (UPDATE, CONFIRM)

    def state(self, today):
        """How it is marked: "late", "due" where a day is ahead, else "open"."""
        if self.due_on is None:
            return "open"
        return "late" if self.due_on < today else "due"

    def when(self, today):
        """The day in words: how many days late, or by when."""
        if self.due_on is None:
            return ""
        days = (today - self.due_on).days
        if days > 0:
            return f"{counted(days, 'day')} late"
        return "today" if days == 0 else f"by {date_format(self.due_on, 'j M')}"


@dataclass(frozen=True)
class Line:
    """A line of the list: one thing to do, or several of a kind, the latest first, of which some are left out."""

    title: str
    note: str
    state: str
    when: str
    to_dos: tuple[ToDo, ...]
    left_out: int = 0

    @property
    def only(self):
        """The one thing that it tells of, or None where it tells of several."""
        return self.to_dos[0] if len(self.to_dos) == 1 else None


@dataclass
class PlaceWork:
    """What needs doing in one neighbourhood on a day; without a place, in none that is known."""

    place: object
    today: date
    to_dos: list[ToDo] = field(default_factory=list)

    @property
    def count(self):
        return len(self.to_dos)

    @property
    def late(self):
        """How many of them are late."""
        return sum(to_do.state(self.today) == "late" for to_do in self.to_dos)

    @property
    def counted(self):
        """(words, how many) of each kind that the summary counts."""
        found = Counter(to_do.kind for to_do in self.to_dos)
        return [(words, found[kind]) for kind, words in COUNTED.items()]

    @property
    def lines(self):
        """The lines of the list, kind by kind."""
        return [line for kind in TOGETHER for line in self._lines_of(kind)]

    def _lines_of(self, kind):
        found = sorted((each for each in self.to_dos if each.kind == kind), key=_latest_first)
        title, note = TOGETHER[kind]
        if not title or len(found) == 1:
            return [self._line(each.title, each.note, [each]) for each in found]
        return [self._line(title.format(len(found)), note, found)] if found else []

    def _line(self, title, note, found):
        first, shown = found[0], tuple(found[:SHOWN_OF_A_KIND])
        return Line(title, note, first.state(self.today), first.when(self.today), shown, len(found) - len(shown))


def months_later(day, months):
    """The same day so many months later, or the last day of that month where it is shorter."""
    number = day.year * 12 + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _latest_first(to_do):
    return (to_do.due_on is None, to_do.due_on or date.max, to_do.title)
