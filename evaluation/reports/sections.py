"""The named sections of each kind of report in which people add words of their own, in the order of the report."""

from dataclasses import dataclass

from evaluation.models import Report


@dataclass(frozen=True)
class NamedSection:
    """A section that people write in: what it is called, what it asks for, and whether a report needs it."""

    slug: str
    title: str
    asks: str
    needed: bool = False


SUMMARY = NamedSection(
    "summary", "Summary", "What a reader with two minutes should know. Good news and bad.", needed=True
)
FINDINGS = NamedSection("indicators", "What changed", "How you read the figures. They are added for you.")
WORK = NamedSection("work", "The work done", "What tasks and milestones do not tell. They are added for you.")
VOICES = NamedSection("issues", "What residents raised", "What came of it. Issues and replies are added for you.")
EFFECTS = NamedSection("effects", "Unintended effects", "Good or bad, that nobody planned.")
LEARNING = NamedSection("learning", "What was learned", "What you would do otherwise.", needed=True)
MONEY = NamedSection("money", "Money", "Why spending differs from the budget. The figures are added for you.")
NEXT = NamedSection("recommendations", "Recommendations", "What should happen next, and why.", needed=True)

SECTIONS = {
    Report.Kind.STAGE: (SUMMARY, FINDINGS, WORK, VOICES, EFFECTS, MONEY, LEARNING, NEXT),
    Report.Kind.NEIGHBOURHOOD: (
        NamedSection("summary", "In short", "Two or three sentences for residents, in plain words.", needed=True),
        NamedSection("indicators", "What residents told us", "What the figures mean here. They are added for you."),
        NamedSection("issues", "You said, we did", "Issues and replies are added for you."),
        NamedSection("recommendations", "What happens next", "How residents can take part.", needed=True),
    ),
    Report.Kind.PROGRAMME: (SUMMARY, FINDINGS, VOICES, NEXT),
    Report.Kind.CONCLUDING: (SUMMARY, FINDINGS, WORK, VOICES, EFFECTS, MONEY, LEARNING, NEXT),
}


def sections_of(report):
    """The NamedSections of a report."""
    return SECTIONS[report.kind]
