"""The form that deploys somebody."""

from commissioning.forms.team import SpanForm, ask_for_share
from commissioning.shares import days_words
from neighbourhoods.models import Deployment


class DeploymentForm(SpanForm):
    """Where somebody of the team works, for which kind of support, when, and with how much of their time."""

    class Meta:
        model = Deployment
        fields = ["appointment", "neighbourhood", "kind", "starts_on", "ends_on", "fte"]
        help_texts = {"ends_on": "The last day; empty while no end is known."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ask_for_share(self.fields["fte"])
        self.fields["appointment"].label_from_instance = _who

    def choices_of(self, name, field):
        found = super().choices_of(name, field)
        if name == "appointment":
            return found.select_related("post").order_by("post__team", "post__position", "starts_on", "pk")
        return found.defer("boundary")


def _who(appointment):
    return f"{appointment}, {days_words(appointment.starts_on, appointment.ends_on)}"
