"""Questionnaires: picked from the menu, then published and never edited again, or deleted as drafts."""

from django.db import transaction
from django.utils import timezone

from commissioning.models import Programme
from surveys.models import Question, Questionnaire, QuestionnaireItem
from surveys.models.questionnaires import AsAsked, Audience


class QuestionnaireRefused(Exception):
    """The questionnaire cannot be made, published or deleted as asked; the message says why."""


@transaction.atomic
def draft_questionnaire(*, programme, title, audience, codes, by=None):
    """A draft that asks the questions `codes`, in that order, as the menu words them now.

    A title used before makes the next version, or takes the place of that title's draft. Raises
    QuestionnaireRefused for unknown questions, for repeated ones, for those of another audience, and for a
    question whose routing depends on one that is not asked before it.
    """
    _take_turns(programme.pk)
    questions = _chosen(programme, audience, codes)
    questionnaire = _draft_to_fill(programme, title)
    questionnaire.audience = audience
    questionnaire._history_user, questionnaire._change_reason = by, f"Asks {len(questions)} questions"
    questionnaire.save()
    questionnaire.items.all().delete()
    QuestionnaireItem.objects.bulk_create(
        _item(question, questionnaire=questionnaire, position=position) for position, question in enumerate(questions)
    )
    return questionnaire


@transaction.atomic
def publish_questionnaire(*, questionnaire, by):
    """Publish: from now on its questions never change. Publishing twice is the same as once."""
    _take_turns(questionnaire.programme_id)
    questionnaire = Questionnaire.objects.get(pk=questionnaire.pk)
    if questionnaire.is_published:
        return questionnaire
    if not questionnaire.items.exists():
        raise QuestionnaireRefused("A questionnaire needs at least one question before it is published.")
    questionnaire.published_at = timezone.now()
    questionnaire.published_by = by
    questionnaire._history_user, questionnaire._change_reason = by, "Published"
    questionnaire.save()
    return questionnaire


@transaction.atomic
def delete_draft(*, questionnaire, by):
    """Delete a questionnaire that was never published. A second time does nothing."""
    _take_turns(questionnaire.programme_id)
    questionnaire = Questionnaire.objects.filter(pk=questionnaire.pk).first()
    if questionnaire is None:
        return
    if questionnaire.is_published:
        raise QuestionnaireRefused(f"{questionnaire} is published: it stays, so that waves remain comparable.")
    questionnaire._history_user, questionnaire._change_reason = by, "Deleted as a draft"
    questionnaire.delete()


def _take_turns(programme_id):
    """Let one person at a time change the questionnaires of a programme.

    Otherwise two could both make version 2, or one fill a draft while another publishes it.
    """
    Programme.objects.select_for_update(no_key=True).get(pk=programme_id)


def _draft_to_fill(programme, title):
    """The latest version under this title while it is a draft, else an unsaved next version."""
    latest = programme.questionnaires.filter(title=title).order_by("-version").first()
    if latest and not latest.is_published:
        return latest
    return Questionnaire(programme=programme, title=title, version=latest.version + 1 if latest else 1)


def _chosen(programme, audience, codes):
    """The questions of the menu in the order asked for, once nothing stands against asking them."""
    _refuse_repeats(codes)
    menu = {q.code: q for q in Question.objects.open_to(programme).filter(code__in=codes)}
    if missing := [code for code in codes if code not in menu]:
        raise QuestionnaireRefused(f"Not on the question menu: {', '.join(missing)}.")
    questions = [menu[code] for code in codes]
    if others := [question.code for question in questions if question.audience != audience]:
        audience_words = Audience(audience).label.lower()
        raise QuestionnaireRefused(f"Not questions for {audience_words}: {', '.join(others)}.")
    _refuse_dangling_routes(questions)
    return questions


def _refuse_repeats(codes):
    if repeated := sorted({code for code in codes if list(codes).count(code) > 1}):
        raise QuestionnaireRefused(f"Asked twice: {', '.join(repeated)}.")


def _refuse_dangling_routes(questions):
    reasons, seen = [], set()
    for question in questions:
        routing = question.asked_if
        if routing and routing["question"] not in seen:
            reasons.append(f"{question.code} is asked only after {routing['question']}, which is not asked before it.")
        seen.add(question.code)
    if reasons:
        raise QuestionnaireRefused(" ".join(reasons))


def _item(question, **fields):
    """An unsaved questionnaire item that asks `question` as it stands now."""
    return QuestionnaireItem(**{name: getattr(question, name) for name in AsAsked.FIELDS}, **fields)
