"""The form for somebody one can reach a group by."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from neighbourhoods.forms.entries import RegisterForm
from neighbourhoods.models import Contact

ASK_AGAIN_AFTER = timedelta(days=730)
LONGEST = timedelta(days=3 * 366)


class ContactForm(RegisterForm):
    """Who it is, how to reach them, and that they agreed: how, when, and until when."""

    FIELD_OF = {"contact_can_be_reached": "phone", "contact_reviewed_after_consent": "review_on"}
    needed_sometimes = ("phone", "email")

    class Meta:
        model = Contact
        fields = ["name", "position", "phone", "email", "is_designated", "consent_how", "consent_on", "review_on"]
        widgets = {"consent_how": forms.RadioSelect}
        help_texts = {
            "phone": "A phone number or an e-mail address is needed.",
            "consent_how": "Nobody’s details are kept unless they agreed.",
            "review_on": "At most three years after they agreed. Then ask whether we may keep the details.",
        }

    def __init__(self, *args, group=None, **kwargs):
        super().__init__(*args, **kwargs)
        if group is not None:
            self.instance.group = group
        today = timezone.localdate()
        if self.instance._state.adding:
            self.initial = {"consent_on": today, "review_on": today + ASK_AGAIN_AFTER} | self.initial
        for name in ("name", "phone", "email"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["phone"].widget.input_type = "tel"
        self.fields["consent_how"].choices = Contact.Consent.choices

    def clean(self):
        given = super().clean()
        agreed, again = given.get("consent_on"), given.get("review_on")
        if agreed and again and again - agreed > LONGEST:
            self.add_error("review_on", "Ask again by: at most three years after they agreed.")
        return given
