"""Forms for somebody who asks what is held of them."""

from crispy_forms.helper import FormHelper
from django import forms

from neighbourhoods.actions.people import MOST_REASON
from neighbourhoods.persons.terms import LEAST_DIGITS, LEAST_LETTERS, Terms

TOO_LITTLE = "Write a name, an e-mail address or a phone number."
TOO_SHORT = {
    "name": f"Name: write at least {LEAST_LETTERS} letters, best the first and the last name.",
    "email": "E-mail address: write the whole address, such as alex@example.org.",
    "phone": f"Phone number: write at least {LEAST_DIGITS} figures.",
}


class PersonForm(forms.Form):
    """Whom to look for: what is given is looked for in either way, and one of the three is enough."""

    name = forms.CharField(
        max_length=150, required=False, help_text="First and last name. It is found in either order, as whole words."
    )
    email = forms.CharField(label="E-mail address", max_length=254, required=False)
    phone = forms.CharField(
        label="Phone number", max_length=40, required=False, help_text="With or without +44, spaces and dashes."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"  # nobody's details stay behind in a shared browser

    def clean(self):
        given = super().clean()
        if not any(given.get(name, "").strip() for name in TOO_SHORT) and not self.errors:
            self.add_error("name", TOO_LITTLE)
        for name, words in TOO_SHORT.items():
            if given.get(name, "").strip() and not Terms(**{name: given[name]}):
                self.add_error(name, words)
        return given

    @property
    def terms(self):
        return Terms(**{name: self.cleaned_data[name].strip() for name in TOO_SHORT})


class AnswerForm(PersonForm):
    """The same person, and how their request came. What was found is chosen beside it."""

    reason = forms.CharField(
        label="How the request came",
        max_length=MOST_REASON,
        help_text="Such as “by letter of 3 May”. Leave the person out of it: this line stays on record.",
        error_messages={"required": "How the request came: fill this in."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"auto_id": "answer_%s"} | kwargs)  # it stands on one page with the other
        for name in TOO_SHORT:
            self.fields[name].widget = forms.HiddenInput()

    def clean(self):
        given = super().clean()
        if given.get("reason") and not self.errors and self.terms.found_in(given["reason"]):
            self.add_error("reason", "How the request came: leave the person out of it; this line stays on record.")
        return given
