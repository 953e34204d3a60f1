"""One interview: where, in which language, with whose consent, who answers, and the answers."""

from uuid import uuid4

from django import forms
from django.utils import timezone

from commissioning.forms import wording
from commissioning.forms.fields import DATE_FORMATS
from neighbourhoods.bands import AGE_BANDS, UNKNOWN
from surveys.actions.answers import AnswersRefused
from surveys.actions.interviews import take_interview
from surveys.answering.given import AGE_BAND, SEX, read_given
from surveys.interviewing.days import why_not_held, why_not_sent
from surveys.interviewing.questions import interview_questions, languages_of, name_of, texts_of
from surveys.languages import ENGLISH
from surveys.models import WaveLocked
from surveys.models.questionnaires import Audience

LONGEST_SECONDS = 86_400
MOST_RADIOS = 8
NOT_SAID = (str(UNKNOWN), "Not said")
NO_CONSENT = "Read the consent out, and tick that they agree. Without it there is no interview."


class InterviewForm(forms.Form):
    """One interview of a wave. Answers to its questions are read by the rules of every way of answering."""

    sample = forms.ChoiceField(
        label="Where", error_messages=wording.choice("Where", required="Where: choose a neighbourhood.")
    )
    language = forms.ChoiceField(
        label="Language of the interview",
        required=False,
        widget=forms.RadioSelect,
        error_messages=wording.choice("Language of the interview"),
    )
    consent = forms.BooleanField(
        label="I have read this out, and they agree to be asked", error_messages={"required": NO_CONSENT}
    )
    sex = forms.ChoiceField(
        label="Who answers: sex",
        required=False,
        widget=forms.RadioSelect,
        choices=[("2", "A woman"), ("1", "A man"), NOT_SAID],
        error_messages=wording.choice("Who answers: sex"),
    )
    age_band = forms.ChoiceField(
        label="Who answers: age",
        required=False,
        widget=forms.RadioSelect,
        choices=[*((str(band.number), band.label) for band in AGE_BANDS), NOT_SAID],
        error_messages=wording.choice("Who answers: age"),
    )
    answered_on = forms.DateField(
        label="Day of the interview",
        input_formats=DATE_FORMATS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": "Day of the interview: fill this in.",
            "invalid": "Day of the interview: write a real date such as 22/11/2026.",
        },
    )
    seconds = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=LONGEST_SECONDS,
        widget=forms.HiddenInput,
        error_messages=wording.NOT_WHOLE | dict.fromkeys(("min_value", "max_value"), wording.NOT_WHOLE["invalid"]),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, error_messages=wording.NOT_WHOLE)

    # Asked of residents alone: an organisation has no sex and no age.
    OF_PEOPLE = (SEX, AGE_BAND)

    def __init__(self, *args, wave, **kwargs):
        self.wave, self.given = wave, None
        super().__init__(*args, **kwargs)
        self.samples = {str(sample.pk): sample for sample in wave.samples.by_neighbourhood()}
        self._offer()
        if wave.questionnaire.audience != Audience.RESIDENTS:
            for name in self.OF_PEOPLE:
                del self.fields[name]
        for item in wave.questionnaire.asked:
            self.fields[name_of(item.code)] = forms.Field(required=False, label=item.code)
        self.needed_sometimes = tuple(self.fields)

    def _offer(self):
        places = [(key, sample.neighbourhood.name) for key, sample in self.samples.items()]
        self.fields["sample"].choices = places
        if len(places) <= MOST_RADIOS:
            self.fields["sample"].widget = forms.RadioSelect(choices=places)
        else:
            self.fields["sample"].choices = [("", "Choose one"), *places]
        self.fields["language"].choices = [
            (each.code, each.name if each == ENGLISH else f"{each.name}, {each.own_name}") for each in self.languages
        ]
        today = min(timezone.localdate(), self.wave.ends_on)
        self.initial = {"language": ENGLISH.code, "answered_on": today, "key": uuid4()} | self.initial

    @property
    def languages(self):
        return languages_of(self.wave.questionnaire)

    @property
    def spoken(self):
        """The code of the language in which the questions are shown."""
        chosen = self["language"].value()
        return chosen if chosen in {each.code for each in self.languages} else ENGLISH.code

    @property
    def texts(self):
        """What is read out, as Words by name."""
        return texts_of(self.wave.questionnaire, self.spoken)

    @property
    def questions(self):
        """The questions as the page shows them."""
        errors = {item.code: self.errors.get(name_of(item.code), ()) for item in self.wave.questionnaire.asked}
        return interview_questions(self.wave.questionnaire, self.spoken, self._typed(), errors)

    def _typed(self):
        """What was ticked or typed at each question, as lists by code."""
        if not self.is_bound:
            return {}
        return {item.code: self.data.getlist(name_of(item.code)) for item in self.wave.questionnaire.asked}

    def clean_answered_on(self):
        on = self.cleaned_data["answered_on"]
        if reason := why_not_held(self.wave, on, timezone.localdate()):
            raise forms.ValidationError(reason)
        return on

    def clean(self):
        cleaned = super().clean()
        people = {name: self.data.get(name, "") for name in self.OF_PEOPLE if name in self.fields}
        self.given = read_given(self.wave.questionnaire.asked, self._typed() | people)
        for code, fault in self.given.faults.items():
            self.add_error(name_of(code), f"{code}: {fault}")
        if reason := why_not_sent(self.wave, timezone.localdate()):
            raise forms.ValidationError(reason)
        return cleaned

    def save(self):
        """The Response and whether it is new, or None with the reason in the form."""
        cleaned = self.cleaned_data
        language = cleaned["language"]
        try:
            return take_interview(
                sample=self.samples[cleaned["sample"]],
                given=self.given,
                key=cleaned["key"],
                on=cleaned["answered_on"],
                language="" if language == ENGLISH.code else language,
                seconds=cleaned["seconds"],
            )
        except (AnswersRefused, WaveLocked) as error:
            self.add_error(None, str(error))
        return None
