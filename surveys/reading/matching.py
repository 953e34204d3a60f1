"""Which column of a file answers which question: guessed from the headings, and checked before it is used."""

import re
from dataclasses import replace

from surveys.mapping import FRAME, ColumnUse, Mapping, choice_of, chosen_in
from surveys.reading import kobo, meanings, verdicts
from surveys.reading.form_columns import form_columns
from surveys.reading.texts import heading, missing_code, plain

FRAME_HEADINGS = {
    "id": ("id", "response id", "respondent id", "respno", "respondent", "uuid", "record id", "case id"),
    "area": ("area", "area code", "neighbourhood", "neighbourhood code", "district", "region"),
    "weight": ("weight", "weights", "survey weight", "design weight", "withinwt"),
    "date": ("date", "interview date", "dateintr", "date of interview", "answered on", "submission time"),
    "mode": ("mode", "survey mode", "mode of interview"),
    "sex": ("sex", "gender"),
    "age": ("age", "age in years", "age last birthday"),
    "age_band": ("age band", "ageband", "age group", "agegroup"),
}
AREA_CODE = re.compile(r"(wd|lsoa|ward|msoa)\d{0,2} ?(cd|code|nm|name)?")
CODE_PARTS = re.compile(r"[a-z]+(\d+[a-z]?)")
NEEDS_NOTHING = ("id", "weight", "date", "review")


def guess_mapping(headers, questions, places, previous=None, *, origin="", texts=()):
    """The Mapping that the headings suggest.

    What `previous`, an earlier Mapping, says of a column that is here again is kept; the others are matched
    by name. `places` are the codes of the wave's neighbourhoods: with one of them and no column, all rows are
    there. `origin` says what the file is an export of: kobo.origin_of; `texts` are those of form_columns.
    """
    taken = _kept_from(previous, headers) if previous else {}
    _add_form_columns(taken, headers, questions, origin, texts)
    free = [header for header in headers if header not in _used(taken)]
    for what, match in _matchers(questions):
        if what not in taken and (found := next((header for header in free if match(header)), None)):
            taken[what] = ColumnUse(found)
            free.remove(found)
    everywhere = None if "area" in taken or len(places) != 1 else places[0]
    throughout = previous.throughout if previous else "interview" if origin else None
    layout = (previous.encoding, previous.sheet, previous.date_format) if previous else (None, None, None)
    return as_mapping(taken, layout, everywhere, None if "mode" in taken else throughout)


def as_mapping(uses, layout=(None, None, None), everywhere=None, throughout=None):
    """A Mapping from {what: ColumnUse}, where what is "id", "area", …, a question's code or a choice_of it."""
    encoding, sheet, date_format = layout
    frame = {what: uses[what] for what in FRAME if what in uses}
    frame |= {what: frame[what].column for what in NEEDS_NOTHING if what in frame}
    questions = {what: use for what, use in uses.items() if what not in FRAME and not chosen_in(what)}
    for what, use in uses.items():
        if chosen := chosen_in(what):
            code, option = chosen
            whole = questions.get(code, ColumnUse())
            questions[code] = replace(whole, choices=whole.choices | {use.column: option})
    return Mapping(
        encoding, sheet, date_format, everywhere=everywhere, throughout=throughout, questions=questions, **frame
    )


def _used(taken):
    return {header for use in taken.values() for header in use.headings}


def _add_form_columns(taken, headers, questions, origin, texts):
    """Add to `taken` the columns of a form made from the questionnaire, and what the export itself says of records."""
    free = [header for header in headers if header not in _used(taken)]
    found = {what: ColumnUse(header) for header in free if origin and (what := kobo.what_is_own(header))}
    found |= form_columns(free, questions, by_label=bool(origin), texts=texts)
    for what, use in found.items():
        if what in taken:
            continue
        taken[what] = replace(use, choices={})
        taken |= {choice_of(what, code): ColumnUse(header) for header, code in use.choices.items()}
        if not use.column:
            del taken[what]


def _kept_from(previous, headers):
    """{what: ColumnUse} of what an earlier mapping says, with each column of a choice for itself."""
    kept = {what: previous.use_of(what) for what, column in previous.uses() if column in headers}
    return {what: replace(use, choices={}) for what, use in kept.items()}


def _matchers(questions):
    """(what, matches(heading)) pairs, the surest first: codes, frame names, wordings, numbers."""
    for question in questions:
        yield question.code, _is_code(question.code)
    for what, names in FRAME_HEADINGS.items():
        yield what, _is_named(what, names)
    for question in questions:
        yield question.code, _is_wording(question.wording)
    by_number = _by_number(questions)
    for number, code in by_number.items():
        yield code, _is_code(f"q{number}")


def _is_code(code):
    """Whether a heading is the code, or starts or ends with it as a word: R4, r4_help, group/R4."""
    wanted = heading(code)

    def match(header):
        words = heading(header).split()
        return bool(words) and wanted in (words[0], words[-1])

    return match


def _is_named(what, names):
    def match(header):
        name = heading(header)
        return name in names or (what == "area" and AREA_CODE.fullmatch(name) is not None)

    return match


def _is_wording(wording):
    wanted = heading(wording)
    return lambda header: len(wanted) > 12 and heading(header) == wanted


def _by_number(questions):
    """Question code by its number with suffix, for the numbers that only one question has."""
    found = {}
    for question in questions:
        if match := CODE_PARTS.fullmatch(question.code.lower()):
            found.setdefault(match[1], []).append(question.code)
    return {number: codes[0] for number, codes in found.items() if len(codes) == 1}


def problems_of(mapping, headers, fieldwork):
    """What keeps the file from being read as `mapping` says, in sentences; empty where nothing does."""
    absent = [(what, column) for what, column in mapping.uses() if column not in headers]
    problems = [f"The file has no column “{column}” (for {what})." for what, column in absent]
    known = {question.code: question for question in fieldwork.questions}
    unknown = [code for code in mapping.questions if code not in known]
    if unknown:
        problems.append(f"The questionnaire does not ask {', '.join(unknown)}.")
    if not mapping.questions:
        problems.append("Say for at least one question which column answers it.")
    problems += _area_problems(mapping, fieldwork)
    for code, use in mapping.questions.items():
        if code in known:
            problems += _code_problems(known[code], use)
    return problems


def _area_problems(mapping, fieldwork):
    if mapping.everywhere:
        if fieldwork.sample_at(mapping.everywhere) is None:
            return [f"“{mapping.everywhere}” is not a neighbourhood of this wave."]
        return []
    if mapping.area is None:
        return ["Say which column holds the area, or that all answers come from one neighbourhood."]
    places = dict.fromkeys(mapping.area.codes.values())
    strangers = ", ".join(place for place in places if not fieldwork.knows(place))
    return [f"The area codes lead to places that the programme does not have: {strangers}."] if strangers else []


def _code_problems(question, use):
    """Translations to something that the question does not offer."""
    if question.kind == "text":
        takes_none = f"{question.code} is answered in words: it takes no codes."
        return [takes_none] if use.codes or use.missing or use.choices else []
    if use.choices and question.kind != "multiple":
        return [f"{question.code} takes one answer: it has no columns of choices."]
    meant = dict.fromkeys([*use.codes.values(), *(code for code in use.choices.values() if code > 0)])
    wrong = [str(code) for code in meant if not meanings.is_offered(question, code)]
    return [f"{question.code} has no option {', '.join(wrong)}."] if wrong else []


def unread_values(question, use, values):
    """Those of `values` that mean nothing as answers to `question`, in their order."""
    return [value for value in values if not _is_understood(meanings.answer_to(question, use), value)]


def unread_frame_values(what, use, values, fieldwork):
    """Those of `values` that mean nothing as "area", "sex", "age_band", "mode" or "consent"."""
    if what == "consent":
        known = verdicts.known_consent(use)
        return [value for value in values if plain(value) not in known and missing_code(value) is None]
    understand = {
        "area": lambda: meanings.sample_of(fieldwork, use),
        "sex": lambda: meanings.sex_of(use),
        "age_band": lambda: meanings.band_of_value(use),
        "mode": lambda: meanings.mode_of(use),
    }[what]()
    return [value for value in values if not _is_understood(understand, value)]


def _is_understood(understand, value):
    try:
        understand(value)
    except meanings.Misfit:
        return False
    return True
