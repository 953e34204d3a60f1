"""A questionnaire as those who answer see it, all of it at once and without sending anything."""

from surveys.answering.phrases import phrases_of
from surveys.answering.posing import about_choices, only_if_words, posed
from surveys.answering.wording import text_in
from surveys.drafting.taking_over import TEXTS
from surveys.models.questionnaires import Audience


def preview_of(questionnaire, language):
    """The words around the questions, each question as a page poses it, and the page's own words, in one language."""
    phrases, items = phrases_of(language.code), questionnaire.asked
    return {
        **{name: text_in(questionnaire, name, language.code) for name in TEXTS},
        "questions": [
            posed(
                item,
                number,
                phrases=phrases,
                code=language.code,
                only_if=only_if_words(item, items, phrases, language.code),
            )
            for number, item in enumerate(items, start=1)
        ],
        "groups": _about(phrases) if questionnaire.audience == Audience.RESIDENTS else [],
        "phrases": phrases,
        # What is in another language than the page's own words says so: those are in English in some languages.
        "page_language": phrases.language,
    }


def _about(phrases):
    return [(*group, "") for group in about_choices(phrases, {})]
