"""Whether a group counts: the three-part test, being active, and the community sector. Pure; docs/methods.md tells it.

A group counts on a day when it is a community group with a name, a contact person, and open to other residents, and
when a profile of the twelve months before says that it is active. What is unknown is not a no: it is listed as a task.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.utils.formats import date_format

from neighbourhoods.groups.typology import kinds

HEARD_OF_WITHIN = timedelta(days=365)
COMMUNITY, ACTIVE = "community", "active"
COUNTS, TO_CONFIRM, AGAINST = "counts", "confirm", "against"
NOT_COMMUNITY = {
    "professional": "it is a professional organisation",
    "overlap": "it is both a community group and a service",
}
NOT_ACTIVE = {"dormant": "it is dormant", "closed": "it is closed", "merged": "it merged into another group"}
# Band -> the least and the most pounds a year that it may be; None has no end.
INCOME = {
    "none": (Decimal(0), Decimal(0)),
    "under-5k": (Decimal("0.01"), Decimal("4999.99")),
    "to-10k": (Decimal(5000), Decimal(10000)),
    "to-100k": (Decimal("10000.01"), Decimal(100000)),
    "over-100k": (Decimal("100000.01"), None),
}


class Facts(NamedTuple):
    """What the test asks of a group and its latest profile."""

    sector: str
    kind: str
    state: str
    named: bool | None
    has_contact: bool | None
    open_to_join: bool | None
    as_of: date | None


class Standing(NamedTuple):
    """The answer: what is not known yet, and what speaks against it, each as the end of a sentence."""

    unknown: tuple[str, ...]
    against: tuple[str, ...]

    @property
    def counts(self):
        return not self.unknown and not self.against

    @property
    def to_confirm(self):
        """Whether it would count if what is unknown turned out well: a task for a fieldworker."""
        return bool(self.unknown) and not self.against

    @property
    def name(self):
        """COUNTS, TO_CONFIRM or AGAINST."""
        if self.against:
            return AGAINST
        return TO_CONFIRM if self.unknown else COUNTS


def facts_of(group, profile):
    """The Facts of a group with one of its profiles; without any, nothing is known but its sector and kind."""
    if profile is None:
        return Facts(group.sector, group.kind, "", None, None, None, None)
    asked = (profile.state, profile.named, profile.has_contact, profile.open_to_join, profile.as_of)
    return Facts(group.sector, group.kind, *asked)


def standing_of(facts, on):
    """The Standing of a group on the date `on`."""
    return Standing(tuple(_unknown(facts, on)), tuple(_against(facts)))


def heard_of_since(on):
    """The first day on which a profile still tells of the date `on`."""
    return on - HEARD_OF_WITHIN


def _unknown(facts, on):
    if not facts.sector:
        yield "whether it is a community group"
    if facts.named is None:
        yield "whether it has a name of its own"
    if facts.has_contact is None:
        yield "who is the contact person"
    if facts.open_to_join is None:
        yield "whether other residents can join"
    if facts.state == ACTIVE and facts.as_of < heard_of_since(on):
        yield f"whether it is still active; it was on {date_format(facts.as_of, 'j F Y')}"


def _against(facts):
    if facts.sector in NOT_COMMUNITY:
        yield NOT_COMMUNITY[facts.sector]
    if facts.kind in kinds() and not kinds()[facts.kind].is_group:
        yield "it is one person"
    if facts.named is False:
        yield "it has no name of its own"
    if facts.has_contact is False:
        yield "it has no contact person"
    if facts.open_to_join is False:
        yield "other residents cannot join"
    if facts.state in NOT_ACTIVE:
        yield NOT_ACTIVE[facts.state]


def is_small(income_band, income, threshold):
    """Whether a year's income is at most `threshold`, exactly that included; None where nobody can say.

    The exact income goes before the band. A band that reaches over the threshold does not tell.
    """
    if income is not None:
        return income <= threshold
    if income_band not in INCOME:
        return None
    least, most = INCOME[income_band]
    if most is not None and most <= threshold:
        return True
    return False if least > threshold else None
