"""What loading a form would bring: each of its questions with the code that it gets here."""

from dataclasses import dataclass, field
from itertools import count

import tomli_w

from surveys.bank import shipped_questions
from surveys.bank.declarations import CODE
from surveys.models import Question
from surveys.models.questionnaires import Kind

LONGEST_SOURCE = 250
LICENCE = "As the makers of the form say"
PREFIX = "L"


@dataclass(frozen=True)
class Planned:
    """A question of the form with its code; `state` says what becomes of it, `asked_if` is its routing by codes."""

    question: object
    code: str
    state: str
    asked_if: dict | None = None

    NEW, CHANGED, SAME, MENU = "New", "Changed here", "Here already", "On the menu"

    @property
    def is_loaded(self):
        return self.state in (self.NEW, self.CHANGED)

    @property
    def translations(self):
        """As a QuestionnaireItem keeps them."""
        return self.question.translations


@dataclass
class Plan:
    """What a form becomes in a programme, for an audience."""

    form: object
    audience: str
    called: str
    planned: list = field(default_factory=list)

    @property
    def codes(self):
        return [each.code for each in self.planned]

    @property
    def loaded(self):
        return [each for each in self.planned if each.is_loaded]

    def declared(self):
        """The questions to load as a question file, or "" where there is none."""
        if not self.loaded:
            return ""
        bank = {"title": self.called, "audience": self.audience, "licence": LICENCE}
        return tomli_w.dumps({"bank": bank, "question": [_table(each, self.called) for each in self.loaded]})


def plan_of(form, programme, audience, *, filename=""):
    """The Plan of a ReadForm. A question that was loaded from this form before keeps its code; one that the menu words
    alike is the menu's; the others get their name as their code where it is one and free, else L1, L2 and so on.
    """
    called = form.form_id or form.title or filename or "an XLSForm"
    plan = Plan(form, audience, called)
    known = {question.code: question for question in Question.objects.open_to(programme)}
    by_source = {q.source: q for q in known.values() if q.programme_id is not None}
    codes, taken = {}, {*known, *shipped_questions()}
    # A name that is a code is kept for its own question.
    kept = {question.name for question in form.questions}
    for question in form.questions:
        asked_if = {"question": codes[question.gate], "is": list(question.wanted)} if question.gate else None
        before = by_source.get(source_of(question, called)) or known.get(question.name)
        planned = _planned(question, asked_if, before, audience, called)
        planned = planned or Planned(question, _new_code(question.name, taken, kept), Planned.NEW, asked_if)
        codes[question.name] = planned.code
        taken.add(planned.code)
        plan.planned.append(planned)
    return plan


def source_of(question, called):
    """Where a question comes from, as kept with it: by this a form that is loaded again finds its own."""
    return f"Question {question.name} of the form {called}"[:LONGEST_SOURCE]


def _planned(question, asked_if, before, audience, called):
    """The Planned of a question that is here already or was loaded before; None for a new one."""
    if before is None:
        return None
    is_same = before.audience == audience and _content(before, before.asked_if) == _content(question, asked_if)
    if is_same:
        state = Planned.SAME if before.programme_id else Planned.MENU
        return Planned(question, before.code, state, asked_if)
    is_own = before.programme_id and before.source == source_of(question, called)
    return Planned(question, before.code, Planned.CHANGED, asked_if) if is_own else None


def _content(question, asked_if):
    """What makes two questions the same."""
    fields = ("kind", "wording", "hint", "options", "low", "high")
    return [getattr(question, name) for name in fields], asked_if


def _new_code(name, taken, kept):
    if CODE.fullmatch(name) and name not in taken:
        return name
    numbered = (f"{PREFIX}{number}" for number in count(1))
    return next(code for code in numbered if code not in taken and code not in kept)


def _table(planned, called):
    """The question as a table of a question file."""
    question = planned.question
    table = {
        "code": planned.code,
        "kind": str(question.kind),
        "goal": 0,
        "wording": question.wording,
        "hint": question.hint,
        "source": source_of(question, called),
    }
    if question.kind in (Kind.SINGLE, Kind.MULTIPLE):
        table["options"] = question.options
    if question.kind in (Kind.COUNT, Kind.NUMBER):
        table |= {"low": question.low, "high": question.high}
    return table | ({"asked_if": planned.asked_if} if planned.asked_if else {})
