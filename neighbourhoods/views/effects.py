"""Unintended effects, good and bad, and what was done about them."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from commissioning.access import programme_for
from commissioning.registers import Register, page
from neighbourhoods.forms.learning import EffectForm
from neighbourhoods.models import Effect
from neighbourhoods.permissions import KEEP, may_keep_at, worked_in

EFFECT = Register(
    name="effect",
    words="effect",
    model=Effect,
    form=EffectForm,
    act=KEEP,
    listed=page("effect-list", "neighbourhoods"),
    crumb="Unintended effects",
    new_title="Add an unintended effect",
    room="neighbourhoods",
    related=("programme", "neighbourhood", "group"),
    within=may_keep_at,
    hint="Something that the work brought about without meaning to. Bad ones teach the most.",
)
SHOWS = {"": "All", "good": "Good", "bad": "Bad", "unanswered": "Nothing done about it"}


@require_safe
def effect_list(request, slug):
    """Effects, the latest first, by kind (?show=) and place (?place=)."""
    programme = programme_for(request, slug)
    effects = Effect.objects.of(programme).select_related("programme", "neighbourhood", "group")
    effects = list(effects.defer("neighbourhood__boundary"))
    place = request.GET.get("place", "")
    here = [effect for effect in effects if not place or (effect.neighbourhood and effect.neighbourhood.code == place)]
    groups = {
        "": here,
        **{kind: [effect for effect in here if effect.kind == kind] for kind in Effect.Kind.values},
        "unanswered": [effect for effect in here if not effect.response],
    }
    show = request.GET.get("show", "") if request.GET.get("show", "") in groups else ""
    shown = {
        "groups": [(name, SHOWS[name], len(found)) for name, found in groups.items()],
        "show": show,
        "heading": SHOWS[show],
        "effects": groups[show],
        "any": bool(effects),
        "places": list(programme.neighbourhoods.order_by("name").values_list("code", "name")),
        "place": place,
        "may_add": bool(worked_in(programme, request.user)),
    }
    return render(request, "neighbourhoods/effect_list.html", shown)
