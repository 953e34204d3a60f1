"""A questionnaire written as an XLSForm: docs/data-formats/xlsforms.md."""

from collections import Counter
from dataclasses import dataclass, field

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from commissioning.workbooks import saved, widen, write_text
from surveys.answering.phrases import phrases_of
from surveys.answering.wording import asked_in, text_in
from surveys.languages import ENGLISH, LANGUAGES
from surveys.models.questionnaires import Audience, Kind
from surveys.reading.meanings import HIGHEST
from surveys.reading.texts import place_name
from surveys.xlsforms import names
from surveys.xlsforms.expressions import asked_if_written

NOTHING = "-"
SURVEY, CHOICES, SETTINGS = "survey", "choices", "settings"
TRANSLATED = ("label", "hint", "guidance_hint", "constraint_message")
PLAIN = ("type", "name", *TRANSLATED, "required", "relevant", "constraint")
TYPES = {Kind.SINGLE: "select_one", Kind.MULTIPLE: "select_multiple", Kind.TEXT: "text"}
# A number may be 98, so what stands for no answer lies below zero there; a count has files' own 98 and 99.
INSTEAD_NUMBERS = {Kind.COUNT: (98, 99), Kind.NUMBER: (-98, -99)}
ALONE = "not(count-selected(.) > 1 and ({}))"
WIDTHS = {"type": 26, "name": 16, "relevant": 34, "constraint": 34}


@dataclass
class Form:
    """The rows of the three sheets: dicts from heading to text; `languages` are those of its labels."""

    languages: list
    survey: list = field(default_factory=list)
    choices: list = field(default_factory=list)
    settings: dict = field(default_factory=dict)


def xlsform_of(questionnaire, wave=None):
    """The bytes of the workbook; with a `wave`, its neighbourhoods are the choices of the area."""
    return _workbook(form_of(questionnaire, wave))


def form_of(questionnaire, wave=None):
    """The Form of a questionnaire, as rows."""
    return _Writer(questionnaire, wave).form


class _Writer:
    """Writes a questionnaire row by row."""

    def __init__(self, questionnaire, wave):
        self.questionnaire, self.wave = questionnaire, wave
        known = [code for code in questionnaire.languages if code in LANGUAGES and code != ENGLISH.code]
        self.form = Form([ENGLISH, *(LANGUAGES[code] for code in dict.fromkeys(known))])
        self.names = names.question_names([item.code for item in questionnaire.asked])
        self.items = {item.code: item for item in questionnaire.asked}
        self.lists = {}
        self._write()

    def _write(self):
        self._row("today", names.TODAY)
        self._text("introduction", names.INTRODUCTION)
        has_consent = self._consent()
        self._area()
        self._questions()
        if self.questionnaire.audience == Audience.RESIDENTS:
            for name, choices in names.NUMBERED_CHOICES.items():
                self._fixed(name, [(choice, _phrase(key)) for choice, (_, key) in choices.items()])
        self._text("thanks", names.THANKS)
        if has_consent:
            self._row("end_group", "")
        self.form.settings = {
            "form_title": names.as_words(self.questionnaire.title),
            "form_id": names.form_id(self.questionnaire, self.wave),
            "version": str(self.questionnaire.version),
            "default_language": names.ENGLISH_NAME,
        }

    def _row(self, kind, name, **cells):
        """A row of the survey sheet. A translated cell is a function from a language to its text."""
        self.form.survey.append(self._cells({"type": kind, "name": name} | cells))

    def _cells(self, cells):
        written = {}
        for column, value in cells.items():
            if callable(value):
                texts = [names.as_words(str(value(language))) or NOTHING for language in self.languages]
                written |= dict(zip(_headings_of(column, self.form), texts, strict=True))
            else:
                written[column] = value
        return written

    @property
    def languages(self):
        return self.form.languages

    def _text(self, which, name):
        if getattr(self.questionnaire, which):
            self._row("note", name, label=self._text_in(which))

    def _text_in(self, which):
        return lambda language: text_in(self.questionnaire, which, _translated_to(language))

    def _consent(self):
        """The question of consent; whoever refuses it is asked nothing else."""
        if not self.questionnaire.consent:
            return False
        self._list(names.CONSENT, [(name, _same(label)) for name, label in names.CONSENT_CHOICES])
        kind = f"select_one {names.CONSENT}"
        self._row(kind, names.CONSENT, label=self._text_in("consent"), required="yes")
        self._row("begin_group", names.ANSWERS, relevant=f"${{{names.CONSENT}}} = '{names.YES}'")
        return True

    def _area(self):
        if self.wave is None:
            self._row("text", names.AREA, label=_phrase(names.AREA), required="yes")
            return
        places = list(self.wave.samples.values_list("neighbourhood__code", "neighbourhood__name"))
        choices = _place_choices(places, _called(self.wave.programme))
        self._fixed(names.AREA, [(name, _same(label)) for name, label in choices], required="yes")

    def _fixed(self, name, choices, **cells):
        self._list(name, choices)
        self._row(f"select_one {name}", name, label=_phrase(name), **cells)

    def _questions(self):
        sections = 0
        for item in self.questionnaire.asked:
            if item.section:
                self._end_section(sections)
                sections += 1
                self._row("begin_group", names.SECTION.format(sections), label=_part(item, "section"))
            self._question(item)
        self._end_section(sections)

    def _end_section(self, sections):
        if sections:
            self._row("end_group", "")

    def _question(self, item):
        name = self.names[item.code]
        cells = {"label": _part(item, "wording")}
        if item.hint:
            cells["hint"] = _part(item, "hint")
        if item.asked_if:
            gate = self.items[item.asked_if["question"]]
            cells["relevant"] = asked_if_written(item.asked_if, gate.kind, self.names[gate.code])
        if item.kind in INSTEAD_NUMBERS:
            cells |= _amount_cells(item)
        elif item.kind == Kind.MULTIPLE:
            cells |= {"constraint": alone_constraint(), "constraint_message": _same(_alone_message(item))}
        self._row(self._type_of(item, name), name, **cells)

    def _type_of(self, item, name):
        if item.kind in INSTEAD_NUMBERS:
            return "integer"
        if item.kind == Kind.TEXT:
            return "text"
        return f"{TYPES[item.kind]} {self._list(name, self._choices_of(item))}"

    def _choices_of(self, item):
        """(name, label in a language) of the options, and of what may be answered instead."""
        labels = option_labels(item)
        chosen = [(str(option["code"]), _option(item, option["code"])) for option in item.options]
        extra = [names.NONE_NAME] if item.kind == Kind.MULTIPLE else []
        return chosen + [(name, _instead(name, labels)) for name in [*extra, *names.INSTEAD_NAMES]]

    def _list(self, name, choices):
        """The name of the list with these choices: this one, or that of an equal list above."""
        rows = [self._cells({"name": each, "label": label}) for each, label in choices]
        content = tuple(tuple(row.items()) for row in rows)
        if content not in self.lists:
            self.lists[content] = name
            self.form.choices += [{"list_name": name} | row for row in rows]
        return self.lists[content]


def option_labels(item):
    """Every label of an item's options, in all languages."""
    translated = [label for kept in item.translations.values() for label in kept.get("options", {}).values()]
    return [option["label"] for option in item.options] + translated


def alone_constraint():
    """That none of these, don't know and refused stand alone among several choices."""
    alone = (names.NONE_NAME, *names.INSTEAD_NAMES)
    return ALONE.format(" or ".join(f"selected(., '{name}')" for name in alone))


def _alone_message(item):
    labels = option_labels(item)
    first, second, third = (names.instead_label(name, labels) for name in (names.NONE_NAME, *names.INSTEAD_NAMES))
    return f"“{first}”, “{second}” and “{third}” each stand alone."


def _amount_cells(item):
    """The constraint of a count or a number, and how somebody says that there is no answer."""
    low, high = item.low or 0, HIGHEST[item.kind] if item.high is None else item.high
    dont_know, refused = INSTEAD_NUMBERS[item.kind]

    def instead(language):
        phrases = phrases_of(language.code)
        return f"{dont_know}: {phrases['dont_know']}. {refused}: {phrases['refused']}."

    def message(language):
        fault = phrases_of(language.code).say("fault_number", low=f"{low:,}", high=f"{high:,}")
        return f"{fault} {instead(language)}"

    return {
        "guidance_hint": instead,
        "constraint": f"(. >= {low} and . <= {high}) or . = {dont_know} or . = {refused}",
        "constraint_message": message,
    }


def _called(programme):
    """How many of the programme's neighbourhoods have each name."""
    return Counter(place_name(name) for name in programme.neighbourhoods.values_list("name", flat=True))


def _place_choices(places, called):
    """(choice name, label) of neighbourhoods; where two share a name, their codes stand beside it."""
    return [
        (names.choice_name(code), names.place_label(code, name) if called[place_name(name)] > 1 else name)
        for code, name in places
    ]


def _same(text):
    """A text that every language has, until somebody translates it."""
    return lambda language: text


def _phrase(key):
    return lambda language: phrases_of(language.code)[key]


def _instead(name, labels):
    return lambda language: names.instead_label(name, labels, language)


def _translated_to(language):
    """The code under which translations are kept; English is none."""
    return "" if language == ENGLISH else language.code


def _part(item, part):
    return lambda language: getattr(asked_in(item, _translated_to(language)), part)


def _option(item, code):
    return lambda language: dict(asked_in(item, _translated_to(language)).options)[code]


def _workbook(form):
    workbook = Workbook()
    workbook.remove(workbook.active)
    _sheet(workbook, SURVEY, _survey_headings(form), form.survey)
    labels = _headings_of("label", form)
    _sheet(workbook, CHOICES, ["list_name", "name", *labels], form.choices)
    _sheet(workbook, SETTINGS, list(form.settings), [form.settings])
    return saved(workbook)


def _headings_of(column, form):
    return [f"{column}::{names.language_name(language)}" for language in form.languages]


def _survey_headings(form):
    """The columns that any row fills in; a translated one for every language."""
    filled = {heading.partition("::")[0] for row in form.survey for heading in row}
    headings = [[column] if column not in TRANSLATED else _headings_of(column, form) for column in PLAIN]
    return [heading for group in headings for heading in group if heading.partition("::")[0] in filled]


def _sheet(workbook, name, headings, rows):
    page = workbook.create_sheet(name)
    for number, values in enumerate([headings, *([row.get(h, "") for h in headings] for row in rows)], start=1):
        for place, value in enumerate(values, start=1):
            if value:
                _write(page.cell(number, place), value, is_heading=number == 1)
    page.freeze_panes = "A2"
    widen(page, [WIDTHS.get(heading, 36) for heading in headings])


def _write(cell, value, *, is_heading):
    write_text(cell, value)
    if is_heading:
        cell.font = Font(bold=True)
    else:
        cell.alignment = Alignment(vertical="top", wrap_text="\n" in value)
