"""A small questionnaire with one question of each kind, for tests of answering."""

from surveys.models import QuestionnaireItem

YES_NO = [{"code": 1, "label": "Yes"}, {"code": 2, "label": "No"}]
TOPICS = [{"code": 1, "label": "Sport"}, {"code": 2, "label": "Food"}, {"code": 14, "label": "Music"}]


def one_of_each_kind(**of_all):
    """R4 yes or no; R5 only after a yes; L1 several topics; L2 words, only about food; R11 a count; L3 a number."""
    asked = [
        {"code": "R4", "kind": "single", "wording": "Have you given help?", "options": YES_NO},
        {
            "code": "R5",
            "kind": "single",
            "wording": "How often?",
            "options": YES_NO,
            "asked_if": {"question": "R4", "is": [1]},
        },
        {"code": "L1", "kind": "multiple", "wording": "Which topics?", "options": TOPICS},
        {"code": "L2", "kind": "text", "wording": "What about food?", "asked_if": {"question": "L1", "is": [2]}},
        {"code": "R11", "kind": "count", "wording": "How many friends?", "low": 0, "high": 95},
        {"code": "L3", "kind": "number", "wording": "How many metres?", "low": 0, "high": 30_000},
    ]
    return [QuestionnaireItem(position=position, **item, **of_all) for position, item in enumerate(asked)]
