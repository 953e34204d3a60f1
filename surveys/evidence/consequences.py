"""What unlocking a wave brings with it, in sentences, for those who are about to want it."""

from django.db.models import Q

from commissioning.models import Decision
from surveys.models import Wave


def consequences_of(wave):
    """What unlocking `wave` does beyond opening it: whose baseline it is, and what was decided since it was locked."""
    return [*_comparisons(wave), *_other_baselines(wave), *_decisions(wave)]


def _comparisons(wave):
    """Later waves of the same people, which have nothing to be compared with while their baseline is open."""
    if not wave.is_baseline:
        return
    later = _of_the_same_people(wave).filter(~Q(purpose=Wave.Purpose.BASELINE), starts_on__gte=wave.starts_on)
    if names := list(later.values_list("name", flat=True)):
        yield f"It is a baseline. While it is open, changes since then cannot be shown: {', '.join(names)}."


def _other_baselines(wave):
    """A baseline that was locked later would take this one's place, and keep it."""
    if not wave.is_baseline:
        return
    others = _of_the_same_people(wave).filter(purpose=Wave.Purpose.BASELINE, locked_at__isnull=False)
    if names := list(others.values_list("name", flat=True)):
        yield (
            f"There is another locked baseline of the same people: {', '.join(names)}. What is locked first counts, so "
            "from now on it is the baseline of the neighbourhoods that both have."
        )


def _decisions(wave):
    decisions = Decision.objects.filter(stage__programme=wave.programme, decided_at__gte=wave.locked_at)
    for decision in decisions.select_related("stage").order_by("decided_at"):
        yield (
            f"{decision.stage.gate_name} was decided on {decision.decided_at:%-d %B %Y}, after this wave was locked. "
            "The evidence seen then is frozen with the decision and stays as it was."
        )


def _of_the_same_people(wave):
    places = wave.samples.order_by().values("neighbourhood")
    others = Wave.objects.filter(programme=wave.programme, questionnaire__audience=wave.questionnaire.audience)
    return others.filter(samples__neighbourhood__in=places).exclude(pk=wave.pk).distinct()
