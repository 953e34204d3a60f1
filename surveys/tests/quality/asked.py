"""A whole questionnaire of residents for tests of quality checks, and answers to it."""

import numpy as np

from surveys.actions.bank import load_shipped_menu
from surveys.actions.questionnaires import draft_questionnaire, publish_questionnaire
from surveys.answers import PACKED
from surveys.models import Question
from surveys.tests.factories import ResponseFactory

# Twelve questions in turn, of which no two sets below are alike.
CODES = ("R4", "R5", "R9", "R10", "R14", "R15", "R16", "R17", "R18", "R19", "R20", "R21", "R28", "R28t")


def published(programme, codes=CODES, audience="residents"):
    """The menu's questions of these codes, as a published questionnaire."""
    load_shipped_menu()
    questionnaire = draft_questionnaire(programme=programme, title="Residents", audience=audience, codes=list(codes))
    return publish_questionnaire(questionnaire=questionnaire, by=None)


def menu_codes(audience):
    """Every code of the menu for an audience, in order."""
    load_shipped_menu()
    return list(Question.objects.filter(audience=audience, programme=None).values_list("code", flat=True))


def ordinary(number):
    """Unremarkable answers to CODES by code, unlike those of any other number below 120."""
    return {
        "R4": 1,
        "R5": number % 5 + 1,
        "R9": number // 5 % 4 + 1,
        "R10": number // 20 % 4 + 1,
        "R14": 1,
        "R15": 2,
        "R16": 3,
        "R17": 2,
        "R18": number // 80 + 1,
        "R19": 1,
        "R20": 1,
        "R21": 1,
        "R28": 1,
    }


def answered(sample, number, *, seconds=None, mode="link", **changes):
    """A response of `sample` with ordinary answers but for the changes."""
    answers = ordinary(number) | changes
    order = sample.wave.questionnaire.order
    packed = np.array([answers[code] for code in sorted(order, key=order.get)], PACKED).tobytes()
    sex_and_band = {"sex": number % 2 + 1, "age_band": number % 4 + 1}
    return ResponseFactory(sample=sample, mode=mode, seconds=seconds, answers=packed, **sex_and_band)
