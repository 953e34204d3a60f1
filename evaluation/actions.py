"""Every change of state of the evaluation room."""

import tomllib

import tomli_w
from django.db import transaction

from evaluation import engine
from evaluation.indicators import national, read_definitions
from evaluation.indicators.definitions import Fault
from evaluation.indicators.rules import SEVERAL
from evaluation.models import LocalIndicator
from surveys.actions.bank import known_questions


class DefinitionFaults(Exception):
    """An indicator file has faults; `faults` lists them and nothing was loaded."""

    def __init__(self, faults):
        self.faults = faults
        super().__init__(f"The indicator file has {len(faults)} fault{'s' if len(faults) != 1 else ''}.")


@transaction.atomic
def load_indicators(*, programme, text, by=None):
    """Load a file of local indicators, replacing those of the same code, and compute every figure again.

    Returns the LocalIndicators. Raises DefinitionFaults, and loads nothing, if the file has any fault.
    """
    definitions, faults = read_definitions(text, answers_of(known_questions(programme)))
    clash = "is a code of the shipped indicators; give the local one a code of its own."
    faults = [*faults, *(Fault(d.code, "code", d.code, clash) for d in definitions if d.code in national())]
    if faults:
        raise DefinitionFaults(faults)
    tables = tomllib.loads(text)["indicator"]
    loaded = [_store(programme, position, table, by) for position, table in enumerate(tables)]
    engine.recompute(programme)
    return loaded


def answers_of(questions):
    """What a rule may name of each of the BankQuestions, by code: those answered in words are left out."""
    return {
        code: SEVERAL if question.kind == "multiple" else question.codes
        for code, question in questions.items()
        if question.codes
    }


def _store(programme, position, table, by):
    code, definition = table["code"], tomli_w.dumps({"indicator": [table]})
    stored = programme.local_indicators.filter(code=code).first() or LocalIndicator(programme=programme, code=code)
    if (stored.position, stored.definition) != (position, definition) or stored.pk is None:
        stored.position, stored.definition, stored._history_user = position, definition, by
        stored.save()
    return stored
