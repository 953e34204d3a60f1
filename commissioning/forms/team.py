"""Forms for the team: its posts, and who holds them."""

from django import forms
from django.utils.html import format_html

from commissioning.actions.team import add_post
from commissioning.forms.entries import EntryForm
from commissioning.framework import skills
from commissioning.models import Appointment, Post

SHARE = "Share of full time: write a number from 0.01 to 1, such as 0.5 for half."


def ask_for_share(field):
    """Say what a share of full time looks like, before and after it was written wrongly."""
    field.help_text = "1 is full time, 0.5 half."
    field.error_messages |= dict.fromkeys(["invalid", "max_digits", "max_decimal_places", "max_whole_digits"], SHARE)


class SpanForm(EntryForm):
    """A form for an entry that goes from one day to another, with a share of full time.

    Sent twice, an entry does not meet itself; and while a day or the share cannot be read, no rule is held against
    what stands in its place.
    """

    def clean(self):
        given = super().clean()
        if self.instance._state.adding and given.get("key"):
            self.instance.key = given["key"]
        return given

    def _update_errors(self, errors):
        if not {"starts_on", "ends_on", "fte"} & set(self.errors):
            super()._update_errors(errors)


class PostForm(EntryForm):
    """A post: what it is called, its place in the team, and its description."""

    class Meta:
        model = Post
        fields = ["title", "team", "fte", "purpose", "duties"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ask_for_share(self.fields["fte"])
        self.fields["duties"].widget.attrs["rows"] = 12

    def write(self, user):
        if self.instance._state.adding:
            return add_post(programme=self.programme, post=self.instance, by=user)
        return super().write(user)


class SkillsChoice(forms.MultipleChoiceField):
    """Any of the nine skills, each with what it means."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options):
        choices = [
            (skill.key, format_html("{} <small>{}</small>", skill.label, skill.meaning)) for skill in skills().values()
        ]
        super().__init__(choices=choices, required=False, **options)
        self.error_messages["invalid_choice"] = "Skills: choose from what the page offers."


class AppointmentForm(SpanForm):
    """Somebody in a post: who, from when until when, with how much of full time, and which skills they bring."""

    skills = SkillsChoice(label="Skills", help_text="What this person brings. Nobody needs all nine.")

    class Meta:
        model = Appointment
        fields = ["post", "name", "employer", "fte", "starts_on", "ends_on", "user", "skills"]
        help_texts = {
            "ends_on": "The last day; empty while no end is known.",
            "user": "Their account here, if they have one.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ask_for_share(self.fields["fte"])
        self.fields["user"].empty_label = "No account"
