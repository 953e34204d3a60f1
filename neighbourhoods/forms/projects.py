"""The form for a project."""

from django import forms

from commissioning.models import Role
from neighbourhoods.forms.entries import RegisterForm
from neighbourhoods.models import Project


class ProjectForm(RegisterForm):
    """Work that groups and agencies do together: who leads it, where, when, and by which ways of working."""

    FIELD_OF = {"project_ends_after_start": "until"}
    long_ago = ("since", "until")

    class Meta:
        model = Project
        fields = ["name", "about", "led_by", "approaches", "places", "since", "until"]
        widgets = {"places": forms.CheckboxSelectMultiple}
        help_texts = {
            "about": "Without names of people: every member reads it.",
            "approaches": "Choose all that apply. The page “Ways of working” says what each is.",
            "until": "Empty while no end is known.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["places"].label = "Where"
        if self._is_fieldworkers():
            self.fields["places"].help_text = "Neighbourhoods in which you work."

    def _is_fieldworkers(self):
        membership = self.programme.membership_of(self.viewer) if self.viewer else None
        return membership is not None and membership.role == Role.FIELDWORKER

    def clean_places(self):
        places = self.cleaned_data["places"]
        if not places and self._is_fieldworkers():
            self.add_error("places", "Where: choose at least one. The coordinator enters what is for all of them.")
        return places
