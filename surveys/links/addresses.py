"""The addresses at which people answer, in full: as they stand on posters, in letters and in messages."""

from django.conf import settings
from django.urls import reverse


def answer_address(code):
    """Where somebody answers who has this code."""
    return settings.SITE_URL + reverse("answering:door", args=[code])


def typed(address):
    """An address as short as it may be typed."""
    return address.removeprefix("https://").removeprefix("http://").rstrip("/")
