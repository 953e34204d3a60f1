"""Days that entries of the registers name: what is written down has happened."""

from django.core.exceptions import ValidationError
from django.utils import timezone


def refuse_ahead(row, *names):
    """Raise ValidationError at each of the fields `names` whose day is still to come."""
    today = timezone.localdate()
    ahead = [name for name in names if getattr(row, name) and getattr(row, name) > today]
    if ahead:
        raise ValidationError({name: f"{_label(row, name)}: this day is still to come." for name in ahead})


def _label(row, name):
    words = str(row._meta.get_field(name).verbose_name)
    return words[:1].upper() + words[1:]
