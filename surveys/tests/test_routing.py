"""Who is asked a question, said in words."""

import pytest

from surveys.models import Question
from surveys.routing import routing_words

MENU = {
    "R4": Question(code="R4", options=[{"code": 1, "label": "Yes"}, {"code": 2, "label": "No"}]),
    "R23": Question(code="R23", options=[{"code": n, "label": f"Option {n}"} for n in (1, 2, 3, 4)]),
    "R11": Question(code="R11", kind="count", low=0, high=95),
}


@pytest.mark.parametrize(
    ("asked_if", "words"),
    [
        (None, "everybody"),
        ({"question": "R4", "is": [1]}, "only if R4 is “Yes”"),
        ({"question": "R23", "is": [1, 2, 3]}, "only if R23 is “Option 1”, “Option 2” or “Option 3”"),
        ({"question": "R11", "is": [*range(1, 96)]}, "only if R11 is 1 to 95"),
        ({"question": "R11", "is": [0, 3, 4]}, "only if R11 is 0 or 3 to 4"),
        ({"question": "R99", "is": [2]}, "only if R99 is 2"),
    ],
)
def test_routing_names_the_answers_that_lead_to_the_question(asked_if, words):
    assert routing_words(asked_if, MENU) == words
