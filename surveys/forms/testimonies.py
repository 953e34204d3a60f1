"""The form for a testimony."""

from django import forms

from commissioning.forms.entries import EntryForm
from surveys.models import Testimony
from surveys.testimonies import begun_from, written_answers


class TestimonyForm(EntryForm):
    """Somebody's words, their theme and how far they may be repeated; begun from a written answer if one is named."""

    class Meta:
        model = Testimony
        fields = ["words", "theme", "consent", "said_as", "neighbourhood", "wave", "said_on"]
        widgets = {"consent": forms.RadioSelect, "words": forms.Textarea(attrs={"rows": 6})}
        labels = {
            "words": "What was said",
            "consent": "May it be repeated?",
            "said_as": "Role of who said it",
            "wave": "Survey it comes from",
            "said_on": "Day it was said",
        }
        help_texts = {
            "words": "As it was said. Leave out names and whatever shows who is meant.",
            "said_as": "For example practice manager. Never a name; told to others only where the role may be told.",
            "consent": "Only what may be repeated is shown to others and in reports.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["neighbourhood"].queryset = self.programme.neighbourhoods.defer("boundary").order_by("name")
        self.fields["neighbourhood"].empty_label = "The whole programme"
        self.fields["wave"].empty_label = "None"
        self.fields["consent"].choices = Testimony.Consent.choices
        number = str(self.initial.pop("answer", ""))[:18]
        named = number if number.isascii() and number.isdecimal() else None
        if self.instance._state.adding and (written := written_answers(self.programme).filter(pk=named).first()):
            self.initial |= begun_from(written)
