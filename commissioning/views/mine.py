"""What waits for whoever looks: the list that the weekly digest is made of."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commissioning.access import programme_for
from commissioning.actions.reminders import when_words
from commissioning.reminders import DAYS_AHEAD, waiting_in

DAYS_SHOWN = 92


@require_safe
def mine(request, slug):
    """What is late, due within two weeks, and due within three months."""
    programme = programme_for(request, slug)
    today = timezone.localdate()
    dues = [
        (due, due.days_late(today), when_words(due.days_late(today)))
        for due in waiting_in(programme, today, days=DAYS_SHOWN).get(request.user.pk, [])
    ]
    shown = {
        "late": [told for told in dues if told[1] > 0],
        "soon": [told for told in dues if -DAYS_AHEAD <= told[1] <= 0],
        "later": [told for told in dues if told[1] < -DAYS_AHEAD],
    }
    return render(request, "commissioning/mine.html", shown)
