"""The form that records that a gate's condition was met."""

from django import forms
from django.utils import timezone

from commissioning.actions.gates import meet_condition
from commissioning.forms.entries import EntryForm
from commissioning.models import Condition


class ConditionMetForm(EntryForm):
    """On which day a condition was met, and how."""

    class Meta:
        model = Condition
        fields = ["met_on", "met_how"]

    def clean_met_on(self):
        on = self.cleaned_data["met_on"]
        if on and on > timezone.localdate():
            raise forms.ValidationError("Met on: a day ahead cannot have met it yet.")
        return on

    def write(self, user):
        given = self.cleaned_data
        return meet_condition(condition=self.instance, on=given["met_on"], how=given["met_how"], by=user)
