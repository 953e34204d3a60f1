"""Forms for questionnaires and for files of questions."""

from crispy_forms.helper import FormHelper
from django import forms

from commissioning.forms import wording
from surveys.models import Question
from surveys.routing import routing_words

GOALS = {
    1: "Goal 1: community activity",
    2: "Goal 2: strength of the community sector",
    3: "Goal 3: mutual aid and social capital",
    4: "Goal 4: health benefit from community activity",
    5: "Goal 5: support and recognition",
    6: "Goal 6: dialogue and co-operation with agencies",
    0: "Context",
}
MOST_MEGABYTES = 1


def in_menu_order(questions):
    """Questions as they are asked: the shared menu, then the programme's own, as their files have them."""
    return sorted(questions, key=lambda question: (question.programme_id is not None, question.position, question.pk))


class QuestionnaireForm(forms.Form):
    """A title, and questions ticked on the menu of one audience."""

    title = forms.CharField(
        label="Title",
        max_length=150,
        help_text="A title used before makes the next version, or replaces that title’s draft.",
        error_messages=wording.words("Title", required="Give the questionnaire a title.", most=150),
    )
    codes = forms.MultipleChoiceField(
        label="Questions",
        help_text="They are asked in the order of the menu.",
        widget=forms.CheckboxSelectMultiple,
        error_messages=wording.choice("Questions", required="Tick at least one question."),
    )

    def __init__(self, *args, programme, audience, **kwargs):
        super().__init__(*args, **kwargs)
        asked_of = Question.objects.open_to(programme).filter(audience=audience)
        self.menu = {question.code: question for question in in_menu_order(asked_of)}
        self.fields["codes"].choices = self._by_goal()
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_codes(self):
        ticked = set(self.cleaned_data["codes"])
        codes = [code for code in self.menu if code in ticked]
        for code in codes:
            routing = self.menu[code].asked_if or {}
            needed = routing.get("question")
            if needed and needed not in ticked:
                self.add_error("codes", f"{code} is asked only after {needed}: tick that as well, or leave {code} out.")
        return codes

    def _by_goal(self):
        groups = {goal: [] for goal in GOALS}
        for question in self.menu.values():
            groups[question.goal].append((question.code, self._label(question)))
        return [(GOALS[goal], choices) for goal, choices in groups.items() if choices]

    def _label(self, question):
        words = f"{question.code} {question.wording}"
        return f"{words} ({routing_words(question.asked_if, self.menu)})" if question.asked_if else words


class QuestionFileForm(forms.Form):
    """A file of questions and questionnaires, uploaded or pasted."""

    file = forms.FileField(
        label="File",
        required=False,
        help_text="A text file in the TOML format, as in the example on this page.",
        error_messages=wording.file("File", empty="The file is empty. Choose the one with the questions in it."),
    )
    text = forms.CharField(
        label="Or paste its text",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        error_messages=wording.words("Or paste its text"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_file(self):
        """The text of the file, or nothing where none was chosen."""
        file = self.cleaned_data["file"]
        if not file:
            return ""
        if file.size > MOST_MEGABYTES * 1024 * 1024:
            raise forms.ValidationError(f"A file of questions is at most {MOST_MEGABYTES} MB; this is another one.")
        try:
            return file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(
                "This is not a text file in UTF-8. Save it as plain text (UTF-8), or paste its text."
            ) from error

    def clean(self):
        cleaned = super().clean()
        uploaded, pasted = cleaned.get("file"), (cleaned.get("text") or "").strip()
        if uploaded and pasted and uploaded.strip() != pasted:
            self.add_error("text", "Choose a file or paste the text, not both.")
        if not uploaded and not pasted and "file" not in self.errors:
            self.add_error("file", "Choose a file, or paste its text below.")
        return cleaned

    @property
    def declared(self):
        """The text of a valid form, from wherever it came."""
        return self.cleaned_data["file"] or self.cleaned_data["text"]
