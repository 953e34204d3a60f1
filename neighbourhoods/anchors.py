"""The 20-minute discussion on community anchors: its five questions, its agenda, and how positions move between times.

The questions follow the discussion tool of the Space to Connect learning programme, in our own words.
"""

from typing import NamedTuple

from commissioning.number_words import counted
from neighbourhoods.models import AnchorsPosition

NOT_DISCUSSED = "Not discussed"
CREDIT = (
    "After the discussion tool on community anchors that came out of the Space to Connect learning programme; the "
    "words are ours."
)


class Question(NamedTuple):
    """One of the five: `short` heads a table, `prompts` help the person in the chair."""

    number: int
    short: str
    words: str
    prompts: tuple[str, ...]


class Item(NamedTuple):
    """An item of the agenda, with its minutes and, where it is one, the question it is about."""

    minutes: int
    title: str
    words: str
    question: Question | None = None


QUESTIONS = (
    Question(
        1,
        "Understood",
        "Do the people who run this place know what its anchors do, and give that the weight they give schools, "
        "surgeries and jobs?",
        ("Who here could name the anchors?", "What would be missed first if one closed?"),
    ),
    Question(
        2,
        "In plans",
        "Which of our plans and strategies say in so many words what anchors contribute?",
        ("Name the plan and the page.", "Which plan ought to, and does not?"),
    ),
    Question(
        3,
        "Heard",
        "How do anchors, and the residents who are part of them, get heard where decisions are taken?",
        ("At which tables do they sit?", "What changed because of something they said?"),
    ),
    Question(
        4,
        "Funded together",
        "How do the council, the NHS and others agree with each other what they fund anchors for?",
        ("How many separate reports does an anchor write for us?", "What runs out next, and who knows?"),
    ),
    Question(
        5,
        "Within everyone’s reach",
        "Is there a plan by which every community has an anchor to turn to, first of all those that have the least?",
        ("Which neighbourhoods have none?", "Who is not reached by the one that is there?"),
    ),
)
AGENDA = (
    Item(3, "What an anchor is", "The chair reads out what is meant, and names the anchors there are."),
    *(Item(3, f"Question {question.number}", question.words, question) for question in QUESTIONS),
    Item(2, "What we do about it", "Agree one to three actions, each with a name and a day."),
)
AN_ANCHOR_IS = (
    "rooted in one place, and run by people of that place",
    "there to stay, through changes of funding and of fashion",
    "a place or a team through which residents, groups and services find each other",
    "trusted by people who would not turn to a public body",
)
AN_ANCHOR_IS_NOT = (
    "another word for the whole voluntary sector; a national charity and a small club are something else",
    "better than other groups: it does another job, and needs them",
    "a contractor that comes for one service and leaves with it",
)


class Comparison(NamedTuple):
    """One question then and now; None is not discussed. `words` say how it moved."""

    question: Question
    then: AnchorsPosition | None
    now: AnchorsPosition | None
    words: str


def minutes():
    """How long the whole agenda takes."""
    return sum(item.minutes for item in AGENDA)


def timetable():
    """(from which minute, to which, Item) of the agenda in order."""
    begins = 0
    for item in AGENDA:
        yield begins, begins + item.minutes, item
        begins += item.minutes


def compared(now, then):
    """A Comparison for each question: positions of this discussion, and of the one before or None for no such."""
    positions = [{position.question: position for position in found or ()} for found in (then, now)]
    before, today = positions
    return [
        Comparison(
            question,
            before.get(question.number),
            today.get(question.number),
            "" if then is None else moved(standing(before, question), standing(today, question)),
        )
        for question in QUESTIONS
    ]


def standing(positions, question):
    """Where the group stood on a question, None where it was not discussed."""
    position = positions.get(question.number)
    return position.standing if position else None


def moved(then, now):
    """How a standing moved. What was not discussed did not stay where it was: nobody knows."""
    if then is None and now is None:
        return "discussed neither time"
    if then is None:
        return "not discussed last time"
    if now is None:
        return "not discussed this time"
    if now == then:
        return "no change"
    steps = abs(now - then)
    return f"{'up' if now > then else 'down'} {counted(steps, 'step')}"
