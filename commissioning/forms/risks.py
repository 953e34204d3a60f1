"""The form for a risk."""

from django.utils import timezone

from commissioning.forms.entries import EntryForm
from commissioning.models import Risk


class RiskForm(EntryForm):
    """A risk: what may happen, how likely and how bad, what is done, and when it is looked at again."""

    FIELD_OF = {"risk_open_has_a_review": "review_on", "risk_closed_says_why": "closed_because"}
    needed_sometimes = ("review_on", "closed_because")

    class Meta:
        model = Risk
        fields = [
            "title",
            "detail",
            "likelihood",
            "impact",
            "response",
            "owner",
            "review_on",
            "closed_on",
            "closed_because",
        ]
        help_texts = {
            "title": "In one line. No names: the steering group reads it.",
            "review_on": "Needed while the risk is open.",
            "closed_on": "Only once it can no longer happen, or has.",
            "closed_because": "Needed once it is closed.",
        }

    def clean_closed_on(self):
        closed_on = self.cleaned_data["closed_on"]
        if closed_on and closed_on > timezone.localdate():
            self.add_error("closed_on", "Closed on: this day is ahead; a risk is closed on the day it is closed.")
        return closed_on
