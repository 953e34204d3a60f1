"""Locking a wave: its answers become evidence, sealed with a fingerprint and never changed again."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from commissioning.models import raise_evidence_version
from surveys import seals
from surveys.models import ImportBatch, Response, Sample, Wave
from surveys.signals import evidence_changed


class NotReadyToLock(Exception):
    """The wave cannot be locked yet; `reasons` lists what is missing."""

    def __init__(self, reasons):
        self.reasons = reasons
        super().__init__(" ".join(reasons))


def reasons_against_lock(wave):
    """What still stands against locking the wave, in sentences; empty when it is ready."""
    answers = Response.objects.of_wave(wave).counted()
    reasons = []
    if not answers.exists():
        reasons.append("No answers have come in.")
    elif wave.weighted_at is None:
        reasons.append("The answers have no weights yet.")
    elif answers.filter(weight=None).exists():
        reasons.append("Some answers came in after the weights were computed. Compute them again.")
    if wave.imports.filter(state__in=ImportBatch.AT_WORK).exists():
        reasons.append("A file is being imported.")
    if wave.ends_on >= timezone.localdate():
        reasons.append(f"Fieldwork runs until {wave.ends_on:%-d %B %Y}.")
    return reasons


@transaction.atomic
def lock_wave(*, wave, by):
    """Seal every sample of the wave and lock it. Locking twice is the same as once.

    Raises NotReadyToLock with every reason that stands against it.
    """
    wave = Wave.objects.select_for_update(no_key=True).get(pk=wave.pk)
    if wave.is_locked:
        return wave
    if reasons := reasons_against_lock(wave):
        raise NotReadyToLock(reasons)
    for sample in wave.samples.select_related("neighbourhood"):
        _seal(sample, wave.questionnaire.order)
    wave.locked_at, wave.locked_by = timezone.now(), by
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
    sample.save(update_fields=["sealed", "fingerprint", "respondents"])


def verify_seals(*, programme=None):
    """Compare every seal with its fingerprint and with the rows it was made from.

    Returns a list of sentences, one for each thing that does not agree; empty when all is well.
    """
    return [problem for sample in sealed_samples(programme).iterator(50) for problem in _problems_of(sample)]


def sealed_samples(programme=None):
    """The samples that are sealed or ought to be, of one programme or of all."""
    samples = Sample.objects.filter(Q(wave__locked_at__isnull=False) | ~Q(fingerprint=""))
    if programme is not None:
        samples = samples.filter(wave__programme=programme)
    return samples.select_related("wave__programme", "wave__questionnaire", "neighbourhood")


def _problems_of(sample):
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


def _sealed_again(sample):
    """A fresh seal of the stored answers, or None where they no longer have the questionnaire's shape."""
    try:
        return seals.seal(sample, seals.read_rows(sample), sample.wave.questionnaire.order)
    except ValueError:
        return None
