"""A field for when a group was founded: a year is enough, and groups may be centuries old."""

from datetime import date

from django import forms
from django.utils import timezone

from neighbourhoods.groups.founding import founding_day, founding_words

NO_DAY = "Founded: write a year such as 1987, a month such as May 2019, or a day such as 22/11/2019."


class FoundingField(forms.CharField):
    """A day, a month or a year."""

    def __init__(self, **options):
        options |= {"max_length": 40, "required": False}
        super().__init__(**{"widget": forms.TextInput(attrs={"class": "fh-short"})} | options)

    def to_python(self, value):
        words = super().to_python(value)
        if not words:
            return None
        day = founding_day(words)
        if day is None:
            raise forms.ValidationError(NO_DAY)
        if day > timezone.localdate():
            raise forms.ValidationError("Founded: this is still to come.")
        return day

    def run_validators(self, value):
        """What was read is a day, no longer words to be checked."""

    def prepare_value(self, value):
        return founding_words(value) if isinstance(value, date) else value
