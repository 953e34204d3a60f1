"""A baseline's registers confirmed as complete, and its parts shared out."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from commissioning.access import programme_for
from commissioning.number_words import counted
from commissioning.registers import Register
from neighbourhoods.baselines import share_out_baseline
from neighbourhoods.forms.baselines import ConfirmationForm, DutiesForm
from neighbourhoods.models import RegisterConfirmation

SHARE_OUT = "neighbourhoods.share_out_baseline"


def baseline_page(programme, entry=None):
    """The baseline that a confirmation belongs to."""
    if entry is None:
        return reverse("evaluation:neighbourhood-list", args=[programme.slug])
    return reverse("evaluation:baseline", args=[programme.slug, entry.neighbourhood.code])


def baseline_words(entry=None):
    """What that page is called."""
    return "Neighbourhoods" if entry is None else f"Baseline of {entry.neighbourhood}"


CONFIRMATION = Register(
    name="confirmation",
    words="confirmation",
    model=RegisterConfirmation,
    form=ConfirmationForm,
    act="neighbourhoods.confirm_registers",
    listed=baseline_page,
    crumb=baseline_words,
    new_title="Confirm a register",
    hint="Say that a register of a neighbourhood was gone through and nothing is missing. From then on nothing on "
    "record means none, and no longer unknown; and the part of the baseline that rests on it is complete.",
    room="neighbourhoods",
    related=("neighbourhood__programme",),
)


@require_http_methods(["GET", "POST"])
def baseline_duties(request, slug, code):
    """Say who sees to each part of the baseline, and by when."""
    programme = programme_for(request, slug, SHARE_OUT)
    place = get_object_or_404(programme.neighbourhoods.defer("boundary"), code=code)
    place.programme = programme
    form = DutiesForm(request.POST if request.method == "POST" else None, neighbourhood=place, viewer=request.user)
    if form.is_valid():
        changed = share_out_baseline(neighbourhood=place, duties=form.duties, by=request.user)
        messages.success(request, _shared_out(len(changed), place))
        return redirect("evaluation:baseline", slug, code)
    return render(request, "neighbourhoods/baseline_duties.html", {"place": place, "form": form})


def _shared_out(changed, place):
    if not changed:
        return f"The baseline of {place} was shared out like that already."
    return f"The baseline of {place}: {counted(changed, 'part')} shared out anew."
