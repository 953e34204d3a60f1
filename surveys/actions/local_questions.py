"""A programme's own questions, one by one: written, and changed as long as figures stay what they were."""

from django.db import transaction

from commissioning.models import Programme
from surveys.actions.bank import SHARED_CODE, keep_on_menu, known_questions
from surveys.bank import Fault, read_one, shipped_questions
from surveys.drafting.asked_before import kind_faults
from surveys.models import Question

CODE_TAKEN = "is the code of another question of this programme; choose one that was never used."


class QuestionRefused(Exception):
    """A question cannot be kept as it is written; `faults` are the bank's Faults, each with its key."""

    def __init__(self, faults):
        self.faults = faults
        super().__init__(" ".join(map(str, faults)))


@transaction.atomic
def write_question(*, programme, table, audience, licence, question=None, by=None):
    """Keep a question of a programme's own, new or a change of `question`, from a table as question files have it.

    Questionnaires keep their copies, drafts too. Raises QuestionRefused with everything that is wrong.
    """
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    known = known_questions(programme)
    written, faults = read_one(table, audience=audience, licence=licence, known=known)
    faults += _clashes(programme, written, question)
    if faults:
        raise QuestionRefused(faults)
    stored = question or Question(programme=programme, code=written.code, position=_next_position(programme))
    return keep_on_menu(stored, written, position=stored.position, by=by)


def _clashes(programme, written, question):
    """A new question needs a code of its own; one that was asked stays answered in the way it was."""
    if question is None and written.code in shipped_questions():
        return [Fault(written.code, "code", written.code, SHARED_CODE)]
    if question is None and programme.questions.filter(code=written.code).exists():
        return [Fault(written.code, "code", written.code, CODE_TAKEN)]
    return kind_faults(programme, [written])


def _next_position(programme):
    last = programme.questions.order_by("-position").first()
    return last.position + 1 if last else 0
