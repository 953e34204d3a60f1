"""The form that records that a gate's condition was met."""

from django import forms
from django.utils import timezone
from django.utils.formats import date_format

from commissioning.forms.entries import EntryForm
from commissioning.models import Condition


class ConditionMetForm(EntryForm):
    """On which day a condition was met, and how."""

    FIELD_OF = {"condition_met_says_how": "met_how"}

    class Meta:
        model = Condition
        fields = ["met_on", "met_how"]

    def clean_met_on(self):
        on = self.cleaned_data["met_on"]
        if on and on > timezone.localdate():
            raise forms.ValidationError("Met on: a day ahead cannot have met it yet.")
        decided = timezone.localdate(self.instance.decision.decided_at)
        if on and on < decided:
            raise forms.ValidationError(f"Met on: it was set on {date_format(decided)} and not met before that.")
        return on
