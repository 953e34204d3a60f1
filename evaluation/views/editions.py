"""One version of a report: read, worded, checked, handed in, reviewed, published, corrected, and its files."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access import programme_for
from commissioning.changes import changes_of
from evaluation.editions.actions import (
    WHAT_CHANGED,
    WRITE,
    ReportRefused,
    discard_version,
    start_version,
    why_not_discarded,
)
from evaluation.editions.drafts import drafted, missing_from, named_section
from evaluation.editions.files import file_response
from evaluation.editions.forms import StepForm, WordsForm
from evaluation.editions.making import queue_files
from evaluation.editions.page import (
    changes_of_words,
    document_shown,
    edition_shown,
    evidence_shown,
    files_shown,
)
from evaluation.editions.steps import (
    ACCEPT,
    PUBLISH,
    RETURN,
    REVIEW,
    SUBMIT,
    WITHDRAW,
    DraftMoved,
    Passage,
    SectionsMissing,
    review_edition,
    submit_edition,
)
from evaluation.models import Edition, EditionFile

RELATED = ("report__programme", "report__stage", "report__neighbourhood")


@dataclass(frozen=True)
class Step:
    """A commissioner's step as its page asks for it: heading, what it means, and what has to be written or ticked."""

    passage: Passage
    title: str
    means: str
    button: str
    done: str
    label: str = ""
    hint: str = ""
    confirmation: str = ""


STEPS = {
    "return": Step(
        RETURN,
        "Return this version",
        "The coordinator is asked to put it right. What was handed in, its files too, goes; your reason, its day and "
        "its fingerprint stay.",
        "Return it",
        "Returned. Whoever writes it finds your reason on its page.",
        "What has to be put right?",
        "Whoever writes it reads this, and so do the other members.",
    ),
    "accept": Step(
        ACCEPT,
        "Accept this version",
        "It counts at the gate. From now on only a new version can correct it, one that says what changed.",
        "Accept it",
        "Accepted.",
        "Anything to add?",
        "Stands in the record of this version.",
    ),
    "publish": Step(
        PUBLISH,
        "Publish this version",
        "Where the programme’s public page is open, anybody can read it there. Files that were fetched cannot be "
        "called back.",
        "Publish it",
        "Published.",
        confirmation="I have read it: it names nobody who has not agreed, and nothing in it is meant for us alone.",
    ),
    "withdraw": Step(
        WITHDRAW,
        "Take this version back from publication",
        "It leaves the public page and stays accepted. Copies that people fetched cannot be called back.",
        "Take it back",
        "Taken back from publication.",
        "Why?",
        "Stands in the record of this version.",
    ),
}


@require_safe
def edition_detail(request, slug, pk, number):
    """A version as it reads: live while it is written, frozen from when it was handed in."""
    edition = _edition(request, slug, pk, number)
    shown = edition_shown(edition, request.user)
    if edition.is_open:
        shown["changes"] = changes_of_words(edition, request.user)
    return render(request, "evaluation/edition_detail.html", shown)


@require_http_methods(["GET", "POST"])
def edition_write(request, slug, pk, number, section):
    """Write or change the words of one section; or what a new version changes."""
    edition = _edition(request, slug, pk, number, WRITE)
    named = named_section(edition, section)
    if named is None and (section != WHAT_CHANGED or edition.number == 1):
        raise Http404("This report has no such section.")
    if not edition.is_open:
        messages.error(request, "This version was handed in, so its words stay as they are.")
        return redirect(edition)
    posted = request.POST if request.method == "POST" else None
    label = f"{named.title}: your words" if named else "What changes, and why?"
    form = WordsForm(posted, edition=edition, slug=section, label=label, is_needed=named is None or named.needed)
    if form.is_valid() and form.save_by(request.user):
        messages.success(request, "Saved.")
        return redirect(f"{edition.get_absolute_url()}#{'your-words' if named is None else section}")
    programme = edition.report.programme
    stored = form.stored if named else edition
    shown = {
        "edition": edition,
        "named": named,
        "form": form,
        "is_stale": posted is not None and bool(form.non_field_errors()),
        "changes": changes_of(stored, programme, request.user) if stored else [],
    }
    return render(request, "evaluation/edition_write.html", shown)


@require_http_methods(["GET", "POST"])
def edition_submit(request, slug, pk, number):
    """Check a version before it is handed in; sent, hand in what was checked, or show what it has become."""
    edition = _edition(request, slug, pk, number, SUBMIT)
    if request.method == "POST":
        try:
            submit_edition(edition=edition, seen=request.POST.get("seen", ""), by=request.user)
        except DraftMoved as error:
            messages.warning(request, str(error))
        except SectionsMissing as error:
            messages.error(request, str(error))
        except ReportRefused as error:
            messages.error(request, str(error))
            return redirect(edition)
        else:
            messages.success(request, "Handed in. Its files are being made.")
            return redirect(edition)
    if not edition.is_open:
        return redirect(edition)
    draft = drafted(edition)
    shown = {
        "edition": edition,
        "seen": draft.fingerprint,
        "missing": missing_from(edition),
        **document_shown(draft.document),
        **evidence_shown(draft.evidence, edition.report.programme, timezone.localdate()),
    }
    return render(request, "evaluation/edition_submit.html", shown)


@require_http_methods(["GET", "POST"])
def edition_step(request, slug, pk, number, name):
    """Return, accept, publish or take back: what it means, what has to be said, and then the step."""
    step = STEPS[name]
    edition = _edition(request, slug, pk, number, REVIEW)
    if request.method == "GET" and edition.state != step.passage.before:
        messages.error(request, f"This version is {edition.get_state_display().lower()}; that cannot be done now.")
        return redirect(edition)
    posted = request.POST if request.method == "POST" else None
    seen = {"seen": request.GET.get("seen") or edition.fingerprint}
    asked = {"label": step.label, "hint": step.hint, "confirmation": step.confirmation}
    form = StepForm(posted, initial=seen, needs_words=step.passage.needs_words, **asked)
    if form.is_valid() and (answer := _taken(request, edition, step, form)):
        return answer
    shown = {"edition": edition, "step": step, "form": form, "note": _note(edition, step)}
    return render(request, "evaluation/edition_step.html", shown)


def _taken(request, edition, step, form):
    """Where one goes once the step is taken or cannot be; None where the form is to be shown again."""
    words = form.cleaned_data.get("words", "")
    try:
        review_edition(
            edition=edition, passage=step.passage, seen=form.cleaned_data["seen"], by=request.user, words=words
        )
    except ReportRefused as error:
        if error.field:
            form.add_error(error.field, str(error))
            return None
        messages.error(request, str(error))
    else:
        messages.success(request, step.done)
    return redirect(edition)


def _note(edition, step):
    """What else a commissioner has to know before the step."""
    if step.passage is WITHDRAW:
        before = edition.report.editions.filter(state=Edition.State.PUBLISHED, number__lt=edition.number).first()
        if before:
            return (
                f"Version {before.number} is published too, and will be the one that is read. Take it back as well "
                "if it must not be."
            )
    if step.passage is PUBLISH and edition.made_at is None:
        return "Its files are not made yet. Publish it once they are."
    return ""


@require_http_methods(["GET", "POST"])
def edition_new(request, slug, pk, number):
    """Begin a further version, which says what it changes."""
    edition = _edition(request, slug, pk, number, WRITE)
    posted = request.POST if request.method == "POST" else None
    form = StepForm(
        posted,
        label="What changes, and why?",
        hint="Stands at the top of the new version. You can still word it until it is handed in.",
    )
    if form.is_valid():
        try:
            following = start_version(edition=edition, what_changed=form.cleaned_data["words"], by=request.user)
        except ReportRefused as error:
            form.add_error(error.field or None, str(error))
        else:
            messages.success(request, f"Version {following.number} begins with the words of version {number}.")
            return redirect(following)
    return render(request, "evaluation/edition_new.html", {"edition": edition, "form": form})


@require_http_methods(["GET", "POST"])
def edition_discard(request, slug, pk, number):
    """Ask, then take a version away that was never handed in."""
    edition = _edition(request, slug, pk, number, WRITE)
    if request.method == "POST":
        try:
            discard_version(edition=edition, by=request.user)
        except ReportRefused as error:
            messages.error(request, str(error))
            return redirect(edition)
        messages.success(request, f"Version {number} is taken away.")
        return redirect(edition.report)
    if why := why_not_discarded(edition):
        messages.error(request, why)
        return redirect(edition)
    return render(request, "evaluation/edition_discard.html", {"edition": edition})


@require_safe
def edition_file(request, slug, pk, number, kind):
    """A file of a version that was handed in: the same bytes every time."""
    edition = _edition(request, slug, pk, number)
    if kind not in EditionFile.Kind.values or edition.is_open:
        raise Http404("This version has no such file.")
    response = file_response(request, edition, kind)
    if response is None:
        messages.info(request, "This file is still being made.")
        return redirect(edition)
    return response


@require_POST
def edition_files(request, slug, pk, number):
    """Ask once more for files that were cut off or failed."""
    edition = _edition(request, slug, pk, number)
    if not any(request.user.has_perm(act, edition.report.programme) for act in (WRITE, REVIEW)):
        raise PermissionDenied("Those who write or review reports ask for their files.")
    queue_files(edition=edition)
    return redirect(edition)


@require_safe
def edition_progress(request, slug, pk, number):
    """How far the files are; during the work, htmx asks every second, and then has them. The rest of the page stays."""
    edition = _edition(request, slug, pk, number)
    if not request.htmx:
        return redirect(edition)
    shown = {"edition": edition, "is_asked_again": True, **files_shown(edition, request.user)}
    return render(request, "evaluation/_edition_files.html", shown)


def _edition(request, slug, pk, number, act=None):
    """The version that the address names, if the visitor may read it; PermissionDenied where they may not do `act`."""
    programme = programme_for(request, slug, act)
    found = Edition.objects.visible_to(request.user).of(programme).select_related(*RELATED)
    found = found.defer("report__neighbourhood__boundary")
    edition = get_object_or_404(found, report__pk=pk, number=number)
    edition.report.programme = programme
    return edition
