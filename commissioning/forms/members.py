"""Forms about the people of a programme."""

from crispy_forms.helper import FormHelper
from django import forms

from commissioning.models import Role

ROLE_MEANINGS = {
    Role.COMMISSIONER: "agrees contract and money, chooses neighbourhoods, decides at the gates, looks after this page",
    Role.COORDINATOR: "leads the work: tasks, milestones, payments, team, risks, meetings; hands in the stage reports",
    Role.FIELDWORKER: "works in the neighbourhoods and writes down what is known there",
    Role.EVALUATOR: "runs the surveys, imports and locks answers, confirms baselines, judges KPIs",
    Role.STEERING: "reads progress, sees no personal details, records meetings and actions",
}
ROLES = [(role.value, f"{role.label}: {ROLE_MEANINGS[role]}") for role in Role]


class RoleForm(forms.Form):
    """Which role somebody has."""

    role = forms.ChoiceField(
        label="Role",
        choices=ROLES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a role.", "invalid_choice": "Choose one of the roles."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False


class NewMemberForm(RoleForm):
    """Somebody to be added: the address they will sign in with, their name, and a role."""

    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        help_text="The one they sign in with.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Write the e-mail address.",
            "invalid": "Write the whole e-mail address, such as name@example.org.",
            "max_length": "An e-mail address has at most 254 characters.",
        },
    )
    name = forms.CharField(
        label="Full name",
        max_length=150,
        help_text="Somebody who has an account already keeps the name it has.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Write the name.", "max_length": "A name has at most 150 characters."},
    )
    field_order = ("email", "name", "role")
