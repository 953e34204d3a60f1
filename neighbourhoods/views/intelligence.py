"""Local intelligence: what people who know a neighbourhood say of it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from commissioning.access import programme_for
from neighbourhoods.actions.areas import NoteEmpty, note_intelligence
from neighbourhoods.forms.areas import IntelligenceForm
from neighbourhoods.models import LocalIntelligence

ACT = "neighbourhoods.note_intelligence"


@require_http_methods(["GET", "POST"])
def intelligence_new(request, slug, code):
    """Write down what is known of a neighbourhood, beside what was written before."""
    programme = programme_for(request, slug, ACT)
    place = get_object_or_404(programme.neighbourhoods.defer("boundary"), code=code)
    place.programme = programme
    form = IntelligenceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            note_intelligence(neighbourhood=place, note=form.cleaned_data["note"], by=request.user)
        except NoteEmpty as error:
            form.add_error("note", str(error))
        else:
            messages.success(request, f"The note about {place} is kept.")
            return redirect(f"{place.get_absolute_url()}#h-known")
    notes = LocalIntelligence.objects.filter(neighbourhood=place).select_related("written_by")
    shown = {"place": place, "form": form, "intelligence": notes, "sees_names": True}
    return render(request, "neighbourhoods/intelligence_new.html", shown)
