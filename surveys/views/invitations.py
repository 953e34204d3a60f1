"""The personal links of a neighbourhood: made, listed, printed, taken away as a list, withdrawn."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.access import programme_for
from commissioning.downloads import csv_download, pdf_to_read
from commissioning.number_words import counted
from surveys.actions.invitations import InvitationsRefused, make_invitations, withdraw_all, withdraw_invitation
from surveys.forms.invitations import InvitationsForm
from surveys.forms.links import ALL, WAITING, LettersForm
from surveys.links.addresses import answer_address
from surveys.links.invited import STATE_WORDS, WITHDRAWN, invited_to, state_of, still_to_write_to
from surveys.links.letters import LETTERS, letters_pdf, reference_of
from surveys.models import Invitation, WaveLocked
from surveys.permissions import RUN_WAVES
from surveys.views.lookups import sample_of

ON_A_PAGE = 100


@never_cache
@require_safe
def invitation_list(request, slug, pk):
    sample = sample_of(request, slug, pk, RUN_WAVES)
    return _show(request, sample, _letters_form(sample))


@require_http_methods(["GET", "POST"])
def invitation_new(request, slug, pk):
    """Personal links for a list of references, or so many without."""
    sample = sample_of(request, slug, pk, RUN_WAVES)
    if sample.wave.is_locked:
        messages.error(request, f"{sample.wave} is locked: nobody can be invited any more.")
        return redirect("surveys:invitation-list", slug, pk)
    posted = request.POST if request.method == "POST" else None
    without = sample.invitations.filter(label="", group=None, agency=None).count()
    form = InvitationsForm(posted, unlabelled=without)
    if form.is_valid() and (made := _made(form, sample, request.user)) is not None:
        words = f"{counted(len(made), 'personal link')} made."
        messages.success(request, words if made else "Nothing is new: all of these are there already.")
        return redirect("surveys:invitation-list", slug, pk)
    return render(request, "surveys/invitation_new.html", {"sample": sample, "wave": sample.wave, "form": form})


@never_cache
@require_safe
def invitation_csv(request, slug, pk):
    """References, numbers and addresses for a mail merge; ?which=waiting leaves out those that have answered."""
    sample = sample_of(request, slug, pk, RUN_WAVES)
    invited = invited_to(sample)
    rows = _to_print(sample, WAITING if request.GET.get("which") == WAITING else ALL, invited)
    headings = ["label", "number", "address"]
    cells = ([reference_of(row), row.number, answer_address(row.code)] for row in rows.iterator(500))
    return csv_download(f"links-{sample.neighbourhood.code}.csv", headings, cells)


@never_cache
@require_safe
def invitation_letters(request, slug, pk):
    """Letters or cards as one PDF; what is asked for wrongly is said on the page."""
    sample = sample_of(request, slug, pk, RUN_WAVES)
    form = _letters_form(sample, {"kind": LETTERS, "which": ALL} | request.GET.dict())
    if not form.is_valid():
        return _show(request, sample, form)
    rows = list(form.cut(_to_print(sample, form.cleaned_data["which"], invited_to(sample))))
    if not rows:
        messages.error(request, "There is no personal link to print.")
        return redirect("surveys:invitation-list", slug, pk)
    words = {name: form.cleaned_data[name] for name in ("kind", "contact")}
    return pdf_to_read(letters_pdf(sample, rows, **words), f"{words['kind']}-{sample.neighbourhood.code}.pdf")


@require_http_methods(["GET", "POST"])
def invitation_withdraw(request, slug, pk):
    """Ask, then let one personal link open no longer."""
    programme = programme_for(request, slug, RUN_WAVES)
    related = ("sample__wave__questionnaire", "sample__neighbourhood", "group", "agency")
    rows = Invitation.objects.filter(sample__wave__programme=programme).select_related(*related)
    invitation = get_object_or_404(rows.defer("sample__sealed", "sample__neighbourhood__boundary"), pk=pk)
    shown = {"sample": invitation.sample, "name": reference_of(invitation), "count": 1}
    return _withdraw(request, shown, lambda: withdraw_invitation(invitation=invitation, by=request.user))


@require_http_methods(["GET", "POST"])
def invitation_withdraw_all(request, slug, pk):
    """Ask, then let no personal link of a neighbourhood open any longer."""
    sample = sample_of(request, slug, pk, RUN_WAVES)
    shown = {"sample": sample, "name": "", "count": sample.invitations.filter(is_withdrawn=False).count()}
    return _withdraw(request, shown, lambda: withdraw_all(sample=sample, by=request.user))


def _withdraw(request, shown, action):
    sample = shown["sample"]
    listed = redirect("surveys:invitation-list", request.programme.slug, sample.pk)
    if sample.wave.is_locked:
        messages.error(request, f"{sample.wave} is locked: its links are closed for good.")
        return listed
    if request.method == "GET":
        return render(request, "surveys/invitation_withdraw.html", {**shown, "wave": sample.wave})
    try:
        action()
    except WaveLocked as error:
        messages.error(request, str(error))
    else:
        what = f"{shown['name']} is" if shown["name"] else "The personal links are"
        messages.success(request, f"{what} withdrawn. What was answered before stays.")
    return listed


def _made(form, sample, by):
    """The invitations that were made, or None with the reason in the form."""
    wanted = {"labels": form.cleaned_data["labels"], "unlabelled": form.cleaned_data["unlabelled"] or 0}
    try:
        return make_invitations(sample=sample, by=by, **wanted)
    except (InvitationsRefused, WaveLocked) as error:
        form.add_error(None, str(error))
    return None


def _letters_form(sample, asked=None):
    invited = invited_to(sample)
    return LettersForm(asked, made=invited.asked, hides_who=invited.hides_who)


def _to_print(sample, which, invited):
    rows = sample.invitations.select_related("group", "agency").order_by("number")
    return still_to_write_to(rows, invited) if which == WAITING else rows.filter(is_withdrawn=False)


def _show(request, sample, form):
    invited = invited_to(sample)
    rows = sample.invitations.select_related("group", "agency").order_by("number")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    listed = [(row, reference_of(row), state_of(row, invited), answer_address(row.code)) for row in page]
    shown = {
        "sample": sample,
        "wave": sample.wave,
        "invited": invited,
        "page": page,
        "listed": [
            {"row": row, "name": name, "state": STATE_WORDS[state], "is_open": state != WITHDRAWN, "address": address}
            for row, name, state, address in listed
        ],
        "form": form,
        "may_run": True,
    }
    return render(request, "surveys/invitation_list.html", shown)
