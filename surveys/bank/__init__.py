"""The question bank: the menu of survey questions, as files that people can read, review and add to.

The product's own menu is the TOML files beside this module; a programme adds local questions in files of the
same form (docs/data-formats/questions.md). Reading is pure: no database, and every fault of a file is listed
at once.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from surveys.answers import HIGHEST_CODE, HIGHEST_COUNT, MISSING_WORDS, MOST_CHOSEN, OTHER, RESERVED_IN_FILES
from surveys.bank.declarations import Declaration, Fault, entries, expand_codes, is_whole, name_of, parse
from surveys.bank.questionnaire_tables import QUESTIONNAIRE_KEYS, BankQuestionnaire, read_questionnaires

__all__ = [
    "QUESTIONNAIRE_KEYS",
    "AskedIf",
    "BankQuestion",
    "BankQuestionnaire",
    "Fault",
    "Option",
    "bank_files",
    "read_bank",
    "read_file",
    "read_one",
    "shipped_questions",
]

AUDIENCES = ("residents", "organisations", "agencies")
KINDS = ("single", "multiple", "count", "number", "text")
FILE_TABLES = {"bank", "question", "questionnaire"}
FILE_HOLDS = "[bank], [[question]] and [[questionnaire]]"
BANK_KEYS = ("title", "audience", "licence")
QUESTION_KEYS = ("code", "kind", "goal", "wording", "hint", "source", "licence", "modified")
KEYS_OF_KIND = {
    "single": ("options", "asked_if"),
    "multiple": ("options", "asked_if"),
    "count": ("low", "high", "asked_if"),
    "number": ("low", "high", "asked_if"),
    "text": ("asked_if",),
}


class Option(NamedTuple):
    """One answer that may be chosen: the code kept and the words shown."""

    code: int
    label: str


class AskedIf(NamedTuple):
    """Routing: the question is put only to those whose answer to an earlier `question` is among `codes`."""

    question: str
    codes: tuple[int, ...]


@dataclass(frozen=True)
class BankQuestion:
    """A question of the menu as published or as written locally, with where it comes from.

    `goal` is the goal it serves first, 0 for context. `low` and `high` bound a count or number.
    """

    code: str
    kind: str
    goal: int
    wording: str
    hint: str
    source: str
    licence: str
    modified: bool
    audience: str
    options: tuple[Option, ...] = ()
    low: int | None = None
    high: int | None = None
    asked_if: AskedIf | None = None

    @property
    def codes(self):
        """The codes that are answers: a set of options, a range of whole numbers, or empty for text."""
        if self.kind in ("single", "multiple"):
            return frozenset(option.code for option in self.options)
        return range(self.low, self.high + 1) if self.kind in ("count", "number") else range(0)


def bank_files():
    """Paths of the question files that come with the product, in the order of the menu."""
    folder = Path(__file__).parent
    return [folder / f"{audience}.toml" for audience in AUDIENCES]


@cache
def shipped_questions():
    """The product's own menu: question code -> BankQuestion, read only."""
    menu = {}
    for path in bank_files():
        questions, faults = read_bank(path.read_text(encoding="utf-8"))
        if faults:
            raise ValueError(f"{path.name}: " + " ".join(map(str, faults)))
        menu |= {question.code: question for question in questions}
    return MappingProxyType(menu)


def read_bank(text, known=None):
    """Read a file of questions alone, collecting every fault.

    Parameters
    ----------
    text : str
        The file, TOML.
    known : Mapping[str, BankQuestion], optional
        Questions declared elsewhere, to which routing may also point.

    Returns
    -------
    (questions, faults)
        The questions that are in order, as declared; and the `Fault`s. Load a file only when it has none.
    """
    questions, questionnaires, faults = read_file(text, known)
    if questionnaires:
        faults.append(Fault("the file", "questionnaire", None, "is not used here; declare questions only."))
    return questions, faults


def read_file(text, known=None):
    """Read a file of questions, questionnaires or both, collecting every fault.

    Parameters
    ----------
    text : str
        The file, TOML.
    known : Mapping[str, BankQuestion], optional
        Questions declared elsewhere, to which routing may point and which questionnaires may ask.

    Returns
    -------
    (questions, questionnaires, faults)
        The questions and the BankQuestionnaires that are in order, as declared; and the `Fault`s. Load a file
        only when it has none.
    """
    tables, faults = parse(text)
    if tables is None:
        return [], [], faults
    bank = _read_heading(tables, faults)
    known = known or {}
    questions, declared = [], {}
    if "question" in tables or "questionnaire" not in tables:
        questions, declared = _read_questions(tables, bank, known, faults)
    questionnaires = []
    if "questionnaire" in tables:
        listed = entries(tables, "questionnaire", faults)
        menu = {**known, **declared}
        questionnaires = read_questionnaires(listed, menu, AUDIENCES, bank["audience"], faults)
    return questions, questionnaires, faults


def read_one(table, *, audience, licence, known):
    """Read one question for `audience`, written as a `[[question]]` table.

    `known` are the BankQuestions by code to which its routing may point. Returns (the BankQuestion, its `Fault`s).
    """
    faults = []
    declaration = Declaration(name_of(table, "code", 1, "question"), table, faults)
    bank = {"audience": audience, "licence": licence}
    return _read_question(declaration, bank, {code: question.codes for code, question in known.items()}), faults


def _read_questions(tables, bank, known, faults):
    """The sound questions, and every declared code with its BankQuestion, None for one that has faults."""
    earlier = {code: question.codes for code, question in known.items()}
    declared, questions = {}, []
    for position, table in enumerate(entries(tables, "question", faults), start=1):
        declaration = Declaration(name_of(table, "code", position, "question"), table, faults)
        faults_before = len(faults)
        question = _read_question(declaration, bank, earlier)
        if question.code in declared:
            declaration.fault("code", question.code, "is already the code of a question above; give it another.")
        is_sound = len(faults) == faults_before
        declared[question.code] = question if is_sound else None
        earlier[question.code] = _codes_for_routing(question, sound=is_sound)
        if is_sound:
            questions.append(question)
    return questions, declared


def _codes_for_routing(question, *, sound):
    """The codes that routing may name; None where the question's own faults leave them open."""
    return question.codes if sound else None


def _read_heading(tables, faults):
    """The `[bank]` table: title, audience and the licence of its questions."""
    heading = tables.get("bank", {})
    if not isinstance(heading, dict) or not heading:
        faults.append(Fault("the file", "bank", None, "has no [bank]; begin with [bank], title, audience and licence."))
        heading = {}
    for key in sorted(tables.keys() - FILE_TABLES):
        faults.append(Fault("the file", key, None, f"is not used here; a file holds {FILE_HOLDS} only."))
    bank = Declaration("[bank]", heading, faults if heading else [])
    read = {
        "title": bank.text("title", required=True),
        "audience": bank.one_of("audience", AUDIENCES),
        "licence": bank.text("licence", required=True),
    }
    bank.finish(BANK_KEYS)
    return read


def _read_question(declaration, bank, earlier):
    kind = declaration.one_of("kind", KINDS)
    question = BankQuestion(
        code=declaration.code("R2 or V5a"),
        kind=kind,
        goal=declaration.whole("goal", 0, 6),
        wording=declaration.text("wording", required=True),
        hint=declaration.text("hint"),
        source=declaration.text("source", required=True),
        licence=declaration.text("licence", default=bank["licence"]),
        modified=declaration.flag("modified"),
        audience=bank["audience"],
        asked_if=_read_routing(declaration, earlier),
        **_read_answers(declaration, kind),
    )
    if kind:
        declaration.finish(QUESTION_KEYS + KEYS_OF_KIND[kind])
    return question


def _read_answers(declaration, kind):
    """What may be answered, as the fields of BankQuestion that this kind has."""
    if kind in ("single", "multiple"):
        return {"options": _read_options(declaration, _why_not_an_option_code if kind == "single" else _why_not_a_bit)}
    if kind in ("count", "number"):
        return _read_bounds(declaration, HIGHEST_COUNT if kind == "count" else HIGHEST_CODE)
    return {}


def _read_bounds(declaration, highest):
    low, high = declaration.whole("low", 0, highest, default=0), declaration.whole("high", 0, highest)
    if low is not None and high is not None and low > high:
        declaration.fault("low", low, f"is above high, which is {high}.")
    return {"low": low, "high": high}


def _read_options(declaration, why_not):
    written = declaration.take("options")
    if not isinstance(written, list) or len(written) < 2:
        declaration.fault("options", written, 'must list at least two, each as {code = 1, label = "Yes"}.')
        return ()
    options = [option for item in written if (option := _read_option(declaration, item, why_not))]
    codes = [option.code for option in options]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        declaration.fault("options", code, "is the code of more than one option.")
    return tuple(options)


def _read_option(declaration, item, why_not):
    if not isinstance(item, dict) or item.keys() != {"code", "label"}:
        declaration.fault("options", item, "must have a code and a label and nothing else.")
        return None
    code, label = item["code"], item["label"]
    if not isinstance(label, str) or not label.strip():
        declaration.fault("options", code, "needs a label in words, in quotation marks.")
        return None
    if reason := why_not(code):
        declaration.fault("options", code, reason)
        return None
    return Option(code, label.strip())


def _why_not_an_option_code(code):
    """The reason why `code` cannot stand for an option, or an empty text."""
    if not is_whole(code):
        return "is not a whole number."
    if code in RESERVED_IN_FILES:
        meaning = MISSING_WORDS[RESERVED_IN_FILES[code]]
        return f'is kept for "{meaning}", which is always accepted; leave it out or choose another code.'
    if not 0 <= code <= HIGHEST_COUNT and code != OTHER:
        return f'must be from 0 to {HIGHEST_COUNT}, or {OTHER} for "other".'
    return ""


def _why_not_a_bit(code):
    """The reason why `code` cannot stand for one of several options that are chosen together, or an empty text."""
    if not is_whole(code):
        return "is not a whole number."
    return "" if 1 <= code <= MOST_CHOSEN else f"must be from 1 to {MOST_CHOSEN}: more cannot be chosen together."


def _read_routing(declaration, earlier):
    written = declaration.take("asked_if")
    if written is None:
        return None
    if not isinstance(written, dict) or written.keys() != {"question", "is"}:
        declaration.fault("asked_if", written, 'must be written as {question = "R4", is = [1]}.')
        return None
    target = written["question"]
    if not isinstance(target, str) or target not in earlier:
        declaration.fault("asked_if", target, "is not a question above this one; routing can only look back.")
        return None
    try:
        codes = expand_codes(written["is"])
    except ValueError as error:
        declaration.fault("asked_if", written["is"], str(error))
        return None
    _check_routing_codes(declaration, target, codes, earlier[target])
    return AskedIf(target, codes)


def _check_routing_codes(declaration, target, codes, possible):
    if not codes:
        declaration.fault("asked_if", [], f"names no answer of {target}, so nobody would be asked.")
    if possible is None:
        return
    for code in codes:
        if code not in possible:
            declaration.fault("asked_if", code, f"is not an answer that {target} can have.")
