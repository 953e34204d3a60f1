"""The forms for issues that residents raise, what is done with one, and the replies of agencies."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.db.models import Q
from django.utils import timezone

from neighbourhoods.forms.entries import RegisterForm, stands_already
from neighbourhoods.forms.folding import Folded
from neighbourhoods.models import AgencyReply, CommunityGroup, CommunityIssue
from neighbourhoods.permissions import worked_in
from neighbourhoods.themes import THEMES

FEW_PLACES = 6  # so many are shown as buttons, more as a list
NO_NAMES = "Leave out names and anyone’s health."
AT_FIELDS = {
    "issue_put_to_an_agency": "agency",
    "issue_sent_after_it_was_raised": "sent_on",
    "issue_acknowledged_after_it_was_sent": "acknowledged_on",
    "issue_outcome_has_a_day": "outcome_on",
    "issue_outcome_in_words": "outcome_words",
}


class IssueForm(RegisterForm):
    """An issue. What comes of it later is asked for only once it stands."""

    FIELD_OF = AT_FIELDS
    LATER = ("acknowledged_on", "outcome", "outcome_on", "outcome_words")
    needed_sometimes = LATER

    class Meta:
        model = CommunityIssue
        fields = [
            "neighbourhood",
            "title",
            "theme",
            "raised_by",
            "group",
            "raised_on",
            "agency",
            "sent_on",
            "acknowledged_on",
            "outcome",
            "outcome_on",
            "outcome_words",
            "detail",
            "is_public",
        ]
        widgets = {"raised_by": forms.RadioSelect}
        help_texts = {"agency": "If it was put to one already.", "sent_on": "Needed once an agency is chosen."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = [("", "Choose one"), *THEMES]
        self.fields["agency"].empty_label = "None yet"
        if self.instance._state.adding:
            self._begin()

    def _begin(self):
        """A new issue was raised today, where there is only one place it is there, and nothing came of it yet."""
        for name in self.LATER:
            del self.fields[name]
        self.initial.setdefault("raised_on", timezone.localdate())
        places = list(self.fields["neighbourhood"].queryset[: FEW_PLACES + 1])
        if len(places) == 1:
            self.initial.setdefault("neighbourhood", places[0].pk)
        if 1 <= len(places) <= FEW_PLACES:
            self.fields["neighbourhood"].empty_label = None
            self.fields["neighbourhood"].widget = forms.RadioSelect(choices=self.fields["neighbourhood"].choices)
        put = Folded("Put to an agency already", "agency", "sent_on", is_open=bool(self["agency"].value()))
        more = Folded("More about it", "detail", "is_public")
        asked = ("neighbourhood", "title", "theme", "raised_by", "group", "raised_on")
        self.helper.layout = Layout("key", "seen", *asked, put, more)

    def choices_of(self, name, field):
        """Groups at work where the viewer is, beside those that nobody has placed yet."""
        found = super().choices_of(name, field)
        if field.queryset.model is not CommunityGroup or self.viewer is None:
            return found
        here = Q(places__neighbourhood__in=worked_in(self.programme, self.viewer))
        chosen = CommunityGroup.objects.filter(
            Q(pk__in=found.filter(here | Q(places=None))) | Q(pk=self.instance.group_id)
        )
        return chosen.order_by("name")

    def clean(self):
        given = super().clean()
        if given.get("agency") and not given.get("sent_on") and "sent_on" not in self.errors:
            self.add_error("sent_on", "Put to it on: say on which day, or choose no agency yet.")
        if stands_already(self, "neighbourhood", "raised_on", "title"):
            self.add_error("title", "This is on record already, of the same place and day. Is it the same one?")
        return given


class IssueActForm(RegisterForm):
    """One thing done with an issue. The fields it asks for are all needed."""

    FIELD_OF = AT_FIELDS
    NEEDED = ()
    TODAY = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.NEEDED:
            self.fields[name].required = True
        for name in self.TODAY:
            self.initial[name] = self.initial.get(name) or timezone.localdate()
        self.helper = FormHelper()
        self.helper.form_tag = False


class PutForm(IssueActForm):
    """Which agency it was put to, and when. Another agency has not acknowledged it yet."""

    NEEDED = ("agency", "sent_on")
    TODAY = ("sent_on",)

    class Meta:
        model = CommunityIssue
        fields = ["agency", "sent_on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.put_to = self.instance.agency_id

    def clean(self):
        given = super().clean()
        if given.get("agency") and self.put_to and given["agency"].pk != self.put_to:
            self.instance.acknowledged_on = None
        return given


class AcknowledgeForm(IssueActForm):
    """On which day the agency said that it has it."""

    NEEDED = ("acknowledged_on",)
    TODAY = ("acknowledged_on",)

    class Meta:
        model = CommunityIssue
        fields = ["acknowledged_on"]


class CloseForm(IssueActForm):
    """What came of it, when, and in words for residents."""

    NEEDED = ("outcome", "outcome_on")
    TODAY = ("outcome_on",)
    needed_sometimes = ("outcome_words",)

    class Meta:
        model = CommunityIssue
        fields = ["outcome", "outcome_on", "outcome_words"]
        widgets = {"outcome": forms.RadioSelect}
        help_texts = {
            "outcome_words": "Needed where a service changed, and where it was declined: why. It stands on “You said, "
            "we did”, so leave out names."
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = CommunityIssue.Outcome.choices


class ReplyForm(RegisterForm):
    """What an agency answered. The address names the issue with ?issue=."""

    class Meta:
        model = AgencyReply
        fields = ["issue", "replied_on", "is_substantive", "words"]
        help_texts = {"words": f"In short. {NO_NAMES}"}

    is_substantive = forms.TypedChoiceField(
        label="Does it answer the issue?",
        choices=[
            ("True", "Yes, it says what will or will not be done"),
            ("False", "No, it only says that they have it"),
        ],
        coerce=lambda answer: answer == "True",
        widget=forms.RadioSelect,
        help_text="Only an answer stops the clock.",
        error_messages={
            "required": "Does it answer the issue? Choose one.",
            "invalid_choice": "Does it answer the issue? Choose from what the page offers.",
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        issue = self._asked_for() if self.instance._state.adding else self.instance.issue
        if self.instance._state.adding:
            self.initial.setdefault("replied_on", timezone.localdate())
            if issue is not None:
                self.instance.issue = issue
                self.begun = self.instance
        if issue is not None:
            self.fields["issue"].widget = forms.HiddenInput()
            self.initial["issue"] = issue.pk

    def clean(self):
        given = super().clean()
        if stands_already(self, "issue", "replied_on", "words"):
            self.add_error("words", "This reply is on record already, with the same day and words.")
        return given

    def _asked_for(self):
        """The issue that the address names, if the viewer may record there."""
        asked_for = str(self.initial.get("issue", ""))
        issues = self.fields["issue"].queryset.select_related("neighbourhood__programme")
        return issues.filter(pk=asked_for[:18]).first() if asked_for.isdecimal() else None

    def choices_of(self, name, field):
        """Issues of the places in which the viewer may record."""
        found = super().choices_of(name, field)
        if field.queryset.model is CommunityIssue and self.viewer is not None:
            return found.filter(neighbourhood__in=worked_in(self.programme, self.viewer))
        return found
