"""Harbourside's risk register: what was feared, how that changed over the months, and what is done. All invented."""

from datetime import timedelta
from typing import NamedTuple

from commissioning.actions.entries import save_entry
from commissioning.models import Risk, Role
from evaluation.demonstration.history import written

REVIEWED_EVERY = 3  # months


class Scored(NamedTuple):
    """How likely and how bad somebody thought a risk, on which day of which month, and what was to be done then."""

    month: int
    day: int
    likelihood: int
    impact: int
    response: str


class Feared(NamedTuple):
    """A risk with its scores, the first one first; `review` (month, day) is when it is looked at again."""

    title: str
    detail: str
    owner: Role | None
    scored: tuple[Scored, ...]
    review: tuple[int, int]
    closed: tuple[int, int, str] | None = None


RISKS = (
    Feared(
        "What had grown in Dockray does not come back",
        "The hub closed in month 23, when its roof was found unsafe. Several groups have not met since.",
        Role.COORDINATOR,
        (
            Scored(23, 17, 5, 4, "Look for rooms at once; fieldworkers stay with each group while it has no place."),
            Scored(
                27, 29, 3, 4, "The parish rooms are open four evenings a week. Visit each group that met in the hub."
            ),
            Scored(
                39,
                12,
                4,
                4,
                "One fieldworker stays in Dockray intensively until the end of stage 3. Residents say what kept them "
                "from the parish rooms; a place near the old hub is sought with the council.",
            ),
        ),
        (41, 12),
    ),
    Feared(
        "Groups give up on public agencies",
        "The council called its commissioning round off after groups had worked on their bids for months. Far fewer "
        "groups than at the baseline say that agencies help them succeed.",
        Role.COMMISSIONER,
        (
            Scored(10, 9, 2, 3, "Note every issue that is raised, with the agency it was put to."),
            Scored(31, 20, 3, 4, "Council and trust each name a person who answers within 90 days."),
            Scored(
                40,
                12,
                4,
                4,
                "The council has named its person; the trust is to follow. Late answers are read out at every contract "
                "review.",
            ),
        ),
        (41, 8),
    ),
    Feared(
        "Partners’ money and time end with stage 3",
        "Three contributions are agreed from year to year. A quarter of the trust’s cash for this stage has not come.",
        Role.COMMISSIONER,
        (
            Scored(26, 14, 2, 5, "Ask each partner for its plans at the yearly meeting."),
            Scored(36, 19, 3, 5, "Ask every partner in writing for stage 4, by month 41, before the gate is decided."),
        ),
        (42, 6),
    ),
    Feared(
        "Nobody in the team reads figures with confidence",
        "The research officer who knew statistics left in month 21; the successor works by interviews.",
        Role.COORDINATOR,
        (
            Scored(21, 24, 3, 4, "The post is advertised with statistics as a requirement."),
            Scored(
                24,
                8,
                3,
                3,
                "The evaluator explains each wave to the team. A place on the college’s course is kept for the "
                "research officer.",
            ),
        ),
        (39, 20),
    ),
    Feared(
        "The third cohort’s baselines are not complete at gate 3",
        "Twenty-one wards at once. Two of the five parts have not been begun anywhere, and support is to start in "
        "month 43.",
        Role.EVALUATOR,
        (
            Scored(34, 22, 2, 4, "Draw up with the team who visits which wards, and by when."),
            Scored(
                39, 22, 3, 4, "Begin with the wards that are likely to come first; ask the libraries for their lists."
            ),
        ),
        (41, 3),
    ),
    Feared(
        "A team loses people faster than they can be replaced",
        "Posts are paid for one stage at a time, so people look elsewhere before each gate.",
        Role.COORDINATOR,
        (
            Scored(8, 11, 2, 3, "Two workers know every group."),
            Scored(
                36, 27, 4, 3, "Team 1 is one short. Limekiln’s groups are visited by the team leader until it is full."
            ),
            Scored(40, 1, 2, 3, "Team 1 is full again. Say early who stays on in stage 4."),
        ),
        (42, 14),
    ),
    Feared(
        "Groups of the first cohort slip when support is lighter",
        "Maintenance is a fifth of a post in each ward.",
        Role.FIELDWORKER,
        (
            Scored(24, 18, 3, 3, "Agree with each group what it wants to be able to do alone."),
            Scored(33, 16, 2, 3, "Every group is called on once in three months; those in trouble sooner."),
        ),
        (41, 17),
    ),
    Feared(
        "Groups in Thornsea are left alone",
        "The housing association’s money for two community workers ends soon. Thornsea is in none of the first two "
        "cohorts.",
        None,
        (Scored(39, 18, 4, 3, "To be weighed when the third cohort is chosen."),),
        (41, 10),
    ),
    Feared(
        "Rooms cost more than the budget holds",
        "Rents rose, and Dockray’s groups now pay for rooms that were free in the hub.",
        Role.COMMISSIONER,
        (
            Scored(33, 9, 3, 2, "Look at what is spent every quarter."),
            Scored(
                38,
                21,
                4,
                2,
                "Use what the training budget leaves over; ask the council for library rooms in the evening.",
            ),
        ),
        (42, 20),
    ),
    Feared(
        "Too few residents answer the surveys",
        "Without 300 answers in each ward, change cannot be told from chance.",
        Role.EVALUATOR,
        (
            Scored(1, 23, 3, 5, "Interviews at the door as well as a link; people from the wards are hired to ask."),
            Scored(5, 12, 2, 4, "The same way of asking in every wave."),
        ),
        (29, 20),
        closed=(29, 20, "Three surveys reached 300 answers in every ward. Each wave keeps its own watch on it."),
    ),
)


def fill_risks(programme, today, users):
    """Write the register down as it grew: each risk when it was first seen, again at every new score, and its end."""
    keeper = users[Role.COORDINATOR]
    for feared in RISKS:
        risk = Risk(programme=programme, title=feared.title, detail=feared.detail, owner=users.get(feared.owner))
        for scored in feared.scored:
            risk.likelihood, risk.impact, risk.response = scored.likelihood, scored.impact, scored.response
            is_last = scored is feared.scored[-1]
            risk.review_on = _day(programme, *feared.review) if is_last else _next_review(programme, scored)
            _save(programme, risk, min(_day(programme, scored.month, scored.day), today), keeper)
        if feared.closed:
            month, day, risk.closed_because = feared.closed
            risk.closed_on = _day(programme, month, day)
            _save(programme, risk, risk.closed_on, keeper)


def _save(programme, risk, on, by):
    save_entry(programme=programme, entry=written(risk, on, by), by=by)


def _next_review(programme, scored):
    return _day(programme, scored.month + REVIEWED_EVERY, scored.day)


def _day(programme, month, day):
    return programme.month_start(month) + timedelta(days=day - 1)
