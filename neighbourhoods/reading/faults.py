"""What is wrong with a file, in words a person can act on, and what a reader needs to know to tell."""

from dataclasses import dataclass, field
from typing import NamedTuple

from neighbourhoods.reading.codes import is_official

SHOWN_CHARACTERS = 80
MOST_LISTED = 1_000


class Fault(NamedTuple):
    """One thing wrong: the line (None: the whole file), the column, the value found there, and why."""

    line: int | None
    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class Places:
    """The areas a programme already knows, for telling known codes from unknown ones.

    `names` maps the code of each neighbourhood to its name, `small_areas` the code of each LSOA to its
    neighbourhood's, `vintage` is the year of the boundaries, empty where there is none or more than one, and
    `programme` is the programme's own name in addresses, which no place may have as its code.
    """

    names: dict[str, str] = field(default_factory=dict)
    vintage: str = ""
    small_areas: dict[str, str] = field(default_factory=dict)
    programme: str = ""

    @property
    def wards(self):
        """How sentences call the neighbourhoods: with their year where known; areas abroad are no wards."""
        kind = "areas" if self.names and not any(map(is_official, self.names)) else "wards"
        if not self.vintage:
            return f"this programme's {kind}"
        return f"the {kind} of {self.vintage} that this programme uses"


@dataclass
class Reading:
    """What a reader found: rows as it shapes them, every fault, and how many rows it left out."""

    rows: list = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    left_out: int = 0

    def fault(self, line, column, value, reason):
        self.faults.append(Fault(line, column, shown(value), reason))


def shown(value):
    """A value as a fault shows it: one line, not too long."""
    text = " ".join(str(value).split())
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"


def listed(faults):
    """The faults in the order of the file, at most a thousand; a last one says how many more there are."""
    ordered = sorted(faults, key=lambda fault: fault.line or 0)
    if len(ordered) <= MOST_LISTED:
        return ordered
    more = len(ordered) - MOST_LISTED
    return [
        *ordered[:MOST_LISTED],
        Fault(None, "", "", f"{more:,} more faults are not listed. Correct these first."),
    ]
