"""Forms of the paper pages: printing, keying one form, deciding where two keyings differ, taking one back."""

import json
import re
from dataclasses import dataclass
from datetime import date

from django import forms
from django.db.models import Max
from django.utils import timezone

from commissioning.forms import wording
from surveys.answering.given import AGE_BAND, SEX, Unfit
from surveys.answering.keeping import asks_about
from surveys.languages import ENGLISH
from surveys.models import PaperForm
from surveys.models.questionnaires import Kind
from surveys.paper.forms import FIRST, SECOND
from surveys.paper.keying import (
    ABOUT,
    ABOUT_LABELS,
    DAY,
    LANGUAGE,
    about_in_words,
    about_of,
    contradictions,
    in_figures,
    in_words,
    typed_of,
)
from surveys.printing.paper import HIGHEST_NUMBER, MOST_AT_ONCE, letters_missing, printed_languages
from surveys.reading.meanings import HIGHEST, LONGEST_TEXT

# Before a question's code, so that no code is taken for a field of the form.
BEFORE_CODE = "q-"
LONGEST_KEYED = 60
GIVE_BACK_LETTERS = 300
SEEN_WORDS = {"null_characters_not_allowed": wording.NOT_WHOLE["invalid"]}
WRONG_DAY = "Day: type it as on the form, such as 22/11/2026, or leave it out."


class PrintForm(forms.Form):
    """How a questionnaire is printed. Sent by GET: what is asked for wrongly is said on the page."""

    language = forms.ChoiceField(label="Language", required=False, error_messages=wording.choice("Language"))
    large = forms.BooleanField(label="Large print (18 point)", required=False)

    def __init__(self, *args, questionnaire, **kwargs):
        super().__init__(*args, **kwargs)
        self.questionnaire = questionnaire
        self.fields["language"].choices = [(each.code, each.name) for each in printed_languages(questionnaire)]
        self.fields["language"].initial = ENGLISH.code

    def clean_language(self):
        code = self.cleaned_data["language"]
        if letters := letters_missing(self.questionnaire, code) if code not in ("", ENGLISH.code) else "":
            name = dict(self.fields["language"].choices)[code]
            raise forms.ValidationError(
                f"The fonts here have no letters for some of the {name} words: {' '.join(letters[:12])}. Whoever runs "
                f"the installation can add a font; docs/deployment.md says how."
            )
        return "" if code == ENGLISH.code else code


class NumberedForm(PrintForm):
    """Numbered forms of a wave for one neighbourhood."""

    place = forms.ChoiceField(label="Neighbourhood", error_messages=wording.choice("Neighbourhood"))
    first = forms.IntegerField(
        label="First number",
        help_text="After the last one that was printed: no form of a neighbourhood has the number of another.",
        min_value=1,
        max_value=HIGHEST_NUMBER,
        error_messages=wording.whole_number(
            "First number", required="First number: type it.", low=1, high=HIGHEST_NUMBER
        ),
    )
    count = forms.IntegerField(
        label="How many forms",
        min_value=1,
        max_value=MOST_AT_ONCE,
        error_messages=wording.whole_number(
            "How many forms", required="How many forms: type a number.", low=1, high=MOST_AT_ONCE
        ),
    )
    give_back = forms.CharField(
        label="How to give it back",
        required=False,
        max_length=GIVE_BACK_LETTERS,
        help_text="Printed at the end, in the language of the form. Left out: to whoever brought it.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages=wording.words("How to give it back", most=GIVE_BACK_LETTERS),
    )
    field_order = ("place", "first", "count", "language", "large", "give_back")

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [(row.sample.neighbourhood.code, str(row.sample.neighbourhood)) for row in rows]
        keyed = PaperForm.objects.filter(sample__in=[row.sample for row in rows]).aggregate(last=Max("number"))
        self.fields["first"].initial, self.fields["count"].initial = (keyed["last"] or 0) + 1, 50

    def clean(self):
        cleaned = super().clean()
        last = cleaned.get("first", 0) + cleaned.get("count", 0) - 1
        if last > HIGHEST_NUMBER:
            self.add_error("count", f"How many forms: numbers go up to {HIGHEST_NUMBER:,}; this would end at {last:,}.")
        return cleaned

    def numbers(self):
        first = self.cleaned_data["first"]
        return range(first, first + self.cleaned_data["count"])


@dataclass(frozen=True)
class KeyedField:
    """A field of the keying page: what it asks, what is typed there in words, and what the form says against it."""

    field: object
    number: int
    name: str
    label: str
    hint: str = ""
    item: object = None
    words: str = ""
    contradiction: str = ""

    @property
    def rules(self):
        """What the page's script must know to say in words what is typed, and who is asked."""
        item, low, high = self.item, None, None
        if item is None:
            options = {str(each.number): each.label for each in ABOUT[self.name]} | {"0": "another answer"}
            return json.dumps({"kind": "about", "options": options})
        if item.kind in HIGHEST:
            low, high = item.low or 0, HIGHEST[item.kind] if item.high is None else item.high
        options = {str(option["code"]): option["label"] for option in item.options}
        return json.dumps({"kind": item.kind, "options": options, "low": low, "high": high, "if": item.asked_if})


class KeyingForm(forms.Form):
    """One form as it is keyed: figures at every question. `typed` is what it says, as answers are kept."""

    number = forms.IntegerField(
        label="Form number",
        min_value=1,
        max_value=HIGHEST_NUMBER,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "fh-short", "autocomplete": "off"}),
        error_messages=wording.whole_number(
            "Form number", required="Form number: type the number on the form.", low=1, high=HIGHEST_NUMBER
        ),
    )
    day = forms.CharField(
        label="Day on the form",
        required=False,
        max_length=LONGEST_KEYED,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "fh-short", "autocomplete": "off"}),
        error_messages={"max_length": WRONG_DAY, "null_characters_not_allowed": WRONG_DAY},
    )
    language = forms.ChoiceField(
        label="Language of the form",
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages=wording.choice("Language of the form"),
    )
    round = forms.TypedChoiceField(
        choices=[(FIRST, ""), (SECOND, "")],
        coerce=int,
        required=False,
        empty_value=FIRST,
        widget=forms.HiddenInput,
        error_messages=wording.NOT_WHOLE | {"invalid_choice": wording.NOT_WHOLE["invalid"]},
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput, error_messages=SEEN_WORDS)
    myself = forms.BooleanField(label="Nobody else can: I key it a second time myself", required=False)

    def __init__(self, *args, wave, **kwargs):
        super().__init__(*args, **kwargs)
        self.wave, self.items, self.typed = wave, wave.questionnaire.asked, {}
        languages = printed_languages(wave.questionnaire)
        self.fields["language"].choices = [(each.code, each.name) for each in languages]
        if len(languages) == 1:
            del self.fields["language"]
        for item in self.items:
            self.fields[BEFORE_CODE + item.code] = _keyed(item.code, is_words=item.kind == Kind.TEXT)
        if asks_about(wave.questionnaire):
            for name in (SEX, AGE_BAND):
                self.fields[name] = _keyed(ABOUT_LABELS[name])

    def clean_day(self):
        return day_of(self.cleaned_data["day"], self.wave)

    def clean(self):
        cleaned = super().clean()
        for item in self.items:
            self._read(item.code, BEFORE_CODE + item.code, item)
        for name in (SEX, AGE_BAND):
            if name in self.fields:
                self._read(name, name)
        language = cleaned.get("language", "")
        self.typed |= {DAY: cleaned.get("day"), LANGUAGE: "" if language == ENGLISH.code else language}
        self.typed = {name: typed for name, typed in self.typed.items() if typed}
        return cleaned

    def _read(self, name, field, item=None):
        if field not in self.cleaned_data:
            return
        try:
            text = self.cleaned_data[field]
            self.typed[name] = typed_of(item, text) if item is not None else about_of(name, text)
        except Unfit as unfit:
            self.add_error(field, f"{ABOUT_LABELS.get(name, name)}: {unfit}")

    @property
    def against(self):
        """The words of every contradiction in what is typed, by the code of its question."""
        return {each.code: each.words for each in contradictions(self.items, self.typed)} if self.is_bound else {}

    @property
    def unseen(self):
        """The contradictions that the page has not shown yet, with what was typed; sent along the next time."""
        if not self.is_bound:
            return ""
        shown = " ".join(f"{code}={in_figures_of(self.items, code, self.typed)}" for code in self.against)
        return shown if shown != self.cleaned_data.get("seen", "") else ""

    @property
    def questions(self):
        """The KeyedFields of the questions, numbered as on paper, then sex and age."""
        against = self.against
        for number, item in enumerate(self.items, start=1):
            said = in_words(item, self.typed[item.code]) if self.typed.get(item.code) else ""
            field = self[BEFORE_CODE + item.code]
            hint = _hint(item)
            yield KeyedField(field, number, item.code, item.wording, hint, item, said, against.get(item.code, ""))
        for number, name in enumerate((SEX, AGE_BAND), start=len(self.items) + 1):
            if name in self.fields:
                said = about_in_words(name, self.typed[name]) if self.typed.get(name) else ""
                hint = " · ".join(f"{each.number} = {each.label}" for each in ABOUT[name])
                yield KeyedField(
                    self[name], number, name, ABOUT_LABELS[name], f"{hint} · 0 = another answer", words=said
                )


class SettleForm(forms.Form):
    """What the paper says where two keyings differ: one of the two, or something else, keyed in figures."""

    def __init__(self, *args, differences, wave, **kwargs):
        super().__init__(*args, **kwargs)
        self.differences, self.wave, self.chosen = differences, wave, {}
        for place, difference in enumerate(differences):
            first, second = difference.in_words
            self.fields[f"choice-{place}"] = forms.ChoiceField(
                label=difference.label,
                choices=[
                    ("first", f"First keying: {first}"),
                    ("second", f"Second keying: {second}"),
                    ("other", "Something else"),
                ],
                widget=forms.RadioSelect,
                error_messages=wording.choice(
                    difference.label, required=f"{difference.name}: choose what the paper says."
                ),
            )
            self.fields[f"other-{place}"] = _keyed(
                f"Something else at {difference.name}", is_words=_is_words(difference)
            )
        self.fields["seen"] = forms.CharField(required=False, widget=forms.HiddenInput, error_messages=SEEN_WORDS)

    @property
    def rows(self):
        for place, difference in enumerate(self.differences):
            yield difference, self[f"choice-{place}"], self[f"other-{place}"]

    def clean(self):
        cleaned = super().clean()
        for place, difference in enumerate(self.differences):
            choice = cleaned.get(f"choice-{place}")
            if choice in ("first", "second"):
                self.chosen[difference.name] = getattr(difference, choice)
            elif choice:
                self._read_other(difference, f"other-{place}")
        return cleaned

    def _read_other(self, difference, field):
        text = self.cleaned_data.get(field, "")
        try:
            self.chosen[difference.name] = _other_of(difference, text, self.wave)
        except (Unfit, forms.ValidationError) as unfit:
            message = unfit.messages[0] if isinstance(unfit, forms.ValidationError) else str(unfit)
            self.add_error(field, f"{difference.name}: {message}")


class TakeBackForm(forms.Form):
    """Why a form is taken back."""

    REASONS = ("the wrong neighbourhood", "the wrong number", "the answers were keyed wrongly", "it should not count")

    reason = forms.ChoiceField(
        label="Why is it taken back?",
        choices=[(reason, reason.capitalize()) for reason in REASONS],
        widget=forms.RadioSelect,
        error_messages=wording.choice("Why it is taken back", required="Choose why the form is taken back."),
    )


def day_of(text, wave):
    """A day as typed (22/11/2026, 22 11 26, 221126, or 22/11 in the year of fieldwork), as ISO text; "" for none."""
    if not text.strip():
        return ""
    on = _day_in(re.findall(r"\d+", text), wave)
    if on is None:
        raise forms.ValidationError(WRONG_DAY)
    if on > timezone.localdate():
        raise forms.ValidationError("Day: that day has not come yet.")
    if on < wave.starts_on or (on - wave.ends_on).days > 366:
        raise forms.ValidationError(f"Day: fieldwork began on {wave.starts_on:%-d %B %Y}. Look at month and year.")
    return on.isoformat()


def _day_in(figures, wave):
    if len(figures) == 1 and len(figures[0]) in (4, 6, 8):
        text = figures[0]
        figures = [text[:2], text[2:4], *filter(None, [text[4:]])]
    if len(figures) == 2:
        years = sorted({wave.starts_on.year, wave.ends_on.year})
    elif len(figures) == 3 and len(figures[2]) in (2, 4):
        years = [int(figures[2]) + (2000 if len(figures[2]) == 2 else 0)]
    else:
        return None
    days = [day for year in years if (day := _date(year, *figures[:2]))]
    return next((day for day in days if day >= wave.starts_on), days[0] if days else None)


def _date(year, day, month):
    try:
        return date(year, int(month[:3]), int(day[:3]))
    except ValueError:
        return None


def in_figures_of(items, code, typed):
    return in_figures(next(item for item in items if item.code == code), typed.get(code))


def _other_of(difference, text, wave):
    if difference.item is not None:
        return typed_of(difference.item, text)
    return (day_of(text, wave) if difference.name == DAY else about_of(difference.name, text)) or None


def _is_words(difference):
    return difference.item is not None and difference.item.kind == Kind.TEXT


def _keyed(label, is_words=False):
    attrs = {"autocomplete": "off", "spellcheck": "false"}
    widget = forms.Textarea(attrs={"rows": 2}) if is_words else forms.TextInput(attrs=attrs | {"inputmode": "numeric"})
    most = LONGEST_TEXT if is_words else LONGEST_KEYED
    messages = wording.words(label, most=f"{most:,}")
    return forms.CharField(label=label, required=False, max_length=most, widget=widget, error_messages=messages)


def _hint(item):
    """What may be typed, in few words."""
    if item.kind == Kind.TEXT:
        return "in words"
    if item.kind in HIGHEST:
        high = HIGHEST[item.kind] if item.high is None else item.high
        missing = "−98 = don’t know · −99 = refused" if item.kind == Kind.NUMBER else "98 = don’t know · 99 = refused"
        return f"{item.low or 0:,} to {high:,} · {missing}"
    options = [f"{option['code']} = {option['label']}" for option in item.options]
    several = ["several such as “1 3”", "0 = none"] if item.kind == Kind.MULTIPLE else []
    return " · ".join([*options, *several])
