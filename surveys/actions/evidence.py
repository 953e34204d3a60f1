"""What every change of a wave's answers brings with it."""

from commissioning.models import raise_evidence_version
from surveys.models import Wave, WaveLocked
from surveys.signals import evidence_changed


def refuse_locked(wave):
    """Raise WaveLocked if the wave takes no more answers."""
    if wave.is_locked:
        raise WaveLocked(f"{wave} is locked: it is evidence and takes no more answers.")


def answers_changed(wave):
    """Weights no longer fit the answers; figures are told, inside the same transaction."""
    was_weighted = wave.weighted_at is not None
    if was_weighted:
        wave.weighted_at = None
        # No record of it: its moment would be that of somebody's answering.
        Wave.objects.filter(pk=wave.pk).update(weighted_at=None)
    raise_evidence_version(wave.programme)
    if was_weighted:
        evidence_changed.send(sender=Wave, wave=wave)
