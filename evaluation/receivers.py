"""What the evaluation room does when the survey room says that evidence changed."""

from django.dispatch import receiver

from evaluation import engine
from surveys.signals import evidence_changed


@receiver(evidence_changed, dispatch_uid="evaluation.recompute")
def recompute_estimates(sender, wave, **kwargs):
    """Bring the figures up to date in the transaction that changed the evidence."""
    engine.recompute_after(wave)
