"""The form for a key of the API."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format

from commissioning.forms.entries import EntryForm
from evaluation.models import ApiToken
from evaluation.sharing.tokens import LONGEST, issue_token

USUAL = timedelta(days=365)


class TokenForm(EntryForm):
    """What a key is for, and until when it works."""

    class Meta:
        model = ApiToken
        fields = ["name", "expires_on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("expires_on", timezone.localdate() + USUAL)
        self.fields["name"].help_text = "Such as: dashboard of the public health team."

    def clean_expires_on(self):
        day, today = self.cleaned_data["expires_on"], timezone.localdate()
        if not today <= day <= today + LONGEST:
            raise ValidationError(
                f"Last day it works: write a day from {date_format(today)} to {date_format(today + LONGEST)}."
            )
        return day

    def write(self, user):
        """Make the key, which stays on the form for the page that shows it this once."""
        self.made = issue_token(programme=self.programme, token=self.instance, by=user)
        return self.instance
