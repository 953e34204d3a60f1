"""The form for a profile as a phone shows it: for any of the groups nearby, which one is chosen first."""

from crispy_forms.layout import Layout
from django import forms
from django.utils import timezone

from neighbourhoods.forms.entries import RegisterForm
from neighbourhoods.forms.folding import Folded
from neighbourhoods.forms.profiles import PROFILE_FIELDS, TOLD, ProfileForm
from neighbourhoods.models import CommunityGroup, GroupProfile


class PhoneProfileForm(RegisterForm):
    """How a group is now. What it sends is read by ProfileForm; a merger is entered on the group's own page."""

    class Meta:
        model = GroupProfile
        fields = ["group", *(name for name in PROFILE_FIELDS if name != "merged_into")]
        labels = {"group": "Which group?"}
        help_texts = ProfileForm.Meta.help_texts | {"group": "What was known of it last stands in the form then."}
        widgets = {"source": forms.RadioSelect, "state": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["as_of"] = timezone.localdate()
        self.fields["group"].label = "Which group?"
        state = self.fields["state"]
        state.choices = [each for each in GroupProfile.State.choices if each[0] != GroupProfile.State.MERGED]
        self.helper.layout = Layout(
            *("key", "group", "state", "members", "volunteers", "activities"),
            *("open_to_join", "has_contact", "named"),
            Folded("What it is about", "themes", "about_health"),
            Folded("Money and staff", "paid_staff", "income_band", "income"),
            Folded("How it is doing", "confidence", *TOLD),
            Folded("When and how we know", "as_of", "source"),
        )

    def choices_of(self, name, field):
        """The phone copies the groups from the form for a visit; the page would be long with every list twice."""
        return CommunityGroup.objects.none() if name == "group" else super().choices_of(name, field)
