"""Programmes: set up in one sitting, and their facts put right. For commissioners."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from commissioning.access import programme_for
from commissioning.actions.contract import agree_contract
from commissioning.actions.entries import EntryChanged
from commissioning.changes import changes_of
from commissioning.forms.programmes import NewProgrammeForm, ProgrammeForm
from commissioning.framework import framework_counts

SET_UP, EDIT, AGREE = (f"commissioning.{act}" for act in ("set_up_programme", "edit_programme", "agree_contract"))


@require_http_methods(["GET", "POST"])
def programme_new(request):
    """The whole of a new programme on one page; whoever sends it becomes its commissioner."""
    if not request.user.has_perm(SET_UP):
        raise PermissionDenied("Programmes are set up by commissioners and by whoever runs the installation.")
    form = NewProgrammeForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (programme := form.save_by(request.user)):
        messages.success(request, f"{programme} is set up. You are its commissioner.")
        return redirect(programme)
    return render(request, "commissioning/programme_new.html", {"form": form})


@require_http_methods(["GET", "POST"])
def programme_edit(request, slug):
    """The facts of a programme, the months of its cohorts, and what became of both."""
    programme = programme_for(request, slug, EDIT)
    form = ProgrammeForm(request.POST if request.method == "POST" else None, programme=programme)
    if form.is_valid() and _saved(form, request.user):
        messages.success(request, "The programme’s settings are saved.")
        return redirect("commissioning:programme-edit", slug)
    shown = {
        "form": form,
        "changes": changes_with_cohorts(programme, request.user),
        "may_agree": not programme.contract_stages() and request.user.has_perm(AGREE, programme),
        "counts": framework_counts(),
    }
    return render(request, "commissioning/programme_edit.html", shown)


@require_POST
def contract_agree(request, slug):
    """Give a programme without a contract the framework's."""
    programme = programme_for(request, slug, AGREE)
    agree_contract(programme=programme, by=request.user)
    messages.success(request, "The contract is agreed from the framework. Everything in it can be edited.")
    return redirect("evaluation:contract", slug)


def changes_with_cohorts(programme, viewer):
    """Every Change of a programme and of its cohorts, the latest first, each cohort's with its name."""
    found = changes_of(programme, programme, viewer)
    for cohort in programme.cohorts.all():
        found += [change.of(str(cohort)) for change in changes_of(cohort, programme, viewer)]
    return sorted(found, key=lambda change: change.at, reverse=True)


def _saved(form, user):
    try:
        return form.save_by(user)
    except EntryChanged as error:
        form.take_note(error)
        return None
