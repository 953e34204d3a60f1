"""The form for one question of a programme's own."""

import re

from crispy_forms.helper import FormHelper
from django import forms

from commissioning.forms.wording import choice, whole_number, words
from surveys.answers import HIGHEST_CODE, HIGHEST_COUNT, MOST_CHOSEN
from surveys.drafting.menu import GOALS
from surveys.models.questionnaires import Audience, Kind

WITH_OPTIONS = (Kind.SINGLE, Kind.MULTIPLE)
WITH_BOUNDS = (Kind.COUNT, Kind.NUMBER)
CODED = re.compile(r"(-?\d{1,6})\s*=\s*(.*)")
OURS = "Ours; may be reused freely"
LONGEST_SOURCE, LONGEST_LICENCE, LONGEST_CODE, LONGEST_WORDS = 250, 120, 20, 2_000
KINDS = [
    (Kind.SINGLE, "One of several options"),
    (Kind.MULTIPLE, "Any of several options"),
    (Kind.COUNT, "A count, such as hours or days, up to 95"),
    (Kind.NUMBER, "A larger whole number"),
    (Kind.TEXT, "Words"),
]
# Where the bank's faults are shown, by their key.
FIELD_OF = {"code", "kind", "goal", "wording", "hint", "source", "licence", "options", "low", "high"}


def _words(name, *, required="", most=LONGEST_WORDS, hint="", rows=0):
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(
        label=name,
        required=bool(required),
        max_length=most,
        help_text=hint,
        widget=widget,
        error_messages=words(name, required=required, most=most),
    )


def _bound(name, hint=""):
    return forms.IntegerField(
        label=name,
        required=False,
        min_value=0,
        max_value=HIGHEST_CODE,
        help_text=hint,
        widget=forms.NumberInput(attrs={"class": "fh-short"}),
        error_messages=whole_number(name, required="", low=0, high=HIGHEST_CODE),
    )


class LocalQuestionForm(forms.Form):
    """One question: what is asked, how it is answered, and where it comes from."""

    needed_sometimes = ("options", "low", "high")

    audience = forms.ChoiceField(
        label="Who is asked?",
        choices=Audience.choices,
        widget=forms.RadioSelect,
        error_messages=choice("Who is asked", required="Choose who is asked."),
    )
    code = _words(
        "Code",
        required="Give the question a code.",
        most=LONGEST_CODE,
        hint="Capital letters, then digits, such as Q1. It stands in files and never means another question.",
    )
    wording = _words("Wording", required="Write the question.", hint="As people read or hear it.", rows=3)
    hint = _words("Hint", hint="A sentence that helps to answer, shown below the question.", rows=2)
    kind = forms.ChoiceField(
        label="How is it answered?",
        choices=KINDS,
        initial=Kind.SINGLE,
        widget=forms.RadioSelect,
        help_text="Don’t know and refused can always be answered.",
        error_messages=choice("How it is answered", required="Choose how it is answered."),
    )
    options = _words(
        "Options",
        hint=f"One a line, in the order shown. They are numbered from 1; to give numbers of your own write “1 = Yes” "
        f"in each line. Of options that can be chosen together there are at most {MOST_CHOSEN}.",
        rows=5,
    )
    low = _bound("The least that can be answered")
    high = _bound(
        "The most that can be answered", f"A count ends at {HIGHEST_COUNT} or below, a number at {HIGHEST_CODE:,}."
    )
    goal = forms.TypedChoiceField(
        label="Which goal does it serve first?",
        choices=[(number, name) for number, name in GOALS.items()],
        coerce=int,
        error_messages=choice("Goal", required="Choose a goal, or context."),
    )
    source = _words(
        "Source",
        required="Say who wrote it, and when.",
        most=LONGEST_SOURCE,
        hint="Who wrote it and when; for a published question the survey and the year.",
    )
    licence = _words(
        "Licence",
        required="Say on what terms it may be used.",
        most=LONGEST_LICENCE,
        hint="On what terms it may be used.",
    )
    modified = forms.BooleanField(label="A published wording was adapted", required=False)

    def __init__(self, sent=None, *, question=None, audience=None):
        self.question = question
        known = audience if audience in Audience.values else Audience.RESIDENTS.value
        start = _as_typed(question) if question else {"audience": known, "licence": OURS, "goal": 0, "low": 0}
        super().__init__(sent, initial=start)
        if question:
            self.fields["code"].disabled = self.fields["audience"].disabled = True
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_code(self):
        return self.cleaned_data["code"].strip()

    def clean(self):
        cleaned = super().clean()
        kind = cleaned.get("kind")
        if kind in WITH_OPTIONS and "options" not in self.errors:
            cleaned["options"] = self._options(cleaned.get("options") or "")
        if kind in WITH_BOUNDS and cleaned.get("high") is None and "high" not in self.errors:
            self.add_error("high", "Write the most that can be answered.")
        return cleaned

    def _options(self, typed):
        """The options as question files have them, or None with the reason at the field."""
        lines = [line.strip() for line in typed.splitlines() if line.strip()]
        coded = [CODED.fullmatch(line) for line in lines]
        if len(lines) < 2:
            self.add_error("options", "Write at least two options, one a line.")
        elif any(coded) and not all(coded):
            line = next(line for line, match in zip(lines, coded, strict=True) if not match)
            self.add_error("options", f"Give each line a number, or none: “{line}” has none.")
        elif any(match and not match[2] for match in coded):
            self.add_error("options", "Write words after each number.")
        elif all(coded):
            return [{"code": int(match[1]), "label": match[2]} for match in coded]
        else:
            return [{"code": number, "label": line} for number, line in enumerate(lines, start=1)]
        return None

    @property
    def table(self):
        """The question as a `[[question]]` table of a question file."""
        cleaned = self.cleaned_data
        table = {name: cleaned[name] for name in ("code", "kind", "goal", "wording", "hint", "source", "modified")}
        if table["kind"] in WITH_OPTIONS:
            table["options"] = cleaned["options"]
        if table["kind"] in WITH_BOUNDS:
            table |= {"low": cleaned.get("low") or 0, "high": cleaned["high"]}
        routing = self.question.asked_if if self.question else None
        return table | ({"asked_if": {"question": routing["question"], "is": routing["is"]}} if routing else {})

    @property
    def terms(self):
        return {"audience": self.cleaned_data["audience"], "licence": self.cleaned_data["licence"]}

    def show(self, faults):
        """Put the bank's faults at their fields."""
        for fault in faults:
            shown = "" if fault.value is None or isinstance(fault.value, list | dict) else f"{fault.value} "
            self.add_error(fault.key if fault.key in FIELD_OF else None, f"{shown}{fault.reason}")


def _as_typed(question):
    options = "\n".join(f"{option['code']} = {option['label']}" for option in question.options)
    names = ("audience", "code", "wording", "hint", "kind", "low", "high", "goal", "source", "licence")
    return {name: getattr(question, name) for name in names} | {
        "options": options,
        "modified": question.is_modified,
    }
