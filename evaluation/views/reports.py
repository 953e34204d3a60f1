"""Reports of a programme: which there are, a new one, and one with its versions and the way they went."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.access import programme_for
from commissioning.changes import changes_of
from commissioning.registers import Register, page
from evaluation.editions.actions import WRITE
from evaluation.editions.forms import StartForm, TitleForm
from evaluation.editions.standing import standing_of, standings_of
from evaluation.editions.steps import REVIEW
from evaluation.models import Edition, Report

Kind = Report.Kind
REPORT = Register(
    name="report",
    words="report",
    room="evaluation",
    model=Report,
    form=TitleForm,
    act=WRITE,
    listed=page("report-list", "evaluation"),
    crumb="Reports",
    new_title="Write a report",
    related=("programme", "stage", "neighbourhood"),
    addable=False,
    has_page=True,
)


@require_safe
def report_list(request, slug):
    """Every report with where it stands, the stages without one, and the way to begin."""
    programme = programme_for(request, slug)
    standings = standings_of(programme)
    by_stage = {each.report.stage_id: each for each in standings if each.report.stage_id}
    stages = [(stage, by_stage.get(stage.pk)) for stage in programme.contract_stages()]
    shown = {
        "stages": stages,
        "places": [each for each in standings if each.report.kind == Kind.NEIGHBOURHOOD],
        "summaries": [each for each in standings if each.report.kind == Kind.PROGRAMME],
        "readable": readable(programme, request.user),
        "may_write": request.user.has_perm(WRITE, programme),
        "may_review": request.user.has_perm(REVIEW, programme),
        "today": timezone.localdate(),
    }
    return render(request, "evaluation/report_list.html", shown)


@require_http_methods(["GET", "POST"])
def report_new(request, slug):
    """Choose what to write about. What the address asks for beforehand stands in the form."""
    programme = programme_for(request, slug, WRITE)
    posted = request.POST if request.method == "POST" else None
    form = StartForm(posted, programme=programme, viewer=request.user, initial=request.GET.dict())
    if form.is_valid() and (report := form.save_by(request.user)):
        messages.success(request, f"“{report}” is drafted from the evidence of today. Add your words.")
        return redirect(report.editions.first())
    return render(request, "evaluation/report_new.html", {"form": form})


@require_safe
def report_detail(request, slug, pk):
    """A report: what it is about, its versions, and every step they took."""
    programme = programme_for(request, slug)
    report = get_object_or_404(REPORT.entries(programme, request.user), pk=pk)
    report.programme = programme
    standing = standing_of(report)
    seen = readable(programme, request.user)
    may_write = request.user.has_perm(WRITE, programme)
    shown = {
        "report": report,
        "standing": standing,
        "editions": [each for each in standing.editions if each.pk in seen],
        "is_written": standing.in_hand is not None and standing.in_hand.pk not in seen,
        "may_write": may_write,
        "may_remove": may_write and not report.why_it_stays(),
        "follows": standing.accepted if may_write and not standing.in_hand else None,
        "changes": changes_of(report, programme, request.user),
    }
    return render(request, "evaluation/report_detail.html", shown)


def readable(programme, user):
    """The ids of the editions that somebody may read."""
    return set(Edition.objects.visible_to(user).of(programme).order_by().values_list("pk", flat=True))
