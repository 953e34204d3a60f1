"""Waves that asked a question otherwise than the menu has it: a change of their figures may come from the words."""

from collections import defaultdict
from dataclasses import dataclass

from surveys.drafting.comparability import differences
from surveys.models import QuestionnaireItem, Wave


@dataclass(frozen=True)
class AskedOtherwise:
    """A question as one wave asked it, and in which way that is not the menu's."""

    wave: Wave
    item: QuestionnaireItem
    reasons: tuple[str, ...]


def asked_otherwise(waves, questions):
    """An AskedOtherwise for each of `waves` and `questions` of the menu where the two differ. One query."""
    if not waves or not questions:
        return []
    asked = QuestionnaireItem.objects.filter(
        questionnaire__in={wave.questionnaire_id for wave in waves}, code__in=[question.code for question in questions]
    )
    items = defaultdict(dict)
    for item in asked:
        items[item.questionnaire_id][item.code] = item
    return [
        AskedOtherwise(wave, item, reasons)
        for wave in waves
        for question in questions
        if (item := items[wave.questionnaire_id].get(question.code)) and (reasons := _reasons(question, item))
    ]


def _reasons(question, item):
    changed, reworded = differences(question, item)
    return (*changed, *reworded)
