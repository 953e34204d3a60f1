"""The risk register: what may go wrong, the most serious first."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from commissioning.access import programme_for
from commissioning.forms.risks import RiskForm
from commissioning.models import Level, Risk
from commissioning.registers import Register, page

RISK = Register(
    name="risk",
    words="risk",
    model=Risk,
    form=RiskForm,
    act="commissioning.keep_risks",
    listed=page("risk-list"),
    crumb="Risks",
    new_title="Add a risk",
    hint="The score is how likely times how bad, from 1 to 25; from 12 on a risk is serious.",
)


@require_safe
def risk_list(request, slug):
    """Risks by score: the open ones unless others are asked for with ?show=."""
    programme = programme_for(request, slug)
    risks = list(Risk.objects.of(programme).select_related("programme"))
    still_open = sorted((risk for risk in risks if not risk.closed_on), key=lambda risk: (-risk.score, risk.review_on))
    groups = {
        "open": ("Open", still_open),
        "overdue": ("Review overdue", [risk for risk in still_open if risk.is_late]),
        "mine": ("Yours", [risk for risk in still_open if risk.owner_id == request.user.pk]),
        "nobody": ("Nobody’s", [risk for risk in still_open if risk.owner_id is None]),
        "closed": ("Closed", sorted((risk for risk in risks if risk.closed_on), key=closing_day, reverse=True)),
    }
    show = request.GET.get("show") if request.GET.get("show") in groups else "open"
    shown = {
        "groups": [(name, label, len(found)) for name, (label, found) in groups.items()],
        "show": show,
        "heading": groups[show][0],
        "risks": groups[show][1],
        "any": bool(risks),
        "squares": squares_of(still_open),
        "may_keep": request.user.has_perm(RISK.act, programme),
    }
    return render(request, "commissioning/risk_list.html", shown)


def closing_day(risk):
    return risk.closed_on


def squares_of(risks):
    """Rows of the grid of likelihood (highest first) by impact: pairs of score and how many risks stand there."""
    return [
        (
            likelihood.label,
            [
                (likelihood * impact, sum((r.likelihood, r.impact) == (likelihood, impact) for r in risks))
                for impact in Level
            ],
        )
        for likelihood in reversed(Level)
    ]
