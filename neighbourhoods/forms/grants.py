"""The forms for grant schemes and grants."""

from django import forms

from neighbourhoods.forms.entries import RegisterForm, stands_already
from neighbourhoods.models import Grant, GrantScheme

TWICE = (
    "This is on record already, for the same group, of the same amount and day. If it is another grant, say so in this "
    "line."
)


class OfWholeProgrammeForm(RegisterForm):
    """A form of those who keep grants: every neighbourhood can be chosen, wherever they work themselves."""

    def places_for(self, name, field):
        return self.programme.neighbourhoods.defer("boundary").order_by("name")


class GrantSchemeForm(OfWholeProgrammeForm):
    """Money that groups can ask for: whose it is, for what, from when until when, and where."""

    FIELD_OF = {"grant_scheme_closes_after_it_opens": "closes_on"}
    long_ago = ("opens_on", "closes_on")

    class Meta:
        model = GrantScheme
        fields = ["name", "funder", "about", "opens_on", "closes_on", "most", "places"]
        widgets = {"places": forms.CheckboxSelectMultiple}
        help_texts = {
            "name": "Such as “Seedcorn grants”.",
            "funder": "An organisation, not a person.",
            "opens_on": "About when is enough.",
            "closes_on": "The last day on which groups can ask; empty while no end is known.",
            "most": "In pounds; empty where there is no limit or it is not known.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["places"].label = "Open to groups in"


class GrantForm(OfWholeProgrammeForm):
    """Money awarded to a group, which the address may name with ?group=; likewise its scheme."""

    FIELD_OF = {"grant_identifier_once": "identifier", "grant_ends_after_start": "ends_on"}
    needed_sometimes = ("funder_name",)
    long_ago = ("awarded_on", "starts_on", "ends_on")

    class Meta:
        model = Grant
        fields = [
            "group",
            "scheme",
            "title",
            "amount",
            "awarded_on",
            "funder_name",
            "neighbourhood",
            "description",
            "starts_on",
            "ends_on",
            "funder_identifier",
            "identifier",
        ]
        help_texts = {
            "scheme": "None for a one-off grant.",
            "title": "Such as “Tables for the lunch club”. Without names of people: it is published.",
            "amount": "In pounds, as awarded.",
            "funder_name": "An organisation. Left empty, it is the one of the scheme.",
            "funder_identifier": "As in 360Giving, such as GB-CHC-1146179. Leave it empty if you do not know it.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["funder_name"].required = False
        self.fields["scheme"].empty_label = "None"
        self.fields["neighbourhood"].empty_label = "Wherever the group is at work"

    def clean_amount(self):
        amount = self.cleaned_data["amount"]
        if amount is not None and amount <= 0:
            self.add_error("amount", "Amount awarded: write more than 0.")
        return amount

    def clean(self):
        given = super().clean()
        if not given.get("funder_name") and "funder_name" not in self.errors:
            if scheme := given.get("scheme"):
                given["funder_name"] = scheme.funder
            else:
                self.add_error("funder_name", "Who gave it: fill this in, or choose the scheme it came from.")
        if stands_already(self, "group", "amount", "awarded_on", "title"):
            self.add_error("title", TWICE)
        return given

    def write(self, user):
        self.instance.give_identifier()
        return super().write(user)
