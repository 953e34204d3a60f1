"""Issues that residents raise: the list, one issue with its clock and its story, and what is done with it."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.access import programme_for
from commissioning.changes import changes_of, changes_of_parts
from commissioning.downloads import csv_download
from commissioning.people import SEE_NAMES, naming_for
from commissioning.registers import Register, page
from neighbourhoods.forms.issues import AcknowledgeForm, CloseForm, IssueForm, PutForm, ReplyForm
from neighbourhoods.issues.clock_words import face_of
from neighbourhoods.issues.clocks import answered_in_time, days_to_answer, led_to_change
from neighbourhoods.issues.filters import chosen_of, narrowed, of_state, options_of
from neighbourhoods.issues.story import story_of
from neighbourhoods.models import AgencyReply, CommunityIssue, RegisterRules
from neighbourhoods.permissions import KEEP, may_keep_at, worked_in

LIST = "issue-list"
PER_PAGE = 30
CSV_HEADINGS = (
    *("area_code", "area", "issue", "theme", "raised_by", "group", "raised_on", "agency", "sent_on"),
    *("acknowledged_on", "answered_on", "days", "state", "in_time", "outcome", "outcome_on", "outcome_words", "public"),
)


def of_issue(programme, reply=None):
    """The page of the issue that a reply belongs to."""
    return reply.get_absolute_url() if reply else page(LIST, "neighbourhoods")(programme)


ISSUE = Register(
    name="issue",
    words="issue",
    model=CommunityIssue,
    form=IssueForm,
    act=KEEP,
    listed=page(LIST, "neighbourhoods"),
    crumb="Issues",
    new_title="Add an issue",
    room="neighbourhoods",
    related=("neighbourhood__programme", "agency", "group"),
    has_page=True,
    within=may_keep_at,
    hint="What residents want changed. Its clock runs from the day on which it was raised.",
)
REPLY = Register(
    name="reply",
    words="reply",
    model=AgencyReply,
    form=ReplyForm,
    act=KEEP,
    listed=of_issue,
    crumb=lambda reply: str(reply.issue) if reply else "Issues",
    new_title="Add a reply",
    room="neighbourhoods",
    related=("issue__neighbourhood__programme",),
    within=lambda user, reply: may_keep_at(user, reply.issue),
)


@require_safe
def issue_list(request, slug):
    """Issues by where they stand: those that wait, the longest first, unless others are asked for with ?show=."""
    programme = programme_for(request, slug)
    today, limit = timezone.localdate(), RegisterRules.of_programme(programme).reply_days
    chosen = chosen_of(request.GET)
    issues = narrowed(programme, request.user, chosen)
    clocks = [clock for _, clock in issues.clocks()]
    shown_issues = of_state(issues, chosen.show, today, limit).select_related("neighbourhood__programme", "agency")
    page_of = Paginator(shown_issues.defer("neighbourhood__boundary"), PER_PAGE).get_page(request.GET.get("page"))
    shown = {
        "page": page_of,
        "rows": [(issue, face_of(issue.clock, today, limit)) for issue in page_of],
        "counts": counts_of(clocks, today, limit),
        "figures": figures_of(clocks, today, limit),
        "chosen": chosen,
        "options": options_of(programme, request.user),
        "limit": limit,
        "any": CommunityIssue.objects.of(programme).exists(),
        "may_add": bool(worked_in(programme, request.user)),
    }
    return render(request, "neighbourhoods/issue_list.html", shown)


@require_safe
def issue_detail(request, slug, pk):
    """One issue: its clock, its story in order, and what can be done next."""
    programme = programme_for(request, slug)
    issue = _issue(programme, pk)
    today, limit = timezone.localdate(), RegisterRules.of_programme(programme).reply_days
    sees_words = request.user.has_perm(SEE_NAMES, programme)
    changes = changes_of(issue, programme, request.user)
    changes += changes_of_parts(AgencyReply, programme, request.user, kind="Reply", called="words", issue=issue)
    shown = {
        "issue": issue,
        "face": face_of(issue.clock, today, limit),
        "limit": limit,
        "story": story_of(issue, issue.replies.all(), sees_words),
        "sees_words": sees_words,
        "changes": sorted(changes, key=lambda change: change.at, reverse=True),
        "may_change": ISSUE.may_change(programme, request.user, issue),
    }
    return render(request, "neighbourhoods/issue_detail.html", shown)


@require_http_methods(["GET", "POST"])
def issue_put(request, slug, pk):
    """Say to which agency an issue was put, and when."""
    return _act(request, slug, pk, PutForm, "Put to an agency", lambda issue: f"Put to {issue.agency}.")


@require_http_methods(["GET", "POST"])
def issue_acknowledge(request, slug, pk):
    """Say when the agency acknowledged an issue."""
    return _act(request, slug, pk, AcknowledgeForm, "Acknowledged", lambda issue: "Noted as acknowledged.")


@require_http_methods(["GET", "POST"])
def issue_close(request, slug, pk):
    """Say what came of an issue."""
    return _act(request, slug, pk, CloseForm, "What came of it", lambda issue: f"{issue.get_outcome_display()}.")


@require_safe
def issue_csv(request, slug):
    """The issues of the list as CSV, whatever their state, without what may name somebody."""
    programme = programme_for(request, slug)
    today, limit = timezone.localdate(), RegisterRules.of_programme(programme).reply_days
    chosen = chosen_of(request.GET)
    issues = of_state(narrowed(programme, request.user, chosen), chosen.show_given or "all", today, limit)
    issues = issues.select_related("neighbourhood", "agency", "group").defer("neighbourhood__boundary")
    naming = naming_for(programme, request.user)
    rows = (_csv_row(issue, today, limit, naming) for issue in issues)
    return csv_download(f"{programme.slug}-issues.csv", CSV_HEADINGS, rows)


def counts_of(clocks, today, limit):
    """How many issues stand where, by the name of the state."""
    counts = Counter(all=len(clocks))
    for clock in clocks:
        if clock.is_closed_by(today):
            counts["closed"] += 1
        elif clock.answer_by(today):
            counts["answered"] += 1
        else:
            counts["waiting"] += 1
            counts["overdue"] += clock.is_overdue(today, limit)
    return counts


def figures_of(clocks, today, limit):
    """F7, F8 and F9 of some issues as at a day."""
    return {
        "in_time": answered_in_time(clocks, today, limit),
        "changed": led_to_change(clocks, today),
        "days": days_to_answer(clocks, today),
    }


def _issue(programme, pk):
    issues = CommunityIssue.objects.of(programme).clocked().defer("neighbourhood__boundary")
    return get_object_or_404(issues.select_related(*ISSUE.related), pk=pk)


def _act(request, slug, pk, form_of, title, said):
    """A form for one thing done with an issue, and its saving."""
    programme = programme_for(request, slug, ISSUE.act)
    issue = _issue(programme, pk)
    if not ISSUE.may_change(programme, request.user, issue):
        raise PermissionDenied("Only those who work in this neighbourhood may change its issues.")
    posted = request.POST if request.method == "POST" else None
    form = form_of(posted, instance=issue, programme=programme, viewer=request.user)
    if form.is_valid() and (saved := form.save_by(request.user)):
        messages.success(request, said(saved))
        return redirect(saved)
    shown = {"issue": _issue(programme, pk), "form": form, "title": title}
    return render(request, "neighbourhoods/issue_act.html", shown)


def _csv_row(issue, today, limit, naming):
    clock = issue.clock
    face = face_of(clock, today, limit)
    answered_on = clock.answer_by(today)
    in_time = {True: "yes", False: "no", None: ""}[clock.was_in_time(today, limit)]
    place = issue.neighbourhood
    return (
        *(place.code, place.name, issue.title, issue.get_theme_display(), issue.get_raised_by_display()),
        *(
            naming.called(issue.group or ""),
            issue.raised_on,
            issue.agency or "",
            issue.sent_on or "",
            issue.acknowledged_on or "",
        ),
        *(answered_on or "", clock.days(today), face.state, in_time, issue.get_outcome_display()),
        *(issue.outcome_on or "", issue.outcome_words, "yes" if issue.is_public else "no"),
    )
