"""The three pages that every kind of entry has: a new one, one with its history, and its removal."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import ProtectedError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from commissioning.access import programme_for
from commissioning.actions.entries import EntryRefused, remove_entry
from commissioning.changes import Words, changes_of


@require_http_methods(["GET", "POST"])
def entry_new(request, slug, register):
    """An empty form; sent, the new entry. What the address asks for beforehand stands in the form."""
    programme = programme_for(request, slug, register.act)
    posted = request.POST if request.method == "POST" else None
    form = register.form(posted, programme=programme, viewer=request.user, initial=request.GET.dict())
    if form.is_valid() and (entry := form.save_by(request.user)):
        messages.success(request, f"{_sentence(register.words)} saved: {entry}.")
        return redirect(register.after(programme, entry))
    shown = {
        "form": form,
        "register": register,
        "back": register.listed(programme, form.begun),
        "back_words": register.back_words(form.begun),
    }
    return render(request, "commissioning/entry_new.html", shown)


@require_http_methods(["GET", "POST"])
def entry_detail(request, slug, pk, register):
    """One entry: its form for those who may change it, its facts for everybody else, and what became of it."""
    programme = programme_for(request, slug, register.see)
    entry = _entry(programme, pk, register, request.user)
    may_change = register.may_change(programme, request.user, entry)
    if request.method == "POST" and not may_change:
        raise PermissionDenied("Your role here may not change this.")
    form = None
    if may_change:
        posted = request.POST if request.method == "POST" else None
        form = register.form(posted, instance=entry, programme=programme, viewer=request.user)
        if form.is_valid() and (saved := form.save_by(request.user)):
            messages.success(request, f"{_sentence(register.words)} saved: {saved}.")
            return redirect(register.after(programme, saved))
    stored = _entry(programme, pk, register, request.user) if request.method == "POST" else entry
    shown = {
        "entry": stored,
        "form": form,
        "register": register,
        "facts": [] if may_change else facts_of(stored, register, programme, request.user),
        "changes": changes_of(stored, programme, request.user),
        "back": register.listed(programme, stored),
        "back_words": register.back_words(stored),
        "after": register.after(programme, stored),
        "remove_url": register.url("remove", programme, pk) if register.removable and may_change else "",
    }
    return render(request, "commissioning/entry_detail.html", shown)


@require_http_methods(["GET", "POST"])
def entry_remove(request, slug, pk, register):
    """Ask, then take the entry away."""
    programme = programme_for(request, slug, register.act)
    entry = _entry(programme, pk, register, request.user)
    if not register.may_change(programme, request.user, entry):
        raise PermissionDenied("Your role here may not change this.")
    back = register.listed(programme, entry)
    if request.method == "POST":
        try:
            remove_entry(programme=programme, entry=entry, by=request.user)
        except EntryRefused as error:
            messages.error(request, str(error))
            return redirect(entry)
        except ProtectedError:
            messages.error(request, f"{entry} cannot be removed: other entries rest on it. Remove those first.")
            return redirect(entry)
        messages.success(request, f"{_sentence(register.words)} removed: {entry}.")
        return redirect(back)
    shown = {"entry": entry, "register": register, "back": back, "back_words": register.back_words(entry)}
    return render(request, "commissioning/entry_remove.html", shown)


def facts_of(entry, register, programme, viewer):
    """(label, words) of each field that the entry's form asks for, as the viewer may read it."""
    words = Words(type(entry), programme, viewer)
    words.learn([entry])
    fields = {field.name: field for field in words.fields}
    asked = [fields[name] for name in register.form.base_fields if name in fields]
    return [(words.label(field), words.value(entry, field)) for field in asked]


def _entry(programme, pk, register, user):
    return get_object_or_404(register.entries(programme, user), pk=pk)


def _sentence(words):
    return words[:1].upper() + words[1:]
