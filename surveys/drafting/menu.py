"""The question menu of a programme, in the order in which questions are asked."""

from surveys.models import Question

GOALS = {
    1: "Goal 1: community activity",
    2: "Goal 2: strength of the community sector",
    3: "Goal 3: mutual aid and social capital",
    4: "Goal 4: health benefit from community activity",
    5: "Goal 5: support and recognition",
    6: "Goal 6: dialogue and co-operation with agencies",
    0: "Context",
}


def in_menu_order(questions):
    """Questions as they are asked: the shared menu, then the programme's own, as their files have them."""
    return sorted(questions, key=lambda question: (question.programme_id is not None, question.position, question.pk))


def menu_of(programme, audience):
    """The questions that may be put to `audience`, by code in menu order. One query."""
    questions = Question.objects.open_to(programme).filter(audience=audience)
    return {question.code: question for question in in_menu_order(questions)}
