"""Harbourside's meetings: when each kind meets, who belongs to it, and how what was said gets into the database.

What was said is in `minutes`. Names of those who came are known from month FIRST_LIST on; before, nobody kept a list.
"""

from datetime import timedelta

from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from commissioning.models import Action, Attendance, Meeting, Paper, Resolution, Role
from evaluation.demonstration.history import written
from evaluation.demonstration.minutes import MINUTES
from evaluation.demonstration.people import NAMES
from evaluation.demonstration.timetable import weekday_from

STEERING, CONTRACT, PARTNERS = Meeting.Kind.STEERING, Meeting.Kind.CONTRACT, Meeting.Kind.PARTNERS
TUESDAY, WEDNESDAY, THURSDAY = 1, 2, 3
# On which weekday each kind meets, the first on or after which day of the month, and where.
MEETS = {
    STEERING: (TUESDAY, 4, "Library, Limekiln"),
    CONTRACT: (THURSDAY, 12, "Council offices"),
    PARTNERS: (WEDNESDAY, 20, "Harbourside College"),
}
TITLES = {STEERING: "Steering group", CONTRACT: "Contract review", PARTNERS: "Partners’ meeting"}
PLANNED_DAYS_BEFORE = 28
PAPERS_DAYS_BEFORE = 7
MINUTES_DAYS_AFTER = 2
FIRST_LIST = 23
PAPERS_AT = "https://papers.harbourside.example/meetings/"

COMMISSIONER = (NAMES[Role.COMMISSIONER], "Harbourside Health and Wellbeing Board")
COORDINATOR = (NAMES[Role.COORDINATOR], "Harbourside Community Development Trust")
EVALUATOR = (NAMES[Role.EVALUATOR], "Evaluator")
MEMBERS = {
    STEERING: (
        (NAMES[Role.STEERING], "Ropewalk"),
        ("Joan Pascoe", "Dockray"),
        ("Mehmet Aydin", "Castle Landing"),
        ("Sian Bowen", "Limekiln surgery"),
        ("Rukhsana Mirza", "Harbourside Council"),
        ("Peter Okell", "Healthwatch Harbourside"),
        ("Colin Birtles", "Marram Homes"),
        ("Grace Adeyemi", "Tidewater Volunteer Centre"),
        ("Louise Tarrant", "Harbourside Police"),
        COMMISSIONER,
        COORDINATOR,
        EVALUATOR,
    ),
    CONTRACT: (COMMISSIONER, COORDINATOR, ("Carol Haworth", "Harbourside Community Development Trust"), EVALUATOR),
    PARTNERS: (
        COMMISSIONER,
        COORDINATOR,
        ("Helen Stroud", "Harbourside NHS Trust"),
        ("Rukhsana Mirza", "Harbourside Council"),
        ("Louise Tarrant", "Harbourside Police"),
        ("Owen Maddox", "Harbourside Fire and Rescue"),
        ("Colin Birtles", "Marram Homes"),
        ("Farida Hussain", "Harbourside College"),
        ("Grace Adeyemi", "Tidewater Volunteer Centre"),
    ),
}


def meeting_day(programme, kind, month):
    """The day on which a kind of meeting is held in a month."""
    weekday, day, _ = MEETS[kind]
    return weekday_from(programme.month_start(month) + timedelta(days=day - 1), weekday)


def fill_meetings(programme, users):
    """All that was held, and the one ahead: planned, then minuted some days after, then its actions done one by one."""
    keeper = users[Role.COORDINATOR]
    minuted = [(_meeting(programme, said, keeper), said) for said in MINUTES]
    bulk_create_with_history([meeting for meeting, _ in minuted], Meeting)
    for model, rows_of in ((Attendance, _people), (Paper, _papers), (Resolution, _decided)):
        rows = [row for meeting, said in minuted for row in rows_of(meeting, said, keeper)]
        bulk_create_with_history(rows, model)
    asked = [(_action(meeting, asked, users), asked) for meeting, said in minuted for asked in said.asked]
    bulk_create_with_history([action for action, _ in asked], Action)
    done = [_done(action, asked, keeper) for action, asked in asked if asked.done is not None]
    bulk_update_with_history(done, Action, ["done_on", "done_note"])


def _meeting(programme, said, by):
    held_on = meeting_day(programme, said.kind, said.month)
    meeting = Meeting(
        programme=programme,
        kind=said.kind,
        title=f"{TITLES[said.kind]}, {held_on:%B %Y}",
        held_on=held_on,
        place=said.place or MEETS[said.kind][2],
        notes=said.notes,
    )
    return written(meeting, held_on - timedelta(days=PLANNED_DAYS_BEFORE), by)


def _people(meeting, said, by):
    """Who came and who sent apologies: everybody who belongs to it but those `away`."""
    if meeting.is_ahead or said.month < FIRST_LIST:
        return []
    return [
        _minuted(Attendance(meeting=meeting, name=name, organisation=organisation, came=name not in said.away), by)
        for name, organisation in MEMBERS[said.kind]
    ]


def _papers(meeting, said, by):
    on = meeting.held_on - timedelta(days=PAPERS_DAYS_BEFORE)
    return [
        written(Paper(meeting=meeting, title=title, link=f"{PAPERS_AT}{said.month:02d}-{said.kind}-{number}"), on, by)
        for number, title in enumerate(said.papers, start=1)
    ]


def _decided(meeting, said, by):
    return [_minuted(Resolution(meeting=meeting, words=words), by) for words in said.decided]


def _action(meeting, asked, users):
    action = Action(
        meeting=meeting,
        words=asked.words,
        owner=users.get(asked.whose),
        owner_words="" if asked.whose in users else asked.whose,
        due_on=meeting.held_on + timedelta(days=asked.due),
    )
    return _minuted(action, users[Role.COORDINATOR])


def _done(action, asked, by):
    action.done_on, action.done_note = action.meeting.held_on + timedelta(days=asked.done), asked.how
    return written(action, action.done_on, by, "Done")


def _minuted(row, by):
    return written(row, row.meeting.held_on + timedelta(days=MINUTES_DAYS_AFTER), by)
