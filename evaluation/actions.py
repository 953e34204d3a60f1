"""Every change of state of the evaluation room."""

import tomllib

import tomli_w
from django.db import transaction

from commissioning.models import raise_evidence_version
from evaluation import engine
from evaluation.indicators import national, read_definitions
from evaluation.indicators.definitions import Fault
from evaluation.models import LocalIndicator
from surveys.models import Question


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
    definitions, faults = read_definitions(text, _answers_by_question(programme))
    clash = "is a code of the shipped indicators; give the local one a code of its own."
    faults = [*faults, *(Fault(d.code, "code", d.code, clash) for d in definitions if d.code in national())]
    if faults:
        raise DefinitionFaults(faults)
    tables = tomllib.loads(text)["indicator"]
    loaded = [_store(programme, position, table) for position, table in enumerate(tables)]
    raise_evidence_version(programme)
    engine.recompute(programme)
    return loaded


def _answers_by_question(programme):
    """Code of each question the programme may ask -> the codes its answers may have."""
    questions = Question.objects.open_to(programme).exclude(kind="text")
    return {q.code: _answer_codes(q) for q in questions}


def _answer_codes(question):
    if question.kind == "single":
        return frozenset(option["code"] for option in question.options)
    return range(question.low or 0, (question.high if question.high is not None else 95) + 1)


def _store(programme, position, table):
    stored, _ = LocalIndicator.objects.update_or_create(
        programme=programme,
        code=table["code"],
        defaults={"position": position, "definition": tomli_w.dumps({"indicator": [table]})},
    )
    return stored
