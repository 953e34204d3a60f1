"""Loading question files: the shipped menu, and a programme's own questions."""

from django.db import transaction

from surveys.bank import Fault, bank_files, read_bank, shipped_questions
from surveys.models import Question, QuestionnaireItem


class BankFaults(Exception):
    """A question file has faults; `faults` lists them and nothing was loaded."""

    def __init__(self, faults):
        self.faults = faults
        super().__init__(f"The question file has {len(faults)} fault{'s' if len(faults) != 1 else ''}.")


@transaction.atomic
def load_bank(*, text, programme=None, by=None):
    """Load a question file into the shared menu, or as local questions of `programme`.

    Questions that are there already are brought up to date; published questionnaires keep their own copies and do
    not change. Returns the Questions loaded. Raises BankFaults, and loads nothing, if the file has any fault.
    """
    questions, faults = read_bank(text, known=shipped_questions() if programme else None)
    faults = [*faults, *_clashes(questions, programme)]
    if faults:
        raise BankFaults(faults)
    return [_load(question, position, programme) for position, question in enumerate(questions)]


def load_shipped_menu():
    """Load every question file that comes with the product into the shared menu."""
    for path in bank_files():
        load_bank(text=path.read_text(encoding="utf-8"))


def _clashes(questions, programme):
    """A local question may not take a code of the menu: figures would be compared that are not the same."""
    if programme is None:
        return []
    menu = shipped_questions()
    reason = "is a code of the shared menu; give the local question a code of its own."
    return [Fault(q.code, "code", q.code, reason) for q in questions if q.code in menu]


def _load(question, position, programme):
    fields = as_asked(question) | {
        "audience": question.audience,
        "goal": question.goal,
        "source": question.source,
        "licence": question.licence,
        "is_modified": question.modified,
        "position": position,
    }
    stored, is_new = Question.objects.get_or_create(programme=programme, code=question.code, defaults=fields)
    if not is_new and any(getattr(stored, name) != value for name, value in fields.items()):
        for name, value in fields.items():
            setattr(stored, name, value)
        stored.save()
    return stored


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


def copy_to_item(question, **fields):
    """An unsaved questionnaire item that asks `question` as it stands now."""
    names = ("code", "kind", "wording", "hint", "options", "low", "high", "asked_if")
    return QuestionnaireItem(**{name: getattr(question, name) for name in names}, **fields)
