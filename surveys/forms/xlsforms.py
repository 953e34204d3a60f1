"""The forms for loading an XLSForm: the file, and what is made of it."""

import base64
import binascii

from crispy_forms.helper import FormHelper
from django import forms

from commissioning.forms import wording
from surveys.models.questionnaires import Audience
from surveys.xlsforms.sheets import MOST_BYTES

LONGEST_TITLE = 150
DRAFT_THERE = "{} is a draft already: open it and change it, or choose another title."


class XlsformFileForm(forms.Form):
    """A form as a workbook, and who is asked it."""

    file = forms.FileField(
        label="XLSForm",
        help_text="An Excel workbook (.xlsx) with a sheet “survey”. At most 1 MB.",
        error_messages=wording.file("XLSForm", required="Choose the file.", empty="The file is empty."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm"}),
    )
    audience = forms.ChoiceField(
        label="Who is asked",
        choices=Audience.choices,
        widget=forms.RadioSelect,
        initial=Audience.RESIDENTS,
        error_messages=wording.choice("Who is asked"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("An XLSForm is at most 1 MB; this file is larger.")
        return file


class TakeOverForm(forms.Form):
    """What is made of a form that was looked at. The file comes along, since nothing of it is stored yet."""

    content = forms.CharField(widget=forms.HiddenInput, error_messages=wording.NOT_WHOLE)
    filename = forms.CharField(widget=forms.HiddenInput, required=False)
    audience = forms.ChoiceField(widget=forms.HiddenInput, choices=Audience.choices, error_messages=wording.NOT_WHOLE)
    with_draft = forms.BooleanField(label="Also draft a questionnaire that asks them in this order", required=False)
    title = forms.CharField(
        label="Title of the questionnaire",
        required=False,
        max_length=LONGEST_TITLE,
        help_text="A title used before makes the next version.",
        error_messages=wording.words("Title", most=LONGEST_TITLE),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_content(self):
        """The bytes of the workbook."""
        try:
            return base64.b64decode(self.cleaned_data["content"], validate=True)
        except (binascii.Error, ValueError) as error:
            raise forms.ValidationError(wording.NOT_WHOLE["invalid"]) from error

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("with_draft") and not cleaned.get("title", "").strip() and "title" not in self.errors:
            self.add_error("title", "Give the questionnaire a title.")
        return cleaned

    @property
    def wanted_title(self):
        """The title of the draft that is wanted, or ""."""
        return self.cleaned_data["title"].strip() if self.cleaned_data["with_draft"] else ""

    def refuse_other_draft(self, programme, plan):
        """Note where the title is that of a draft that asks something else."""
        draft = programme.questionnaires.filter(title=self.wanted_title, published_at=None).first()
        if draft and [item.code for item in draft.asked] != plan.codes:
            self.add_error("title", DRAFT_THERE.format(draft))
