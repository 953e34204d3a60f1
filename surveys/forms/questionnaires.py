"""Forms for questionnaires and for files of questions."""

from crispy_forms.helper import FormHelper
from django import forms

from commissioning.forms import wording
from surveys.drafting.menu import GOALS, menu_of
from surveys.routing import routing_words

MOST_MEGABYTES = 1


def menu_label(question, menu, fed):
    """A question where it is ticked: its words, who is asked, and the indicators that need it (`fed`, by code)."""
    words = f"{question.code} {question.wording}"
    asked = f" ({routing_words(question.asked_if, menu)})" if question.asked_if else ""
    feeds = ", ".join(indicator.code for indicator in fed.get(question.code, ()))
    return f"{words}{asked}{f' · feeds {feeds}' if feeds else ''}"


class QuestionnaireForm(forms.Form):
    """A title, and questions ticked on the menu of one audience."""

    title = forms.CharField(
        label="Title",
        max_length=150,
        help_text="A title used before makes the next version.",
        error_messages=wording.words("Title", required="Give the questionnaire a title.", most=150),
    )
    codes = forms.MultipleChoiceField(
        label="Questions",
        help_text="They are asked in the order of the menu.",
        widget=forms.CheckboxSelectMultiple,
        error_messages=wording.choice("Questions", required="Tick at least one question."),
    )

    def __init__(self, *args, programme, audience, fed=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.programme, self.audience = programme, audience
        self.menu = menu_of(programme, audience)
        self.fields["codes"].choices = self._by_goal(fed or {})
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_title(self):
        return self.cleaned_data["title"].strip()

    def clean(self):
        cleaned = super().clean()
        draft = self._draft_of_title()
        if draft and cleaned.get("codes") and not self.draft_sent_before():
            self.add_error("title", f"{draft} is a draft already: open it and change it, or choose another title.")
        return cleaned

    def draft_sent_before(self):
        """The draft that this very form made when it was sent before, or None."""
        draft = self._draft_of_title()
        same = draft and draft.audience == self.audience
        return draft if same and [item.code for item in draft.asked] == self.cleaned_data.get("codes") else None

    def _draft_of_title(self):
        drafts = self.programme.questionnaires.filter(published_at=None)
        return drafts.filter(title=self.cleaned_data.get("title") or "").first()

    def clean_codes(self):
        ticked = set(self.cleaned_data["codes"])
        codes = [code for code in self.menu if code in ticked]
        for code in codes:
            routing = self.menu[code].asked_if or {}
            needed = routing.get("question")
            if needed and needed not in ticked:
                self.add_error("codes", f"{code} is asked only after {needed}: tick that as well, or leave {code} out.")
        return codes

    def _by_goal(self, fed):
        groups = {goal: [] for goal in GOALS}
        for question in self.menu.values():
            groups[question.goal].append((question.code, menu_label(question, self.menu, fed)))
        return [(GOALS[goal], choices) for goal, choices in groups.items() if choices]


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
