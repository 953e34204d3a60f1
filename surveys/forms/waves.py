"""Forms for opening a wave and for choosing its weights."""

from crispy_forms.bootstrap import InlineCheckboxes
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms

from surveys.actions.weights import BY_SEX_AND_AGE, ONLY_RESIDENTS
from surveys.models import Wave, Weighting
from surveys.models.questionnaires import Audience

ALL, CHOSEN = "all", "chosen"
DATE_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y"]
NAME_USED = "The programme already has a wave of this name. Choose another."


def date_field(label, help_text=""):
    """A date, picked or typed."""
    wrong = f"{label}: write a real date such as 22/11/2026."
    return forms.DateField(
        label=label,
        help_text=help_text,
        input_formats=DATE_FORMATS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": f"Enter the date: {label.lower()}.", "invalid": wrong},
    )


class WaveForm(forms.Form):
    """A new wave of one of the programme's published questionnaires."""

    name = forms.CharField(
        label="Name",
        max_length=100,
        help_text="As it appears on every figure, for example “Residents, spring 2026”.",
        error_messages={"required": "Give the wave a name."},
    )
    questionnaire = forms.ModelChoiceField(
        label="Questionnaire",
        queryset=None,
        empty_label="Choose one",
        help_text="Only published questionnaires can be asked.",
        error_messages={"required": "Choose the questionnaire."},
    )
    purpose = forms.ChoiceField(
        label="What is the wave for?",
        choices=[
            (Wave.Purpose.BASELINE, "Baseline: how things are before support"),
            (Wave.Purpose.FOLLOW_UP, "Follow-up: compared with the baseline"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose baseline or follow-up."},
    )
    starts_on = date_field("First day of fieldwork")
    ends_on = date_field("Last day of fieldwork", "The wave can be locked after this day.")
    where = forms.ChoiceField(
        label="Where?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose where people are asked."},
    )
    neighbourhoods = forms.ModelMultipleChoiceField(
        label="Single neighbourhoods",
        queryset=None,
        required=False,
        help_text="Only needed if you chose “Only those ticked below”.",
        widget=forms.CheckboxSelectMultiple,
    )
    target = forms.IntegerField(
        label="Answers aimed at in each neighbourhood",
        min_value=1,
        max_value=100_000,
        initial=300,
        help_text="300 residents of a ward give intervals of about 5 points either way.",
        error_messages={"required": "Enter how many answers you aim at."},
    )
    design = forms.ChoiceField(
        label="How are people chosen?",
        choices=Wave.Design.choices,
        initial=Wave.Design.RANDOM,
        widget=forms.RadioSelect,
    )
    weighting = forms.ChoiceField(
        label="How will answers stand for everybody?",
        choices=Weighting.choices,
        initial=Weighting.POSTSTRATIFY,
        help_text="Can be changed until the wave is locked.",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="What must a reader know?",
        required=False,
        help_text="For example how people were reached, or what went wrong.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, programme, **kwargs):
        super().__init__(*args, **kwargs)
        self.programme = programme
        published = programme.questionnaires.published().order_by("title", "-version")
        self.fields["questionnaire"].queryset = published
        self.fields["neighbourhoods"].queryset = programme.neighbourhoods.defer("boundary")
        self.fields["where"].choices = self._places()
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Fieldset("The survey", "name", "questionnaire", "purpose", "starts_on", "ends_on"),
            Fieldset("The people", "where", InlineCheckboxes("neighbourhoods"), "target", "design"),
            Fieldset("The figures", "weighting", "note"),
        )

    def clean_name(self):
        name = self.cleaned_data["name"].strip()
        if self.programme.waves.filter(name=name).exists():
            raise forms.ValidationError(NAME_USED)
        return name

    def clean(self):
        cleaned = super().clean()
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "The last day must not be before the first day.")
        questionnaire = cleaned.get("questionnaire")
        if questionnaire and not weighting_suits(cleaned.get("weighting"), questionnaire.audience):
            self.add_error("weighting", ONLY_RESIDENTS)
        if cleaned.get("where"):
            self._clean_places(cleaned)
        return cleaned

    def chosen_neighbourhoods(self):
        """The neighbourhoods of a valid form, whichever way they were chosen."""
        where = self.cleaned_data["where"]
        if where == CHOSEN:
            return list(self.cleaned_data["neighbourhoods"])
        everywhere = self.programme.neighbourhoods.defer("boundary")
        return list(everywhere if where == ALL else everywhere.filter(cohort=where))

    def _places(self):
        total = self.programme.neighbourhoods.count()
        cohorts = self.programme.cohorts.all().prefetch_related("neighbourhoods")
        counted = [(str(cohort.pk), cohort, len(cohort.neighbourhoods.all())) for cohort in cohorts]
        return [
            (ALL, f"All {total} neighbourhoods"),
            *((key, f"{cohort} ({size})") for key, cohort, size in counted if size),
            (CHOSEN, "Only those ticked below"),
        ]

    def _clean_places(self, cleaned):
        chosen, ticked = cleaned["where"] == CHOSEN, cleaned.get("neighbourhoods")
        if chosen and not ticked:
            self.add_error("neighbourhoods", "Tick at least one neighbourhood.")
        if ticked and not chosen:
            self.add_error(
                "where", "You ticked single neighbourhoods: choose “Only those ticked below”, or untick them."
            )


class WeighForm(forms.Form):
    """How the answers of one wave are weighted."""

    method = forms.ChoiceField(label="Method", choices=Weighting.choices)

    def __init__(self, *args, wave, **kwargs):
        super().__init__(*args, initial={"method": wave.weighting}, **kwargs)
        audience = wave.questionnaire.audience
        self.fields["method"].choices = [
            (value, label) for value, label in Weighting.choices if weighting_suits(value, audience)
        ]
        self.helper = FormHelper()
        self.helper.form_tag = False


def weighting_suits(method, audience):
    """Whether answers of this audience can be weighted by this method."""
    return audience == Audience.RESIDENTS or method not in BY_SEX_AND_AGE
