"""Loading question files: the shipped menu, and a programme's own questions and questionnaires."""

from typing import NamedTuple

from django.db import transaction

from commissioning.number_words import counted
from surveys.actions.questionnaires import draft_questionnaire, publish_questionnaire
from surveys.bank import (
    AskedIf,
    BankQuestion,
    Fault,
    Option,
    bank_files,
    read_file,
    shipped_questions,
)
from surveys.drafting.asked_before import kind_faults
from surveys.models import Question
from surveys.models.questionnaires import AsAsked

OF_A_PROGRAMME = "belongs to a programme; load the file for one."
SHARED_CODE = "is a code of the shared menu; give the local question a code of its own."


class BankFaults(Exception):
    """A question file has faults; `faults` lists them and nothing was loaded."""

    def __init__(self, faults):
        self.faults = faults
        super().__init__(f"The question file has {counted(len(faults), 'fault')}.")


class Loaded(NamedTuple):
    """What a question file brought: Questions and Questionnaires, new or already there."""

    questions: list
    questionnaires: list


@transaction.atomic
def load_file(*, text, programme=None, by=None):
    """Load a file of questions, questionnaires or both. The same file twice changes nothing.

    Without a programme, questions go into the shared menu. Those that are there already are brought up to date;
    published questionnaires keep their own copies. A questionnaire that is published already, with the same
    questions, stays as it is; with others it becomes the next version. Raises BankFaults, and loads nothing, if
    the file has any fault.
    """
    questions, questionnaires, faults = read_file(text, known=known_questions(programme))
    faults = [*faults, *_clashes(questions, programme)]
    if programme is not None:
        faults += kind_faults(programme, questions)
    else:
        faults += [Fault(f"“{q.title}”", "questionnaire", None, OF_A_PROGRAMME) for q in questionnaires]
    if faults:
        raise BankFaults(faults)
    loaded = [_load(question, position, programme, by) for position, question in enumerate(questions)]
    return Loaded(loaded, [_load_questionnaire(declared, programme, by) for declared in questionnaires])


def load_shipped_menu():
    """Load every question file that comes with the product into the shared menu."""
    for path in bank_files():
        load_file(text=path.read_text(encoding="utf-8"))


def known_questions(programme):
    """The questions that a file for `programme` may refer to, as BankQuestions by code."""
    if programme is None:
        return {}
    local = {question.code: _as_declared(question) for question in programme.questions.all()}
    return {**shipped_questions(), **local}


def as_asked(question):
    """The fields of AsAsked, but for the code, from a question of a file."""
    routing = question.asked_if
    return {
        "kind": question.kind,
        "wording": question.wording,
        "hint": question.hint,
        "options": [{"code": option.code, "label": option.label} for option in question.options],
        "low": question.low,
        "high": question.high,
        "asked_if": {"question": routing.question, "is": sorted(routing.codes)} if routing else None,
    }


def _as_declared(question):
    """A stored Question as a file would declare it."""
    routing = question.asked_if
    return BankQuestion(
        code=question.code,
        kind=question.kind,
        goal=question.goal,
        wording=question.wording,
        hint=question.hint,
        source=question.source,
        licence=question.licence,
        modified=question.is_modified,
        audience=question.audience,
        options=tuple(Option(option["code"], option["label"]) for option in question.options),
        low=question.low,
        high=question.high,
        asked_if=AskedIf(routing["question"], tuple(routing["is"])) if routing else None,
    )


def _clashes(questions, programme):
    """A local question may not take a code of the menu: figures would be compared that are not the same."""
    if programme is None:
        return []
    menu = shipped_questions()
    return [Fault(q.code, "code", q.code, SHARED_CODE) for q in questions if q.code in menu]


def _load(question, position, programme, by):
    stored = Question.objects.filter(programme=programme, code=question.code).first()
    stored = stored or Question(programme=programme, code=question.code)
    return keep_on_menu(stored, question, position=position, by=by)


def keep_on_menu(stored, declared, *, position, by):
    """The stored Question as it is declared at this position of its menu; saved only where anything of it is new."""
    fields = as_asked(declared) | {
        "audience": declared.audience,
        "goal": declared.goal,
        "source": declared.source,
        "licence": declared.licence,
        "is_modified": declared.modified,
        "position": position,
    }
    if stored.pk is None or any(getattr(stored, name) != value for name, value in fields.items()):
        for name, value in fields.items():
            setattr(stored, name, value)
        stored._history_user = by
        stored.save()
    return stored


def _load_questionnaire(declared, programme, by):
    latest = programme.questionnaires.filter(title=declared.title).order_by("-version").first()
    if latest and latest.is_published and _asks_the_same(latest, declared):
        return latest
    drafted = draft_questionnaire(
        programme=programme, title=declared.title, audience=declared.audience, codes=declared.codes, by=by
    )
    return publish_questionnaire(questionnaire=drafted, by=by) if declared.publish else drafted


def _asks_the_same(questionnaire, declared):
    """Whether the published questionnaire asks the declared questions as the menu words them now."""
    if questionnaire.audience != declared.audience:
        return False
    menu = Question.objects.open_to(questionnaire.programme).filter(code__in=declared.codes)
    now = {row[0]: row for row in menu.values_list(*AsAsked.FIELDS)}
    return list(questionnaire.items.values_list(*AsAsked.FIELDS)) == [now[code] for code in declared.codes]
