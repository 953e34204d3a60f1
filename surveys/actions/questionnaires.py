"""Questionnaires: picked from the menu, then published and never edited again."""

from django.db import transaction
from django.utils import timezone

from surveys.actions.bank import copy_to_item
from surveys.models import Question, Questionnaire, QuestionnaireItem


class QuestionnaireRefused(Exception):
    """The questionnaire cannot be made or published as asked; the message says why."""


@transaction.atomic
def draft_questionnaire(*, programme, title, audience, codes, by=None):
    """A draft that asks the questions `codes`, in that order, as the menu words them now.

    A title used before makes the next version. Raises QuestionnaireRefused for unknown questions, for repeated ones,
    and for a question whose routing depends on one that is not asked before it.
    """
    _refuse_repeats(codes)
    menu = {q.code: q for q in Question.objects.open_to(programme).filter(code__in=codes)}
    if missing := [code for code in codes if code not in menu]:
        raise QuestionnaireRefused(f"Not on the question menu: {', '.join(missing)}.")
    _refuse_dangling_routes([menu[code] for code in codes])
    earlier = programme.questionnaires.filter(title=title).order_by("-version").first()
    questionnaire = Questionnaire.objects.create(
        programme=programme, title=title, audience=audience, version=earlier.version + 1 if earlier else 1
    )
    QuestionnaireItem.objects.bulk_create(
        copy_to_item(menu[code], questionnaire=questionnaire, position=position) for position, code in enumerate(codes)
    )
    return questionnaire


@transaction.atomic
def publish_questionnaire(*, questionnaire, by):
    """Publish: from now on its questions never change. Publishing twice is the same as once."""
    questionnaire = Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    if questionnaire.is_published:
        return questionnaire
    if not questionnaire.items.exists():
        raise QuestionnaireRefused("A questionnaire needs at least one question before it is published.")
    questionnaire.published_at = timezone.now()
    questionnaire.published_by = by
    questionnaire.save()
    return questionnaire


def _refuse_repeats(codes):
    if repeated := sorted({code for code in codes if list(codes).count(code) > 1}):
        raise QuestionnaireRefused(f"Asked twice: {', '.join(repeated)}.")


def _refuse_dangling_routes(questions):
    seen = set()
    for question in questions:
        routing = question.asked_if
        if routing and routing["question"] not in seen:
            raise QuestionnaireRefused(
                f"{question.code} is asked only after {routing['question']}, which is not asked before it."
            )
        seen.add(question.code)
