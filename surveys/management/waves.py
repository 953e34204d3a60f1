"""How commands find the wave they are asked about."""

from django.core.management.base import CommandError

from commissioning.management.programmes import add_programme_argument, named_programme
from surveys.models import Wave


def add_wave_arguments(parser):
    add_programme_argument(parser)
    parser.add_argument("wave", help="the wave's name, or its number")


def named_wave(slug, name):
    """The wave of the programme with this name, or else with this number."""
    waves = Wave.objects.filter(programme=named_programme(slug)).select_related("programme", "questionnaire")
    found = waves.filter(name=name).first()
    if found is None and name.isdecimal():
        found = waves.filter(pk=int(name)).first()
    if found is None:
        names = ", ".join(f"“{wave}”" for wave in waves) or "none yet"
        raise CommandError(f"{slug} has no wave called “{name}”. Its waves: {names}.")
    return found
