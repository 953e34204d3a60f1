"""The form for a file of groups or grants."""

from crispy_forms.helper import FormHelper
from django import forms

from commissioning.forms import wording
from commissioning.reading.files import MOST_BYTES
from neighbourhoods.models import RegisterFile

MOST_MEGABYTES = MOST_BYTES // 1024**2


class RegisterFileForm(forms.Form):
    """A file to be checked: what it holds, and the file."""

    kind = forms.ChoiceField(
        label="What is in the file?",
        choices=RegisterFile.Kind.choices,
        widget=forms.RadioSelect,
        error_messages=wording.choice("What is in the file", required="Choose what is in the file."),
    )
    file = forms.FileField(
        label="File",
        help_text=f"At most {MOST_MEGABYTES} MB.",
        error_messages=wording.file("File", required="Choose the file.", empty="The file is empty."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.json"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            size = file.size / 1024**2
            raise forms.ValidationError(
                f"The file has {size:.0f} MB; at most {MOST_MEGABYTES} MB can be read. Split it."
            )
        return file
