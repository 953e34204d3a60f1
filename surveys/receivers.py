"""What the survey room answers when a room to its left asks."""

from django.dispatch import receiver

from commissioning.signals import first_month_asked
from neighbourhoods.signals import baselines_wanted
from surveys.models import Sample, Wave


@receiver(baselines_wanted, dispatch_uid="surveys.locked_baselines")
def locked_baselines(sender, neighbourhoods, **kwargs):
    """Neighbourhood id -> the month of the baseline that was locked first there, such as "June 2025"."""
    samples = Sample.objects.filter(
        neighbourhood__in=neighbourhoods,
        wave__purpose=Wave.Purpose.BASELINE,
        wave__locked_at__isnull=False,
    ).select_related("wave")
    found = {}
    for sample in samples.defer("sealed", "weighting_report").order_by("wave__locked_at", "wave__pk"):
        found.setdefault(sample.neighbourhood_id, f"{sample.wave.held_on:%B %Y}")
    return found


@receiver(first_month_asked, dispatch_uid="surveys.first_month_of_locked_waves")
def locked_wave_keeps_first_month(sender, programme, **kwargs):
    """A locked wave's figures stand in the programme's months, so these no longer move."""
    wave = programme.waves.filter(locked_at__isnull=False).order_by("locked_at").first()
    return f"the wave “{wave.name}” is locked, and its figures stand in these months." if wave else ""
