"""What the survey room answers when a room to its left asks."""

from django.dispatch import receiver

from commissioning.signals import cohort_month_asked, first_month_asked
from neighbourhoods.signals import baselines_wanted
from surveys.evidence import reminders  # noqa: F401  adds sources of what waits
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


@receiver(cohort_month_asked, dispatch_uid="surveys.cohort_month_after_a_locked_baseline")
def locked_baseline_of_a_cohort(sender, cohort, **kwargs):
    """A cohort whose baseline is locked was measured as one that had not started, or had."""
    places = {place.pk: place.name for place in cohort.neighbourhoods.defer("boundary")}
    found = locked_baselines(sender, list(places))
    if not found:
        return ""
    first, others = next(iter(found)), len(found) - 1
    more = f" and {others} more" if others else ""
    return f"{places[first]}{more} already {'have' if others else 'has'} a locked baseline, of {found[first]}."


@receiver(first_month_asked, dispatch_uid="surveys.first_month_of_locked_waves")
def locked_wave_keeps_first_month(sender, programme, **kwargs):
    """A locked wave's figures stand in the programme's months, so these no longer move."""
    wave = programme.waves.filter(locked_at__isnull=False).order_by("locked_at").first()
    return f"the wave “{wave.name}” is locked, and its figures stand in these months." if wave else ""
