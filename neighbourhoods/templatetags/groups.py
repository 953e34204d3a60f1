"""Groups in templates."""

from django import template
from django.urls import reverse
from django.utils.html import format_html

from commissioning.people import naming_for

register = template.Library()


@register.simple_tag(takes_context=True)
def group_link(context, group):
    """A group's name, leading to its page; where it is one person and the reader reads no names, its kind alone."""
    programme = context["programme"]
    words = naming_for(programme, context["request"].user).called(group)
    if words != str(group):
        return words
    return format_html(
        '<a href="{}">{}</a>', reverse("neighbourhoods:group-detail", args=[programme.slug, group.pk]), words
    )
