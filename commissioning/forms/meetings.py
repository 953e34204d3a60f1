"""The forms for meetings and what belongs to them."""

from functools import partial

from crispy_forms.helper import FormHelper
from django import forms
from django.utils import timezone

from commissioning.actions.meetings import ActionRefused, add_attendances, add_papers, close_action
from commissioning.forms.entries import EntryForm
from commissioning.forms.fields import plain_field
from commissioning.meeting_lines import read_attendees, read_papers, repeated
from commissioning.models import Action, Attendance, Meeting, Paper, Resolution

NO_NAMES = "Without names of people: the steering group reads it."


class MeetingForm(EntryForm):
    """A meeting, ahead or held."""

    class Meta:
        model = Meeting
        fields = ["kind", "title", "held_on", "place", "notes"]
        help_texts = {"notes": NO_NAMES, "held_on": "A day ahead means that it is still to come."}


class OfMeetingForm(EntryForm):
    """Something that belongs to a meeting, which the address may name with ?meeting=."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        asked_for = str(self.initial.get("meeting", ""))
        if self.instance._state.adding and asked_for.isdecimal():
            meeting = self.fields["meeting"].queryset.select_related("programme").filter(pk=asked_for[:18]).first()
            if meeting is not None:
                self.instance.meeting = meeting
                self.begun = self.instance


class ResolutionForm(OfMeetingForm):
    """Something that a meeting decided."""

    class Meta:
        model = Resolution
        fields = ["meeting", "words"]
        help_texts = {"words": NO_NAMES}


class ActionForm(OfMeetingForm):
    """Something that a meeting asked somebody to do by a day."""

    FIELD_OF = {"action_belongs_to_somebody": "owner"}
    needed_sometimes = ("owner", "owner_words")

    class Meta:
        model = Action
        fields = ["meeting", "words", "owner", "owner_words", "due_on"]
        help_texts = {
            "words": NO_NAMES,
            "owner": "One of the two is needed: a person here, or who it is below.",
            "owner_words": "A name or a body. The steering group sees only that it is somebody who does not sign in.",
        }

    def clean(self):
        given = super().clean()
        meeting, due_on = given.get("meeting"), given.get("due_on")
        if meeting and due_on and due_on < meeting.held_on:
            self.add_error("due_on", "Due on: this is before the meeting that asks for it.")
        if given.get("owner") and given.get("owner_words"):
            self.add_error("owner_words", "It belongs to one: choose a person above, or write here who it is.")
        if given.get("owner") and "owner_words" not in self.fields:
            self.instance.owner_words = ""  # withheld from who chooses, and no longer true
        return given


class AttendanceForm(EntryForm):
    """One person on a meeting's list, put right."""

    FIELD_OF = {"attendance_once": "name"}

    class Meta:
        model = Attendance
        fields = ["name", "organisation", "came"]


class PaperForm(EntryForm):
    """One paper of a meeting, put right."""

    class Meta:
        model = Paper
        fields = ["title", "link"]


class LinesForm(forms.Form):
    """Several things of a meeting, one to a line. Either every line can be read, or nothing is kept."""

    def __init__(self, *args, meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        self.helper = FormHelper()
        self.helper.form_tag = False

    def read(self, name, reader):
        """What stands in the field `name`; its faults are added to the form."""
        found, faults = reader(self.cleaned_data.get(name) or "")
        for fault in faults:
            self.add_error(name, fault)
        return found


def _lines(**options):
    return forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 6}), **options)


class AttendancesForm(LinesForm):
    """Who came, and who sent apologies."""

    present = _lines(label="Who came", help_text="One to a line: name, organisation or street.")
    absent = _lines(label="Who sent apologies", help_text="The same.")

    def clean(self):
        given = super().clean()
        self.came, self.sorry = self.read("present", read_attendees), self.read("absent", read_attendees)
        for name, people in (("present", self.came), ("absent", self.sorry)):
            for fault in repeated(people):
                self.add_error(name, fault)
        present = {person.name.casefold() for person in self.came}
        for person in self.sorry:
            if person.name.casefold() in present:
                self.add_error("absent", f"Line {person.line}: {person.name} stands among those who came.")
        self._compare_with_list()
        if not self.errors and not (self.came or self.sorry):
            self.add_error("present", "Who came: write at least one name.")
        return given

    def _compare_with_list(self):
        """Somebody who stands on the meeting's list otherwise than written here is put right there, not here."""
        standing = {row.name.casefold(): row for row in self.meeting.attendances.all()}
        for field, people, came in (("present", self.came, True), ("absent", self.sorry, False)):
            for person in people:
                row = standing.get(person.name.casefold())
                if row and (row.organisation, row.came) != (person.organisation, came):
                    self.add_error(
                        field,
                        f"Line {person.line}: {person.name} is on the list already, otherwise than here. "
                        "For two people of one name, add what tells them apart.",
                    )

    def save_by(self, user):
        """Put them all on the list; returns what was done in words."""
        add = partial(add_attendances, programme=self.meeting.programme, meeting=self.meeting, by=user)
        added = add(people=self.came, came=True) + add(people=self.sorry, came=False)
        return _said(added, len(self.came) + len(self.sorry), "person", "people")


class PapersForm(LinesForm):
    """Papers that were on the table."""

    papers = _lines(
        label="Papers", help_text="One to a line: title, link. The link may be left out; write it whole, with https://."
    )

    def clean(self):
        given = super().clean()
        self.found = self.read("papers", read_papers)
        if not self.errors and not self.found:
            self.add_error("papers", "Papers: write at least one title.")
        return given

    def save_by(self, user):
        """Put them all on the list; returns what was done in words."""
        added = add_papers(programme=self.meeting.programme, meeting=self.meeting, papers=self.found, by=user)
        return _said(added, len(self.found), "paper", "papers")


class ClosingForm(forms.Form):
    """On which day an action was done, and how."""

    done_on = plain_field(Action._meta.get_field("done_on"), required=True, initial=timezone.localdate)
    done_note = plain_field(Action._meta.get_field("done_note"), help_text=NO_NAMES)

    def __init__(self, *args, action, **kwargs):
        super().__init__(*args, **kwargs)
        self.action = action
        self.helper = FormHelper()
        self.helper.form_tag = False

    def save_by(self, user):
        """The closed action, or None with the reason at the day."""
        given = self.cleaned_data
        programme = self.action.meeting.programme
        try:
            return close_action(
                programme=programme, action=self.action, done_on=given["done_on"], note=given["done_note"], by=user
            )
        except ActionRefused as error:
            self.add_error("done_on", str(error))
            return None


def _said(added, wanted, one, many):
    said = f"{added} {one if added == 1 else many} added."
    return said if added == wanted else f"{said} {wanted - added} stood there already."
