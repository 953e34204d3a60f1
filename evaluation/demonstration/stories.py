"""What Harbourside's work showed that no figure does: effects nobody meant, stories, steps of a method, discussions."""

from datetime import timedelta
from typing import NamedTuple

from simple_history.utils import bulk_create_with_history

from commissioning.models import Meeting, Role
from evaluation.demonstration.borough import place_of
from evaluation.demonstration.history import connect, written
from evaluation.demonstration.meetings import MINUTES_DAYS_AFTER
from neighbourhoods.models import AnchorsDiscussion, AnchorsPosition, CaseStudy, Effect, MethodStep, Project

GOOD, BAD = Effect.Kind.GOOD, Effect.Kind.BAD


class Seen(NamedTuple):
    """An effect seen in a month, in a ward or in none."""

    month: int
    ward: str | None
    kind: str
    title: str
    words: str
    response: str = ""


class Told(NamedTuple):
    """A case study of a month; `agreed` (how, who) where consent was given, and whether everybody may read it."""

    month: int
    ward: str
    title: str
    story: str
    agreed: tuple[str, str] | None
    shared: bool = False


EFFECTS = (
    Seen(14, "Dockray", GOOD, "Two clubs that did not know each other now cook together",
         "The lunch club and the fishing club were brought to one table about a key, and stayed for dinner."),
    Seen(19, "Ropewalk", BAD, "The tenants’ chair gave up: too many meetings with agencies",
         "Everybody wanted the tenants at the table. One person sat at all eleven of them.",
         "Agencies share two dates a month now, and pay for the time."),
    Seen(23, "Dockray", BAD, "Groups that moved into the hub lost their old rooms as well",
         "Five groups gave up the rooms they had before. When the hub was closed they had neither.",
         "Groups keep a second place when they move; the starter grants pay for it."),
    Seen(27, "Saltmarsh", GOOD, "Flood wardens ring the people on their list in cold weeks too",
         "Nobody asked them to. The surgery noticed fewer calls at night."),
    Seen(31, "Tanyard", BAD, "Two groups compete for the same people",
         "The programme helped a second walking group to start, and the first lost half of its members.",
         "Both walk together on the first Sunday of the month."),
    Seen(32, None, BAD, "Groups wrote bids for months for a round that was called off",
         "Twenty-six groups bid. Three of them have stopped since, and say that is why.",
         "The council was asked to write to each; it did, five weeks late."),
    Seen(35, "Quayside West", GOOD, "A bench that young people built became the place to meet",
         "It was meant to show what they can do. Now the over-sixties have their morning there."),
    Seen(38, "Netherfold", GOOD, "The residents’ forum was copied by the hospital",
         "The rebuilding team asks residents at two other sites in the same way."),
)  # fmt: skip
CASES = (
    Told(20, "Ropewalk", "From a kettle to a shop front",
         "Six people met in a laundry room because it was warm. A year later forty had a key to it, and the landlord "
         "asked whether they would take the empty shop. What helped, they say, was that nobody gave them a programme.",
         ("written", "All six who began it"), True),
    Told(26, "Dockray", "What the notice on the door said",
         "Five groups learnt from a notice that their hub was shut. Two moved to the library, one to a kitchen; two "
         "have not met since. They tell it so that whoever closes a building rings the people who use it.",
         ("spoken", "Four of the five groups"), True),
    Told(30, "Limekiln", "The man who came for the soup",
         "Somebody who had spoken to nobody for two years now runs the mending table.", ("spoken", "He himself")),
    Told(36, "Tanyard", "A choir without a leader", "How a choir chose to lead itself. Told by three of its members.",
         None),
    Told(39, "Netherfold", "A door on the right side", "The residents’ forum and the plan of the health centre.", None),
)  # fmt: skip
# Steps of C2 that wards reached, by the month in which they did.
STEPS = {
    "Ropewalk": (7, 9, 11, 14, 19, 30), "Limekiln": (7, 10, 12, 17, 24), "Saltmarsh": (8, 10, 13, 18),
    "Tanyard": (25, 28, 32), "Netherfold": (25, 27, 30, 38),
}  # fmt: skip
SHOWN_BY = (
    "The board, the council and the trust each named somebody senior; residents said in a workshop how things stand.",
    "Residents and workers of six agencies agreed to meet; seven of them went on the first course.",
    "A listening evening in the school; what was said was told back within ten days.",
    "The partnership has its rules and a place where anybody can walk in.",
    "It has met every month for half a year; the first results were shown at a summer day.",
    "Residents started groups that nobody had planned, and run them.",
)
PROJECTS = (
    ("Door to door", "Residents who are paid to ask their neighbours.", "Tidewater Volunteer Centre", 8, 30,
     ("development",), ("Ropewalk", "Limekiln", "Saltmarsh", "Dockray")),
    ("A say in the health centre", "Residents’ forum on the rebuilding.", "Harbourside NHS Trust", 29, None,
     ("design", "commissioning"), ("Netherfold", "Tanyard")),
    ("Walks on prescription", "Surgeries send people to walking groups and pay for tea.", "Limekiln surgery", 15, None,
     ("pathways",), ("Limekiln", "Saltmarsh")),
    ("The council’s round for groups", "Groups were to bid for services of the wards. Called off.",
     "Harbourside Council", 27, 31, ("commissioning",), ()),
    ("Flood lists", "Who rings whom when the water rises.", "Saltmarsh flood forum", 20, None,
     ("development", "design"), ("Saltmarsh",)),
)  # fmt: skip
# The partners' discussions on anchors: month, what was said overall, and where they stood on the five questions.
DISCUSSIONS = (
    (12, "Most had not heard the word before. Nobody could say who pays whom.",
     ((1, "Health yes, in words; nothing in the plans of schools."), (0, "No plan names them."),
      (1, "Heard when something is opened."), (0, "Each funder for itself."), (None, ""))),
    (36, "The plan for neighbourhoods names six anchors. Dockray has none since its hub was closed.",
     ((2, "The surgeries know what they do; the hospital does not."), (2, "Named in the neighbourhoods plan."),
      (2, "Two sit on this meeting’s steering group."), (1, "Council and trust have begun to show each other lists."),
      (0, "No. Three wards of the first two cohorts have none."))),
)  # fmt: skip


def fill_stories(register, neighbourhoods, users):
    """Effects, case studies, steps, projects and discussions, each written down on its day."""
    by = users[Role.COORDINATOR]
    places = {name: neighbourhoods[place_of(name)] for name in {place.name for place in neighbourhoods.values()}}
    bulk_create_with_history([_effect(register, seen, places, by) for seen in EFFECTS], Effect)
    bulk_create_with_history([_case(register, told, places, by) for told in CASES], CaseStudy)
    bulk_create_with_history(list(_steps(register, places, by)), MethodStep)
    _projects(register, places, by)


def fill_discussions(programme, by):
    """The discussions on anchors, each of a meeting of the partners."""
    for month, summary, positions in DISCUSSIONS:
        meeting = next(
            meeting
            for meeting in programme.meetings.filter(kind=Meeting.Kind.PARTNERS)
            if programme.month_on(meeting.held_on) == month
        )
        on = meeting.held_on + timedelta(days=MINUTES_DAYS_AFTER)
        discussion = AnchorsDiscussion(meeting=meeting, summary=summary)
        written(discussion, on, by).save()
        rows = [
            written(AnchorsPosition(discussion=discussion, question=number, standing=standing, words=words), on, by)
            for number, (standing, words) in enumerate(positions, start=1)
        ]
        bulk_create_with_history(rows, AnchorsPosition)


def _effect(register, seen, places, by):
    on = register.days.on(seen.month, 20)
    effect = Effect(
        programme=register.programme,
        neighbourhood=places[seen.ward] if seen.ward else None,
        kind=seen.kind,
        title=seen.title,
        words=seen.words,
        seen_on=on,
        response=seen.response,
    )
    return written(effect, on, by)


def _case(register, told, places, by):
    on = register.days.on(told.month, 24)
    how, who = told.agreed or ("", "")
    case = CaseStudy(
        programme=register.programme,
        neighbourhood=places[told.ward],
        title=told.title,
        story=told.story,
        told_on=on,
        consent_how=how,
        consent_on=on if how else None,
        consent_by=who,
        is_shared=told.shared,
    )
    return written(case, on, by)


def _steps(register, places, by):
    for ward, months in STEPS.items():
        for number, month in enumerate(months, start=1):
            on = register.days.on(month, 15)
            step = MethodStep(
                neighbourhood=places[ward], method="c2", number=number, reached_on=on, evidence=SHOWN_BY[number - 1]
            )
            yield written(step, on, by)


def _projects(register, places, by):
    rows, days = [], register.days
    for name, about, led_by, since, until, approaches, _ in PROJECTS:
        project = Project(
            programme=register.programme,
            name=name,
            about=about,
            led_by=led_by,
            since=days.on(since, 4),
            until=days.programme.month_end(until) if until else None,
            approaches=approaches,
        )
        rows.append(written(project, days.on(since, 6), by))
    bulk_create_with_history(rows, Project)
    connect(
        Project, "places", [(row, places[ward]) for row, told in zip(rows, PROJECTS, strict=True) for ward in told[6]]
    )
