"""The form that puts one entry of a group under another."""

from crispy_forms.helper import FormHelper
from django import forms

from commissioning.forms.wording import choice, words


class MergeForm(forms.Form):
    """Which of two entries stays, and how one knows that they are one group."""

    keep = forms.TypedChoiceField(
        label="Which entry stays?",
        coerce=int,
        widget=forms.RadioSelect,
        help_text="Its name and facts are shown from now on. The other one’s profiles and all else go under it.",
        error_messages=choice("Which entry stays", required="Which entry stays: choose one."),
    )
    reason = forms.CharField(
        label="How do you know that they are one group?",
        max_length=500,
        help_text="Every member reads it. Leave out names.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages=words("How do you know", required="Say how you know that they are one group.", most=500),
    )

    def __init__(self, *args, one, other, **kwargs):
        super().__init__(*args, **kwargs)
        self.groups = {group.pk: group for group in (one, other)}
        self.fields["keep"].choices = [(one.pk, f"{one} (the first)"), (other.pk, f"{other} (the second)")]
        self.helper = FormHelper()
        self.helper.form_tag = False

    @property
    def kept_and_absorbed(self):
        """The two groups as chosen."""
        kept = self.cleaned_data["keep"]
        [absorbed] = set(self.groups) - {kept}
        return self.groups[kept], self.groups[absorbed]
