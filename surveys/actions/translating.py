"""Translating a draft: its languages, and its texts in each of them, as far as they are known."""

from django.db import transaction

from commissioning.number_words import counted
from surveys.actions.drafting import open_draft
from surveys.actions.questionnaires import QuestionnaireRefused
from surveys.drafting.translations import texts_of, tidy
from surveys.languages import ENGLISH, LANGUAGES, language_of
from surveys.models import QuestionnaireItem


@transaction.atomic
def choose_languages(*, questionnaire, codes, by=None):
    """Offer a draft in these languages beside English. Words in a language that is left out are kept for later."""
    draft = open_draft(questionnaire)
    if unknown := [code for code in codes if code not in LANGUAGES or code == ENGLISH.code]:
        raise QuestionnaireRefused(f"Not a language that can be chosen: {', '.join(unknown)}.")
    chosen = [code for code in LANGUAGES if code in set(codes)]
    if chosen != draft.languages:
        draft.languages = chosen
        names = ", ".join(language_of(code).name for code in chosen)
        draft._history_user, draft._change_reason = by, f"Languages: English{', ' if names else ''}{names}"[:100]
        draft.save()
    return draft


@transaction.atomic
def translate(*, questionnaire, code, words, by=None):
    """Keep translations into the language of `code`: `words` by the name of their text, "" takes one away.

    The same English, such as "Yes", takes the translation over wherever it has none yet. Other texts that are not named
    stay as they are. Returns how many changed. Raises QuestionnaireRefused for a language that
    the draft is not asked in, and for texts that it no longer has.
    """
    draft = open_draft(questionnaire)
    if code not in draft.languages:
        raise QuestionnaireRefused(f"{draft} is not asked in {language_of(code).name}. Choose the language first.")
    texts = {text.name: text for text in texts_of(draft, code)}
    if gone := [name for name in words if name not in texts]:
        raise QuestionnaireRefused(f"The questionnaire was changed meanwhile and no longer has: {', '.join(gone)}.")
    changed = [(texts[name], tidy(new)) for name, new in words.items() if tidy(new) != texts[name].translation]
    changed += _same_english(changed, texts.values())
    if changed:
        _keep(draft, code, changed)
        draft._history_user = by
        draft._change_reason = f"{counted(len(changed), 'text')} in {language_of(code).name}"
        draft.save()
    return len(changed)


def _same_english(changed, texts):
    """(text, translation) of the texts that have none yet and whose English is that of one just translated."""
    known = {text.english: new for text, new in changed if new}
    named = {text.name for text, _ in changed}
    return [
        (text, known[text.english])
        for text in texts
        if text.english in known and not text.translation and text.name not in named
    ]


def _keep(draft, code, changed):
    items, touched = {item.code: item for item in draft.asked}, {}
    for text, new in changed:
        owner = items[text.code] if text.code else draft
        _put(owner.translations.setdefault(code, {}), text.part, new)
        if text.code:
            touched[text.code] = owner
    for owner in (draft, *touched.values()):
        if not owner.translations.get(code, True):
            del owner.translations[code]
    QuestionnaireItem.objects.bulk_update(touched.values(), ["translations"])


def _put(kept, part, new):
    """Set one part of an item's translation, or take it away; options stand in a table of their own."""
    if part.startswith("option "):
        options = kept.setdefault("options", {})
        _put(options, part.removeprefix("option "), new)
        if not options:
            del kept["options"]
    elif new:
        kept[part] = new
    else:
        kept.pop(part, None)
