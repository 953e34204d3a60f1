"""Forms for opening a wave and for putting it right."""

from crispy_forms.bootstrap import InlineCheckboxes
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms

from commissioning.forms import wording
from commissioning.forms.fields import RowsField
from surveys.actions.waves import CHANGEABLE
from surveys.actions.weights import BY_SEX_AND_AGE, ONLY_RESIDENTS
from surveys.fieldwork_dates import date_faults
from surveys.models import Sample, Wave, Weighting
from surveys.models.questionnaires import Audience

ALL, CHOSEN = "all", "chosen"
DATE_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y"]
NAME_USED = "The programme already has a wave of this name. Choose another."
SECOND_BASELINE = "These places have a locked baseline; that one stays their baseline"
MOST_AIMED_AT = 100_000
SHOWN_PLACES = 3


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


class WaveFields(forms.Form):
    """What can be said of a wave when it is opened and put right until it is locked."""

    name = forms.CharField(
        label="Name",
        max_length=100,
        help_text="As it appears on every figure, for example “Residents, spring 2026”.",
        error_messages=wording.words("Name", required="Give the wave a name.", most=100),
    )
    purpose = forms.ChoiceField(
        label="What is the wave for?",
        choices=[
            (Wave.Purpose.BASELINE, "Baseline: how things are before support"),
            (Wave.Purpose.FOLLOW_UP, "Follow-up: compared with the baseline"),
        ],
        widget=forms.RadioSelect,
        error_messages=wording.choice("What the wave is for", required="Choose baseline or follow-up."),
    )
    second_baseline = forms.BooleanField(label=SECOND_BASELINE, required=False)
    starts_on = date_field("First day of fieldwork")
    ends_on = date_field("Last day of fieldwork", "The wave can be locked after this day.")
    target = forms.IntegerField(
        label="Answers aimed at in each neighbourhood",
        min_value=1,
        max_value=MOST_AIMED_AT,
        initial=300,
        help_text="300 residents of a ward give intervals of about 5 points either way.",
        error_messages=wording.whole_number(
            "Answers aimed at", required="Enter how many answers you aim at.", low=1, high=MOST_AIMED_AT
        ),
    )
    design = forms.ChoiceField(
        label="How are people chosen?",
        choices=Wave.Design.choices,
        initial=Wave.Design.RANDOM,
        widget=forms.RadioSelect,
        error_messages=wording.choice("How people are chosen"),
    )
    note = forms.CharField(
        label="What must a reader know?",
        required=False,
        help_text="For example how people were reached, or what went wrong.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=wording.words("What a reader must know"),
    )

    def __init__(self, *args, programme, **kwargs):
        super().__init__(*args, **kwargs)
        self.programme = programme
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_name(self):
        name = self.cleaned_data["name"].strip()
        if self._other_waves().filter(name=name).exists():
            raise forms.ValidationError(NAME_USED)
        return name

    def clean(self):
        cleaned = super().clean()
        for field, reason in date_faults(cleaned.get("starts_on"), cleaned.get("ends_on")):
            self.add_error(field, reason)
        return cleaned

    def _other_waves(self):
        return self.programme.waves.all()

    def _ask_about_baseline(self, audience, neighbourhoods):
        """Show the tick box, and want it ticked, where `neighbourhoods` have a locked baseline of `audience`."""
        if self.cleaned_data.get("purpose") != Wave.Purpose.BASELINE:
            return
        samples = Sample.objects.of_locked_baselines(self.programme, audience)
        names = samples.filter(neighbourhood__in=neighbourhoods).order_by("neighbourhood__name")
        names = list(names.values_list("neighbourhood__name", flat=True).distinct())
        if names:
            the_survey = self.helper.layout[0]
            the_survey.insert(the_survey.fields.index("purpose") + 1, "second_baseline")
        if names and not self.cleaned_data.get("second_baseline"):
            self.add_error("second_baseline", _measured_before(names))


class WaveForm(WaveFields):
    """A new wave of one of the programme's published questionnaires."""

    questionnaire = forms.ModelChoiceField(
        label="Questionnaire",
        queryset=None,
        empty_label="Choose one",
        help_text="Only published questionnaires can be asked.",
        error_messages=wording.choice("Questionnaire", required="Choose the questionnaire."),
    )
    where = forms.ChoiceField(
        label="Where?",
        widget=forms.RadioSelect,
        error_messages=wording.choice("Where", required="Choose where people are asked."),
    )
    neighbourhoods = RowsField(
        label="Single neighbourhoods",
        queryset=None,
        required=False,
        help_text="Only needed if you chose “Only those ticked below”.",
        widget=forms.CheckboxSelectMultiple,
        error_messages=wording.choice("Single neighbourhoods"),
    )
    weighting = forms.ChoiceField(
        label="How will answers stand for everybody?",
        choices=Weighting.choices,
        initial=Weighting.POSTSTRATIFY,
        help_text="Can be changed until the wave is locked.",
        widget=forms.RadioSelect,
        error_messages=wording.choice("How answers stand for everybody"),
    )
    field_order = ("name", "questionnaire", "purpose", "second_baseline", "starts_on", "ends_on", "where")
    field_order += ("neighbourhoods", "target", "design", "weighting", "note")

    def __init__(self, *args, programme, **kwargs):
        super().__init__(*args, programme=programme, **kwargs)
        published = programme.questionnaires.published().order_by("title", "-version")
        self.fields["questionnaire"].queryset = published
        self.fields["neighbourhoods"].queryset = programme.neighbourhoods.defer("boundary")
        self.fields["where"].choices = self._places()
        self.helper.layout = Layout(
            Fieldset("The survey", "name", "questionnaire", "purpose", "starts_on", "ends_on"),
            Fieldset("The people", "where", InlineCheckboxes("neighbourhoods"), "target", "design"),
            Fieldset("The figures", "weighting", "note"),
        )

    def clean(self):
        cleaned = super().clean()
        questionnaire = cleaned.get("questionnaire")
        if questionnaire and not weighting_suits(cleaned.get("weighting"), questionnaire.audience):
            self.add_error("weighting", ONLY_RESIDENTS)
        if cleaned.get("where"):
            self._clean_places(cleaned)
        if questionnaire and cleaned.get("where") and "neighbourhoods" in cleaned:
            self._ask_about_baseline(questionnaire.audience, self.chosen_neighbourhoods())
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
        if chosen and "neighbourhoods" in cleaned and not ticked:
            self.add_error("neighbourhoods", "Tick at least one neighbourhood.")
        if ticked and not chosen:
            self.add_error(
                "where", "You ticked single neighbourhoods: choose “Only those ticked below”, or untick them."
            )


class WaveChangeForm(WaveFields):
    """An open wave put right: all but its questionnaire, its places, and the weighting, which has its own button."""

    field_order = ("name", "purpose", "second_baseline", "starts_on", "ends_on", "target", "design", "note")

    def __init__(self, *args, wave, **kwargs):
        targets = set(wave.samples.values_list("target", flat=True))
        initial = {name: getattr(wave, name) for name in CHANGEABLE}
        initial["target"] = targets.pop() if len(targets) == 1 else None
        super().__init__(*args, programme=wave.programme, initial=initial, **kwargs)
        self.wave = wave
        if initial["target"] is None:
            self.fields["target"].required = False
            self.fields["target"].help_text = "They differ now. Leave it empty to keep them as they are."
        self.helper.layout = Layout(
            Fieldset("The survey", "name", "purpose", "starts_on", "ends_on"),
            Fieldset("The people", "target", "design"),
            Fieldset("The figures", "note"),
        )

    def clean(self):
        cleaned = super().clean()
        places = self.wave.samples.values_list("neighbourhood", flat=True)
        self._ask_about_baseline(self.wave.questionnaire.audience, list(places))
        return cleaned

    @property
    def changes(self):
        """The fields of a valid form, as `change_wave` takes them."""
        return {name: self.cleaned_data[name] for name in (*CHANGEABLE, "target")}

    def _other_waves(self):
        return super()._other_waves().exclude(pk=self.wave.pk)


def _measured_before(names):
    """What to say where the neighbourhoods `names` have a locked baseline."""
    shown = ", ".join(names[:SHOWN_PLACES])
    more = f" and {len(names) - SHOWN_PLACES} more" if len(names) > SHOWN_PLACES else ""
    return (
        f"There is a locked baseline already for {shown}{more}. Choose follow-up, or tick the box if a second baseline "
        "is meant."
    )


def weighting_suits(method, audience):
    """Whether answers of this audience can be weighted by this method."""
    return audience == Audience.RESIDENTS or method not in BY_SEX_AND_AGE
