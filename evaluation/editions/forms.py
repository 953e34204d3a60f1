"""The forms of reports: which to write, the words of a section, and a step with its reason."""

from crispy_forms.helper import FormHelper
from django import forms

from commissioning.actions.entries import EntryChanged, EntryRefused
from commissioning.forms.entries import EntryForm
from commissioning.forms.wording import NOT_WHOLE
from evaluation.editions.actions import (
    WHAT_CHANGED,
    ReportRefused,
    seen_of,
    start_report,
    write_section,
    write_what_changed,
)
from evaluation.models import Report

LONGEST = 20_000
ROWS = 14


class StartForm(EntryForm):
    """A report that is to be written: its kind, and what it is about."""

    needed_sometimes = ("stage", "neighbourhood")
    title = forms.CharField(
        max_length=200, required=False, help_text="Leave it empty to name it after what it is about."
    )

    class Meta:
        model = Report
        fields = ["kind", "stage", "neighbourhood", "title"]
        widgets = {"kind": forms.RadioSelect}
        labels = {"kind": "What is it about?"}
        help_texts = {
            "kind": "The concluding report looks back on all stages, at the end of the last.",
            "stage": "For a stage report.",
            "neighbourhood": "For a neighbourhood report: two pages in plain words, for residents.",
        }
        error_messages = {"stage": {"unique": "This stage has its report already. Go on with that one."}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = Report.Kind.choices
        self.fields["kind"].error_messages["required"] = "What is it about? Choose one."
        self.fields["neighbourhood"].queryset = self.programme.neighbourhoods.defer("boundary").order_by("name")

    def clean(self):
        given = super().clean()
        kind = given.get("kind")
        if kind == Report.Kind.CONCLUDING:
            given["stage"] = self.programme.stages.order_by("number").last()
        elif kind != Report.Kind.STAGE:
            given["stage"] = None
        if kind != Report.Kind.NEIGHBOURHOOD:
            given["neighbourhood"] = None
        self._ask_for("stage", kind in (Report.Kind.STAGE, Report.Kind.CONCLUDING), "Choose the stage.")
        self._ask_for("neighbourhood", kind == Report.Kind.NEIGHBOURHOOD, "Choose the neighbourhood.")
        return given

    def _ask_for(self, name, is_needed, words):
        if is_needed and not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, words)

    def write(self, user):
        try:
            return start_report(report=self.instance, by=user)
        except ReportRefused as error:
            self.add_error(error.field or None, str(error))
            return None


class TitleForm(EntryForm):
    """What a report is called."""

    class Meta:
        model = Report
        fields = ["title"]


class WordsForm(forms.Form):
    """The words of a section, or what a new version changes; it knows the latest change that its writer saw."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, error_messages=NOT_WHOLE)
    words = forms.CharField(widget=forms.Textarea(attrs={"rows": ROWS}), required=False, max_length=LONGEST)

    def __init__(self, *args, edition, slug, label, is_needed=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.needed_sometimes = ("words",) if is_needed else ()
        self.edition, self.slug = edition, slug
        self.stored = edition if slug == WHAT_CHANGED else edition.texts.filter(section=slug).first()
        self.initial |= {"words": self.stored_words, "seen": seen_of(self.stored) if self.stored else 0}
        self.fields["words"].label = label
        self.fields["words"].help_text = (
            "Plain text: an empty line begins a paragraph, a dash at the start of a line an item of a list. "
            "Name nobody who has not agreed: reports are published."
        )
        self.helper = FormHelper()
        self.helper.form_tag = False

    @property
    def stored_words(self):
        """The words that stand now."""
        if self.stored is None:
            return ""
        return self.stored.what_changed if self.slug == WHAT_CHANGED else self.stored.words

    def save_by(self, user):
        """Whether the words are stored; the reasons are in the form where they are not."""
        given = {"words": self.cleaned_data["words"], "seen": self.cleaned_data["seen"], "by": user}
        try:
            if self.slug == WHAT_CHANGED:
                write_what_changed(edition=self.edition, **given)
            else:
                write_section(edition=self.edition, section=self.slug, **given)
        except EntryChanged as error:
            self.add_error(None, str(error))
            self._look_again()
        except EntryRefused as error:
            self.add_error(getattr(error, "field", None) or None, str(error))
        else:
            return True
        return False

    def _look_again(self):
        """What was stored meanwhile counts as seen from now on; what was typed stays in the form."""
        self.edition.refresh_from_db()
        self.stored = (
            self.edition if self.slug == WHAT_CHANGED else self.edition.texts.filter(section=self.slug).first()
        )
        self.data = self.data.copy()
        self.data["seen"] = str(seen_of(self.stored))


class StepForm(forms.Form):
    """A step of a version with its words, where it has any, about what `seen` is the fingerprint of."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    words = forms.CharField(widget=forms.Textarea(attrs={"rows": 6}), max_length=LONGEST)
    read = forms.BooleanField(error_messages={"required": "Tick that you have read it."})

    def __init__(self, *args, label="", hint="", confirmation="", needs_words=True, **kwargs):
        super().__init__(*args, **kwargs)
        if label:
            self.fields["words"].label, self.fields["words"].help_text = label, hint
            self.fields["words"].required = needs_words
            self.fields["words"].error_messages["required"] = "Write this; it stays with the version."
        else:
            del self.fields["words"]
        if confirmation:
            self.fields["read"].label = confirmation
        else:
            del self.fields["read"]
        self.helper = FormHelper()
        self.helper.form_tag = False
