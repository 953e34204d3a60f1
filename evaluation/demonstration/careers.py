"""The careers of Harbourside's groups: how each was at every visit or call over forty months. All invented."""

from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from evaluation.demonstration.activities import DID, NOBODY_FOLLOWED, OTHERWISE, STRUGGLES, WANTS
from evaluation.demonstration.borough import SEED, WARDS
from evaluation.demonstration.groups import COUNTED_FROM, MERGED, OVERLAP, PROFESSIONAL

# In which months every group is asked how it is: twice a year where there is support, else once in ten months.
ROUNDS = {1: (4, 10, 16, 22, 28, 33, 39), 2: (4, 10, 16, 22, 28, 33, 39), 3: (4, 14, 24, 34, 39)}
NOT_ASKED_LAST = 5  # of so many groups one was not asked in the latest round
LOST_TOUCH = 23  # of so many groups that do not count one has not been heard of for long
EXACTLY_AT_THE_THRESHOLD = 37  # one group of so many has an income of £10,000
NEVER_TELLS = {"members": 17, "volunteers": 7, "activities": 13, "confidence": 11, "income_band": 9}  # one of so many
LOST_ITS_CONTACT = 2  # of so many groups whose contact person nobody knows, one had told who it was; at its second stop
CARRIED_OVER = (
    *("members", "volunteers", "paid_staff", "activities", "income_band", "income", "confidence"),
    *("ambition", "achievements", "problems"),
)
HEARD, CALL, VISIT = "heard", "call", "visit"
BANDS = ("none", "under-5k", "to-10k", "to-100k", "over-100k")
CONFIDENCE = ("not-at-all", "not-very", "neither", "fairly", "very")


@dataclass(frozen=True)
class Stop:
    """How a group was on a day of a month. None is not known."""

    month: int
    day: int
    state: str
    source: str
    named: bool | None = True
    has_contact: bool | None = True
    open_to_join: bool | None = True
    members: int | None = None
    volunteers: int | None = None
    paid_staff: int | None = None
    activities: int | None = None
    income_band: str = ""
    income: Decimal | None = None
    confidence: str = ""
    ambition: str = ""
    achievements: str = ""
    problems: str = ""


def career_of(drawn):
    """The Stops of one group, the earliest first. Each group's chance is its own, so careers do not move together."""
    rng = np.random.default_rng([SEED, 21, drawn.number])
    months = _months(drawn)
    stops = [_stop(drawn, month, number, rng) for number, month in enumerate(months)]
    if drawn.end:
        stops.append(Stop(drawn.end.month, 17, drawn.end.state, VISIT, **_known(drawn)))
    stops = list(_carried_over(drawn, stops))
    return _without_contact(stops) if _lost_its_contact(drawn, stops) else stops


def _carried_over(drawn, stops):
    """What was told once stands until something else is told, as in the product's forms; some never tell."""
    untold = {name: getattr(Stop, name) for name in NEVER_TELLS if name != "income_band" and _never_tells(drawn, name)}
    before = Stop(0, 0, "", "")
    for stop in stops:
        kept = {name: getattr(before, name) for name in CARRIED_OVER if getattr(stop, name) in (None, "")}
        before = replace(stop, **kept | untold)
        yield before


def _never_tells(drawn, name):
    return drawn.number % NEVER_TELLS[name] == 6


def _lost_its_contact(drawn, stops):
    is_visited = WARDS[drawn.ward].cohort < 3 and len(stops) > 2
    return is_visited and drawn.unknown == "has_contact" and drawn.number % LOST_ITS_CONTACT == 0


def _without_contact(stops):
    """Somebody spoke for it at the second stop, and has left by the third."""
    first, known, *later = stops
    return [
        first,
        replace(known, has_contact=True),
        *(replace(stop, has_contact=None, problems=NOBODY_FOLLOWED) for stop in later),
    ]


def _months(drawn):
    """When it was asked; a group that came later is first heard of, then visited."""
    rounds = ROUNDS[WARDS[drawn.ward].cohort]
    if drawn.known_from > COUNTED_FROM:
        rounds = (drawn.known_from, drawn.known_from + 1, *(m for m in rounds if m > drawn.known_from + 3))
    last = drawn.end.month if drawn.end else max(rounds) + 1
    months = [month for month in rounds if month < last]
    if not drawn.counts and drawn.number % LOST_TOUCH == 2:
        return months[:2]
    return months[:-1] if _is_passed_over(drawn, months) else months


def _is_passed_over(drawn, months):
    return drawn.number % NOT_ASKED_LAST == 1 and months[-1] == 39 and months[-2] > 30


def _known(drawn):
    """The three parts of the test, as far as anybody knows."""
    known = {"named": True, "has_contact": True, "open_to_join": drawn.is_open}
    return known | ({drawn.unknown: None} if drawn.unknown in known else {})


def _stop(drawn, month, number, rng):
    is_first_word = number == 0 and drawn.known_from > COUNTED_FROM
    day = 3 + int(rng.integers(0, 22)) if not is_first_word else 2
    if is_first_word:
        return Stop(month, day, "active", HEARD, **_known(drawn) | {"has_contact": None})
    years = (month - drawn.known_from) / 12
    members = _people(drawn.activity.members * (1 + drawn.trend) ** years, rng)
    is_told, volunteers = rng.random() < 0.9, _volunteers(drawn, members, rng)
    return Stop(
        month,
        day,
        "active",
        CALL if WARDS[drawn.ward].cohort == 3 else VISIT,
        **_known(drawn),
        members=members if is_told and drawn.activity.members else None,
        volunteers=None if drawn.is_one_person else volunteers,
        paid_staff=_staff(drawn, rng),
        activities=int(rng.integers(1, 9)) if rng.random() < 0.85 else None,
        **_income(drawn, rng),
        confidence=_confidence(drawn, rng),
        **_told(drawn, number, rng),
    )


def _people(usual, rng):
    return max(int(round(usual * rng.normal(1, 0.08))), 3)


def _volunteers(drawn, members, rng):
    """At one visit in five nobody says."""
    return None if rng.random() < 0.2 else max(int(members * rng.uniform(0.12, 0.3)), 1)


def _staff(drawn, rng):
    if drawn.sector == PROFESSIONAL:
        return int(rng.integers(4, 30))
    return int(rng.integers(1, 5)) if drawn.sector == OVERLAP else 0


def _income(drawn, rng):
    if drawn.number % EXACTLY_AT_THE_THRESHOLD == 5 and drawn.counts:
        return {"income_band": "to-10k", "income": Decimal(10_000)}
    if drawn.sector in (PROFESSIONAL, OVERLAP):
        return {"income_band": "over-100k" if drawn.sector == PROFESSIONAL else "to-100k"}
    if rng.random() < 0.15 or _never_tells(drawn, "income_band"):
        return {}
    own = np.random.default_rng([SEED, 22, drawn.number]).random()
    return {"income_band": BANDS[int(np.searchsorted((0.25, 0.68, 0.9, 0.99), own))]}


def _confidence(drawn, rng):
    if rng.random() < 0.15:
        return ""
    return CONFIDENCE[int(np.clip(round(2.7 + 4 * drawn.trend + rng.normal(0, 0.8)), 0, 4))]


def _told(drawn, number, rng):
    """What it says for the first time of what it wants, did and struggles with; seldom all three at once."""
    theme = drawn.activity.themes[0]
    told = {
        "ambition": WANTS.get(theme, OTHERWISE["wants"]) if rng.random() < 0.2 else "",
        "problems": STRUGGLES.get(theme, OTHERWISE["struggles"]) if rng.random() < 0.15 else "",
    }
    did_well = number > 1 and drawn.trend > 0 and rng.random() < 0.2
    return told | {"achievements": DID.get(theme, OTHERWISE["did"]) if did_well else ""}


def merges_into(drawn):
    """The number of the group it merged into, or None."""
    return drawn.end.into if drawn.end and drawn.end.state == MERGED else None
