"""What waits around the evidence: requests to unlock a wave, and single answers whose day has passed."""

from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from commissioning.models import Role
from commissioning.reminders import Due, source
from surveys.actions.unlocking import OTHER_ROLE
from surveys.models import UnlockRequest, Wave

ANSWERED_WITHIN = timedelta(days=14)


@source
def around_the_evidence(programme, until):
    """What waits of every wave that has something waiting. One query while there is none."""
    asked = Q(unlock_requests__outcome=UnlockRequest.Outcome.WAITING)
    passed = Q(answers_kept_until__lte=until, destroyed_on=None)
    waves = Wave.objects.filter(asked | passed, programme=programme).distinct()
    for wave in waves.order_by("answers_kept_until", "pk"):
        yield from _requests(programme, wave, until)
        if wave.answers_kept_until and wave.answers_kept_until <= until and wave.destroyed_on is None:
            yield _past_its_day(programme, wave)


def _requests(programme, wave, until):
    """A request waits for the other role; whoever asked is told that it still does."""
    for request in wave.unlock_requests.open():
        on = timezone.localdate(request.asked_at) + ANSWERED_WITHIN
        if on > until:
            continue
        url = reverse("surveys:unlock-answer", args=[programme.slug, request.pk])
        other = Role(OTHER_ROLE[request.asked_as])
        yield Due("Answer whether to unlock a wave", str(wave), on, url, None, (other,))
        if request.asked_by_id:
            note = f"waits for the {other.label.lower()}"
            yield Due("Your request to unlock a wave", str(wave), on, url, request.asked_by_id, note=note)


def _past_its_day(programme, wave):
    """Single answers that are still there on their last day: the wave was never locked, or nothing runs every day."""
    return Due(
        what="Single answers to be destroyed" if wave.is_locked else "Wave to be locked before its answers go",
        title=str(wave),
        on=wave.answers_kept_until,
        url=reverse("surveys:wave-retention", args=[programme.slug, wave.pk]),
        roles=(Role.EVALUATOR,),
    )
