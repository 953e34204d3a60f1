"""Where a programme's questions were asked already: a code means one question for good."""

from surveys.bank import Fault
from surveys.models import QuestionnaireItem

KIND_FIXED = "is not how {} asks it: there it is {}. Give a question that is answered in another way a code of its own."


def kind_faults(programme, questions):
    """A Fault for each question (with code and kind) that a published questionnaire asks in another way. One query."""
    kinds = {question.code: question.kind for question in questions if question.kind}
    items = QuestionnaireItem.objects.filter(
        questionnaire__programme=programme, questionnaire__published_at__isnull=False, code__in=kinds
    ).select_related("questionnaire")
    latest = {item.code: item for item in items.order_by("questionnaire__published_at", "pk")}
    return [
        Fault(code, "kind", kinds[code], KIND_FIXED.format(item.questionnaire, item.kind))
        for code, item in latest.items()
        if item.kind != kinds[code]
    ]


def drafts_asking(programme, code):
    """The drafts of a programme that ask a question."""
    return list(programme.questionnaires.filter(published_at=None, items__code=code))
