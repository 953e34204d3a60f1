"""Questionnaires: picked from the menu, then published and never edited again, or deleted as drafts."""

from django.db import transaction
from django.utils import timezone

from commissioning.models import Programme
from surveys.drafting.first_words import first_words
from surveys.drafting.taking_over import copy_of, take_over_frame, take_over_item
from surveys.models import Question, Questionnaire, QuestionnaireItem
from surveys.models.questionnaires import AsAsked, Audience


class QuestionnaireRefused(Exception):
    """The questionnaire cannot be made, changed, published or deleted as asked; the message says why."""


@transaction.atomic
def draft_questionnaire(*, programme, title, audience, codes, by=None):
    """A draft that asks the questions `codes`, in that order, as the menu words them now.

    A title used before makes the next version, or takes the place of that title's draft; the words around the
    questions, sections, and translations of what did not change are taken over. Raises QuestionnaireRefused for
    unknown questions, for repeated ones, for those of another audience, and for a question whose routing depends on
    one that is not asked before it.
    """
    take_turns(programme.pk)
    questions = _chosen(programme, audience, codes)
    questionnaire, before = _draft_to_fill(programme, title, audience)
    questionnaire.audience = audience
    questionnaire._history_user, questionnaire._change_reason = by, f"Asks {len(questions)} questions"
    questionnaire.save()
    questionnaire.items.all().delete()
    items = [item_of(q, questionnaire=questionnaire, position=position) for position, q in enumerate(questions)]
    for item in items:
        if item.code in before:
            take_over_item(item, before[item.code])
    QuestionnaireItem.objects.bulk_create(items)
    return questionnaire


@transaction.atomic
def draft_next_version(*, questionnaire, by=None):
    """The draft of the version after a published one: a copy that asks the very same. Asked for again, the same draft.

    Raises QuestionnaireRefused for a version that is not the latest published one of its title.
    """
    take_turns(questionnaire.programme_id)
    latest = _latest(questionnaire.programme, questionnaire.title)
    if not latest.is_published:
        return latest
    if latest.pk != questionnaire.pk:
        raise QuestionnaireRefused(f"{latest} came after {questionnaire}: draft the next version from that one.")
    draft = Questionnaire(
        programme=latest.programme, title=latest.title, audience=latest.audience, version=latest.version + 1
    )
    take_over_frame(draft, latest)
    draft._history_user, draft._change_reason = by, f"Begun as a copy of version {latest.version}"
    draft.save()
    QuestionnaireItem.objects.bulk_create(
        copy_of(QuestionnaireItem, item, questionnaire=draft, position=position)
        for position, item in enumerate(latest.asked)
    )
    return draft


@transaction.atomic
def publish_questionnaire(*, questionnaire, by):
    """Publish: from now on its questions never change, and it can be tried no more. Twice is the same as once."""
    take_turns(questionnaire.programme_id)
    questionnaire = Questionnaire.objects.get(pk=questionnaire.pk)
    if questionnaire.is_published:
        return questionnaire
    if not questionnaire.asked:
        raise QuestionnaireRefused("A questionnaire needs at least one question before it is published.")
    refuse_dangling_routes(questionnaire.asked)
    questionnaire.published_at = timezone.now()
    questionnaire.published_by = by
    questionnaire._history_user, questionnaire._change_reason = by, "Published"
    questionnaire.save()
    # Tries that somebody began and did not send: its pilot link is closed from now on (surveys.doors).
    questionnaire.sittings.filter(sample=None).delete()
    return questionnaire


@transaction.atomic
def delete_draft(*, questionnaire, by):
    """Delete a questionnaire that was never published. A second time does nothing."""
    take_turns(questionnaire.programme_id)
    questionnaire = Questionnaire.objects.filter(pk=questionnaire.pk).first()
    if questionnaire is None:
        return
    if questionnaire.is_published:
        raise QuestionnaireRefused(f"{questionnaire} is published: it stays, so that waves remain comparable.")
    questionnaire._history_user, questionnaire._change_reason = by, "Deleted as a draft"
    questionnaire.delete()


def take_turns(programme_id):
    """Let one person at a time change the questionnaires of a programme.

    Otherwise two could both make version 2, or one fill a draft while another publishes it.
    """
    Programme.objects.select_for_update(no_key=True).get(pk=programme_id)


def _latest(programme, title):
    return programme.questionnaires.filter(title=title).order_by("-version").first()


def _draft_to_fill(programme, title, audience):
    """The draft under this title, else an unsaved next version; and the items to take over from, by code."""
    latest = _latest(programme, title)
    before = {item.code: item for item in latest.asked} if latest else {}
    if latest and not latest.is_published:
        del latest.asked
        return latest, before
    draft = Questionnaire(programme=programme, title=title, version=latest.version + 1 if latest else 1)
    if latest and latest.audience == audience:
        take_over_frame(draft, latest)
    else:
        for name, words in first_words(programme, audience).items():
            setattr(draft, name, words)
    return draft, before


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
    refuse_dangling_routes(questions)
    return questions


def _refuse_repeats(codes):
    if repeated := sorted({code for code in codes if list(codes).count(code) > 1}):
        raise QuestionnaireRefused(f"Asked twice: {', '.join(repeated)}.")


def refuse_dangling_routes(questions):
    """Raise QuestionnaireRefused where a question's routing depends on one that is not asked before it."""
    reasons, seen = [], set()
    for question in questions:
        routing = question.asked_if
        if routing and routing["question"] not in seen:
            reasons.append(f"{question.code} is asked only after {routing['question']}, which is not asked before it.")
        seen.add(question.code)
    if reasons:
        raise QuestionnaireRefused(" ".join(reasons))


def item_of(question, **fields):
    """An unsaved questionnaire item that asks `question` as it stands now."""
    return QuestionnaireItem(**{name: getattr(question, name) for name in AsAsked.FIELDS}, **fields)
