"""Forms for a group's profile: how it was on a day, that nothing changed, and that a profile is wrong."""

from uuid import uuid4

from crispy_forms.bootstrap import InlineCheckboxes, InlineRadios
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils import timezone

from commissioning.forms.wording import NOT_WHOLE, words
from neighbourhoods.actions.groups import latest_profile, record_profile
from neighbourhoods.forms.entries import RegisterForm
from neighbourhoods.forms.folding import Folded, say_not_known, three_answers
from neighbourhoods.models import CommunityGroup, GroupPlace, GroupProfile

THREE_PARTS = ["open_to_join", "has_contact", "named"]
TOLD = ["ambition", "networks", "achievements", "problems"]
PROFILE_FIELDS = [
    *("as_of", "source", "state", "merged_into", "members", "volunteers", "activities", *THREE_PARTS),
    *("themes", "about_health", "paid_staff", "income_band", "income", "confidence", *TOLD),
]
HINTS = {
    "as_of": "Today, or an earlier day that you know about.",
    "state": "Dormant is a pause; closed is the end.",
    "merged_into": "The group that it is part of now.",
    "members": "Empty is not known; 0 is an answer.",
    "volunteers": "Who give their time unpaid.",
    "activities": "Meetings, sessions and events in a usual month.",
    "income_band": "What came in over the last year.",
    "income": "Goes before the band.",
}
NO_NAMES = "Leave out names."


class ProfileForm(RegisterForm):
    """How `group` was on a day, today unless `on` is given.

    Empty, it says what the latest profile of that day says, so that only what changed is typed.
    """

    FIELD_OF = {"profile_merged_into_a_group": "merged_into", "profile_income_is_no_debt": "income"}
    needed_sometimes = ("merged_into", *THREE_PARTS)  # those have an answer for what is not known

    class Meta:
        model = GroupProfile
        fields = PROFILE_FIELDS
        help_texts = HINTS | dict.fromkeys(TOLD, NO_NAMES)
        widgets = {"state": forms.RadioSelect}

    def __init__(self, *args, group, on=None, **kwargs):
        self.group = group
        self.last = latest_profile(group, on)
        super().__init__(*args, **kwargs)
        self.instance.group = group
        self.initial = self._carried_over(on or timezone.localdate()) | self.initial
        self.fields["merged_into"].empty_label = "Choose the group"
        say_not_known(self, "income_band", "confidence")
        self.helper.layout = _layout()

    def choices_of(self, name, field):
        """A group merges into one that is at work near it; the whole register would be too long to choose from."""
        if name == "merged_into":
            return near(self.group, self.last)
        return super().choices_of(name, field)

    def clean(self):
        given = super().clean()
        if given.get("state") != GroupProfile.State.MERGED:
            given["merged_into"] = None
        return given

    def write(self, user):
        return record_profile(programme=self.programme, group=self.group, profile=self.instance, by=user)

    def _carried_over(self, as_of):
        """What the form says before anything is typed."""
        values = {"as_of": as_of}
        if self.last:
            asked = (name for name in PROFILE_FIELDS if name not in ("as_of", "source"))
            values |= {name: getattr(self.last, name) for name in asked}
        return values


def _layout():
    """What changes from visit to visit first; the rest folded away, with what the last profile said in it."""
    return Layout(
        *("key", "seen", InlineRadios("state"), "merged_into", "members", "volunteers", "activities"),
        *map(three_answers, THREE_PARTS),
        *("as_of", "source"),
        Folded("What it is about", InlineCheckboxes("themes"), three_answers("about_health")),
        Folded("Money and staff", "paid_staff", "income_band", "income"),
        Folded("How it is doing", "confidence", *TOLD),
    )


class ConfirmForm(forms.Form):
    """That a group is as its latest profile says. One tap."""

    key = forms.UUIDField(widget=forms.HiddenInput, error_messages=NOT_WHOLE)
    last = forms.IntegerField(widget=forms.HiddenInput, error_messages=NOT_WHOLE)

    def __init__(self, *args, last=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial = {"key": uuid4(), "last": last.pk if last else None}


class StrikeOutForm(forms.Form):
    """Why a profile is wrong."""

    reason = forms.CharField(
        label="Why is it wrong?",
        max_length=500,
        help_text="It stays on the page, struck out, with this reason. Leave out names.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=words("Why is it wrong?", required="Say why it is wrong.", most=500),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False


def near(group, last=None):
    """The standing groups that serve one of this group's neighbourhoods, or all where nobody knows where it is."""
    others = CommunityGroup.objects.filter(programme=group.programme_id).standing().exclude(pk=group.pk)
    own = GroupPlace.objects.filter(group=group).values("neighbourhood")
    if not group.places.exists():
        return others
    sharing = GroupPlace.objects.filter(neighbourhood__in=own).values("group")
    chosen = CommunityGroup.objects.filter(pk=last.merged_into_id) if last and last.merged_into_id else None
    found = others.filter(pk__in=sharing)
    return found | chosen if chosen is not None else found
