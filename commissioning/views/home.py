"""Where people arrive: their programme, or the choice between several."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from commissioning.models import Membership


@require_safe
def home(request):
    """The one programme of most people; a list for those in several, a word of advice for those in none."""
    found = Membership.objects.filter(user=request.user).select_related("programme")
    memberships = list(found.prefetch_related("programme__stages").order_by("programme__name"))
    if len(memberships) == 1:
        return redirect(memberships[0].programme)
    may_set_up = request.user.has_perm("commissioning.set_up_programme")
    return render(request, "commissioning/home.html", {"memberships": memberships, "may_set_up": may_set_up})
