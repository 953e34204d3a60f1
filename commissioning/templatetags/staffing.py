"""Shares of full time, and numbers for drawings, in templates."""

from django import template

from commissioning.shares import share_words

register = template.Library()


@register.filter
def share(fte):
    """0.5, 1 or 1.25: a share of full time without idle noughts."""
    return share_words(fte)


@register.filter
def position(number):
    """A position in a drawing, with a point whatever the language."""
    return f"{number:.2f}"
