"""Forms of the contract that need evidence: KPIs, judgements, the decision at a gate, parts of a baseline."""

from datetime import timedelta

from crispy_forms.helper import FormHelper
from django import forms
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from commissioning.actions.gates import DecisionRefused, Outcome, WantedCondition, outcomes_of, refuse_past
from commissioning.calendar import believable_days
from commissioning.forms.entries import EntryForm
from commissioning.forms.fields import DATE_FORMATS, RowsField, plain_field
from commissioning.forms.wording import NOT_WHOLE
from commissioning.models import Judgement, Kpi, Role
from evaluation.catalogue import GOALS, Catalogue
from evaluation.kpi_actions import KpiRefused, save_kpi
from neighbourhoods.models import BaselinePart, Neighbourhood, RegisterConfirmation

ROWS_AT_FIRST, MOST_ROWS = 3, 20


def date_input():
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class PlainForm(forms.Form):
    """A form that crispy shows inside a form tag of the page's."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False


class KpiForm(EntryForm):
    """A KPI: what is to move, by how much, where, by when. The due month is set once; later it moves by extension."""

    places = RowsField(
        label="Chosen neighbourhoods",
        queryset=Neighbourhood.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Only for a KPI over chosen neighbourhoods: it is met where each of them meets it.",
    )
    indicator = forms.ChoiceField(label="Indicator", required=False, help_text="Leave empty for a judgement.")
    because = forms.CharField(
        label="Why the target changes",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed where target, indicator or place change. The gate shows it beside what was agreed at first.",
    )

    class Meta:
        model = Kpi
        fields = ["stage", "title", "detail", "kind", "indicator", "target", "covers", "cohort", "owner", "due_month"]
        widgets = {"kind": forms.RadioSelect, "covers": forms.RadioSelect}

    field_order = (
        *(
            "stage",
            "title",
            "detail",
            "kind",
            "indicator",
            "target",
            "covers",
            "cohort",
            "places",
            "because",
            "owner",
            "due_month",
        ),
    )
    needed_sometimes = ("indicator", "target", "cohort", "places", "because")

    def __init__(self, *args, programme, **kwargs):
        super().__init__(*args, programme=programme, **kwargs)
        self.fields["indicator"].choices = indicator_choices(Catalogue(programme))
        self.fields["target"].help_text = (
            "For “at least so much” the improvement in percentage points or units; for “reach” the level, such as 60 "
            "for 60%; for a judgement the score that counts as met, 1 to 4. Empty for the others."
        )
        self.fields["kind"].help_text = (
            "Beyond chance: the interval of the change leaves out 0. Significant also allows for how many "
            "neighbourhoods were looked at."
        )
        for name in ("kind", "covers"):
            self.fields[name].choices = [choice for choice in self.fields[name].choices if choice[0]]
        if not self.instance._state.adding:
            self.initial["places"] = list(self.instance.places.values_list("neighbourhood_id", flat=True))
            del self.fields["due_month"]
            del self.fields["stage"]
        if self.instance._state.adding or not self.instance.stage.has_begun_on(timezone.localdate()):
            del self.fields["because"]

    def clean(self):
        """What a kind of target needs or must not have, at its field and in its own words."""
        given = super().clean()
        kind, target = given.get("kind"), given.get("target")
        needs = {"points": "how many points or units", "reach": "the level", "judgement": "the score, 1 to 4,"}
        if kind in needs and target is None and "target" not in self.errors:
            self.add_error("target", f"Target: write {needs[kind]} that counts as met.")
        if kind and kind not in needs and target is not None:
            self.add_error("target", "Target: this kind of target has no number. Leave it empty.")
        return given

    def write(self, user):
        try:
            return save_kpi(
                programme=self.programme,
                kpi=self.instance,
                places=list(self.cleaned_data["places"]),
                by=user,
                seen=self.cleaned_data.get("seen"),
                because=self.cleaned_data.get("because", ""),
            )
        except KpiRefused as error:
            self.add_error(error.field if error.field in self.fields else None, str(error))
            return None


def indicator_choices(catalogue):
    """Indicators that can be judged, by goal."""
    groups = [
        (
            f"{number} {title}",
            [(i.code, f"{i.code} {i.name}") for i in catalogue.of_goal(number) if i.is_judged],
        )
        for number, title in GOALS.items()
    ]
    return [("", "None: people judge it"), *groups]


class JudgementForm(EntryForm):
    """A judgement of a KPI that no survey measures."""

    class Meta:
        model = Judgement
        fields = ["score", "reason", "evidence_link", "judged_on"]
        widgets = {"score": forms.RadioSelect}

    def __init__(self, *args, programme, kpi, **kwargs):
        kwargs.setdefault("instance", Judgement(kpi=kpi))
        super().__init__(*args, programme=programme, **kwargs)
        self.fields["score"].choices = [choice for choice in self.fields["score"].choices if choice[0] != ""]
        self.fields["judged_on"].label = "Judged on"
        if self.instance.judged_on is None:
            self.initial["judged_on"] = timezone.localdate()

    def clean_judged_on(self):
        on = self.cleaned_data["judged_on"]
        if on > timezone.localdate():
            raise forms.ValidationError("Judged on: a judgement is made today or earlier, not on a day ahead.")
        return on

    def write(self, user):
        self.instance.judged_by = user
        return super().write(user)


class ExplanationForm(PlainForm):
    """Why a KPI stands as it does, and the latest change of it that the form knows of."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, error_messages=NOT_WHOLE)
    explanation = forms.CharField(
        label="Explanation",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Shown at the gate beside the KPI. Empty takes it away.",
    )


class WaiverForm(PlainForm):
    """The reason for which a line is let pass."""

    reason = forms.CharField(
        label="Reason",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept with the line, and frozen with the decision.",
        error_messages={"required": "Write the reason: a line is waived only with one."},
    )


class DecisionForm(PlainForm):
    """What is decided at a gate, why, and when the next stage begins."""

    needed_sometimes = ("next_begins_on",)

    outcome = forms.ChoiceField(
        label="What do you decide?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you decide.", "invalid_choice": "Choose one of the decisions."},
    )
    next_begins_on = forms.DateField(
        required=False,
        input_formats=DATE_FORMATS,
        widget=date_input(),
        error_messages={"invalid": "Write a real date such as 22/11/2026."},
    )
    reasons = forms.CharField(
        label="Reasons",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Kept with the decision and read by everybody in the programme.",
        error_messages={"required": "Write the reasons; they stay with the decision."},
    )

    def __init__(self, *args, stage, **kwargs):
        super().__init__(*args, **kwargs)
        self.stage = stage
        self.fields["outcome"].choices = [
            (outcome.value, OUTCOME_WORDS[outcome].format(next=stage.number + 1, this=stage.number))
            for outcome in outcomes_of(stage)
        ]
        if stage.is_last:
            del self.fields["next_begins_on"]
            self.fields["outcome"].initial = Outcome.CONCLUDE
        else:
            field = self.fields["next_begins_on"]
            field.label = f"Stage {stage.number + 1} begins on"
            field.help_text = "Not needed for a break."
            field.initial = max(stage.planned_end, timezone.localdate()) + timedelta(days=1)


OUTCOME_WORDS = {
    Outcome.CONTINUE: "Continue: stage {next} begins",
    Outcome.CONDITIONS: "Continue with conditions: each with an owner and a date",
    Outcome.BREAK: "Break: the contract ends with stage {this}",
    Outcome.CONCLUDE: "Conclude: the programme's last stage is accepted",
}


class ConditionForm(PlainForm):
    """One condition; a row without words, owner and date is none."""

    needed_sometimes = ("words", "owner", "due_on")

    words = forms.CharField(
        label="What has to be done", required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=1000
    )
    owner = forms.ChoiceField(label="Whose it is", required=False)
    due_on = forms.DateField(
        label="By",
        required=False,
        input_formats=DATE_FORMATS,
        widget=date_input(),
        error_messages={"invalid": "By: write a real date such as 22/11/2026."},
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = people

    def clean(self):
        given = super().clean()
        if self.is_empty:
            return given
        for name, missing in (
            ("words", "Write what has to be done."),
            ("owner", "Choose whose condition this is."),
            ("due_on", "Enter the day by which it has to be done."),
        ):
            if not given.get(name) and name not in self.errors:
                self.add_error(name, missing)
        return given

    def clean_due_on(self):
        due_on = self.cleaned_data["due_on"]
        if due_on:
            try:
                refuse_past(due_on, timezone.localdate())
            except DecisionRefused as error:
                raise forms.ValidationError(str(error)) from error
        return due_on

    @property
    def is_empty(self):
        return not any(self.data.get(self.add_prefix(name), "").strip() for name in self.fields)

    @property
    def wanted(self):
        """The WantedCondition of a valid row."""
        kind, _, who = self.cleaned_data["owner"].partition(":")
        user = User.objects.get(pk=who) if kind == "user" else None
        return WantedCondition(
            self.cleaned_data["words"].strip(), user, who if kind == "role" else "", self.cleaned_data["due_on"]
        )


def people_to_choose(programme):
    """Members by name, then roles for whoever has one at the time."""
    members = programme.memberships.select_related("user").order_by("user__name")
    people = [
        (f"user:{member.user_id}", f"{member.user.name}, {member.get_role_display().lower()}") for member in members
    ]
    return [("", "Choose one"), *people, *((f"role:{role.value}", f"The {role.label.lower()}") for role in Role)]


class BaselinePartForm(forms.ModelForm):
    """That one part of a neighbourhood's baseline is complete, and what says so."""

    class Meta:
        model = BaselinePart
        fields = ["completed_on", "note", "evidence_link"]
        formfield_callback = plain_field

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_completed_on(self):
        on = self.cleaned_data["completed_on"]
        first, _ = believable_days(self.instance.neighbourhood.programme.starts_on)
        if on > timezone.localdate():
            raise forms.ValidationError("Completed on: a day ahead cannot be confirmed.")
        if on < first:
            raise forms.ValidationError(f"Completed on: write a day from {date_format(first, 'j F Y')} on.")
        return on


class ReferenceDayForm(PlainForm):
    """The day as at which a neighbourhood's registers are looked at; at first the last that they were confirmed for."""

    reference_on = forms.DateField(
        label="As they stood on",
        input_formats=DATE_FORMATS,
        widget=date_input(),
        help_text="The registers are counted as at this day, whenever they were written.",
    )

    def __init__(self, *args, place, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper.disable_csrf = True  # it is sent in the address
        last = RegisterConfirmation.objects.filter(neighbourhood=place).order_by("-as_at").first()
        self.initial["reference_on"] = last.as_at if last else timezone.localdate()

    def clean_reference_on(self):
        on = self.cleaned_data["reference_on"]
        if on > timezone.localdate():
            raise forms.ValidationError("As they stood on: a day ahead cannot be frozen.")
        return on

    @property
    def on(self):
        """The day that was asked for, or the first one; None where what was asked for is no day to freeze."""
        if not self.is_bound:
            return self.initial["reference_on"]
        return self.cleaned_data["reference_on"] if self.is_valid() else None


class FreezeForm(PlainForm):
    """That the figures looked at are to be frozen."""

    reference_on = forms.DateField(widget=forms.HiddenInput, input_formats=DATE_FORMATS, error_messages=NOT_WHOLE)
    though_incomplete = forms.BooleanField(
        label="Freeze it though parts are missing", required=False, help_text="This cannot be undone."
    )

    def __init__(self, *args, is_complete=False, **kwargs):
        super().__init__(*args, **kwargs)
        if is_complete:
            del self.fields["though_incomplete"]

    def refuse(self, field, reason):
        """Say why it cannot be, at the field or, where nobody sees that, above the form."""
        is_seen = field == "though_incomplete" and field in self.fields
        self.add_error(field if is_seen else None, reason)
