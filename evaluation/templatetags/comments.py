"""Who wrote or settled a remark, in templates."""

from django import template

from commissioning.models import Role
from commissioning.people import LEFT, naming_for

register = template.Library()


@register.simple_tag(takes_context=True)
def written_by(context, comment):
    """Who wrote a remark, with the role they had then; the steering group reads the role alone."""
    naming = naming_for(context["programme"], context["request"].user)
    role = Role(comment.written_as).label.lower() if comment.written_as else ""
    if naming.by_role:
        return role or naming(comment.written_by_id, LEFT)
    name = naming(comment.written_by_id, LEFT)
    return f"{name}, {role}" if role else name
