"""What the registers say of one neighbourhood as at one day: the ground of every figure counted from them. Pure.

A state is plain enough to be frozen as JSON and read again; the same state always gives the same figures.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from neighbourhoods.issues.clocks import IssueClock

FORMAT = 1  # of the plain form, so that what is frozen today can still be told apart when it has changed
# What can be known or unknown of a neighbourhood, apart from one another.
GROUPS, LINKS, HUBS, SPACES, MONEY, INPUT, ISSUES = "groups", "links", "hubs", "spaces", "money", "input", "issues"
EVERYTHING = frozenset({GROUPS, LINKS, HUBS, SPACES, MONEY, INPUT, ISSUES})


class CountingGroup(NamedTuple):
    """A group that counts, with what its latest profile told; None is unknown."""

    themes: tuple[str, ...] = ()
    volunteers: int | None = None
    is_small: bool | None = None
    paid_staff: int | None = None


class Confirmed(NamedTuple):
    """That somebody in a role went through a register and found it complete as it stood on a day."""

    as_at: date
    role: str


@dataclass(frozen=True, kw_only=True)
class RegisterState:
    """One neighbourhood on the day `on`. What is not in `known` is unknown; what is, and has no rows, is none.

    `links` are pairs of groups, lower number first, that both count somewhere and of which one counts here: a pair
    across a border is a link of the area that holds both. `waiting` are groups that would count if what is unknown of
    them turned out well, `unpriced` meeting spaces whose cost nobody knows. `hubs` and `workers` have keys such as
    "asset-12": the registers they come from number for themselves. `confirmed` is by the register that was confirmed.
    `threshold` is the income up to which a group was small, None in what was frozen before that was kept.
    """

    on: date
    residents: int | None = None
    reply_days: int = 90
    threshold: Decimal | None = None
    known: frozenset[str] = frozenset()
    groups: Mapping[int, CountingGroup] = field(default_factory=dict)
    waiting: frozenset[int] = frozenset()
    links: frozenset[tuple[int, int]] = frozenset()
    hubs: frozenset[str] = frozenset()
    spaces: frozenset[int] = frozenset()
    unpriced: frozenset[int] = frozenset()
    schemes: frozenset[int] = frozenset()
    grants: Mapping[int, Decimal] = field(default_factory=dict)
    workers: Mapping[str, Decimal | None] = field(default_factory=dict)
    issues: Mapping[int, IssueClock] = field(default_factory=dict)
    confirmed: Mapping[str, Confirmed] = field(default_factory=dict)

    def as_plain(self):
        """The state as a structure that JSON can hold, always the same for the same state."""
        return {
            "format": FORMAT,
            "on": self.on.isoformat(),
            "residents": self.residents,
            "reply_days": self.reply_days,
            "threshold": _text(self.threshold),
            "known": sorted(self.known),
            "groups": {str(pk): _plain_group(self.groups[pk]) for pk in sorted(self.groups)},
            "links": sorted(map(list, self.links)),
            "grants": {str(pk): str(self.grants[pk]) for pk in sorted(self.grants)},
            "workers": {key: _text(self.workers[key]) for key in sorted(self.workers)},
            "issues": {str(pk): _plain_clock(self.issues[pk]) for pk in sorted(self.issues)},
            "confirmed": {key: [at.isoformat(), role] for key, (at, role) in sorted(self.confirmed.items())},
            **{name: sorted(getattr(self, name)) for name in SETS},
        }

    @classmethod
    def from_plain(cls, plain):
        """The state that `as_plain` told."""
        return cls(
            on=date.fromisoformat(plain["on"]),
            residents=plain["residents"],
            reply_days=plain["reply_days"],
            threshold=_decimal(plain.get("threshold")),
            known=frozenset(plain["known"]),
            groups={int(pk): CountingGroup(tuple(row[0]), *row[1:]) for pk, row in plain["groups"].items()},
            links=frozenset(map(tuple, plain["links"])),
            grants={int(pk): Decimal(amount) for pk, amount in plain["grants"].items()},
            workers={key: _decimal(fte) for key, fte in plain["workers"].items()},
            issues={int(pk): _clock(row) for pk, row in plain["issues"].items()},
            confirmed={key: Confirmed(date.fromisoformat(at), role) for key, (at, role) in plain["confirmed"].items()},
            **{name: frozenset(plain[name]) for name in SETS},
        )


SETS = ("waiting", "hubs", "spaces", "unpriced", "schemes")


def _plain_group(group):
    return [list(group.themes), group.volunteers, group.is_small, group.paid_staff]


def _plain_clock(clock):
    days = (clock.raised_on, clock.answered_on, clock.closed_on)
    return [*(day.isoformat() if day else None for day in days), clock.changed, clock.withdrawn]


def _clock(row):
    *days, changed, withdrawn = row
    return IssueClock(*(date.fromisoformat(day) if day else None for day in days), changed, withdrawn)


def _text(number):
    return None if number is None else str(number)


def _decimal(text):
    return None if text is None else Decimal(text)
