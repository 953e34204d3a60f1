"""What importing a file would do: worked out first, shown, and only then done."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from commissioning.number_words import counted
from neighbourhoods.models import Neighbourhood
from neighbourhoods.reading import Fault

NAMES_LISTED = 6


class Upload(NamedTuple):
    """A file as a person handed it in: kind, name, bytes, and the year they say its boundaries are of."""

    kind: str
    filename: str
    content: bytes
    vintage: str


def _write_nothing(by):
    """A file with faults changes nothing."""


@dataclass
class Plan:
    """What importing a file would change, in sentences, or the faults that prevent it.

    `changes` counts the records that would differ; `write(by)`, in a transaction, makes the changes.
    """

    summary: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    changes: int = 0
    write: Callable = _write_nothing


class Tally(NamedTuple):
    """Keys of records that are new, that change, and that stay as they are."""

    new: list
    changed: list
    same: list

    @property
    def changes(self):
        return len(self.new) + len(self.changed)

    @property
    def keys(self):
        """Those to write."""
        return [*self.new, *self.changed]

    def sentences(self, one, many):
        """What happens to these records, which are called `one` or `many`."""
        said = (
            (self.new, f"Adds {counted(len(self.new), one, many)}."),
            (self.changed, f"Changes {counted(len(self.changed), one, many)}."),
            (self.same, f"Leaves {counted(len(self.same), one, many)} unchanged."),
        )
        return [sentence for keys, sentence in said if keys]


def tally(before, after):
    """Compare what is there with what a file says, both as dicts from key to value."""
    new = [key for key in after if key not in before]
    changed = [key for key, value in after.items() if key in before and before[key] != value]
    same = [key for key, value in after.items() if key in before and before[key] == value]
    return Tally(new, changed, same)


def refused(reason):
    """A plan that cannot even be read yet, because something else must come first."""
    return Plan(faults=[Fault(None, "", "", reason)])


def named(names):
    """Some names for a sentence: the first few, and how many more."""
    shown = ", ".join(names[:NAMES_LISTED])
    return shown if len(names) <= NAMES_LISTED else f"{shown} and {len(names) - NAMES_LISTED} more"


def ids_by_code(programme):
    """The primary key of each neighbourhood of `programme`, by its code."""
    return dict(Neighbourhood.objects.filter(programme=programme).order_by().values_list("code", "pk"))


def absent(places, codes, what):
    """A sentence naming the neighbourhoods that a file says nothing about, if there are any."""
    missing = [name for code, name in places.names.items() if code not in codes]
    if not missing:
        return []
    have = "is" if len(missing) == 1 else "are"
    wards = counted(len(missing), "neighbourhood")
    return [f"There {have} {wards} without {what} in the file: {named(missing)}."]


def of_other_districts(reading):
    """A sentence on the rows that were left out of a file of the whole country, if there were any."""
    return [f"Leaves out {reading.left_out:,} rows of other districts."] if reading.left_out else []
