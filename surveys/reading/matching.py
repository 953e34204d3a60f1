"""Which column of a file answers which question: guessed from the headings, and checked before it is used."""

import re

from surveys.mapping import TOP_KEYS, ColumnUse, Mapping
from surveys.reading import meanings
from surveys.reading.texts import heading

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
NEEDS_NOTHING = ("id", "weight", "date")


def guess_mapping(headers, questions, places, previous=None):
    """The Mapping that the headings suggest.

    What `previous`, an earlier Mapping, says of a column that is here again is kept; the others are matched
    by name. `places` are the codes of the wave's neighbourhoods: with one of them and no column, all rows are
    there.
    """
    taken = _kept_from(previous, headers) if previous else {}
    free = [header for header in headers if header not in {use.column for use in taken.values()}]
    for what, match in _matchers(questions):
        if what not in taken and (found := next((header for header in free if match(header)), None)):
            taken[what] = ColumnUse(found)
            free.remove(found)
    everywhere = None if "area" in taken or len(places) != 1 else places[0]
    layout = (previous.encoding, previous.sheet, previous.date_format) if previous else (None, None, None)
    return as_mapping(taken, layout, everywhere)


def as_mapping(uses, layout=(None, None, None), everywhere=None):
    """A Mapping from {what: ColumnUse}, where what is "id", "area", … or a question's code."""
    encoding, sheet, date_format = layout
    frame = {what: uses[what] for what in TOP_KEYS[1:-1] if what in uses}
    frame |= {what: frame[what].column for what in NEEDS_NOTHING if what in frame}
    questions = {what: use for what, use in uses.items() if what not in TOP_KEYS}
    return Mapping(encoding, sheet, date_format, everywhere=everywhere, questions=questions, **frame)


def _kept_from(previous, headers):
    return {what: previous.use_of(what) for what, column in previous.uses() if column in headers}


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
        return [takes_none] if use.codes or use.missing else []
    wrong = [str(code) for code in dict.fromkeys(use.codes.values()) if not meanings.is_offered(question, code)]
    return [f"{question.code} has no option {', '.join(wrong)}."] if wrong else []


def unread_values(question, use, values):
    """Those of `values` that mean nothing as answers to `question`, in their order."""
    return [value for value in values if not _is_understood(meanings.answer_to(question, use), value)]


def unread_frame_values(what, use, values, fieldwork):
    """Those of `values` that mean nothing as "area", "sex", "age_band" or "mode"."""
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
