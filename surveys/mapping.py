"""How the columns of a file answer a questionnaire: a small TOML text that is kept, shown, downloaded and
uploaded.

The format is described in docs/data-formats/responses.md. Values of a file are compared as `plain` text, so
"1.0" and "1", "Yes" and "yes " are the same.
"""

from dataclasses import dataclass, field

import tomli_w

from commissioning.reading.csv_files import ENCODINGS
from commissioning.reading.files import Layout
from neighbourhoods.bands import AGE_BANDS, SEXES, UNKNOWN
from surveys.answers import DONT_KNOW, HIGHEST_CODE, MISSING_WORDS, MOST_CHOSEN, REFUSED
from surveys.bank.declarations import Declaration, Fault, is_whole, parse
from surveys.reading.texts import plain

MISSING_CODES = {word: code for code, word in MISSING_WORDS.items()}
SEX_CODES = {sex.code: sex.number for sex in SEXES} | {"unknown": UNKNOWN}
BAND_CODES = {band.code: band.number for band in AGE_BANDS} | {"unknown": UNKNOWN}
CONSENT_CODES = {"yes": True, "no": False}
MODES = ("file", "link", "interview", "paper")
FRAME = ("id", "area", "weight", "date", "mode", "sex", "age", "age_band", "consent", "review")
TOP_KEYS = ("file", *FRAME, "questions")
# What a column of one choice may stand for besides an option; 0 is none of them.
CHOICE_WORDS = {"none": 0, **{MISSING_WORDS[code]: code for code in (DONT_KNOW, REFUSED)}}
CHOICE_NAMES = {code: word for word, code in CHOICE_WORDS.items()}


class UnreadableMapping(Exception):
    """The mapping has faults; the message lists them all, one on a line, and `faults` holds them."""

    def __init__(self, faults):
        self.faults = [str(fault) for fault in faults]
        super().__init__("\n".join(self.faults))


@dataclass(frozen=True)
class ColumnUse:
    """One column of the file and what its values mean.

    `codes` turns a value, as plain text, into the product's own code; `missing` lists values that stand for
    no answer, with the code of why. A question with `codes` reads no other options, and one with `missing` no
    other reserved codes, unless `keep_options` says that they are meant in addition.

    `choices` are for a question of several options that has a column for each of them: heading -> the option's
    code, 0 for none of them, or the code of a missing answer. Such a question may have a `column` as well.
    """

    column: str = ""
    codes: dict = field(default_factory=dict)
    missing: dict = field(default_factory=dict)
    keep_options: bool = False
    choices: dict = field(default_factory=dict)

    @property
    def headings(self):
        """Every column that is read, the one of the whole answer first."""
        return [*([self.column] if self.column else []), *self.choices]


@dataclass(frozen=True)
class Mapping:
    """Which column says what. An answer's area comes from a column or, with `everywhere`, is the same for all
    rows; so does how it was given, with `throughout`.

    Rows whose `consent` was refused, and those that a `review` where they were collected did not approve, are set
    aside.
    """

    encoding: str | None = None
    sheet: str | None = None
    date_format: str | None = None
    id: str | None = None
    area: ColumnUse | None = None
    everywhere: str | None = None
    weight: str | None = None
    date: str | None = None
    mode: ColumnUse | None = None
    throughout: str | None = None
    sex: ColumnUse | None = None
    age: ColumnUse | None = None
    age_band: ColumnUse | None = None
    consent: ColumnUse | None = None
    review: str | None = None
    questions: dict = field(default_factory=dict)

    @property
    def layout(self):
        return Layout(self.encoding, self.sheet)

    def uses(self):
        """(what for, column) of every column used: "id", "area", …, a question's code, or a choice_of it."""
        frame = [(name, getattr(self, name)) for name in FRAME]
        used = [(what, use if isinstance(use, str) else use.column) for what, use in frame if use]
        for code, use in self.questions.items():
            used += [(code, use.column)] if use.column else []
            used += [(choice_of(code, chosen), column) for column, chosen in use.choices.items()]
        return used

    def use_of(self, what):
        """The ColumnUse for "area", "sex", a question's code or a choice_of it; None where it has no column."""
        use = self.questions.get(what) or (getattr(self, what) if what in FRAME else self._choice_use(what))
        return ColumnUse(use) if isinstance(use, str) else use

    def _choice_use(self, what):
        code, chosen = chosen_in(what) or ("", None)
        choices = self.questions[code].choices if code in self.questions else {}
        return next((column for column, each in choices.items() if each == chosen), None)

    def left_out(self, headers):
        """The headings that nothing is read from."""
        used = {column for _, column in self.uses()}
        return [header for header in headers if header not in used]


def choice_of(code, chosen):
    """What a column is for that says whether one option was chosen: "L1/2", "L1/none", "L1/refused"."""
    return f"{code}/{CHOICE_NAMES.get(chosen, chosen)}"


def chosen_in(what):
    """(question's code, option's code) of a choice_of; None where `what` is none."""
    code, _, word = what.partition("/")
    if word in CHOICE_WORDS:
        return code, CHOICE_WORDS[word]
    return (code, int(word)) if word.isascii() and word.isdecimal() else None


def parse_mapping(text):
    """The Mapping in a TOML text. Raises UnreadableMapping with every fault of it."""
    tables, faults = parse(text)
    if tables is None:
        raise UnreadableMapping(faults)
    top = Declaration("the mapping", tables, faults)
    mapping = Mapping(
        **_file(top),
        id=top.text("id") or None,
        **_area(top),
        weight=top.text("weight") or None,
        date=top.text("date") or None,
        **_mode(top, tables.get("mode")),
        sex=_coded(top, "sex", SEX_CODES),
        age=_age(top),
        age_band=_coded(top, "age_band", BAND_CODES),
        consent=_coded(top, "consent", CONSENT_CODES),
        review=top.text("review") or None,
        questions=_questions(top),
    )
    top.finish(TOP_KEYS)
    _note_double_use(mapping, faults)
    if faults:
        raise UnreadableMapping(faults)
    return mapping


def _table(parent, key):
    """The declaration under `key`, or None; a plain text there is the column's heading."""
    value = parent.take(key)
    if isinstance(value, str):
        value = {"column": value}
    if value is None:
        return None
    if not isinstance(value, dict):
        parent.fault(key, value, 'must be a column heading in quotation marks, or { column = "…" }.')
        return None
    return Declaration(key if parent.where == "the mapping" else f"question {key}", value, parent.faults)


def _file(top):
    table = _table(top, "file")
    if table is None:
        return {}
    encoding = table.one_of("encoding", ENCODINGS, default="") or None if "encoding" in table.written else None
    found = {
        "encoding": encoding,
        "sheet": table.text("sheet") or None,
        "date_format": table.text("date_format") or None,
    }
    table.finish(("encoding", "sheet", "date_format"))
    return found


def _area(top):
    table = _table(top, "area")
    if table is None:
        return {}
    if "everywhere" in table.written:
        found = {"everywhere": table.text("everywhere", required=True)}
        table.finish(("everywhere",))
        return found
    column = table.text("column", required=True)
    codes = {value: str(code).strip() for value, code in _pairs(table, "codes").items()}
    table.finish(("column", "codes", "everywhere"))
    return {"area": ColumnUse(column, codes)}


def _coded(top, key, known):
    """A column whose codes lead to one of `known`."""
    table = _table(top, key)
    if table is None:
        return None
    column = table.text("column", required=True)
    codes = _translated(table, "codes", known)
    table.finish(("column", "codes"))
    return ColumnUse(column, codes)


def _mode(top, written):
    if isinstance(written, dict) and "everywhere" in written:
        table = _table(top, "mode")
        found = table.one_of("everywhere", MODES)
        table.finish(("everywhere",))
        return {"throughout": found}
    return {"mode": _coded(top, "mode", {mode: mode for mode in MODES})}


def _age(top):
    table = _table(top, "age")
    if table is None:
        return None
    column = table.text("column", required=True)
    listed = table.take("missing", [])
    if not isinstance(listed, list) or not all(isinstance(value, str) or is_whole(value) for value in listed):
        table.fault("missing", listed, "must be a list of values, such as [-1, 998, 999].")
        listed = []
    table.finish(("column", "missing"))
    return ColumnUse(column, missing={plain(str(value)): UNKNOWN for value in listed})


def _questions(top):
    tables = top.take("questions", {})
    if not isinstance(tables, dict):
        top.fault("questions", tables, "must be written as [questions.R4], once for each question.")
        return {}
    parent = Declaration("question", tables, top.faults)
    return {code: use for code in tables if (use := _question(_table(parent, code)))}


def _question(table):
    if table is None:
        return None
    choices = _choices(table)
    column = table.text("column", required=not choices)
    codes = {}
    for value, code in _pairs(table, "codes").items():
        if is_whole(code) and 0 <= code <= HIGHEST_CODE:
            codes[value] = code
        else:
            table.fault(f"codes.{value}", code, "must be the code of an option or a number, without quotation marks.")
    missing = _translated(table, "missing", MISSING_CODES)
    keep_options = table.flag("keep_options")
    table.finish(("column", "codes", "missing", "keep_options", "choices"))
    return ColumnUse(column, codes, missing, keep_options, choices)


def _choices(table):
    """Columns of single options: heading -> the option's code, or what no answer it stands for."""
    written = table.take("choices", {})
    if not isinstance(written, dict):
        table.fault("choices", written, 'must be a table of headings and options, such as { "L1/1" = 1 }.')
        return {}
    found = {}
    for heading, meant in written.items():
        code = CHOICE_WORDS.get(plain(meant)) if isinstance(meant, str) else meant
        if is_whole(code) and (isinstance(meant, str) or 1 <= code <= MOST_CHOSEN):
            found[heading] = code
        else:
            words = ", ".join(f'"{word}"' for word in CHOICE_WORDS)
            table.fault(f"choices.{heading}", meant, f"must be the code of an option, or one of {words}.")
    for heading, code in found.items():
        if list(found.values()).count(code) > 1:
            table.fault(f"choices.{heading}", written[heading], "is what another column says as well.")
    return found


def _pairs(table, key):
    """A table of file value -> meaning, with the values as plain text."""
    pairs = table.take(key, {})
    if not isinstance(pairs, dict):
        table.fault(key, pairs, 'must be a table of values and what they mean, such as { "1" = "…" }.')
        return {}
    return {plain(value): meaning for value, meaning in pairs.items()}


def _translated(table, key, known):
    """Like `_pairs`, with each meaning looked up among the words of `known`."""
    found = {}
    for value, word in _pairs(table, key).items():
        if isinstance(word, str) and plain(word) in known:
            found[value] = known[plain(word)]
        else:
            table.fault(f"{key}.{value}", word, f"is not known; write one of {', '.join(known)}.")
    return found


def _note_double_use(mapping, faults):
    first = {}
    for what, column in mapping.uses():
        if column and column in first:
            faults.append(Fault("the mapping", what, column, f"is already read as {first[column]}."))
        first.setdefault(column, what)


def dump_mapping(mapping):
    """The TOML text of a mapping; `parse_mapping` reads the same mapping from it."""
    layout = {key: getattr(mapping, key) for key in ("encoding", "sheet", "date_format")}
    area = {"everywhere": mapping.everywhere} if mapping.everywhere else _dumped(mapping.area, str)
    mode = {"everywhere": mapping.throughout} if mapping.throughout else _dumped(mapping.mode, str)
    tables = {
        "id": mapping.id,
        "weight": mapping.weight,
        "date": mapping.date,
        "review": mapping.review,
        "file": {key: value for key, value in layout.items() if value},
        "area": area,
        "mode": mode,
        "sex": _dumped(mapping.sex, _word_in(SEX_CODES)),
        "age": _dumped_age(mapping.age),
        "age_band": _dumped(mapping.age_band, _word_in(BAND_CODES)),
        "consent": _dumped(mapping.consent, _word_in(CONSENT_CODES)),
        "questions": {code: _dumped(use, int) for code, use in mapping.questions.items()},
    }
    return tomli_w.dumps({key: value for key, value in tables.items() if value})


def _word_in(codes):
    words = {number: word for word, number in codes.items()}
    return words.__getitem__


def _dumped(use, meaning):
    if use is None:
        return None
    table = {
        "column": use.column,
        "codes": {value: meaning(code) for value, code in use.codes.items()},
        "missing": {value: MISSING_WORDS[code] for value, code in use.missing.items()},
        "keep_options": use.keep_options,
        "choices": {heading: CHOICE_NAMES.get(code, code) for heading, code in use.choices.items()},
    }
    return {key: value for key, value in table.items() if value}


def _dumped_age(use):
    if use is None:
        return None
    return {"column": use.column} | ({"missing": list(use.missing)} if use.missing else {})
