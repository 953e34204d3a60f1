"""The form for a visit: what a fieldworker fills in on a phone in under a minute."""

from decimal import Decimal

from crispy_forms.layout import Layout
from django import forms
from django.db.models import Q
from django.utils import timezone

from commissioning.forms import wording
from neighbourhoods.actions.fieldwork import record_visit
from neighbourhoods.forms.entries import RegisterForm
from neighbourhoods.forms.filters import FilterForm, choice, day
from neighbourhoods.forms.folding import Folded
from neighbourhoods.models import CommunityGroup, CommunityIssue, FieldworkEntry
from neighbourhoods.permissions import worked_in
from neighbourhoods.themes import THEMES, WORK_KINDS

FEW_PLACES = 6  # so many are shown as buttons, more as a list
CHOOSE_KIND = "What did you do: choose at least one."
LONGER = "longer"
LENGTHS = (("0.5", "½ hour"), ("1", "1 hour"), ("2", "2 hours"), (LONGER, "Longer"))
ISSUE_FIELDS = ("issue_title", "issue_theme", "issue_raised_by")
MOST_IN_A_TITLE = CommunityIssue._meta.get_field("title").max_length


class VisitForm(RegisterForm):
    """A visit, and the issue that somebody raised there.

    `near` offers only the groups at work where the viewer works, and those of which nobody knows yet: a phone's list.
    """

    FIELD_OF = {"fieldwork_next_step_done_after": "next_done_on", "fieldwork_hours_of_a_day": "hours"}
    needed_sometimes = ("hours", "issue_title")

    how_long = forms.ChoiceField(
        label="How long?",
        choices=LENGTHS,
        widget=forms.RadioSelect,
        error_messages=wording.choice("How long", required="How long: choose one."),
    )
    issue_title = forms.CharField(
        label="What should change?",
        required=False,
        max_length=MOST_IN_A_TITLE,
        help_text="In a line. Leave out names.",
        error_messages=wording.words("What should change", most=MOST_IN_A_TITLE),
    )
    issue_theme = forms.ChoiceField(
        label="What is it about?",
        required=False,
        choices=[("", "Not said"), *THEMES],
        error_messages=wording.choice("What it is about"),
    )
    issue_raised_by = forms.ChoiceField(
        label="Who raised it?",
        required=False,
        choices=CommunityIssue.RaisedBy.choices,
        initial=CommunityIssue.RaisedBy.RESIDENT,
        error_messages=wording.choice("Who raised it"),
    )

    class Meta:
        model = FieldworkEntry
        fields = [
            "neighbourhood",
            "done_on",
            "kinds",
            "groups",
            "hours",
            "people",
            "what_happened",
            "next_step",
            "next_on",
            "next_done_on",
            "approaches",
        ]
        help_texts = {
            "kinds": "Choose all that apply.",
            "groups": "Choose all it was about.",
            "hours": "Only if it took longer: 3.5, for example.",
            "next_step": "Leave out names.",
        }

    def __init__(self, *args, near=False, **kwargs):
        self.near = near
        super().__init__(*args, **kwargs)
        is_new = self.instance._state.adding
        self.fields["kinds"].required = True
        self.fields["kinds"].error_messages["required"] = CHOOSE_KIND
        self.fields["kinds"].widget.attrs["data-choose"] = CHOOSE_KIND
        self.fields["hours"].required = False
        self.fields["neighbourhood"].label = "Where?"
        self.fields["people"].widget.attrs["inputmode"] = "numeric"
        self.fields["done_on"].initial = timezone.localdate()
        self._offer_places()
        if is_new:
            del self.fields["next_done_on"]
        else:
            for name in ISSUE_FIELDS:
                del self.fields[name]
            self.initial |= self._length_of(self.instance.hours)
        self.helper.layout = self._layout(is_new)

    def choices_of(self, name, field):
        if field.queryset.model is CommunityGroup:
            groups = CommunityGroup.objects.of(self.programme).standing()
            if self.near:
                here = worked_in(self.programme, self.viewer)
                groups = groups.filter(Q(places__neighbourhood__in=here) | Q(places=None)).distinct()
            return groups.only("name").order_by("name", "pk")
        return super().choices_of(name, field)

    def clean(self):
        given = super().clean()
        if "how_long" in given:
            self._clean_length(given)
        self._clean_next_step(given)
        if self._says_something_of_an_issue(given) and not given.get("issue_title"):
            self.add_error("issue_title", "What should change: fill this in, or take the rest of the issue out.")
        return given

    def write(self, user):
        """Record the visit, and the issue if one was raised."""
        given = self.cleaned_data
        issue = None
        if given.get("issue_title"):
            raised_by = given["issue_raised_by"] or CommunityIssue.RaisedBy.RESIDENT
            issue = CommunityIssue(title=given["issue_title"], theme=given["issue_theme"], raised_by=raised_by)
        return record_visit(
            programme=self.programme,
            visit=self.instance,
            by=user,
            groups=self.belonging()["groups"],
            issue=issue,
            seen=given.get("seen"),
        )

    def _offer_places(self):
        field = self.fields["neighbourhood"]
        field.error_messages["invalid_choice"] = "Where: choose a neighbourhood in which you work today."
        places = list(field.queryset)
        if len(places) <= FEW_PLACES:
            field.widget = forms.RadioSelect()
            field.empty_label = None
            field.choices = [(place.pk, place.name) for place in places]
        if len(places) == 1:
            field.initial = places[0].pk

    def _layout(self, is_new):
        fields = ["key", "seen", "neighbourhood", "done_on", "kinds", "groups", "how_long", "hours", "people"]
        fields += ["what_happened", "next_step", "next_on"]
        fields += [] if is_new else ["next_done_on"]
        folded = [Folded("Ways of working", "approaches", is_open=bool(self.data.get("approaches")))]
        if is_new:
            raised = bool(self.data.get("issue_title"))
            folded.append(Folded("Someone raised an issue", *ISSUE_FIELDS, is_open=raised))
        return Layout(*fields, *folded)

    def _clean_length(self, given):
        """The hours: those of the length that was chosen, or the number beside “Longer”."""
        if given["how_long"] != LONGER:
            given["hours"] = Decimal(given["how_long"])
            self.errors.pop("hours", None)
        elif given.get("hours") is None and "hours" not in self.errors:
            self.add_error("hours", "How many hours: write a number, such as 3.5.")

    def _clean_next_step(self, given):
        by_when, done_on = given.get("next_on"), given.get("done_on")
        if by_when and not given.get("next_step"):
            self.add_error("next_step", "What is next: fill this in, or leave out by when.")
        if by_when and done_on and by_when < done_on:
            self.add_error("next_on", "By when: this day is before the visit.")

    @staticmethod
    def _length_of(hours):
        lengths = {Decimal(code): code for code, _ in LENGTHS if code != LONGER}
        return {"how_long": lengths.get(hours, LONGER)}

    @staticmethod
    def _says_something_of_an_issue(given):
        raised_by = given.get("issue_raised_by")
        return bool(given.get("issue_theme") or (raised_by and raised_by != CommunityIssue.RaisedBy.RESIDENT))


class DiaryFilter(FilterForm):
    """What of the diary is shown: where, what was done, by whom, and when."""

    place = choice("Neighbourhood", [])
    kind = choice("What was done", WORK_KINDS)
    person = choice("By whom", [], everything="Everybody")
    since = day("From")
    until = day("To")
