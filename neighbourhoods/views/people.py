"""What is held of a person who asks: found, handed out, erased. For those who answer such requests.

Names travel in the body of a request only, never in an address, where logs and histories would keep them.
"""

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from commissioning.access import programme_for
from commissioning.downloads import csv_download
from commissioning.number_words import counted
from neighbourhoods.actions.people import RequestRefused, erase_person, export_person
from neighbourhoods.forms.people import AnswerForm, PersonForm
from neighbourhoods.models import PersonRequest
from neighbourhoods.persons.held import DELETE, MAY_MENTION, STAYS, TAKE_OUT, held_of

ACT = "neighbourhoods.answer_person_requests"
HEADINGS = ("what", "where", "field", "text", "earlier version", "if erased")
HEADS = {
    DELETE: "Would be deleted",
    TAKE_OUT: "The name would be taken out",
    MAY_MENTION: "Texts that may mention them",
    STAYS: "Stays on record",
}


@never_cache
@require_http_methods(["GET", "POST"])
def person_requests(request, slug):
    """A form to look for somebody, what is held of them, and the requests that were answered before."""
    programme = programme_for(request, slug, ACT)
    form = PersonForm(request.POST if request.method == "POST" else None)
    shown = {"form": form, "past": PersonRequest.objects.filter(programme=programme).select_related("done_by")}
    if form.is_valid():
        shown |= _found(programme, form.terms, AnswerForm(initial=form.cleaned_data))
    return render(request, "neighbourhoods/person_requests.html", shown)


@never_cache
@require_POST
def person_export(request, slug):
    """Hand out what is held, as JSON or CSV."""
    programme = programme_for(request, slug, ACT)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _again(request, programme, form)
    held = export_person(programme=programme, terms=form.terms, reason=form.cleaned_data["reason"], by=request.user)
    rows = [row for each in held for row in _rows(each)]
    if request.POST.get("as") == "csv":
        return csv_download("what-is-held.csv", HEADINGS, rows)
    listed = {"programme": programme.name, "held": [dict(zip(HEADINGS, row, strict=True)) for row in rows]}
    response = HttpResponse(json.dumps(listed, ensure_ascii=False, indent=1), content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="what-is-held.json"'
    return response


@never_cache
@require_POST
def person_erase(request, slug):
    """Ask, and once that is confirmed, erase the person from what was chosen."""
    programme = programme_for(request, slug, ACT)
    form, chosen = AnswerForm(request.POST), set(request.POST.getlist("chosen"))
    if not form.is_valid():
        return _again(request, programme, form, chosen)
    if not chosen:
        form.add_error(None, "Nothing is chosen. Tick what is to be erased.")
        return _again(request, programme, form, chosen)
    if not request.POST.get("confirmed"):
        found = held_of(programme, form.terms)
        wanted = [held for held in found if held.key in chosen and held.treatment != STAYS]
        left = [held for held in found if held not in wanted]
        return render(request, "neighbourhoods/person_erase.html", {"form": form, "wanted": wanted, "left": left})
    try:
        erased = erase_person(
            programme=programme, terms=form.terms, chosen=chosen, reason=form.cleaned_data["reason"], by=request.user
        )
    except RequestRefused as error:
        messages.error(request, str(error))
        return redirect("neighbourhoods:person-requests", slug)
    messages.success(request, _told(len(erased)))
    return redirect("neighbourhoods:person-requests", slug)


def _told(number):
    if not number:
        return "There was nothing left to erase."
    return f"Erased in {counted(number, 'place')}. It is on record that this was done, not of whom."


def _again(request, programme, form, chosen=None):
    """What is held once more, with what is wrong with the answer; nobody is looked for where that is not known."""
    known = not any(name in form.errors for name in ("name", "email", "phone"))
    shown = {
        "form": PersonForm(request.POST),
        "past": PersonRequest.objects.filter(programme=programme).select_related("done_by"),
    }
    shown |= _found(programme, form.terms, form, chosen) if known else {}
    return render(request, "neighbourhoods/person_requests.html", shown)


def _found(programme, terms, answer, chosen=None):
    """Template variables `groups` (heading, treatment, rows), `chosen` and `answer`.

    What holds details is ticked beforehand; texts that may mention somebody else of that name are not.
    """
    held = held_of(programme, terms)
    if chosen is None:
        chosen = {each.key for each in held if each.treatment in (DELETE, TAKE_OUT)}
    groups = [(head, name, [each for each in held if each.treatment == name]) for name, head in HEADS.items()]
    return {
        "answer": answer,
        "chosen": chosen,
        "searched": True,
        "number": len(held),
        "groups": [group for group in groups if group[2]],
        "may_erase": any(each.treatment != STAYS for each in held),
    }


def _rows(held):
    """Rows of the file that is handed out, in the order of HEADINGS."""
    for part in held.parts:
        becomes = held.why or "Looked at by hand"
        yield held.what, held.where, part.label, part.text, "yes" if part.is_earlier else "no", becomes
