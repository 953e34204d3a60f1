"""Forms of making a wave evidence: its weights, tables of residents, unlocking, and how long answers are kept."""

from crispy_forms.helper import FormHelper
from django import forms

from commissioning.forms import wording
from neighbourhoods.bands import AGE_BANDS, SEXES
from surveys.actions.retention import day_fault
from surveys.forms.waves import date_field, weighting_suits
from surveys.models import Weighting

MOST_RESIDENTS = 10_000_000
MOST_BYTES = 5 * 1024 * 1024
SOURCE_LETTERS = 250
REASON_LETTERS = 2_000


class Plain(forms.Form):
    """A form whose tags the template writes."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False


class WeighForm(Plain):
    """How the answers of one wave are weighted."""

    method = forms.ChoiceField(
        label="Method", choices=Weighting.choices, error_messages=wording.choice("Method", required="Choose a method.")
    )

    def __init__(self, *args, wave, **kwargs):
        super().__init__(*args, initial={"method": wave.weighting}, **kwargs)
        audience = wave.questionnaire.audience
        self.fields["method"].choices = [
            (value, label) for value, label in Weighting.choices if weighting_suits(value, audience)
        ]


def source_field():
    """Where a table of residents comes from."""
    return forms.CharField(
        label="Where the numbers come from",
        max_length=SOURCE_LETTERS,
        help_text="As readers see it, for example “Mid-2025 estimates, council research team”.",
        error_messages=wording.words(
            "Where the numbers come from", required="Say where the numbers come from.", most=SOURCE_LETTERS
        ),
    )


class TableForm(Plain):
    """Residents of one neighbourhood by sex and age band, typed."""

    source = source_field()

    def __init__(self, *args, sample, **kwargs):
        super().__init__(*args, initial=_as_typed(sample), **kwargs)
        for name, label in _cells():
            required = f"{label}: enter how many residents, 0 if none."
            self.fields[name] = forms.IntegerField(
                label=label,
                min_value=0,
                max_value=MOST_RESIDENTS,
                widget=forms.NumberInput(attrs={"class": "form-control fh-short"}),
                error_messages=wording.whole_number(label, required=required, low=0, high=MOST_RESIDENTS),
            )

    def clean(self):
        cleaned = super().clean()
        if all(cleaned.get(name) == 0 for name, _ in _cells()):
            raise forms.ValidationError("Nobody would live here. Check the numbers.")
        return cleaned

    @property
    def rows(self):
        """(age band, its field of each sex), as the page lays them out."""
        return [(band, [self[f"cell_{sex.number}_{band.number}"] for sex in SEXES]) for band in AGE_BANDS]

    @property
    def table(self):
        """The numbers of a valid form, rows as SEXES."""
        return [[self.cleaned_data[f"cell_{sex.number}_{band.number}"] for band in AGE_BANDS] for sex in SEXES]


class TableFileForm(Plain):
    """Residents of one neighbourhood or of several, from a file."""

    file = forms.FileField(
        label="File of residents",
        help_text="CSV with the columns sex, age and residents; area_code too where it is for several neighbourhoods.",
        error_messages=wording.file("File of residents", required="Choose the file.", empty="The file is empty."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv"}),
    )
    source = source_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="id_of_file_%s", **kwargs)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(f"File of residents: at most {MOST_BYTES // 1024**2} MB. Leave rows out.")
        return file


class ReasonForm(Plain):
    """Why a wave is to be unlocked."""

    reason = forms.CharField(
        label="Why should the wave be unlocked?",
        max_length=REASON_LETTERS,
        help_text="Everybody in the programme reads it. Name nobody who answered.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages=wording.words("The reason", required="Give the reason.", most=REASON_LETTERS),
    )


class AnswerForm(Plain):
    """Why a request to unlock is declined."""

    answer = forms.CharField(
        label="Why should it stay locked?",
        max_length=REASON_LETTERS,
        help_text="Only needed if you decline. Everybody in the programme reads it.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=wording.words("The reason", required="Say why you decline.", most=REASON_LETTERS),
    )


class RetentionForm(Plain):
    """The last day on which single answers are kept."""

    answers_kept_until = date_field("Keep single answers until")

    def __init__(self, *args, wave, suggested, **kwargs):
        super().__init__(*args, initial={"answers_kept_until": wave.answers_kept_until or suggested}, **kwargs)
        self.wave = wave
        self.fields["answers_kept_until"].help_text = "They are destroyed on the day after."

    def clean_answers_kept_until(self):
        day = self.cleaned_data["answers_kept_until"]
        if day != self.wave.answers_kept_until and (fault := day_fault(self.wave, day)):
            raise forms.ValidationError(fault)
        return day


def _cells():
    """(field's name, label) of each sex and age band."""
    return [(f"cell_{s.number}_{b.number}", f"{s.label} {b.label}") for s in SEXES for b in AGE_BANDS]


def _as_typed(sample):
    if sample.margins is None:
        return {}
    numbers = [number for row in sample.margins for number in row]
    return {"source": sample.margins_source} | {
        name: number for (name, _), number in zip(_cells(), numbers, strict=True)
    }
