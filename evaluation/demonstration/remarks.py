"""What Harbourside's people said about figures, reports and the programme, and the page for everybody."""

from datetime import timedelta
from hashlib import sha256
from typing import NamedTuple

from commissioning.models import Role
from evaluation.demonstration.history import date_back, moment
from evaluation.models import Comment, Edition, PublicPage
from evaluation.steering.public_actions import CODE_LENGTH
from surveys.doors import LETTERS, new_code

STEERING, COMMISSIONER, COORDINATOR = Role.STEERING, Role.COMMISSIONER, Role.COORDINATOR
EVALUATOR, FIELDWORKER = Role.EVALUATOR, Role.FIELDWORKER


STAGE_2, ROPEWALK = {"stage__number": 2}, {"neighbourhood__name": "Ropewalk"}


class Remark(NamedTuple):
    """What somebody said, how many days before today, on what; replies, and how it was settled.

    `of` says which indicator, or which report and which section of it.
    """

    whose: str
    days: int
    words: str
    of: str | tuple[dict, str] = ""
    replies: tuple[tuple[str, int, str], ...] = ()
    settled: tuple[str, int, str] | None = None


REMARKS = (
    Remark(
        STEERING,
        244,
        "The group asked for one page. This is a long way to read before our own question is answered.",
        (STAGE_2, "summary"),
        ((COORDINATOR, 239, "You are right. The summary of the next one begins with the answers to the group."),),
        (COORDINATOR, 236, "Taken over into how stage 3 is written; the report that was handed in stays as it was."),
    ),
    Remark(
        STEERING,
        37,
        "My neighbours read this to the end, which none of them did with the others. Could every ward have one?",
        (ROPEWALK, "summary"),
        ((COORDINATOR, 30, "Two more are begun. What would your neighbours leave out?"),),
    ),
    Remark(
        STEERING,
        131,
        "Could the wards that began first not simply be the livelier ones? I would like to see where they stood.",
        "A1",
        (
            (EVALUATOR, 126, "They stood lowest: that is why they were chosen. The page of the indicator has both."),
            (STEERING, 124, "Thank you, I had read the baseline the wrong way round."),
        ),
        (EVALUATOR, 123, "Answered: the baseline stands beside every figure, and the guide now says how to read it."),
    ),
    Remark(
        COMMISSIONER,
        97,
        "Groups per 1,000 went up in the month in which team 2 cleared its backlog. Is that growth or paperwork?",
        "B1",
        ((COORDINATOR, 92, "Both. Eleven had begun earlier and were only written down then."),),
        (COORDINATOR, 90, "Each group now has the day it was founded, so the page counts it from then on."),
    ),
    Remark(
        STEERING,
        58,
        "Limekiln’s surgery says that people ask for the walking group by name. Does anything here show that?",
        "D1",
        ((EVALUATOR, 51, "Not by name. The share whose health gained is asked of everybody; see the cohort."),),
    ),
    Remark(
        FIELDWORKER,
        33,
        "Residents in Dockray ask why a promise about the lights still counts as answered. For them nothing changed.",
        "F1",
    ),
    Remark(
        STEERING,
        26,
        "Please put the page for everybody on the table at the next meeting, printed. Not all of us read on a screen.",
        replies=((COORDINATOR, 19, "Twelve copies are on the list of papers."),),
    ),
    Remark(
        COMMISSIONER,
        12,
        "Before the third cohort is decided, the group should see what the first has kept since intensive work ended.",
    ),
)
WORDS = (
    "Thirty wards, five years, one question: does life in the neighbourhood grow when people are backed to run it "
    "themselves? Here is where we are. If something on this page puzzles you, tell the community workers."
)


def fill_remarks(programme, today, users):
    """Write all that was said, and open the page for everybody to whoever has the link."""
    for remark in REMARKS:
        _write(programme, remark, today, users)
    _open_page(programme, today, users[COMMISSIONER])


def secret_code(programme):
    """The code of the demonstration's link: the same each time it is made, so that a printed one still works.

    One that is made beside another, whose address was changed, has a code of its own.
    """
    digest = sha256(f"the page for everybody of {programme.slug}".encode()).digest()
    code = "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:CODE_LENGTH])
    return new_code(CODE_LENGTH) if PublicPage.objects.filter(code=code).exists() else code


def _write(programme, remark, today, users):
    about = {"programme": programme, **_thing(programme, remark.of)}
    root = _said(about, remark.whose, remark.days, remark.words, today, users)
    for whose, days, words in remark.replies:
        _said(about | {"answers": root}, whose, days, words, today, users)
    if remark.settled:
        whose, days, how = remark.settled
        on = today - timedelta(days=days)
        root.settled_at, root.settled_by, root.settled_how = moment(on, 15), users[whose], how
        root._history_date, root._history_user, root._change_reason = moment(on, 15), users[whose], "Settled"
        root.save()


def _thing(programme, of):
    """What a remark is on: an indicator by its code, the latest issued version of a report, or the programme."""
    if isinstance(of, str):
        return {"indicator": of}
    which, section = of
    asked = {f"report__{name}": value for name, value in which.items()}
    edition = Edition.objects.of(programme).issued().filter(**asked).order_by("-number").first()
    return {"edition": edition, "section": section if edition else ""}


def _said(about, whose, days, words, today, users):
    at = moment(today - timedelta(days=days), 11)
    comment = Comment(**about, words=words, written_by=users[whose], written_as=whose)
    comment._history_date, comment._history_user = at, users[whose]
    comment.save()
    for rows in (Comment.objects.filter(pk=comment.pk), comment.history.all()):
        rows.update(written_at=at)
    comment.written_at = at
    return comment


def _open_page(programme, today, by):
    page = PublicPage(programme=programme, opened=PublicPage.Opened.LINK, code=secret_code(programme), words=WORDS)
    page._history_user, page._change_reason = by, "Opened to whoever has the link"
    page.save()
    date_back(page.history.all(), today - timedelta(days=64))
