"""Hours of fieldwork in templates."""

from django import template

from neighbourhoods.approaches import hours_words

register = template.Library()
register.filter("hours", hours_words)
