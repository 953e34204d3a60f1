"""People, owners and money in templates."""

from django import template

from commissioning.money_words import pounds_words
from commissioning.people import naming_for

register = template.Library()


@register.simple_tag(takes_context=True)
def person(context, user_id, otherwise="nobody yet"):
    """What the reader may know of the person with this id: a name, or a role."""
    return _naming(context)(user_id, otherwise)


@register.simple_tag(takes_context=True)
def owner(context, entry):
    """Whose an entry is."""
    return _naming(context).owner_of(entry)


@register.simple_tag(takes_context=True)
def called(context, row):
    """What a row is called for the reader: an entry that is one person by its kind alone where no names are read."""
    return _naming(context).called(row)


@register.filter
def pounds(amount):
    """£1,234, or £1,234.50 where there are pence; nothing known is said in words."""
    return pounds_words(amount)


def _naming(context):
    return naming_for(context["programme"], context["request"].user)
