"""What the evaluation room does when a room to its left says that something under its figures changed."""

from django.db.models.signals import pre_delete, pre_save
from django.dispatch import receiver

from evaluation import (
    baseline_reminders,  # noqa: F401  adds a source of what waits
    engine,
    kept_sums,
)
from evaluation.catalogue import Catalogue
from evaluation.editions import reminders  # noqa: F401  adds a source of what waits
from evaluation.models import ProgrammeFile
from evaluation.steering import comment_reminders  # noqa: F401  adds a source of what waits
from evaluation.wave_sums import sums_of_wave
from neighbourhoods.models import CaseStudy
from neighbourhoods.signals import cohorts_changed
from surveys.signals import answers_destroyed, evidence_changed, indicators_wanted, kept_figures_checked


@receiver(evidence_changed, dispatch_uid="evaluation.recompute")
def recompute_estimates(sender, wave, was_locked=False, **kwargs):
    """Bring the figures up to date in the transaction that changed the evidence.

    A file of the whole programme goes with the lock of a wave, for the wave's figures are in it; one that is being made
    is not kept.
    """
    engine.recompute_after(wave)
    if was_locked:
        ProgrammeFile.objects.filter(programme=wave.programme).delete()


@receiver([pre_save, pre_delete], sender=CaseStudy, dispatch_uid="evaluation.drop_files_with_a_story")
def drop_files_with_a_story(sender, instance, signal, **kwargs):
    """A story that is not shared any more is in no file of the whole programme that can still be fetched."""
    ends = signal is pre_delete or not instance.is_shared
    if ends and CaseStudy.objects.filter(pk=instance.pk, is_shared=True).exists():
        ProgrammeFile.objects.filter(programme=instance.programme).delete()


@receiver(cohorts_changed, dispatch_uid="evaluation.recompute_cohorts")
def recompute_cohorts(sender, programme, **kwargs):
    """A cohort's figures are those of the neighbourhoods that are in it now."""
    engine.recompute(programme)


@receiver(answers_destroyed, dispatch_uid="evaluation.keep_sums")
def keep_sums(sender, wave, on, **kwargs):
    """Keep what figures are rebuilt from, before the single answers of a wave go. True: seen to."""
    made_of = sums_of_wave(wave, Catalogue(wave.programme))
    if made_of is not None:
        kept_sums.keep_sums(made_of, on)
    return True


@receiver(kept_figures_checked, dispatch_uid="evaluation.check_kept_sums")
def check_kept_sums(sender, wave, **kwargs):
    """What is wrong with the sums kept of a wave whose single answers were destroyed."""
    return kept_sums.faults_of(wave)


@receiver(indicators_wanted, dispatch_uid="evaluation.indicators_of_an_audience")
def indicators_of_an_audience(sender, programme, audience, **kwargs):
    """Every indicator that answers of an audience feed, with the questions that it cannot be computed without."""
    indicators = Catalogue(programme).indicators.values()
    return [(one.code, one.name, set(one.questions)) for one in indicators if one.audience == audience]
