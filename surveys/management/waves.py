"""How commands find the wave they are asked about."""

from django.core.management.base import CommandError

from commissioning.models import Programme
from surveys.models import Wave


def add_wave_arguments(parser):
    parser.add_argument("programme", help="the programme's address, for example northern-vale")
    parser.add_argument("wave", help="the wave's name, or its number")


def named_programme(slug):
    """The programme with this address, or a CommandError that says there is none."""
    found = Programme.objects.filter(slug=slug).first()
    if found is None:
        raise CommandError(f"There is no programme with the address “{slug}”.")
    return found


def named_wave(slug, name):
    """The wave of the programme with this name, or else with this number."""
    waves = Wave.objects.filter(programme=named_programme(slug)).select_related("programme")
    found = waves.filter(name=name).first()
    if found is None and name.isdecimal():
        found = waves.filter(pk=int(name)).first()
    if found is None:
        names = ", ".join(f"“{wave}”" for wave in waves) or "none yet"
        raise CommandError(f"{slug} has no wave called “{name}”. Its waves: {names}.")
    return found
