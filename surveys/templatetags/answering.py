"""Words of the pages that residents meet: {% phrase "begin" %}, and the language of what is in another one."""

from django import template
from django.utils.html import format_html

from surveys.languages import ENGLISH

register = template.Library()


@register.simple_tag(takes_context=True)
def phrase(context, key, **values):
    """The phrase `key` in the language of the page, with its placeholders filled."""
    return context["phrases"].say(key, **values)


@register.simple_tag(takes_context=True)
def tongue(context, words):
    """The attributes lang and dir of Words that are not in the language of the page."""
    return _attributes(getattr(words, "language", None), context["page_language"])


@register.simple_tag(takes_context=True)
def english(context):
    """The attributes lang and dir of what is kept in English alone."""
    return _attributes(ENGLISH, context["page_language"])


def _attributes(language, page_language):
    if language is None or language == page_language:
        return ""
    return format_html(' lang="{}" dir="{}"', language.code, language.direction)
