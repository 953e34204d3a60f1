"""Locking a wave: its answers become evidence, sealed with a fingerprint and never changed again."""

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from commissioning.models import raise_evidence_version
from surveys import seals
from surveys.models import Response, Sample, Wave
from surveys.signals import evidence_changed


class NotReadyToLock(Exception):
    """The wave cannot be locked yet; `reasons` lists what is missing."""

    def __init__(self, reasons):
        self.reasons = reasons
        super().__init__(" ".join(reasons))


def reasons_against_lock(wave):
    """What still stands against locking the wave, in sentences; empty when it is ready."""
    reasons = []
    if not any(sample.has_answers for sample in samples_with_answers(wave)):
        reasons.append("No answers have come in.")
    elif wave.weighted_at is None:
        reasons.append("The answers have no weights yet.")
    if wave.imports.filter(state__in=["checking", "importing"]).exists():
        reasons.append("A file is being imported.")
    if wave.ends_on > timezone.localdate():
        reasons.append(f"Fieldwork runs until {wave.ends_on:%-d %B %Y}.")
    return reasons


def samples_with_answers(wave):
    """The wave's samples, each with `has_answers`."""
    return wave.samples.annotate(has_answers=Exists(Response.objects.filter(sample=OuterRef("pk"))))


@transaction.atomic
def lock_wave(*, wave, by):
    """Seal every sample of the wave and lock it. Locking twice is the same as once.

    Raises NotReadyToLock with every reason that stands against it.
    """
    wave = Wave.objects.select_for_update().get(pk=wave.pk)
    if wave.is_locked:
        return wave
    if reasons := reasons_against_lock(wave):
        raise NotReadyToLock(reasons)
    for sample in wave.samples.select_related("neighbourhood"):
        sample.sealed = seals.seal(sample, seals.read_rows(sample), wave.questionnaire.order)
        sample.fingerprint = seals.fingerprint(sample.sealed)
        sample.save(update_fields=["sealed", "fingerprint"])
    wave.locked_at, wave.locked_by = timezone.now(), by
    wave.save()
    raise_evidence_version(wave.programme)
    evidence_changed.send(sender=Wave, wave=wave)
    return wave


def verify_seals(*, programme=None):
    """Compare every seal with its fingerprint and with the rows it was made from.

    Returns a list of sentences, one for each sample that does not agree; empty when all is well.
    """
    samples = Sample.objects.filter(wave__locked_at__isnull=False).select_related(
        "wave__programme", "wave__questionnaire", "neighbourhood"
    )
    if programme is not None:
        samples = samples.filter(wave__programme=programme)
    return [problem for sample in samples.iterator(chunk_size=50) for problem in _problems_of(sample)]


def _problems_of(sample):
    if sample.sealed is None:
        yield f"{sample}: locked but not sealed."
        return
    sealed = bytes(sample.sealed)
    if seals.fingerprint(sealed) != sample.fingerprint:
        yield f"{sample}: the seal does not match its fingerprint."
    if seals.seal(sample, seals.read_rows(sample), sample.wave.questionnaire.order) != sealed:
        yield f"{sample}: the stored answers differ from the sealed ones."
