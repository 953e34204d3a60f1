"""The anchors discussion: its agenda to print, what each meeting said, and how that moved since the time before."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commissioning.access import programme_for
from commissioning.changes import changes_of, changes_of_parts
from commissioning.models import Meeting
from commissioning.registers import Register, page
from neighbourhoods import anchors
from neighbourhoods.forms.discussions import DiscussionForm
from neighbourhoods.models import AnchorsDiscussion, AnchorsPosition

ACT = "commissioning.record_meetings"
DISCUSSION = Register(
    name="discussion",
    words="anchors discussion",
    model=AnchorsDiscussion,
    form=DiscussionForm,
    act=ACT,
    listed=page("discussion-list", "neighbourhoods"),
    crumb="Anchors discussion",
    new_title="Write up an anchors discussion",
    room="neighbourhoods",
    related=("meeting__programme",),
    has_page=True,
    hint="Where a meeting stood on the five questions. Actions are added on its page afterwards.",
)


@require_safe
def discussion_list(request, slug):
    """The five questions over all the times they were discussed, the latest first."""
    programme = programme_for(request, slug)
    found = AnchorsDiscussion.objects.of(programme).select_related("meeting__programme").prefetch_related("positions")
    discussions = list(found)
    shown = {
        "discussions": [(each, _standings(each)) for each in discussions],
        "questions": anchors.QUESTIONS,
        "to_write_up": _meetings_held(programme).exists(),
        "may_record": request.user.has_perm(ACT, programme),
        "credit": anchors.CREDIT,
    }
    return render(request, "neighbourhoods/discussion_list.html", shown)


@require_safe
def discussion_agenda(request, slug):
    """The agenda on a page to print: minutes, questions, and what an anchor is and is not."""
    programme_for(request, slug)
    shown = {
        "timetable": list(anchors.timetable()),
        "minutes": anchors.minutes(),
        "an_anchor_is": anchors.AN_ANCHOR_IS,
        "an_anchor_is_not": anchors.AN_ANCHOR_IS_NOT,
        "credit": anchors.CREDIT,
    }
    return render(request, "neighbourhoods/discussion_agenda.html", shown)


@require_safe
def discussion_detail(request, slug, pk):
    """One discussion: positions beside those of the time before, what was said, and the meeting's actions."""
    programme = programme_for(request, slug)
    discussions = AnchorsDiscussion.objects.of(programme).select_related("meeting__programme")
    discussion = get_object_or_404(discussions, pk=pk)
    before = AnchorsDiscussion.objects.before(discussion)
    then = None if before is None else before.positions.all()
    shown = {
        "discussion": discussion,
        "meeting": discussion.meeting,
        "before": before,
        "comparisons": anchors.compared(discussion.positions.all(), then),
        "actions": discussion.meeting.actions.select_related("meeting__programme"),
        "changes": _changes(discussion, programme, request.user),
        "may_record": request.user.has_perm(ACT, programme),
    }
    return render(request, "neighbourhoods/discussion_detail.html", shown)


def _standings(discussion):
    """The position on each question, None where it was not discussed."""
    positions = {position.question: position for position in discussion.positions.all()}
    return [positions.get(question.number) for question in anchors.QUESTIONS]


def _meetings_held(programme):
    """Meetings that may be written up."""
    return Meeting.objects.of(programme).filter(held_on__lte=timezone.localdate(), anchors_discussion=None)


def _changes(discussion, programme, viewer):
    found = changes_of(discussion, programme, viewer)
    found += changes_of_parts(
        AnchorsPosition, programme, viewer, kind="Question", called="question", discussion=discussion
    )
    return sorted(found, key=lambda change: change.at, reverse=True)
