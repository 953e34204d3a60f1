"""Forms for posters and for letters with personal links: what stands on them and is kept nowhere."""

from crispy_forms.helper import FormHelper
from django import forms

from commissioning.forms import wording
from surveys.links.letters import AT_A_TIME, CARDS, LETTERS

ALL, WAITING = "all", "waiting"
LONGEST_CONTACT = 120
LONGEST_MINUTES = 120


def contact_field(**options):
    """Whom people can ask."""
    return forms.CharField(
        max_length=LONGEST_CONTACT,
        error_messages=wording.words("Whom people can ask", required="Say whom people can ask.", most=LONGEST_CONTACT),
        **{"label": "Whom can people ask?", "required": False} | options,
    )


class PosterForm(forms.Form):
    """Which posters, and what stands on them beside the link."""

    # It offers all of them first, so that nothing is left out.
    needed_sometimes = ("place",)

    place = forms.ChoiceField(label="Posters for", required=False, error_messages=wording.choice("Posters for"))
    minutes = forms.IntegerField(
        label="How many minutes does it take?",
        required=False,
        help_text="The estimate for the questionnaire, unless you write another number; empty leaves it out.",
        min_value=1,
        max_value=LONGEST_MINUTES,
        widget=forms.NumberInput(attrs={"class": "fh-short"}),
        error_messages=wording.whole_number("Minutes", required="", low=1, high=LONGEST_MINUTES),
    )
    contact = contact_field(help_text="A phone number or an address that may be public. It is not kept.")

    def __init__(self, *args, samples, minutes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["minutes"].initial = min(minutes, LONGEST_MINUTES)
        self.linked = [sample for sample in samples if sample.link_code]
        places = [(str(sample.pk), str(sample.neighbourhood)) for sample in self.linked]
        self.fields["place"].choices = [("", f"All {len(places)} neighbourhoods"), *places]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def chosen(self):
        """The samples of a valid form."""
        place = self.cleaned_data["place"]
        return [sample for sample in self.linked if place in ("", str(sample.pk))]


class LettersForm(forms.Form):
    """Which letters, and how."""

    kind = forms.ChoiceField(
        label="As",
        choices=[(LETTERS, "Letters, one a page"), (CARDS, "Cards, twelve a sheet")],
        initial=LETTERS,
        widget=forms.RadioSelect,
        error_messages=wording.choice("As"),
    )
    which = forms.ChoiceField(
        label="For",
        initial=ALL,
        widget=forms.RadioSelect,
        error_messages=wording.choice("For"),
    )
    part = forms.TypedChoiceField(
        label="Part", coerce=int, required=False, empty_value=0, error_messages=wording.choice("Part")
    )
    contact = contact_field(help_text="Stands in each letter. It is not kept.")

    def __init__(self, *args, made, hides_who, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["which"].choices = [
            (ALL, "All but those withdrawn"),
            *([] if hides_who else [(WAITING, "Only those that have not answered")]),
        ]
        self._offer_parts(made)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def _offer_parts(self, made):
        """Where there are more letters than one file holds, by which numbers they go."""
        if made <= AT_A_TIME:
            del self.fields["part"]
            return
        starts = range(0, made, AT_A_TIME)
        self.fields["part"].choices = [
            (place, f"{start + 1:,} to {min(start + AT_A_TIME, made):,} of {made:,}")
            for place, start in enumerate(starts)
        ]

    def cut(self, invitations):
        """The part of the invitations that was asked for."""
        start = AT_A_TIME * (self.cleaned_data.get("part") or 0)
        return invitations[start : start + AT_A_TIME]
