"""The planner's form: it is asked by address, so that a plan can be shared and printed."""

import re

from crispy_forms.helper import FormHelper
from django import forms

from commissioning.forms import wording
from commissioning.forms.fields import PoundsField
from evaluation.planner.plan import SurveyPlan

# The handbook's example: 7% to 12% with 300 answers in each ward, yearly over five years.
HANDBOOK = {"now": "7", "hoped": "12", "n": "300", "wards": "3", "waves": "6", "deff": "1", "cost": ""}
KEPT = ("indicator", "area")  # what the figures were begun with
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")


class PercentField(forms.DecimalField):
    """A percentage above 0 and below 100, as people write it: 7, 7.5 or 7%."""

    def __init__(self, *, label, name, help_text, required):
        outside = f"{name}: write a percentage above 0 and below 100, such as 7 or 7.5."
        messages = dict.fromkeys(
            ("invalid", "min_value", "max_value", "max_digits", "max_decimal_places", "max_whole_digits"), outside
        )
        widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "fh-short"})
        super().__init__(
            label=label,
            help_text=help_text,
            widget=widget,
            min_value=0.1,
            max_value=99.9,
            error_messages=messages | {"required": required},
        )

    def to_python(self, value):
        return super().to_python(value.strip().removesuffix("%").strip() if isinstance(value, str) else value)


class WholeField(forms.IntegerField):
    """A whole number as people write it: 1000 or 1,000."""

    def to_python(self, value):
        return super().to_python(THOUSANDS.sub("", value) if isinstance(value, str) else value)


def _whole(label, name, help_text, *, low, high):
    """A field for a whole number from `low` to `high`; messages call it `name`."""
    return WholeField(
        label=label,
        help_text=help_text,
        min_value=low,
        max_value=high,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "fh-short"}),
        error_messages=wording.whole_number(name, required=f"{name}: write how many.", low=low, high=high),
    )


class PlannerForm(forms.Form):
    """What is hoped for, and what would be asked of whom."""

    now = PercentField(
        label="What is the share now?",
        name="The share now",
        help_text="In %. For example the residents who are active.",
        required="Write the share there is now, in %.",
    )
    hoped = PercentField(
        label="What share is hoped for?",
        name="The share hoped for",
        help_text="In %. What a survey should be able to find.",
        required="Write the share that is hoped for, in %.",
    )
    n = _whole(
        "How many answers in each ward?",
        "Answers in each ward",
        "At each survey. The handbook asks for 300.",
        low=2,
        high=100_000,
    )
    wards = _whole("How many wards together?", "Wards together", "Such as those of one cohort.", low=1, high=1_000)
    waves = _whole("How many yearly surveys?", "Yearly surveys", "The baseline is one of them.", low=2, high=20)
    deff = forms.DecimalField(
        label="What does weighting cost?",
        help_text="The design effect: 1 where all answers weigh the same, often 1.1 to 1.5.",
        min_value=0.5,
        max_value=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "fh-short"}),
        error_messages={
            "required": "Write the design effect; 1 where all answers weigh the same.",
            **dict.fromkeys(
                ("invalid", "min_value", "max_value"),
                "The design effect: write a number from 0.5 to 20, such as 1.2.",
            ),
        },
    )
    cost = PoundsField(
        label="What does one answer cost?",
        help_text="In pounds, with fieldwork and printing.",
        required=False,
        min_value=0,
        max_value=10_000,
        max_digits=10,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "fh-short"}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value", "max_digits", "max_decimal_places", "max_whole_digits"),
            "Write what an answer costs in pounds, such as 12 or 12.50, at most £10,000.",
        ),
    )

    def __init__(self, asked, begun):
        """`asked` is the query of the address, `begun` what stands in fields that it says nothing of."""
        given = {name: asked[name] for name in HANDBOOK if name in asked}
        super().__init__(HANDBOOK | begun | given)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # it is sent in the address, which people pass on

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("now") is not None and cleaned.get("now") == cleaned.get("hoped"):
            self.add_error("hoped", "Write another share than there is now: there would be no change to find.")
        return cleaned

    @property
    def plan(self):
        """The SurveyPlan of a valid form."""
        given = self.cleaned_data
        return SurveyPlan(
            now=float(given["now"]) / 100,
            hoped=float(given["hoped"]) / 100,
            n=given["n"],
            wards=given["wards"],
            waves=given["waves"],
            deff=float(given["deff"]),
            cost=given["cost"],
        )
