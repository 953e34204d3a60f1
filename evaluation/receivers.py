"""What the evaluation room does when a room to its left says that something under its figures changed."""

from django.dispatch import receiver

from evaluation import (
    baseline_reminders,  # noqa: F401  adds a source of what waits
    engine,
)
from neighbourhoods.signals import cohorts_changed
from surveys.signals import evidence_changed


@receiver(evidence_changed, dispatch_uid="evaluation.recompute")
def recompute_estimates(sender, wave, **kwargs):
    """Bring the figures up to date in the transaction that changed the evidence."""
    engine.recompute_after(wave)


@receiver(cohorts_changed, dispatch_uid="evaluation.recompute_cohorts")
def recompute_cohorts(sender, programme, **kwargs):
    """A cohort's figures are those of the neighbourhoods that are in it now."""
    engine.recompute(programme)
