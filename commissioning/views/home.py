"""Where people arrive: their programme, or the choice between several."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from commissioning.models import Membership


@require_safe
def home(request):
    """The one programme of most people; a list for those in several, a word of advice for those in none."""
    memberships = list(
        Membership.objects.filter(user=request.user).select_related("programme").order_by("programme__name")
    )
    if len(memberships) == 1:
        return redirect(memberships[0].programme)
    return render(request, "commissioning/home.html", {"memberships": memberships})
