"""The team: posts and people, skills and gaps, who works where, and what does not keep to the rules."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commissioning.access import programme_for
from commissioning.registers import Register, page
from commissioning.views.team import ACT, SEE_PEOPLE
from neighbourhoods.forms.team import DeploymentForm
from neighbourhoods.models import Deployment
from neighbourhoods.team_page import team_page

DEPLOYMENT = Register(
    name="deployment",
    words="deployment",
    model=Deployment,
    form=DeploymentForm,
    act="neighbourhoods.deploy",
    see=SEE_PEOPLE,
    listed=page("team", "neighbourhoods"),
    crumb="Team",
    new_title="Deploy somebody",
    hint="Where somebody works, for which kind of support, and with how much of their time. Intensive support lasts "
    "18 months from the cohort’s start, and so does the maintenance after it.",
    room="neighbourhoods",
    related=("neighbourhood__programme", "appointment__post"),
)


@require_safe
def team(request, slug):
    """The team as it stands today."""
    programme = programme_for(request, slug)
    may = request.user.has_perm
    shown = team_page(programme, timezone.localdate(), may(SEE_PEOPLE, programme))
    shown |= {"may_manage": may(ACT, programme), "may_deploy": may(DEPLOYMENT.act, programme)}
    return render(request, "neighbourhoods/team.html", shown)
