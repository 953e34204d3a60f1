"""What importing a file of groups or grants would do, and doing it."""

from dataclasses import dataclass, field
from typing import NamedTuple

from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from commissioning.ledger.reading import shown
from neighbourhoods.models import CommunityGroup, Grant, GroupIdentifier, GroupPlace, GroupProfile

NEW, UPDATED = "New", "Updated"
MOST_LISTED = 1_000
LONGEST_REASON = 100


class Change(NamedTuple):
    """One row that makes or updates something: its number, what happens, to what, and how."""

    row: int
    what: str
    subject: str
    how: str


class Note(NamedTuple):
    """Something in a row that somebody should look at, although the row is imported."""

    row: int | None
    subject: str
    words: str


@dataclass
class Plan:
    """Entries that an import makes and changes, rows that are left out and why, and what to look at.

    `rows` are those of the file, `people` those that name a person as recipient: nothing of them is kept.
    `unit` is what a row is called. `same` holds the numbers of the rows that change nothing.
    """

    unit: str = "row"
    rows: int = 0
    people: int = 0
    same: set = field(default_factory=set)
    faults: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    changes: list = field(default_factory=list)
    said: list = field(default_factory=list)
    new_groups: list = field(default_factory=list)
    changed_groups: dict = field(default_factory=dict)
    identifiers: list = field(default_factory=list)
    places: list = field(default_factory=list)
    profiles: list = field(default_factory=list)
    new_grants: list = field(default_factory=list)
    changed_grants: list = field(default_factory=list)

    def change(self, row, what, subject, how):
        self.changes.append(Change(row, what, shown(subject), how))

    def note(self, row, subject, words):
        self.notes.append(Note(row, shown(subject), words))

    def update_group(self, group, values):
        """Give a stored group new values; what several rows change is written once."""
        for name, value in values.items():
            setattr(group, name, value)
        _, names = self.changed_groups.setdefault(group.key, (group, set()))
        names.update(values)

    @property
    def counts(self):
        """How many rows, and what becomes of them. A fault without a row is one of the whole file."""
        faulty = {fault[0] for fault in self.faults}
        return {
            "rows": self.rows,
            "new": sum(change.what == NEW for change in self.changes),
            "updated": sum(change.what == UPDATED for change in self.changes),
            "unchanged": len(self.same - faulty),
            "faulty": self.rows - self.people if None in faulty else len(faulty),
            "people": self.people,
            "unit": self.unit,
            "faults": len(self.faults),
            "notes": len(self.notes),
        }

    @property
    def summary(self):
        """What the file does, in sentences; of a file that cannot be read, none."""
        counts = self.counts
        if not counts["rows"]:
            return []
        told = [f"{counts['new']:,} new", f"{counts['updated']:,} updated", f"{counts['unchanged']:,} unchanged"]
        told += [f"{counts['faulty']:,} left out because of faults"] if counts["faulty"] else []
        told += [f"{counts['people']:,} to people left out"] if counts["people"] else []
        unit = self.unit if counts["rows"] == 1 else f"{self.unit}s"
        return [f"{counts['rows']:,} {unit}: {', '.join(told)}.", *self.said]

    def listed(self, entries):
        """The first thousand of a list of faults, changes or notes, by row, as lists."""
        return [list(entry) for entry in sorted(entries, key=lambda entry: entry[0] or 0)[:MOST_LISTED]]

    def write(self, by, reason):
        """Make and change everything, with its history, in a number of queries that does not rise with the rows."""
        signed = {"default_user": by, "default_change_reason": reason[:LONGEST_REASON]}
        bulk_create_with_history(self.new_groups, CommunityGroup, **signed)
        _update([group for group, _ in self.changed_groups.values()], self._touched, CommunityGroup, signed)
        bulk_create_with_history(self.identifiers, GroupIdentifier, **signed)
        bulk_create_with_history(self.places, GroupPlace, **signed)
        for profile in self.profiles:
            profile.recorded_by = by
        GroupProfile.objects.bulk_create(self.profiles)
        bulk_create_with_history(self.new_grants, Grant, **signed)
        _update(self.changed_grants, GRANT_FIELDS, Grant, signed)

    @property
    def _touched(self):
        return sorted({name for _, names in self.changed_groups.values() for name in names})


GRANT_FIELDS = (
    *("group", "scheme", "neighbourhood", "identifier", "title", "description", "amount", "currency"),
    *("awarded_on", "starts_on", "ends_on", "funder_name", "funder_identifier", "more"),
)


def _update(rows, names, model, signed):
    if rows:
        bulk_update_with_history(rows, model, names, **signed)
