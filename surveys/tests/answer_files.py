"""Files of answers for tests, and a wave that takes them."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from surveys.models import QuestionnaireItem
from surveys.reading.fieldwork import Fieldwork
from surveys.tests.factories import (
    YES_NO,
    NeighbourhoodFactory,
    ProgrammeFactory,
    QuestionnaireFactory,
    SampleFactory,
    WaveFactory,
)

OFTEN = [{"code": number, "label": label} for number, label in enumerate(("Weekly", "Monthly", "Quarterly"), 1)]
QUAYSIDE, EASTERBY = 11, 12


@dataclass
class Asked:
    """A question without a database."""

    code: str
    kind: str = "single"
    options: tuple = ()
    low: int | None = None
    high: int | None = None
    asked_if: dict | None = None
    wording: str = ""


def questions():
    """R4 yes or no, R5 how often (only after yes), R11 a count, V9 a number, R28t in words."""
    after_yes = {"question": "R4", "is": [1]}
    return [
        Asked("R4", options=YES_NO, wording="Have you given any unpaid help?"),
        Asked("R5", options=OFTEN, asked_if=after_yes),
        Asked("R11", "count", low=0, high=95),
        Asked("V9", "number", low=0, high=30_000),
        Asked("R28t", "text"),
    ]


def fieldwork(**changes):
    """A wave of July 2024 in two places, Quayside and Easterby & Docks; Marram is elsewhere."""
    places = {"w01": QUAYSIDE, "quayside": QUAYSIDE, "w02": EASTERBY, "easterby and docks": EASTERBY}
    fields = {
        "questions": questions(),
        "places": places | {"e01000001": QUAYSIDE},
        "starts_on": date(2024, 7, 1),
        "ends_on": date(2024, 7, 31),
        "today": date(2025, 1, 15),
        "elsewhere": frozenset({"w03", "marram"}),
        "ambiguous": frozenset({"newtown"}),
    }
    return Fieldwork(**fields | changes)


def open_wave(programme=None, **fields):
    """A stored wave of July 2024 that asks `questions()` in Quayside (W01) and Easterby & Docks (W02)."""
    programme = programme or ProgrammeFactory()
    questionnaire = QuestionnaireFactory(programme=programme, codes=["X0"])
    questionnaire.items.all().delete()
    for position, asked in enumerate(questions()):
        names = ("code", "kind", "low", "high", "asked_if")
        QuestionnaireItem.objects.create(
            questionnaire=questionnaire,
            position=position,
            wording=asked.wording or asked.code,
            options=list(asked.options),
            **{name: getattr(asked, name) for name in names},
        )
    questionnaire.published_at = timezone.now()
    questionnaire.save()
    wave = WaveFactory(programme=programme, questionnaire=questionnaire, **fields)
    for code, name in (("W01", "Quayside"), ("W02", "Easterby & Docks")):
        SampleFactory(wave=wave, neighbourhood=NeighbourhoodFactory(programme=programme, code=code, name=name))
    return wave
