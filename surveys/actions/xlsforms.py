"""Taking an XLSForm over: its questions as a programme's own, and a draft that asks them."""

from django.db import transaction

from surveys.actions.bank import load_file
from surveys.actions.questionnaires import QuestionnaireRefused, draft_questionnaire
from surveys.models import QuestionnaireItem

TEXTS = ("introduction", "consent", "thanks")


@transaction.atomic
def load_form(*, programme, plan, title="", by=None):
    """Load the questions of a Plan; with a `title`, draft a questionnaire that asks them in the form's order.

    Gives (the questions that were loaded, the draft or None). Loading the same form again changes nothing. Raises
    BankFaults or QuestionnaireRefused, and then nothing is stored.
    """
    if not plan.planned:
        raise QuestionnaireRefused("The form has no question that can be taken over.")
    declared = plan.declared()
    loaded = load_file(text=declared, programme=programme, by=by).questions if declared else []
    return loaded, _draft(programme, plan, title, by) if title else None


def _draft(programme, plan, title, by):
    """The draft, with the form's texts, sections and translations."""
    draft = draft_questionnaire(programme=programme, title=title, audience=plan.audience, codes=plan.codes, by=by)
    form = plan.form
    for name in TEXTS:
        if name in form.texts:
            setattr(draft, name, form.texts[name])
    draft.languages = sorted({*draft.languages, *form.languages})
    for language, texts in form.translations.items():
        draft.translations = draft.translations | {language: draft.translations.get(language, {}) | texts}
    draft._history_user, draft._change_reason = by, f"Words of the form {plan.called}"[:100]
    draft.save()
    items = {item.code: item for item in draft.items.all()}
    for planned in plan.planned:
        item = items[planned.code]
        item.section = planned.question.section
        item.translations = item.translations | planned.translations
    QuestionnaireItem.objects.bulk_update(items.values(), ["section", "translations"])
    return draft
