"""Forms for the languages of a draft, its texts in one of them, and a file of those."""

from hashlib import sha256

from crispy_forms.bootstrap import InlineCheckboxes
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from commissioning.forms import wording
from surveys.drafting.translations import tidy
from surveys.languages import ENGLISH, LANGUAGES

MOST_MEGABYTES = 1
FINGERPRINT_LETTERS = 8


class LanguagesForm(forms.Form):
    """The languages beside English."""

    languages = forms.MultipleChoiceField(
        label="Languages beside English",
        required=False,
        choices=[
            (code, f"{language.name} · {language.own_name}")
            for code, language in LANGUAGES.items()
            if code != ENGLISH.code
        ],
        widget=forms.CheckboxSelectMultiple,
        help_text="Whoever answers chooses among them. Where something is not translated, they read it in English.",
        error_messages=wording.choice("Languages"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(InlineCheckboxes("languages"))


class TranslationForm(forms.Form):
    """Some texts of a questionnaire, each with a field for its translation. Any may stay empty.

    `seen` says what stood in each field when the page was made, so that only what was changed on it is kept and two
    translators do not take away each other's words.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False, error_messages=wording.NOT_WHOLE)

    def __init__(self, *args, texts, language, **kwargs):
        super().__init__(*args, **kwargs)
        self.texts, self.language = texts, language
        self.initial["seen"] = " ".join(_mark(text.translation) for text in texts)
        for place, text in enumerate(texts):
            self.fields[f"t{place}"] = self._field(text)
            self.initial[f"t{place}"] = text.translation

    def _field(self, text):
        attrs = {"lang": self.language.code, "dir": self.language.direction, "class": "form-control"}
        rows = max(2, min(12, len(text.english) // 45 + 1))
        name = f"{text.name} in {self.language.name}"
        return forms.CharField(
            label=name,
            required=False,
            max_length=text.most,
            widget=forms.Textarea(attrs=attrs | {"rows": rows}) if text.is_long else forms.TextInput(attrs=attrs),
            error_messages=wording.words(name, most=text.most),
        )

    @property
    def rows(self):
        """(Text, its field) one by one."""
        return [(text, self[f"t{place}"]) for place, text in enumerate(self.texts)]

    @property
    def changed(self):
        """The words that were changed on the page, by the name of their text."""
        marks = self.cleaned_data["seen"].split()
        typed = [tidy(self.cleaned_data[f"t{place}"]) for place in range(len(self.texts))]
        if len(marks) != len(typed):
            marks = [_mark(text.translation) for text in self.texts]
        return {
            text.name: words for text, words, mark in zip(self.texts, typed, marks, strict=True) if _mark(words) != mark
        }


class TranslationFileForm(forms.Form):
    """A file of translations, as it was taken down."""

    file = forms.FileField(
        label="File of translations",
        help_text=f"The CSV file as you took it down, with words in the last column; at most {MOST_MEGABYTES} MB.",
        error_messages=wording.file(
            "File of translations",
            required="Choose the file.",
            empty="The file is empty. Choose the one with the words.",
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_MEGABYTES * 1024 * 1024:
            raise forms.ValidationError(f"A file of translations is at most {MOST_MEGABYTES} MB; this is another one.")
        return file.read()


def _mark(words):
    return sha256(tidy(words).encode()).hexdigest()[:FINGERPRINT_LETTERS]
