"""How addresses name a neighbourhood."""

from django.urls.converters import StringConverter


class CodeConverter(StringConverter):
    """The code of a neighbourhood: anything but a NUL, which databases take in no text."""

    regex = r"[^/\x00]+"
