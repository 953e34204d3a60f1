"""Forms for personal links: for a list of references, from the registers, and by e-mail."""

from crispy_forms.helper import FormHelper
from django import forms

from commissioning.forms import wording
from surveys.actions.invitations import LONGEST_LABEL, MOST_INVITED
from surveys.forms.links import contact_field

ALL, TICKED = "all", "ticked"
FIRST, REMINDER = "first", "reminder"
FAULTS_SHOWN = 5


class InvitationsForm(forms.Form):
    """Personal links for a list of references, or so many without any."""

    needed_sometimes = ("labels", "unlabelled")

    labels = forms.CharField(
        label="References, one a line",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text="Your own, such as A-001, whose list you keep elsewhere. No names, addresses or e-mail addresses. "
        "The same list again makes nothing twice.",
        error_messages=wording.words("References"),
    )
    unlabelled = forms.IntegerField(
        label="Or so many without a reference",
        required=False,
        min_value=1,
        max_value=MOST_INVITED,
        widget=forms.NumberInput(attrs={"class": "fh-short"}),
        error_messages=wording.whole_number("Without a reference", required="", low=1, high=MOST_INVITED),
    )

    def __init__(self, *args, unlabelled, **kwargs):
        super().__init__(*args, **kwargs)
        there = f"There {'is' if unlabelled == 1 else 'are'} {unlabelled:,} now. " if unlabelled else ""
        self.fields["unlabelled"].help_text = f"{there}How many there should be in all; they are numbered."
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_labels(self):
        """The references, in their order."""
        lines = [" ".join(line.split()) for line in self.cleaned_data["labels"].splitlines()]
        faults = [fault for number, line in enumerate(lines, 1) if (fault := _fault_of(line, number))]
        more = len(faults) - FAULTS_SHOWN
        if faults:
            raise forms.ValidationError(faults[:FAULTS_SHOWN] + ([f"And {more} more lines."] if more > 0 else []))
        labels = [line for line in lines if line]
        if len(labels) > MOST_INVITED:
            raise forms.ValidationError(f"References: at most {MOST_INVITED:,}; these are {len(labels):,}.")
        return labels

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned.get("labels") and not cleaned.get("unlabelled"):
            self.add_error("labels", "Write references, one a line, or say how many links you need.")
        return cleaned


class RegisterForm(forms.Form):
    """Whom of the register to invite, each in the neighbourhood in which it stands."""

    needed_sometimes = ("chosen",)

    whom = forms.ChoiceField(
        label="Whom do you invite?",
        widget=forms.RadioSelect,
        error_messages=wording.choice("Whom you invite", required="Choose whom you invite."),
    )
    chosen = forms.MultipleChoiceField(
        label="Single ones",
        required=False,
        help_text="Only needed if you chose “Only those ticked below”.",
        widget=forms.CheckboxSelectMultiple,
        error_messages=wording.choice("Single ones"),
    )

    def __init__(self, *args, offered, **kwargs):
        """`offered` are (sample, groups or agencies that are not invited there yet)."""
        super().__init__(*args, **kwargs)
        self.pairs = {f"{sample.pk}:{entry.pk}": (sample, entry) for sample, entries in offered for entry in entries}
        self.fields["whom"].choices = [
            (ALL, f"All {len(self.pairs)} that are not invited yet" if len(self.pairs) != 1 else "The one below"),
            (TICKED, "Only those ticked below"),
        ]
        self.fields["chosen"].choices = [
            (str(sample.neighbourhood), [(f"{sample.pk}:{entry.pk}", str(entry)) for entry in entries])
            for sample, entries in offered
            if entries
        ]
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean(self):
        cleaned = super().clean()
        whom, ticked = cleaned.get("whom"), cleaned.get("chosen")
        if whom == TICKED and "chosen" in cleaned and not ticked:
            self.add_error("chosen", "Tick at least one.")
        if whom == ALL and ticked:
            self.add_error("whom", "You ticked single ones: choose “Only those ticked below”, or untick them.")
        return cleaned

    def picked(self):
        """The (sample, entry) pairs of a valid form."""
        wanted = self.pairs if self.cleaned_data["whom"] == ALL else self.cleaned_data["chosen"]
        return [self.pairs[key] for key in wanted]


class MailForm(forms.Form):
    """A round of messages: first ones or reminders."""

    what = forms.ChoiceField(
        choices=[(FIRST, "Invitations"), (REMINDER, "Reminders")],
        widget=forms.HiddenInput,
        error_messages=wording.NOT_WHOLE | {"invalid_choice": wording.NOT_WHOLE["invalid"]},
    )
    contact = contact_field(
        required=True,
        help_text="A name with a phone number or an e-mail address. It stands in the message, also for those who do "
        "not want to be written to again. It is not kept.",
    )

    @property
    def is_reminder(self):
        return self.cleaned_data["what"] == REMINDER


def _fault_of(line, number):
    """What is wrong with one reference, or None."""
    if len(line) > LONGEST_LABEL:
        return f"Line {number}: at most {LONGEST_LABEL} characters; this has {len(line)}. Shorten it."
    if "@" in line:
        return f"Line {number}: this looks like an e-mail address. Write a reference that says nothing of the person."
    return None
