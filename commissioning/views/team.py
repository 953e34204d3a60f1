"""The team's posts and who holds them; the page that lists them is in the neighbourhoods room, with the deployments."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from commissioning.access import programme_for
from commissioning.actions.team import set_up_team
from commissioning.forms.team import AppointmentForm, PostForm
from commissioning.models import Appointment, Post
from commissioning.registers import Register, page

TEAM_PAGE = "neighbourhoods:team"
ACT = "commissioning.manage_team"
SEE_PEOPLE = "commissioning.see_people"

POST = Register(
    name="post",
    words="post",
    model=Post,
    form=PostForm,
    act=ACT,
    listed=page("team", "neighbourhoods"),
    crumb="Team",
    new_title="Add a post",
    hint="A place in the team with its description, whether or not somebody holds it yet.",
    extras=("commissioning/_post_holders.html",),
)

APPOINTMENT = Register(
    name="appointment",
    words="appointment",
    model=Appointment,
    form=AppointmentForm,
    act=ACT,
    see=SEE_PEOPLE,
    listed=page("team", "neighbourhoods"),
    crumb="Team",
    new_title="Appoint somebody",
    hint="Somebody in a post. Names are shown to everybody but the steering group, which sees posts only.",
    related=("post__programme",),
)


@require_POST
def team_set_up(request, slug):
    """Make the posts of the framework."""
    programme = programme_for(request, slug, ACT)
    made = set_up_team(programme=programme, by=request.user)
    if made:
        messages.success(request, f"{len(made)} posts made. Change their descriptions as you need, and appoint people.")
    else:
        messages.info(request, "The team has posts already. They were left as they are.")
    return redirect(TEAM_PAGE, slug)
