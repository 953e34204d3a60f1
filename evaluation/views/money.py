"""The money page: budget and spending, what partners put in, and what it cost for what changed."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commissioning.access import programme_for
from commissioning.models import Contribution, Partner
from commissioning.money import per_pound
from commissioning.spending import contributions_of, money_on, pool_on, spent_until, stages_of
from evaluation.catalogue import Catalogue
from evaluation.frames import estimates_frame
from evaluation.money_page import ACTIVE, ActiveCosts, costs_per_resident
from evaluation.places import neighbourhoods_of
from evaluation.selection import Evidence


@require_safe
def money(request, slug):
    """Budget, spending and variance by stage and kind; contributions; costs with their uncertainty."""
    programme, today = programme_for(request, slug), timezone.localdate()
    stages = stages_of(programme)
    sums = money_on(programme, today, stages)
    shown = {
        "today": today,
        "stages": stages,
        "money": sums,
        "may_set": request.user.has_perm("commissioning.set_budget", programme),
        "may_keep": request.user.has_perm("commissioning.keep_accounts", programme),
        **partners_panel(programme, sums),
        **costs_panel(programme, today),
    }
    return render(request, "evaluation/money.html", shown)


def partners_panel(programme, sums):
    """Partners with what each puts in by kind, every contribution, and what they are beside the programme's money."""
    contributions = contributions_of(programme)
    pool = pool_on(contributions)
    return {
        "partners": [
            (partner, [(kind.label, pool.partners.get(partner.pk, {}).get(kind)) for kind in Contribution.Kind])
            for partner in Partner.objects.of(programme).select_related("programme")
        ],
        "contribution_kinds": [(kind.label, pool.kinds.get(kind)) for kind in Contribution.Kind],
        "contributions": contributions,
        "pool": pool.total,
        "agreed_per_pound": per_pound(pool.total.agreed, sums.total.budget),
        "received_per_pound": pool.total.received_per_pound(sums.total.spent),
    }


def costs_panel(programme, today):
    """Spending for each resident, and for each additional active one."""
    catalogue, neighbourhoods = Catalogue(programme), neighbourhoods_of(programme)
    evidence = Evidence(estimates_frame(programme, catalogue=catalogue, breakdown="all", indicator=ACTIVE))
    active = ActiveCosts(programme, neighbourhoods, evidence, catalogue[ACTIVE])
    return {
        "per_resident": costs_per_resident(programme, neighbourhoods, spent_until(programme, today), today),
        "per_active": active.rows(today),
        "active": active,
    }
