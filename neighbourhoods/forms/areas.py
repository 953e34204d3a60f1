"""Forms of the area pages."""

import re

from crispy_forms.helper import FormHelper
from django import forms

from neighbourhoods.models import AreaFile
from neighbourhoods.plans import IMPORT_ORDER

MOST_MEGABYTES = 25
MOST_LETTERS = 2000
LABELS = dict(AreaFile.Kind.choices)


class AreaFileForm(forms.Form):
    """An official file to be checked: what it is, the file, and for boundaries the year they are of."""

    kind = forms.ChoiceField(
        label="What is in the file?",
        choices=[("", "Choose one"), *((kind.value, LABELS[kind.value]) for kind in IMPORT_ORDER)],
        help_text="In the order in which they are needed.",
        error_messages={"required": "Choose what is in the file."},
    )
    file = forms.FileField(
        label="File",
        help_text=f"As published, CSV or for boundaries GeoJSON, at most {MOST_MEGABYTES} MB.",
        error_messages={
            "required": "Choose the file.",
            "empty": "The file is empty. Choose the one with the figures in it.",
        },
    )
    vintage = forms.CharField(
        label="Year of the boundaries",
        required=False,
        help_text="Needed for boundaries only, for example 2017. Figures fit wards of their own year.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "fh-short"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_MEGABYTES * 1024 * 1024:
            size = file.size / 1024 / 1024
            raise forms.ValidationError(
                f"The file is {size:.0f} MB; at most {MOST_MEGABYTES} MB can be read. "
                "Cut it down to the rows of your own area."
            )
        return file

    def clean_vintage(self):
        vintage = self.cleaned_data["vintage"].strip()
        if vintage and not re.fullmatch(r"(19|20)[0-9]{2}", vintage):
            raise forms.ValidationError("Write the year of the boundaries with four digits, for example 2017.")
        return vintage

    def clean(self):
        cleaned = super().clean()
        boundaries = cleaned.get("kind") == AreaFile.Kind.BOUNDARIES
        if boundaries and not cleaned.get("vintage") and "vintage" not in self.errors:
            self.add_error("vintage", "Write the year of the boundaries, for example 2017.")
        return cleaned


class IntelligenceForm(forms.Form):
    """What is known of a neighbourhood locally."""

    note = forms.CharField(
        label="What is known locally?",
        max_length=MOST_LETTERS,
        help_text="What no figure says: who is active, what has been tried, what is about to change. Every member of "
        "the programme can read it. Do not name residents or tell what would make one known.",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": "Write down what is known of the place.",
            "max_length": f"A note has at most {MOST_LETTERS:,} characters; this has %(show_value)d. Shorten it.",
            "null_characters_not_allowed": "There is a character in the note that cannot be stored. Type it anew.",
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
