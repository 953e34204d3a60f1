"""What pages need to offer a questionnaire on paper."""

from django import template

from surveys.printing.paper import printed_languages

register = template.Library()


@register.filter
def printed_in(questionnaire):
    """The Languages in which a questionnaire can be printed."""
    return printed_languages(questionnaire)
