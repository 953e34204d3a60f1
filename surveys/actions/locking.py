"""Locking a wave: its answers become evidence, sealed with a fingerprint and never changed again.

What must be so before is listed in surveys/evidence/readiness.py, one function for each condition.
"""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from commissioning.models import raise_evidence_version
from surveys.evidence import seals
from surveys.evidence.readiness import reasons_against_lock
from surveys.models import Sample, Wave
from surveys.quality.excluded import SEALED_AS, excluded_in
from surveys.signals import evidence_changed, kept_figures_checked


class NotReadyToLock(Exception):
    """The wave cannot be locked yet; `reasons` lists what is missing."""

    def __init__(self, reasons):
        self.reasons = reasons
        super().__init__(" ".join(reasons))


@transaction.atomic
def lock_wave(*, wave, by):
    """Seal every sample of the wave, close its links and lock it. Locking twice is the same as once.

    Raises NotReadyToLock with every reason that stands against it.
    """
    wave = Wave.objects.select_for_update(no_key=True).get(pk=wave.pk)
    if wave.is_locked:
        return wave
    if reasons := reasons_against_lock(wave):
        raise NotReadyToLock(reasons)
    for sample in wave.samples.select_related("neighbourhood"):
        _seal(sample, wave.questionnaire.order)
    wave.locked_at, wave.locked_by, wave.takes_answers_online = timezone.now(), by, False
    wave._history_user, wave._change_reason = by, "Locked"
    wave.save()
    raise_evidence_version(wave.programme)
    if wave.is_baseline:
        # From now on later waves are compared with it.
        evidence_changed.send(sender=Wave, wave=wave)
    return wave


def _seal(sample, order):
    rows = seals.read_rows(sample)
    sample.sealed = seals.seal(sample, rows, order)
    sample.fingerprint = seals.fingerprint(sample.sealed)
    sample.respondents = len(rows.weights)
    # Who reads the wave is told of them for good, also when single answers are gone.
    if (excluded := excluded_in(sample)).total:
        sample.weighting_report = sample.weighting_report | {SEALED_AS: excluded.as_stored()}
    sample.save(update_fields=["sealed", "fingerprint", "respondents", "weighting_report"])


def verify_seals(*, programme=None):
    """Compare every seal with its fingerprint and with the rows it was made from.

    Returns a list of sentences, one for each thing that does not agree; empty when all is well. Where single answers
    were destroyed on their day, nothing of them may be left, and what was kept of their figures must be whole.
    """
    problems = [problem for sample in sealed_samples(programme).iterator(50) for problem in _problems_of(sample)]
    return problems + [problem for wave in destroyed_waves(programme) for problem in _problems_kept(wave)]


def destroyed_waves(programme=None):
    """Waves whose single answers were destroyed, of one programme or of all."""
    waves = Wave.objects.filter(destroyed_on__isnull=False).select_related("programme")
    return waves if programme is None else waves.filter(programme=programme)


def sealed_samples(programme=None):
    """The samples that are sealed or ought to be, of one programme or of all."""
    samples = Sample.objects.filter(Q(wave__locked_at__isnull=False) | ~Q(fingerprint=""))
    if programme is not None:
        samples = samples.filter(wave__programme=programme)
    return samples.select_related("wave__programme", "wave__questionnaire", "neighbourhood")


def _problems_of(sample):
    if sample.wave.destroyed_on:
        yield from _left_behind(sample)
        return
    if not sample.wave.is_locked:
        yield f"{sample}: sealed, but its wave is no longer locked."
    if sample.sealed is None:
        yield f"{sample}: locked, but not sealed."
        return
    sealed = bytes(sample.sealed)
    if seals.fingerprint(sealed) != sample.fingerprint:
        yield f"{sample}: the seal does not match its fingerprint."
    if _sealed_again(sample) != sealed:
        yield f"{sample}: the stored answers differ from the sealed ones."


def _left_behind(sample):
    """What ought to have gone with the single answers of a destroyed wave, and what ought to have stayed."""
    if sample.sealed is not None or sample.responses.exists():
        yield f"{sample}: its single answers were destroyed on {sample.wave.destroyed_on:%-d %B %Y}, but some are here."
    if not sample.fingerprint:
        yield f"{sample}: its single answers were destroyed, and its fingerprint is gone too."


def _problems_kept(wave):
    return [problem for _, found in kept_figures_checked.send(sender=Wave, wave=wave) for problem in found]


def _sealed_again(sample):
    """A fresh seal of the stored answers, or None where they no longer have the questionnaire's shape."""
    try:
        return seals.seal(sample, seals.read_rows(sample), sample.wave.questionnaire.order)
    except ValueError:
        return None
