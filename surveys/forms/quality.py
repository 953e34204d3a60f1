"""Forms for deciding about what quality checks noticed: one flag, or many at once."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from commissioning.forms import wording
from commissioning.forms.fields import RowsField
from surveys.actions.quality import REASON_NEEDED
from surveys.models import QualityFlag

Verdict = QualityFlag.Verdict
LONGEST_REASON = 500
VERDICTS = [
    (Verdict.ACCEPTED, "Accept: the answers count"),
    (Verdict.EXCLUDED, "Exclude: the answers stay stored and count in no figure"),
]
REOPEN = (Verdict.OPEN, "Open again: take the decision back")


class FlagForm(forms.Form):
    """What is decided about one flag, and why. Only a decision that was taken can be taken back: `is_decided`."""

    verdict = forms.ChoiceField(
        label="What do you decide?",
        choices=VERDICTS,
        widget=forms.RadioSelect,
        error_messages=wording.choice("What you decide", required="Choose whether the answers count."),
    )
    reason = forms.CharField(
        label="Reason",
        required=False,
        max_length=LONGEST_REASON,
        help_text="Needed to exclude. It is kept with your name and the day, and shown to evaluators. Name nobody.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=wording.words("Reason", most=LONGEST_REASON),
    )

    def __init__(self, *args, is_decided, **kwargs):
        super().__init__(*args, **kwargs)
        if is_decided:
            self.fields["verdict"].choices = [*VERDICTS, REOPEN]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("verdict", "reason")

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("verdict") == Verdict.EXCLUDED and "reason" in cleaned and not cleaned["reason"].strip():
            self.add_error("reason", REASON_NEEDED)
        return cleaned


class FlagsForm(FlagForm):
    """What is decided about the flags that are ticked in a list, or about all that it lists."""

    flags = RowsField(
        queryset=QualityFlag.objects.none(),
        required=False,
        error_messages=wording.choice("What is ticked"),
        widget=forms.CheckboxSelectMultiple,
    )
    everything = forms.BooleanField(label="All that are listed, on every page, not only those ticked", required=False)

    def __init__(self, *args, listed, **kwargs):
        super().__init__(*args, **kwargs)
        self.listed = listed
        self.fields["flags"].queryset = QualityFlag.objects.filter(pk__in=listed.order_by().values("pk"))
        self.helper.layout = Layout("verdict", "reason", "everything")

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("everything"):
            if cleaned.get("verdict") == Verdict.EXCLUDED:
                self.add_error("everything", "To exclude answers, look at them and tick each.")
        elif "flags" in cleaned and not cleaned["flags"]:
            self.add_error("flags", "Tick what you decide about, in the list.")
        return cleaned

    @property
    def chosen(self):
        """The numbers of the flags that a valid form decides about."""
        flags = self.listed if self.cleaned_data["everything"] else self.cleaned_data["flags"]
        return list(flags.values_list("pk", flat=True))
