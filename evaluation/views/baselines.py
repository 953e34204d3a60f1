"""The baseline of one neighbourhood: its five parts, what the registers say of them, and what was frozen."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.access import programme_for
from commissioning.changes import changes_of
from evaluation.baseline_parts import baseline_parts, register_words
from evaluation.catalogue import Catalogue
from evaluation.contract_forms import BaselinePartForm, FreezeForm, ReferenceDayForm
from evaluation.registers.freezing import (
    FreezeRefused,
    compared_with_today,
    counted_on,
    freeze_baseline,
    missing_parts,
)
from evaluation.registers.frozen import figure_then, fingerprint
from neighbourhoods.baselines import AlreadyFrozen, confirm_baseline_part
from neighbourhoods.models import BaselineFreeze, BaselinePart, RegisterConfirmation

ACT = "neighbourhoods.confirm_baseline"
FREEZE, CONFIRM, SHARE_OUT = (
    "neighbourhoods.freeze_baseline",
    "neighbourhoods.confirm_registers",
    "neighbourhoods.share_out_baseline",
)


@require_safe
def baseline(request, slug, code):
    """The five parts with what is on record and missing, who sees to each, and the frozen figures."""
    programme = programme_for(request, slug)
    place = _place(programme, code)
    parts = baseline_parts(programme, [place])[place.pk]
    state, _ = counted_on(place, timezone.localdate())
    on_record = register_words(state)
    freeze = BaselineFreeze.objects.filter(neighbourhood=place).first()
    may = request.user.has_perm
    shown = {
        "place": place,
        "parts": [(part, on_record.get(part.part, "")) for part in parts],
        "complete": sum(part.complete for part in parts),
        "may_confirm": may(ACT, programme),
        "may_confirm_registers": may(CONFIRM, programme),
        "may_share_out": may(SHARE_OUT, programme),
        "may_freeze": may(FREEZE, programme),
        "confirmations": RegisterConfirmation.objects.filter(neighbourhood=place).order_by("-as_at", "-pk"),
        **_frozen(programme, place, freeze),
    }
    return render(request, "evaluation/baseline.html", shown)


def _frozen(programme, place, freeze):
    """What was frozen, beside what the registers would give for the same day today."""
    if freeze is None:
        return {"freeze": None}
    catalogue = Catalogue(programme)
    figures = [(catalogue[each.code], each) for each in compared_with_today(place, freeze) if each.code in catalogue]
    return {
        "freeze": freeze,
        "figures": [
            (indicator, figure_then(indicator, each.frozen), figure_then(indicator, each.again), each)
            for indicator, each in figures
        ],
        "is_corrected": any(each.is_corrected for _, each in figures),
        "is_whole": fingerprint(freeze.state, freeze.values) == freeze.fingerprint,
    }


@require_http_methods(["GET", "POST"])
def baseline_freeze(request, slug, code):
    """Look at what the registers say as at a day, and freeze it."""
    programme = programme_for(request, slug, FREEZE)
    place = _place(programme, code)
    if request.method == "GET" and BaselineFreeze.objects.filter(neighbourhood=place).exists():
        messages.info(request, f"The baseline of {place} is frozen already.")
        return redirect("evaluation:baseline", slug, code)
    missing = missing_parts(place)
    form = FreezeForm(request.POST if request.method == "POST" else None, is_complete=not missing)
    if form.is_valid() and _froze(request, place, form):
        return redirect("evaluation:baseline", slug, code)
    asked = request.POST if request.method == "POST" else request.GET if "reference_on" in request.GET else None
    look = ReferenceDayForm(asked, place=place)
    if look.on and not form.is_bound:
        form.initial["reference_on"] = look.on
    shown = {
        "place": place,
        "look": look,
        "form": form,
        "on": look.on,
        "figures": _would_be(programme, place, look.on),
        "missing": missing,
    }
    return render(request, "evaluation/baseline_freeze.html", shown)


def _froze(request, place, form):
    """Whether there is nothing left to ask: it is frozen, now or as of another day; else the form says why not."""
    try:
        frozen = freeze_baseline(neighbourhood=place, by=request.user, **form.cleaned_data)
    except FreezeRefused as error:
        form.refuse(error.field, str(error))
        return False
    except AlreadyFrozen as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{frozen}: frozen. Later corrections do not move it.")
    return True


def _would_be(programme, place, on):
    """(indicator, figure) of what would be frozen; nothing without a day."""
    if on is None:
        return []
    catalogue = Catalogue(programme)
    _, counts = counted_on(place, on)
    return [
        (catalogue[code], figure_then(catalogue[code], count)) for code, count in counts.items() if code in catalogue
    ]


@require_http_methods(["GET", "POST"])
def baseline_confirm(request, slug, code, part):
    """Confirm a part that no survey shows, or correct what was confirmed."""
    programme = programme_for(request, slug, ACT)
    place = _place(programme, code)
    state = next((state for state in baseline_parts(programme, [place])[place.pk] if state.part == part), None)
    if state is None or not state.may_be_confirmed:
        raise Http404("A baseline has no such part that can be confirmed by hand.")
    instance = state.confirmed or BaselinePart(neighbourhood=place, part=part)
    form = BaselinePartForm(request.POST if request.method == "POST" else None, instance=instance)
    if form.is_valid():
        confirm_baseline_part(neighbourhood=place, part=part, by=request.user, **form.cleaned_data)
        messages.success(request, f"{state.label} in {place}: confirmed.")
        return redirect("evaluation:baseline", slug, code)
    changes = changes_of(state.confirmed, programme, request.user) if state.confirmed else []
    shown = {"place": place, "state": state, "form": form, "changes": changes}
    return render(request, "evaluation/baseline_confirm.html", shown)


def _place(programme, code):
    place = get_object_or_404(programme.neighbourhoods.select_related("cohort").defer("boundary"), code=code)
    place.programme = programme
    return place
