"""What an address names, as views of this room find it: 404 outside the programme, 403 without the permission."""

from django.shortcuts import get_object_or_404

from commissioning.access import programme_for
from surveys.models import Sample, Wave


def wave_of(request, slug, pk, permission=None):
    """A wave of the programme, with its questionnaire at hand."""
    programme = programme_for(request, slug, permission)
    waves = Wave.objects.filter(programme=programme).select_related("questionnaire", "locked_by")
    wave = get_object_or_404(waves, pk=pk)
    wave.programme = programme
    return wave


def sample_of(request, slug, pk, permission=None):
    """A sample of the programme, with its wave and its neighbourhood at hand."""
    programme = programme_for(request, slug, permission)
    samples = Sample.objects.by_neighbourhood().select_related("wave__questionnaire")
    sample = get_object_or_404(samples, wave__programme=programme, pk=pk)
    sample.wave.programme = programme
    return sample


def sample_in(wave, code):
    """The sample of a wave in the neighbourhood with this code."""
    sample = get_object_or_404(wave.samples.by_neighbourhood(), neighbourhood__code=code)
    sample.wave = wave
    return sample


def questionnaire_of(request, slug, pk, permission=None):
    """A questionnaire of the programme."""
    programme = programme_for(request, slug, permission)
    found = get_object_or_404(programme.questionnaires.select_related("published_by"), pk=pk)
    found.programme = programme
    return found


def number_in(text, figures=17):
    """The whole number that somebody wrote with at most so many figures, or None where it is something else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= figures else None
