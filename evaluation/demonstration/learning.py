"""What Harbourside's commissioner, partners and others learnt, and the clauses they were advised on. All invented."""

from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from commissioning.actions.entries import save_entry
from commissioning.models import ClauseAdvice, KnowledgeSession, Role
from evaluation.demonstration.history import written
from evaluation.demonstration.timetable import working_day

PLANNED_DAYS_BEFORE = 30
ASKED_DAYS_AFTER = 47
TRAINING, BRIEFING = KnowledgeSession.Kind.TRAINING, KnowledgeSession.Kind.BRIEFING
VISIT, SHADOWING = KnowledgeSession.Kind.VISIT, KnowledgeSession.Kind.SHADOWING
Outcome = ClauseAdvice.Outcome


class Held(NamedTuple):
    """A session on a day of a month: for whom, how many were invited and came (None: nobody counted), what changed."""

    month: int
    day: int
    kind: str
    title: str
    audience: str
    invited: int | None
    attended: int | None
    hours: str
    changed: str = ""


class Advised(NamedTuple):
    """A clause advised in one month, and the answer with its month; `answered` None waits for one."""

    month: int
    contract: str
    holder: str
    advice: str
    outcome: str
    answered: int | None = None
    note: str = ""


SESSIONS = (
    Held(
        3, 12, BRIEFING, "What community development is, and is not", "Managers of the commissioner and the trust",
        24, 19, "2", "Three departments said which of their staff work with groups already; nobody had asked before.",
    ),
    Held(
        5, 17, VISIT, "A walk through Ropewalk with its tenants", "Councillors and GPs", 10, 8, "3",
        "The surgery put the tenants’ notices up and now names a person whom groups can ring.",
    ),
    Held(
        9, 10, TRAINING, "How groups start, and what they need at first", "Health improvement staff of the trust",
        20, 16, "3", "Staff wait until residents ask for a course instead of offering a programme of ten weeks.",
    ),
    Held(
        11, 21, BRIEFING, "Who is there already: the register of groups", "GP practice managers", 31, 12, "1",
        "Four practices give patients the list of groups; the others say that they have no time to keep it up to date.",
    ),
    Held(
        13, 14, TRAINING, "Meeting people where they are", "Housing officers of Marram Homes", 18, 17, "3",
        "Officers hold their Thursday hour in the laundry, not in the office. More people come.",
    ),
    Held(
        15, 6, SHADOWING, "Two days with the team in Dockray", "Health visitors", 4, 4, "14",
        "Two of the four now take new parents along to the group instead of handing out its address.",
    ),
    Held(
        18, 13, BRIEFING, "What the second survey says", "Health and Wellbeing Board", 15, None, "1",
        "The board asks at each meeting what residents raised, and who answered.",
    ),
    Held(
        20, 18, TRAINING, "Answering what residents raise", "Council officers for parks, roads and waste", 22, 14, "3",
        "The parks team answers within a month, and says so when the answer is no.",
    ),
    Held(
        22, 9, VISIT, "Saltmarsh after the floods, shown by the people who live there", "Emergency planners",
        8, 6, "4", "The list of people to ring in a flood was drawn up anew with two residents’ groups.",
    ),
    Held(
        27, 11, TRAINING, "Working with groups, not through them", "Health improvement staff of the trust", 20, 9, "3",
        "Little so far: half of those who came have been moved to other teams since.",
    ),
    Held(
        30, 16, BRIEFING, "What the third survey says", "Councillors", 24, None, "1",
        "Two councillors came to the listening meetings in Tanyard and Netherfold.",
    ),
    Held(
        32, 8, TRAINING, "Reading a survey without being misled", "Analysts of the commissioner", 9, 7, "3",
        "The quarterly report shows how many people answered, and leaves out figures that rest on few.",
    ),
    Held(34, 15, VISIT, "Both Quaysides on foot", "Ward managers of the hospital", 12, 0, "3"),
    Held(
        36, 7, TRAINING, "Contracts that leave something in the neighbourhood", "Buyers of the council and the trust",
        14, 11, "2", "The form for new contracts asks what the neighbourhood gets out of it. Three were changed by it.",
    ),
    Held(38, 9, TRAINING, "Keeping in touch with groups after support ends", "Practice nurses", 20, 8, "2"),
    Held(39, 20, BRIEFING, "What residents raised, and how long they waited", "Heads of service", 16, 10, "1"),
    Held(41, 16, TRAINING, "Answering what residents raise, for new staff", "The trust’s new teams", 18, None, "3"),
    Held(42, 9, VISIT, "The parish rooms in Dockray on a full evening", "Health and Wellbeing Board", 12, None, "2"),
)  # fmt: skip
CLAUSES = (
    Advised(
        13, "Cleaning of the health centres", "Harbourside NHS Trust",
        "A third of new posts is advertised first in the wards in which the centres stand, for two weeks.",
        Outcome.ADOPTED, 16, "Nine people were taken on in the first year, five of them from Saltmarsh and Limekiln.",
    ),
    Advised(
        21, "Parks and verges", "Harbourside Council",
        "Residents’ groups may plant and tend beds. The contractor lends tools and gives the plants.",
        Outcome.PARTLY, 24, "Tools are lent. Plants are not given, as the price was agreed without them.",
    ),
    Advised(
        28, "Transport of patients", "Harbourside NHS Trust",
        "Empty seats on the way back may be used by residents who are going to a group.",
        Outcome.DECLINED, 31, "The insurer did not allow it. The council’s community transport was asked instead.",
    ),
    Advised(
        33, "Repairs in the houses of Marram Homes", "Marram Homes",
        "Every repair team takes an apprentice from the estates, and lends its van to groups at weekends.",
        Outcome.ADOPTED, 36, "Four apprentices have begun. The van has been lent eleven times.",
    ),
    Advised(
        37, "Rebuilding of the health centre in Netherfold", "Harbourside NHS Trust",
        "A room with a door of its own, which groups can use when the centre is closed, at no more than its cost.",
        Outcome.WAITING,
    ),
)  # fmt: skip


def fill_learning(programme, today, users):
    """Every session as it was planned, held and followed up, and every clause with its answer."""
    keeper = users[Role.COORDINATOR]
    for held in SESSIONS:
        _session(programme, held, today, keeper)
    for advised in CLAUSES:
        _clause(programme, advised, keeper)


def _session(programme, held, today, by):
    on = working_day(_day(programme, held.month, held.day))
    session = KnowledgeSession(
        programme=programme,
        kind=held.kind,
        title=held.title,
        held_on=on,
        audience=held.audience,
        invited=held.invited,
        hours=Decimal(held.hours),
    )
    _save(programme, session, min(on - timedelta(days=PLANNED_DAYS_BEFORE), today), by)
    if held.attended is not None:
        session.attended = held.attended
        _save(programme, session, on + timedelta(days=1), by)
    if held.changed:
        session.changed, session.changed_on = held.changed, working_day(on + timedelta(days=ASKED_DAYS_AFTER))
        _save(programme, session, session.changed_on, by)


def _clause(programme, advised, by):
    given_on = working_day(_day(programme, advised.month, 8))
    clause = ClauseAdvice(
        programme=programme,
        contract=advised.contract,
        holder=advised.holder,
        advice=advised.advice,
        given_on=given_on,
    )
    _save(programme, clause, given_on, by)
    if advised.answered:
        clause.outcome, clause.outcome_note = advised.outcome, advised.note
        clause.outcome_on = working_day(_day(programme, advised.answered, 19))
        _save(programme, clause, clause.outcome_on, by)


def _save(programme, entry, on, by):
    save_entry(programme=programme, entry=written(entry, on, by), by=by)


def _day(programme, month, day):
    return programme.month_start(month) + timedelta(days=day - 1)
