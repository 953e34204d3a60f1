"""Forms of a draft questionnaire: more questions, the words of one, who is asked it, and the words around them all."""

from crispy_forms.helper import FormHelper
from django import forms

from commissioning.forms.wording import choice, whole_number, words
from surveys.answers import HIGHEST_COUNT
from surveys.drafting.menu import GOALS, menu_of
from surveys.forms.questionnaires import menu_label
from surveys.models.questionnaires import Kind
from surveys.routing import runs_of

LONGEST_WORDS, LONGEST_LABEL, LONGEST_SECTION, LONGEST_TITLE, LONGEST_TEXT = 2_000, 250, 150, 150, 5_000


def _text(label, *, required="", most=LONGEST_WORDS, hint="", rows=3):
    return forms.CharField(
        label=label,
        required=bool(required),
        max_length=most,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(),
        error_messages=words(label, required=required, most=most),
    )


class _Plain(forms.Form):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False


class PickForm(_Plain):
    """Questions of the menu that a draft does not ask yet."""

    codes = forms.MultipleChoiceField(
        label="Questions",
        help_text="They come at the end, in the order of the menu. What their routing needs comes along.",
        widget=forms.CheckboxSelectMultiple,
        error_messages=choice("Questions", required="Tick at least one question."),
    )

    def __init__(self, *args, draft, fed, **kwargs):
        super().__init__(*args, **kwargs)
        asked, menu = {item.code for item in draft.asked}, menu_of(draft.programme, draft.audience)
        left = {code: question for code, question in menu.items() if code not in asked}
        self.fields["codes"].choices = [
            (heading, [(q.code, menu_label(q, menu, fed)) for q in left.values() if q.goal == goal])
            for goal, heading in GOALS.items()
            if any(q.goal == goal for q in left.values())
        ]
        self.is_empty = not left


class ItemWordsForm(_Plain):
    """The words of one question of a draft, and the section that begins at it. Codes stay as they are."""

    section = _text(
        "Heading of a section that begins here",
        most=LONGEST_SECTION,
        hint="Everything from here to the next heading stands under it.",
        rows=0,
    )
    wording = _text("Wording", required="Write the question.")
    hint = _text("Hint", rows=2)

    def __init__(self, *args, item, **kwargs):
        start = {"section": item.section, "wording": item.wording, "hint": item.hint}
        super().__init__(*args, initial=start, **kwargs)
        self.item = item
        for option in item.options:
            label = f"Answer {option['code']}"
            field = _text(label, required=f"{label}: write words for it.", most=LONGEST_LABEL, rows=0)
            field.initial = option["label"]
            self.fields[_name_of(option)] = field

    @property
    def chosen(self):
        """What `word_question` needs of a valid form."""
        cleaned = self.cleaned_data
        labels = {option["code"]: cleaned[_name_of(option)] for option in self.item.options}
        return {name: cleaned[name] for name in ("section", "wording", "hint")} | {"labels": labels}


class RouteForm(_Plain):
    """After which answers to an earlier question another one is asked."""

    codes = forms.TypedMultipleChoiceField(
        label="Asked only after one of these answers",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages=choice("Answers"),
    )

    def __init__(self, *args, gate, asked_if, **kwargs):
        super().__init__(*args, **kwargs)
        self.gate = gate
        before = asked_if["is"] if asked_if and asked_if["question"] == gate.code else []
        if gate.kind == Kind.COUNT:
            self._ask_for_counts(before)
        else:
            self.fields["codes"].choices = [(option["code"], option["label"]) for option in gate.options]
            self.fields["codes"].initial = before
            self.needed_sometimes = ("codes",)

    def _ask_for_counts(self, before):
        del self.fields["codes"]
        low, high = self.gate.low or 0, HIGHEST_COUNT if self.gate.high is None else self.gate.high
        runs = runs_of(before)
        start = {"least": runs[0][0], "most": runs[-1][1]} if runs else {"least": max(low, 1), "most": high}
        for name, label in (("least", "Asked after a count from"), ("most", "up to")):
            self.fields[name] = forms.IntegerField(
                label=label,
                min_value=low,
                max_value=high,
                initial=start[name],
                widget=forms.NumberInput(attrs={"class": "fh-short"}),
                error_messages=whole_number(label, required="Write a number.", low=low, high=high),
            )

    def clean(self):
        cleaned = super().clean()
        if "codes" in self.fields and "codes" not in self.errors and not cleaned["codes"]:
            self.add_error("codes", "Tick at least one answer; otherwise nobody would be asked.")
        if cleaned.get("least") is not None and cleaned.get("most") is not None and cleaned["least"] > cleaned["most"]:
            self.add_error("most", "up to: this is below the count that it begins with.")
        return cleaned

    @property
    def asked_if(self):
        cleaned = self.cleaned_data
        codes = cleaned["codes"] if "codes" in self.fields else range(cleaned["least"], cleaned["most"] + 1)
        return {"question": self.gate.code, "is": list(codes)}


class FrameForm(_Plain):
    """The words around the questions, and whether one is asked at a time."""

    title = _text(
        "Title",
        required="Give the questionnaire a title.",
        most=LONGEST_TITLE,
        hint="Stands above the questions, on line and on paper.",
        rows=0,
    )
    introduction = _text("Introduction", most=LONGEST_TEXT, hint="What people read first.")
    consent = _text(
        "Consent",
        most=LONGEST_TEXT,
        hint="What they agree to by answering: what it is for, that it is voluntary, that no name is kept, that small "
        "numbers are never shown, and when single answers are destroyed. A blank line begins a paragraph.",
        rows=12,
    )
    thanks = _text("Thanks", most=LONGEST_TEXT, hint="What they read when they have answered.", rows=2)
    one_at_a_time = forms.TypedChoiceField(
        label="On line it is asked",
        choices=[("one", "One question a page"), ("whole", "All on one page")],
        coerce=lambda value: value == "one",
        widget=forms.RadioSelect,
        help_text="Whoever answers can change to the other way.",
        error_messages=choice("On line it is asked", required="Choose one."),
    )

    def __init__(self, *args, draft, **kwargs):
        names = ("title", "introduction", "consent", "thanks")
        start = {name: getattr(draft, name) for name in names}
        super().__init__(*args, initial=start | {"one_at_a_time": "one" if draft.one_at_a_time else "whole"}, **kwargs)
        if draft.version > 1:
            self.fields["title"].disabled = True
            self.fields["title"].help_text = "A later version keeps the title of the first."


def _name_of(option):
    return f"option_{option['code']}"
