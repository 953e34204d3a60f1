"""Forms for the work of a stage: tasks, milestones, the stage itself, its report, and dates that move."""

from uuid import uuid4

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property

from accounts.models import User
from commissioning.actions.contract import ContractRefused, ReasonMissing, extend
from commissioning.actions.work import TaskChange, WorkRefused, change_tasks, finish_task, meet_milestone, refuse_day
from commissioning.calendar import LATEST_MONTH
from commissioning.forms.entries import EntryForm
from commissioning.forms.fields import DATE_FORMATS
from commissioning.forms.wording import NOT_WHOLE, choice, whole_number, words
from commissioning.models import Milestone, Stage, StageReport, Task
from commissioning.people import naming_for

UNCHANGED, NOBODY = "", "nobody"


def day_field(label):
    """A day on which something happened, today unless said otherwise."""
    return forms.DateField(
        label=label,
        input_formats=DATE_FORMATS,
        initial=timezone.localdate,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": f"{label}: write the day.",
            "invalid": f"{label}: write a real date such as 22/11/2026.",
        },
    )


class OfStageForm(EntryForm):
    """An entry that belongs to a stage, chosen when it is new and not changed afterwards."""

    ONLY_WHEN_NEW = ("stage",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            for name in self.ONLY_WHEN_NEW:
                del self.fields[name]
            return
        self.fields["stage"].label_from_instance = lambda stage: f"{stage}: {stage.title}"
        asked = str(self.initial.get("stage", ""))
        self.begun = self.fields["stage"].queryset.filter(pk=asked).first() if asked.isdecimal() else None

    @property
    def stage(self):
        """The stage it belongs to, or None while none is chosen."""
        return self.cleaned_data.get("stage") if self.instance._state.adding else self.instance.stage

    def refuse_day(self, name):
        """Say at the field `name` why nothing can have happened on that day."""
        if day := self.cleaned_data.get(name):
            try:
                refuse_day(day, self.programme, name)
            except WorkRefused as error:
                self.add_error(name, str(error))


class PromiseForm(OfStageForm):
    """Something that is to be reached by a month. Once it is agreed, the month moves only with a reason."""

    ONLY_WHEN_NEW = ("stage", "due_month")

    def clean(self):
        given = super().clean()
        stage, month = self.stage, given.get("due_month")
        if not self.instance._state.adding or stage is None or month is None:
            return given
        if not stage.first_month <= month <= stage.last_month:
            self.add_error(
                "due_month",
                f"{stage} runs from month {stage.first_month} to {stage.last_month}; the due month is one of these.",
            )
        return given

    def write(self, user):
        if self.instance._state.adding:
            others = type(self.instance).objects.filter(stage=self.instance.stage)
            self.instance.position = (others.aggregate(last=Max("position"))["last"] or 0) + 1
        return super().write(user)


class TaskForm(PromiseForm):
    """A task: what, whose, by when, and how it stands."""

    needed_sometimes = ("done_on", "explanation")

    class Meta:
        model = Task
        fields = [
            "stage",
            "title",
            "detail",
            "owner",
            "owner_role",
            "due_month",
            "state",
            "done_on",
            "explanation",
            "evidence_link",
            "evidence_note",
        ]
        labels = {"done_on": "Day it was done"}
        help_texts = {
            "done_on": "Needed where the state is “Done”, and only there.",
            "explanation": "Needed where the state is “Will not be done”; else why it was not reached as agreed.",
        }

    def clean(self):
        given = super().clean()
        state, done_on = given.get("state"), given.get("done_on")
        if state == Task.State.DONE and done_on is None and "done_on" not in self.errors:
            self.add_error("done_on", "Write the day it was done.")
        if state and state != Task.State.DONE and done_on:
            self.add_error("done_on", "It is not done: leave the day empty, or choose “Done” above.")
        if state == Task.State.DROPPED and not given.get("explanation", "").strip():
            self.add_error("explanation", "Explain why it will not be done.")
        self.refuse_day("done_on")
        return given


class MilestoneForm(PromiseForm):
    """A milestone: what is reached, by when, and when it was."""

    class Meta:
        model = Milestone
        fields = [
            "stage",
            "title",
            "detail",
            "owner",
            "owner_role",
            "due_month",
            "met_on",
            "explanation",
            "evidence_link",
            "evidence_note",
        ]
        labels = {"met_on": "Day it was met"}

    def clean(self):
        given = super().clean()
        self.refuse_day("met_on")
        return given


class StageForm(EntryForm):
    """What a stage is called and for. Its months move only with a reason."""

    class Meta:
        model = Stage
        fields = ["title", "purpose"]


class ReportForm(OfStageForm):
    """The report of a stage as it was handed in."""

    class Meta:
        model = StageReport
        fields = ["stage", "title", "link", "note", "submitted_on"]
        error_messages = {"stage": {"unique": "This stage has its report already. Open that one to put it right."}}

    def clean(self):
        given = super().clean()
        self.refuse_day("submitted_on")
        if self.instance._state.adding and hasattr(given.get("stage"), "written_report"):
            self.add_error("stage", "Its report is written here. Hand that one in; it counts at the gate.")
        return given


class DayForm(forms.Form):
    """The day on which a task was done or a milestone met."""

    def __init__(self, *args, thing, **kwargs):
        super().__init__(*args, **kwargs)
        self.thing, self.name = thing, "done_on" if isinstance(thing, Task) else "met_on"
        self.fields[self.name] = day_field("Day it was done" if isinstance(thing, Task) else "Day it was met")
        self.helper = FormHelper()
        self.helper.form_tag = False

    def save_by(self, user):
        """The settled thing, or None with the reason in the form."""
        on = self.cleaned_data[self.name]
        try:
            if isinstance(self.thing, Task):
                return finish_task(task=self.thing, on=on, by=user)
            return meet_milestone(milestone=self.thing, on=on, by=user)
        except WorkRefused as error:
            self.add_error(error.field, str(error))
            return None


class TasksForm(forms.Form):
    """The same owner or state for several tasks of a stage."""

    needed_sometimes = ("done_on", "explanation")

    tasks = forms.MultipleChoiceField(required=False, error_messages=choice("Tasks"))
    owner = forms.ChoiceField(label="Whose they are", required=False, error_messages=choice("Whose they are"))
    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[(UNCHANGED, "As it is"), *Task.State.choices],
        error_messages=choice("State"),
    )
    done_on = day_field("Day they were done")
    explanation = forms.CharField(
        label="Why they will not be done", required=False, max_length=2000, error_messages=words("Why", most=2000)
    )

    def __init__(self, *args, stage, viewer, **kwargs):
        super().__init__(*args, **kwargs)
        self.stage = stage
        naming = naming_for(stage.programme, viewer)
        self.people = {str(user.pk): user for user in User.objects.filter(memberships__programme=stage.programme)}
        named = sorted((naming.choice(user), pk) for pk, user in self.people.items())
        self.fields["owner"].choices = [
            (UNCHANGED, "As it is"),
            (NOBODY, "Nobody yet"),
            *((pk, name) for name, pk in named),
        ]
        self.fields["tasks"].choices = lambda: [(pk, task.title) for pk, task in self.offered.items()]
        self.fields["done_on"].required = False
        self.fields["done_on"].help_text = "Needed where the state is “Done”, and only there."
        self.fields["explanation"].help_text = "Needed where the state is “Will not be done”, and only there."
        for name, field in self.fields.items():
            css = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
            if name != "tasks":
                field.widget.attrs["class"] = css

    @cached_property
    def offered(self):
        """The stage's tasks, each by its id as text."""
        return {str(task.pk): task for task in Task.objects.filter(stage=self.stage)}

    def save_by(self, user):
        """The changed tasks, or None with the reason in the form."""
        given = self.cleaned_data
        change = TaskChange(
            sets_owner=bool(given["owner"]),
            owner=self.people.get(given["owner"]),
            state=given["state"],
            done_on=given["done_on"],
            explanation=given["explanation"],
        )
        tasks = [self.offered[pk] for pk in given["tasks"]]
        try:
            return change_tasks(stage=self.stage, tasks=tasks, change=change, by=user)
        except WorkRefused as error:
            self.add_error(error.field, str(error))
            return None


class ExtensionForm(forms.Form):
    """The month to which a date moves, and why."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False, error_messages=NOT_WHOLE)
    to_month = forms.IntegerField(
        min_value=1,
        max_value=LATEST_MONTH,
        widget=forms.NumberInput(attrs={"class": "fh-short"}),
        error_messages=whole_number("Month", required="Write the new month.", low=1, high=LATEST_MONTH),
    )
    reason = forms.CharField(
        label="Why",
        max_length=2000,
        help_text="Kept with the original month, and read at the gate.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages=words("Why", required="Say why the date moves; the reason is kept with it.", most=2000),
    )

    def __init__(self, *args, thing, **kwargs):
        super().__init__(*args, **kwargs)
        self.thing = thing
        self.fields["key"].initial = uuid4()
        of_stage = isinstance(thing, Stage)
        now, day = (thing.last_month, thing.planned_end) if of_stage else (thing.due_month, thing.due_on)
        self.fields["to_month"].label = "New last month" if of_stage else "New due month"
        self.fields["to_month"].help_text = f"Now it is month {now}, which ends on {date_format(day)}."
        self.helper = FormHelper()
        self.helper.form_tag = False

    def save_by(self, user):
        """The Extension, or None with the reason in the form."""
        given = self.cleaned_data
        try:
            return extend(
                thing=self.thing, to_month=given["to_month"], reason=given["reason"], by=user, key=given["key"]
            )
        except ReasonMissing as error:
            self.add_error("reason", str(error))
        except ContractRefused as error:
            self.add_error("to_month", str(error))
        return None
