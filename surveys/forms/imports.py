"""The forms of an import: the file, its columns, and the mapping as a text."""

import hashlib
from dataclasses import dataclass, replace

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.text import Truncator

from commissioning.forms import wording
from commissioning.reading.files import MOST_BYTES
from neighbourhoods.bands import AGE_BANDS, SEXES
from surveys.answers import BLANK, DONT_KNOW, MISSING_WORDS, NOT_ASKED, REFUSED
from surveys.mapping import (
    BAND_CODES,
    CONSENT_CODES,
    MODES,
    SEX_CODES,
    ColumnUse,
    choice_of,
)
from surveys.reading.matching import as_mapping, unread_frame_values, unread_values
from surveys.reading.texts import plain

FRAME_USES = (
    ("area", "Area: ward, neighbourhood or LSOA"),
    ("id", "ID of the answer"),
    ("sex", "Sex"),
    ("age", "Age in years"),
    ("age_band", "Age band"),
    ("weight", "Weight"),
    ("date", "Date of the answer"),
    ("mode", "How it was answered"),
    ("consent", "Consent"),
    ("review", "What was decided about it where it was collected"),
)
TRANSLATED = ("area", "sex", "age_band", "mode", "consent")
MODE_CHOICES = [("", "As a file"), *((mode, mode.capitalize()) for mode in MODES if mode != "file")]
SET_ASIDE = ("", "Set these rows aside")
MISSING_CHOICES = [
    (f"missing {code}", f"No answer: {MISSING_WORDS[code]}") for code in (BLANK, DONT_KNOW, REFUSED, NOT_ASKED)
]
SHOWN_VALUES = 5
MOST_MEGABYTES = MOST_BYTES // 1024**2


class ImportFileForm(forms.Form):
    """A file of answers."""

    file = forms.FileField(
        label="File of answers",
        help_text="CSV or Excel workbook (.xlsx): one row for each person, headings first. "
        f"At most {MOST_MEGABYTES} MB.",
        error_messages=wording.file("File of answers", required="Choose the file.", empty="The file is empty."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            size = file.size / 1024 / 1024
            raise forms.ValidationError(
                f"The file is {size:.0f} MB; at most {MOST_MEGABYTES} MB can be read. Split it, or leave out columns."
            )
        return file


class MappingTextForm(forms.Form):
    """A mapping as TOML, written here or in a file."""

    toml = forms.CharField(
        label="Mapping",
        required=False,
        help_text="TOML, as the mapping file that you can download after a check.",
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false", "class": "font-monospace"}),
        error_messages=wording.words("Mapping"),
    )
    toml_file = forms.FileField(
        label="Mapping file",
        required=False,
        help_text="Read instead of the text above.",
        error_messages=wording.file("Mapping file", empty="The mapping file is empty. Choose another."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean(self):
        cleaned = super().clean()
        if uploaded := cleaned.get("toml_file"):
            try:
                cleaned["toml"] = uploaded.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("toml_file", "This is not a text file in UTF-8.")
        if not cleaned.get("toml", "").strip() and not self.errors:
            self.add_error("toml", "Write the mapping, or choose its file.")
        return cleaned


@dataclass(frozen=True)
class ValueChoice:
    """A value of the file and the select that says what it means."""

    value: str
    name: str
    select: str


@dataclass(frozen=True)
class ColumnChoice:
    """A column of the file, the select that says what it holds, and the values that need a meaning."""

    header: str
    first_values: str
    use: str
    label: str
    state: str
    name: str
    select: str
    values: list

    @property
    def needs_a_look(self):
        return bool(self.values) or self.state != "By name"


class ColumnsForm:
    """What each column of a file holds. Not a Django form: its fields are the file's columns and values.

    `columns` are those of ImportBatch.findings, `mapping` is the one to start from, `by_name` the one that
    the headings suggest.
    """

    def __init__(self, columns, mapping, by_name, fieldwork, places, chosen=None):
        self.columns, self.by_name, self.fieldwork, self.places = columns, by_name, fieldwork, places
        self.chosen = chosen
        self.errors = []
        self.mapping = self._chosen_mapping(mapping) if chosen is not None else mapping
        self.rows = [self._row(number, column) for number, column in enumerate(columns)]

    @property
    def use_by_column(self):
        return {column: what for what, column in self.mapping.uses()}

    @property
    def is_complete(self):
        """Whether every value that needs a meaning was on the page that was sent."""
        return all(value.name in self.chosen for row in self.rows for value in row.values)

    @property
    def to_look_at(self):
        return [row for row in self.rows if row.needs_a_look]

    @property
    def by_themselves(self):
        return [row for row in self.rows if not row.needs_a_look]

    @property
    def summary(self):
        """Such as "31 of 33 matched by name, 1 by you, 1 left out"."""
        states = [row.state for row in self.rows]
        parts = [f"{states.count('By name')} of {len(states)} matched by name"]
        parts += [f"{states.count('By you')} by you"] if "By you" in states else []
        parts += [f"{states.count('Left out')} left out"] if "Left out" in states else []
        return ", ".join(parts)

    @property
    def lacks_area(self):
        return self.mapping.area is None

    @property
    def lacks_mode(self):
        return self.mapping.mode is None

    @property
    def throughout(self):
        """The select for how all rows were answered, where no column says it."""
        return _select("throughout", MODE_CHOICES, self.mapping.throughout or "")

    @property
    def everywhere(self):
        """The select for the neighbourhood of all rows, where no column holds it."""
        choices = [("", "A column holds the area"), *self.places]
        return _select("everywhere", choices, self.mapping.everywhere or "")

    def _chosen_mapping(self, earlier):
        uses, columns_of = {}, {}
        for number, column in enumerate(self.columns):
            if what := self.chosen.get(f"use-{number}", ""):
                uses[what] = self._chosen_use(number, column, what, earlier.use_of(what))
                columns_of.setdefault(what, []).append(column["header"])
        for what, headers in columns_of.items():
            if len(headers) > 1:
                self.errors.append(f"{what} is chosen for more than one column: {', '.join(headers)}.")
        everywhere = self.chosen.get("everywhere") if "area" not in uses else None
        throughout = self.chosen.get("throughout", earlier.throughout) if "mode" not in uses else None
        throughout = throughout if throughout in MODES else None
        layout = (earlier.encoding, earlier.sheet, earlier.date_format)
        return as_mapping(uses, layout, everywhere or None, throughout)

    def _chosen_use(self, number, column, what, earlier):
        """The ColumnUse of one column, with the meanings that were chosen for its values."""
        is_same = earlier and earlier.column == column["header"]
        use = replace(earlier, choices={}) if is_same else ColumnUse(column["header"])
        codes, missing = dict(use.codes), dict(use.missing)
        for value in column["values"]:
            meaning = self.chosen.get(_value_name(number, value))
            if meaning is None:
                continue
            codes.pop(plain(value), None)
            missing.pop(plain(value), None)
            if meaning in dict(MISSING_CHOICES):
                missing[plain(value)] = int(meaning.removeprefix("missing "))
            elif meaning:
                codes[plain(value)] = _code_meant(what, meaning)
        is_question = what not in dict(FRAME_USES)
        adds = is_question and not (use.codes or use.missing) and bool(codes or missing)
        return replace(use, codes=codes, missing=missing, keep_options=use.keep_options or adds)

    def _row(self, number, column):
        header = column["header"]
        use = self.use_by_column.get(header, "")
        return ColumnChoice(
            header=header,
            first_values=", ".join(Truncator(value).chars(20) for value in column["values"][:SHOWN_VALUES]),
            use=use,
            label=dict(self._flat_uses()).get(use, ""),
            state=self._state(header, use),
            name=f"use-{number}",
            select=_select(f"use-{number}", self._uses(), use),
            values=self._values(number, column, use),
        )

    def _state(self, header, use):
        if not use:
            return "Left out"
        suggested = {column: what for what, column in self.by_name.uses()}
        return "By name" if suggested.get(header) == use else "By you"

    def _uses(self):
        questions = [use for question in self.fieldwork.questions for use in _uses_of(question)]
        return [("", "Leave this column out"), ("About the answer", FRAME_USES), ("Questions", questions)]

    def _flat_uses(self):
        return [*FRAME_USES, *self._uses()[2][1]]

    def _values(self, number, column, what):
        """The values of a column that do not speak for themselves, each with its select."""
        choices = self._meanings(what)
        if not choices:
            return []
        use = self.mapping.use_of(what)
        unread = set(self._unread(what, use, column["values"]))
        # What the headings suggest by themselves need not be looked at.
        is_suggested = self.by_name.use_of(what) == use
        meant = {} if is_suggested else use.codes | use.missing
        shown = [value for value in column["values"] if value in unread or plain(value) in meant]
        return [
            ValueChoice(value, _value_name(number, value), _select(_value_name(number, value), choices, meant))
            for value in shown
            for meant in [_meaning_of(what, use, value)]
        ]

    def _unread(self, what, use, values):
        if what in TRANSLATED:
            return unread_frame_values(what, use, values, self.fieldwork)
        return unread_values(self.fieldwork.question(what), use, values)

    def _meanings(self, what):
        """The choices for a value of a column that is read as `what`; none where none are translated."""
        frame = {
            "area": self.places,
            "sex": [*((sex.code, sex.label) for sex in SEXES), ("unknown", "Not known")],
            "age_band": [*((band.code, band.label) for band in AGE_BANDS), ("unknown", "Not known")],
            "mode": [(mode, mode.capitalize()) for mode in MODES],
            "consent": [("yes", "Agreed"), ("no", "Did not agree")],
        }
        if what in frame:
            return [SET_ASIDE, *frame[what]]
        question = next((q for q in self.fieldwork.packed if q.code == what), None)
        if question is None:
            return []
        options = [(str(option["code"]), f"{option['code']} {option['label']}") for option in question.options]
        return [SET_ASIDE, *options, *MISSING_CHOICES]


def _value_name(number, value):
    """The field of a value: the value itself may hold anything."""
    return f"value-{number}-{hashlib.sha256(value.encode()).hexdigest()[:12]}"


def _code_meant(what, meaning):
    if what == "sex":
        return SEX_CODES.get(meaning, 0)
    if what == "age_band":
        return BAND_CODES.get(meaning, 0)
    if what == "consent":
        return meaning == "yes"
    if what in ("area", "mode"):
        return meaning
    return int(meaning) if meaning.isdecimal() else BLANK


def _meaning_of(what, use, value):
    """The choice that stands for what a value means now; "" where it means nothing."""
    key = plain(value)
    if key in use.missing:
        return f"missing {use.missing[key]}"
    if key not in use.codes:
        return ""
    names = {"sex": SEX_CODES, "age_band": BAND_CODES, "consent": CONSENT_CODES}.get(what, {})
    return next((word for word, code in names.items() if code == use.codes[key]), str(use.codes[key]))


def _uses_of(question):
    """(value, label) of a question, and of each of its choices where several may be chosen."""
    yield question.code, _question_label(question)
    if question.kind == "multiple":
        named = [(option["code"], option["label"]) for option in question.options]
        for code, label in [*named, (0, "none of them"), *((c, MISSING_WORDS[c]) for c in (DONT_KNOW, REFUSED))]:
            yield choice_of(question.code, code), Truncator(f"{question.code}, chosen: {label}").chars(70)


def _question_label(question):
    return Truncator(f"{question.code} {question.wording}").chars(70)


def _select(name, choices, chosen):
    return forms.Select(choices=choices).render(name, chosen, attrs={"class": "form-select", "id": name})
